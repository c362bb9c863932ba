"""Slow, broken and greedy clients, on real sockets, while others are answered.

Deadlines are generous: none of these says how fast the server is, only that it does not wait.
"""

import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from kg.web.front.headers import GUARDS

ROOT = Path(__file__).parents[2]
THREADS = 2
CHUNKED = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
SERVE = """
from kg.settings import Settings
from kg.web import front, serve

def app(environ, start_response):
    if environ["PATH_INFO"] == "/large":
        start_response("200 OK", [("Content-Length", str(64 * 1024**2))])
        return iter([b"x" * 1024**2] * 64)
    body = environ["wsgi.input"].read() or environ["PATH_INFO"].encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]

def make():
    log = front.Log(settings)
    log.take_over()
    return front.install(app, settings, log.events, front.Metrics())

settings = Settings()
serve.run(make, settings)
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run there")


class Server:
    """A server of its own process over an application that answers what it is sent."""

    def __init__(self, port: int, log: Path) -> None:
        self.port, self._log = port, log

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def exchange(self, sent: bytes) -> bytes:
        """All that comes until the server closes the connection."""
        with self.connect() as link:
            link.sendall(sent)
            return read_all(link)

    def answers(self, times: int = 1) -> None:
        """Others are served."""
        for number in range(times):
            connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
            connection.request("GET", f"/{number}")
            with connection.getresponse() as response:
                assert response.read() == f"/{number}".encode()
            connection.close()

    def logged(self, found: Callable[[dict[str, object]], bool]) -> dict[str, object]:
        """An event of the log, awaited."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            for line in self._log.read_text(encoding="utf-8").splitlines():
                event: dict[str, object] = json.loads(line)
                if found(event):
                    return event
            time.sleep(0.05)
        raise AssertionError(self._log.read_text(encoding="utf-8"))


@contextmanager
def serving(log: Path, **settings: object) -> Iterator[Server]:
    own = {f"KG_{name.upper()}": str(value) for name, value in settings.items()}
    environment = {**os.environ, "KG_PORT": "0", "KG_THREADS": str(THREADS), **own}
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [sys.executable, "-c", SERVE],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        try:
            address = process.stdout.readline().strip()
            yield Server(int(address.rpartition(":")[2]), log)
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("worker") / "log"
    with serving(log, request_seconds=2, send_seconds=1, max_query_bytes=2048) as started:
        yield started


def read_all(link: socket.socket) -> bytes:
    try:
        return b"".join(iter(lambda: link.recv(65536), b""))
    except ConnectionResetError:
        return b""


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def problem(answer: bytes) -> dict[str, object]:
    """The problem document of an answer that has all headers of one."""
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")[1:]
    named = dict(line.split(": ", 1) for line in lines)
    assert dict(GUARDS).items() <= named.items()
    assert named["Content-Type"] == "application/problem+json"
    document: dict[str, object] = json.loads(body)
    assert document["id"] == named["X-Request-Id"]
    assert (document["status"], named["Connection"]) == (status(answer), "close")
    return document


# Slow clients


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nX: ",
        b"POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n",
        CHUNKED + b"\r\n3e8\r\n",
    ],
)
def test_slow_senders_hold_no_thread_and_are_dropped(server: Server, head: bytes) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(server.connect()) for _ in range(10 * THREADS)]
        for link in slow:
            link.sendall(head)
        for _ in range(5):
            for link in slow:
                link.sendall(b"x")
            server.answers(times=5)
        answers = [read_all(link) for link in slow]
    assert [status(answer) for answer in answers] == [408] * len(slow)
    assert problem(answers[0])["title"] == "Request timed out"


def test_connections_that_send_nothing_hold_no_thread_and_are_dropped(server: Server) -> None:
    with ExitStack() as stack:
        silent = [stack.enter_context(server.connect()) for _ in range(10 * THREADS)]
        server.answers(times=5)
        assert [read_all(link) for link in silent] == [b""] * len(silent)


def test_clients_that_do_not_read_are_dropped(server: Server) -> None:
    with ExitStack() as stack:
        deaf = [stack.enter_context(server.connect()) for _ in range(3 * THREADS)]
        for link in deaf:
            link.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        server.answers(times=5)
        for link in deaf:
            assert len(read_all(link)) < 64 * 1024**2


def test_clients_that_do_not_close_hold_up_nobody(server: Server) -> None:
    with ExitStack() as stack:
        for _ in range(30):  # gunicorn's own worker waits two seconds for each
            link = stack.enter_context(server.connect())
            link.sendall(b"GET /x HTTP/1.0\r\n\r\n")
            assert read_all(link).endswith(b"/x")
        server.answers(times=5)


def test_an_idle_connection_is_closed_in_the_end(tmp_path: Path) -> None:
    with serving(tmp_path / "log", keepalive_seconds=1) as server, server.connect() as link:
        link.sendall(b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = read_all(link)
    assert b"Connection: keep-alive" in answer
    assert answer.endswith(b"/a")


# Whole requests, however they come


def test_pipelined_requests_are_answered_in_their_order(server: Server) -> None:
    first = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nfirst"
    last = b"GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with server.connect() as link:
        link.sendall(first + first + last[:20])
        time.sleep(0.2)
        link.sendall(last[20:])
        answer = read_all(link)
    assert answer.count(b"HTTP/1.1 200 OK") == 3
    assert answer.index(b"first") < answer.rindex(b"first") < answer.index(b"/last")


@pytest.mark.parametrize(
    "body",
    [b"3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n", b"6;a=b\r\nabcdef\r\n0\r\nX-Check: x\r\n\r\n"],
)
def test_a_body_in_chunks(server: Server, body: bytes) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    with server.connect() as link:
        for part in (head, body[:4], body[4:-3], body[-3:]):
            link.sendall(part)
            time.sleep(0.05)
        assert read_all(link).endswith(b"\r\n\r\nabcdef")


def test_who_waits_for_leave_to_send_gets_it_once(server: Server) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n"
    with server.connect() as link:
        link.sendall(head + b"Content-Length: 5\r\n\r\n")
        assert link.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        link.sendall(b"hello")
        answer = read_all(link)
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b"hello")


def test_no_leave_to_send_what_is_too_large(server: Server) -> None:
    answer = server.exchange(
        b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5000\r\n\r\n"
    )
    assert problem(answer)["status"] == 413


# Requests that are none


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"GET /" + b"x" * 8100 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET /" + b"x" * 40_000, 414),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 40_000, 431),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 9000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + b"X: x\r\n" * 100 + b"\r\n", 431),
        (b"POST / HTTP/1.1\r\nContent-Length: 2049\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", 413),
        (CHUNKED + b"\r\n801\r\n", 413),
        (CHUNKED + b"\r\nnone\r\n", 400),
        (CHUNKED + b"\r\n1\r\nab\r\n0\r\n\r\n", 400),
        (CHUNKED + b"Content-Length: 1\r\n\r\n0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: rot13\r\n\r\n", 501),
        (b"GET / HTTP/1.1\r\nExpect: a miracle\r\n\r\n", 417),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"get / HTTP/1.1\r\n\r\n", 400),
        (b"GET /\xff HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nX\x00: y\r\n\r\n", 400),
        (b"GET / HTTP/1.1\nHost: x\n\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    ],
)  # fmt: skip
def test_what_is_no_request_gets_a_problem(server: Server, sent: bytes, code: int) -> None:
    answer = server.exchange(sent)
    assert problem(answer)["status"] == code


def test_a_refusal_is_in_the_readers_language_and_in_the_log(server: Server) -> None:
    answer = server.exchange(
        b"POST /there?query=x HTTP/1.1\r\nAccept-Language: ja\r\nContent-Length: 5000\r\n\r\n"
    )
    document = problem(answer)
    assert document["detail"] == "リクエストの本文は2048バイトまでです。"
    event = server.logged(lambda event: event.get("id") == document["id"])
    assert (event["event"], event["status"], event["method"]) == ("request", 413, "POST")
    assert (event["path"], event["client"]) == ("/there", "127.0.0.0/24")


def test_random_bytes_neither_end_nor_hold_the_server(server: Server) -> None:
    source = random.Random(20200331)
    beginnings = (b"", b"GET ", b"POST / HTTP/1.1\r\n", b"POST / HTTP/1.1\r\nContent-Length: 3\r\n")
    with ExitStack() as stack:
        for _ in range(60):
            link = stack.enter_context(server.connect())
            noise = source.randbytes(source.randrange(1, 2000))
            link.sendall(source.choice(beginnings) + noise + source.choice([b"", b"\r\n\r\n"]))
        server.answers(times=10)


# Too many connections


def test_an_address_has_only_so_many_connections(tmp_path: Path) -> None:
    with serving(tmp_path / "log", client_connections=3) as server:
        with ExitStack() as stack:
            for _ in range(3):
                link = stack.enter_context(server.connect())
                link.sendall(b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
                assert link.recv(1000)
            assert server.exchange(b"") == b""
        until = time.monotonic() + 30
        while not server.exchange(b"GET /a HTTP/1.0\r\n\r\n").endswith(b"/a"):
            assert time.monotonic() < until


def test_connections_beyond_the_limit_wait(tmp_path: Path) -> None:
    with (
        serving(tmp_path / "log", connections=3, request_seconds=2) as server,
        ExitStack() as stack,
    ):
        for _ in range(6):  # they send nothing, and are dropped after two seconds
            stack.enter_context(server.connect())
        server.answers(times=3)
