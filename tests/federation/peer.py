"""Another server: a real one, ``oxigraph serve``, and one that answers as a test wants it to."""

import socket
import ssl
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from sys import executable
from typing import NamedTuple

import pytest

PATIENCE = 30.0
JSON = "application/sparql-results+json"


@contextmanager
def oxigraph(data: bytes) -> Iterator[str]:
    """The address of the query endpoint of an Oxigraph server that holds some N-Quads."""
    program = which("oxigraph", path=str(Path(executable).parent)) or which("oxigraph")
    if program is None:
        pytest.skip("the server oxigraph is not installed (it is in the dependency group dev)")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [program, "serve", "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _fill(f"http://127.0.0.1:{port}/store", data, process)
        yield f"http://127.0.0.1:{port}/query"
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _fill(address: str, data: bytes, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    request = urllib.request.Request(
        address, data, {"Content-Type": "application/n-quads"}, method="POST"
    )
    while True:
        assert process.poll() is None, "oxigraph ended"
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE):
                return
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.02)


class Asked(NamedTuple):
    """One request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Peer:
    """A server on the loopback address that remembers what it was asked.

    Attributes:
        answer: writes the answer to a request.
        asked: the requests so far.
    """

    def __init__(
        self, answer: Callable[[BaseHTTPRequestHandler], None], tls: ssl.SSLContext | None = None
    ) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                peer.asked.append(Asked(self.command, self.path, dict(self.headers), body))
                peer.answer(self)

            do_POST = do_GET  # noqa: N815 - the base class's own name

            def log_message(self, *_: object) -> None:
                pass

            def handle(self) -> None:
                with suppress(ConnectionError, ssl.SSLError):  # the client wants no more of it
                    super().handle()

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.port = self._server.server_port
        self.address = f"http://127.0.0.1:{self.port}/sparql"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextmanager
def peer(
    answer: Callable[[BaseHTTPRequestHandler], None], tls: ssl.SSLContext | None = None
) -> Iterator[Peer]:
    server = Peer(answer, tls)
    try:
        yield server
    finally:
        server.close()


def says(
    body: bytes, media_type: str = JSON, status: int = 200, **headers: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    """Answers everything with the same."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", media_type)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def table(*rows: str, names: str = '"x"') -> bytes:
    """A SPARQL result in JSON, of rows as JSON."""
    return f'{{"head":{{"vars":[{names}]}},"results":{{"bindings":[{",".join(rows)}]}}}}'.encode()
