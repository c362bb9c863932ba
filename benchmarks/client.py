"""Asking a SPARQL endpoint: one client for all engines."""

import http.client
import time
from dataclasses import dataclass
from subprocess import Popen
from typing import Final
from urllib.parse import quote

JSON: Final = "application/sparql-results+json"
TRIPLES: Final = "application/n-triples, text/turtle;q=0.9"


class AskFailed(RuntimeError):
    """An endpoint did not answer a query as it should."""


@dataclass(frozen=True)
class Answer:
    """What came back, in how many seconds from the first byte sent to the last received."""

    body: bytes
    media_type: str
    seconds: float


@dataclass(frozen=True)
class Endpoint:
    """A running SPARQL endpoint on this machine.

    Attributes:
        name: engine and version.
        port: on 127.0.0.1.
        path: all of a query's address but the query itself, up to ``query=``.
        process: the server.
    """

    name: str
    port: int
    path: str
    process: Popen[bytes]

    def address(self, query: str) -> str:
        """Path and parameters of a query by GET (SPARQL 1.1 Protocol, section 2.1.1)."""
        return self.path + quote(query, safe="")

    def ask(self, query: str, accept: str = JSON, limit: float = 600) -> Answer:
        """Ask over a connection of its own.

        Raises:
            TimeoutError: no answer within the limit of seconds.
            AskFailed: the status is not 200.
        """
        return self.get(self.address(query), accept, limit)

    def get(self, path: str, accept: str = "*/*", limit: float = 600) -> Answer:
        """Get any path, as ``ask`` does."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=limit)
        try:
            connection.connect()
            started = time.perf_counter()
            connection.request("GET", path, headers={"Accept": accept})
            response = connection.getresponse()
            body = response.read()
            seconds = time.perf_counter() - started
        finally:
            connection.close()
        if response.status != 200:
            raise AskFailed(f"{self.name}: status {response.status}: {body[:500]!r}")
        media_type = response.getheader("Content-Type", "").partition(";")[0].strip()
        return Answer(body, media_type, seconds)

    def await_up(self, patience: float = 1200) -> None:
        """Wait until it answers.

        Raises:
            AskFailed: it ended, or does not answer within the patience of seconds.
        """
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AskFailed(f"{self.name} ended with code {self.process.returncode}")
            try:
                self.ask("ASK {}", limit=60)
            except (OSError, http.client.HTTPException):
                time.sleep(0.005)
            else:
                return
        raise AskFailed(f"{self.name} did not answer within {patience} s")
