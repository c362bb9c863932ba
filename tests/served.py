"""A server in a process of its own, as users run it, and HTTP to it, byte by byte if need be."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from kit import ROOT

UNMETERED = {"KG_BUDGET_SECONDS": "0", "KG_CLIENT_QUERIES": "0"}
"""Settings by which one client may ask as much as the tests do."""
PATIENCE = 60.0
"""Seconds after which a server that says nothing is taken to hang."""


class Answer(NamedTuple):
    """What a server answered, to its last byte."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type without its parameters; empty where none is told."""
        return self.headers.get("Content-Type", "").partition(";")[0]

    @property
    def document(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)

    @property
    def problem(self) -> str:
        """The short name of the kind of problem; empty for an answer that is none."""
        if self.media_type != "application/problem+json":
            return ""
        return str(self.document["type"]).rpartition("/")[2]


@dataclass(frozen=True)
class Request:
    """What is asked of a server."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: bytes | None = None


@dataclass(frozen=True)
class Served:
    """A running server.

    Attributes:
        process: it; its descendants answer the queries.
        port: where it listens on the loopback address.
        log: the file that takes what it writes on standard error.
    """

    process: "subprocess.Popen[str]"
    port: int
    log: Path

    @property
    def address(self) -> str:
        """What its URLs begin with, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def connect(self) -> http.client.HTTPConnection:
        """A connection, to be closed by the caller."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def ask(self, request: Request) -> Answer:
        """The answer to one request over a connection of its own."""
        with closing(self.connect()) as connection:
            return exchange(connection, request)

    def get(self, path: str, accept: str = "*/*") -> Answer:
        """The answer to a GET."""
        return self.ask(Request(path, {"Accept": accept}))

    @contextmanager
    def link(self) -> Iterator[socket.socket]:
        """A bare connection for what no HTTP client would send."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as link:
            yield link

    def raw(self, sent: bytes, *, waits: bool = False) -> bytes:
        """What comes back for some bytes, to the end of the connection.

        Args:
            sent: the bytes.
            waits: the sending side stays open, as that of a client that waits for its answer; else
                it is closed, which ends a request that is not whole.

        Raises:
            TimeoutError: the server neither answered nor closed the connection.
        """
        with self.link() as link:
            with suppress(OSError):  # it has refused the rest; what it said can still be read
                link.sendall(sent)
                if not waits:
                    link.shutdown(socket.SHUT_WR)
            return _all(link)


def _all(link: socket.socket) -> bytes:
    found = bytearray()
    with suppress(ConnectionResetError):  # closed with bytes of ours unread
        while block := link.recv(65536):
            found += block
    return bytes(found)


_STATUS = re.compile(rb"^HTTP/1\.[01] (\d{3}) ", re.MULTILINE)
_TELLTALE = re.compile(rb"Traceback|\.py\b|site-packages|/home/|/tmp/|Error:")


def statuses(said: bytes) -> list[int]:
    """The statuses of the answers in what came back over a bare connection."""
    return [int(status) for status in _STATUS.findall(said)]


def telltale(said: bytes) -> str:
    """What of an answer shows the server's inside, as a trace or a path would; else empty."""
    found = _TELLTALE.search(said)
    if found is None:
        return ""
    return said[max(0, found.start() - 80) : found.end() + 80].decode(errors="replace")


def exchange(connection: http.client.HTTPConnection, request: Request) -> Answer:
    """Sends a request on a connection and reads the whole answer."""
    connection.request(request.method, request.path, request.body, dict(request.headers))
    response = connection.getresponse()
    return Answer(response.status, response.headers, response.read())


@contextmanager
def serving(home: Path, log: Path, **settings: str) -> Iterator[Served]:
    """``kg serve`` over a home folder as it lies there, on a free port.

    Args:
        home: it has a release that is current.
        log: file to write what the server says on standard error.
        settings: environment variables, such as ``KG_QUERY_WORKERS``.
    """
    command = ["serve", "--home", str(home), "--no-build", "--port", "0"]
    with (
        log.open("w", encoding="utf-8") as words,
        subprocess.Popen(
            [sys.executable, "-m", "kg.cli", *command],
            cwd=ROOT,
            env={**_environment(), "LANG": "C.UTF-8", **settings},
            stdout=subprocess.PIPE,
            stderr=words,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert address, log.read_text(encoding="utf-8")
            yield Served(process, int(address.rpartition(":")[2]), log)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _environment() -> dict[str, str]:
    """Ours without what measures coverage: that would take the server's time and memory."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COV")}


def descendants(pid: int) -> list[int]:
    """The processes below one, however deep; Linux only."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    below = [int(child) for child in listed]
    return below + [deeper for child in below for deeper in descendants(child)]
