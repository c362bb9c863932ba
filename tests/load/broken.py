"""Requests that are none: wrong, cut, too large, or no HTTP at all."""

from typing import NamedTuple
from urllib.parse import quote

from load.soak import Client
from served import statuses, telltale


class Broken(NamedTuple):
    """Bytes to send, and the statuses that may come back; none where the server may just close."""

    name: str
    sent: bytes
    statuses: frozenset[int]

    @property
    def whole(self) -> bool:
        """Whether it is a request at all, to be answered as what it is."""
        return self.statuses != ANY_CLIENT_ERROR


def _request(name: str, line: str, *statuses: int, headers: str = "", body: bytes = b"") -> Broken:
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    head = f"{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{headers}{length}\r\n"
    return Broken(name, head.encode() + body, frozenset(statuses))


_FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
_QUERY = "Content-Type: application/sparql-query\r\n"
ANY_CLIENT_ERROR = frozenset(range(400, 500)) | {501, 505}

BROKEN = (
    _request("syntax error", f"GET /sparql?query={quote('SELECT * { ?s ?p')}", 400),
    _request("syntax error", "POST /sparql", 400, headers=_QUERY, body="選ぶ * {".encode()),
    _request("bad percent-encoding", "GET /sparql?query=ASK%7B%7D%ZZ%E3%81", 400),
    _request("bad percent-encoding", "POST /sparql", 400, headers=_FORM, body=b"query=%E3%81%"),
    _request("bad percent-encoding", "GET /id/region/%FF%00%2e%2e", 404),
    _request("no UTF-8", "POST /sparql", 400, headers=_QUERY, body=b"ASK { ?s ?p '\xff\xfe' }"),
    _request("wrong method", "DELETE /sparql", 405),
    _request("wrong method", "PUT /dumps/sti-kg.nt", 405),
    _request("wrong method", "BREW /", 405, 501),
    _request("wrong body", "POST /sparql", 415, headers="Content-Type: x/y\r\n", body=b"ASK {}"),
    _request("two queries", "GET /sparql?query=ASK%7B%7D&query=ASK%7B%7D", 400),
    _request("not acceptable", "GET /sparql?query=ASK%7B%7D", 406, headers="Accept: image/png\r\n"),
    _request("out of the folder", "GET /dumps/../manifest.json", 404),
    _request("out of the folder", "GET /dumps/%2e%2e/%2e%2e/etc/passwd", 404),
    _request("update", "POST /sparql", 403, headers=_FORM, body=b"update=CLEAR+ALL"),
    _request(
        "service", f"GET /sparql?query={quote('ASK { SERVICE <http://127.0.0.1:9/> {} }')}", 403
    ),
    _request("range", "GET /dumps/sti-kg.nt", 416, headers="Range: bytes=999999999999-\r\n"),
    _request("large body", "POST /sparql", 413, headers=_QUERY, body=b"#" * 600_000),
    _request("large form", "POST /sparql", 413, headers=_FORM, body=b"query=" + b"%23" * 200_000),
    Broken("long address", b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n", ANY_CLIENT_ERROR),
    Broken("long header", b"GET / HTTP/1.1\r\nX: " + b"y" * 99_999 + b"\r\n\r\n", ANY_CLIENT_ERROR),
    Broken(
        "no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64), ANY_CLIENT_ERROR
    ),
    Broken("no HTTP", "こんにちは\r\n\r\n".encode(), ANY_CLIENT_ERROR),
    Broken("half a request", b"GET /sparql?query=ASK", ANY_CLIENT_ERROR),
    Broken("half a request", b"GET / HTTP/1.1\r\nHost: 127.0", ANY_CLIENT_ERROR),
    Broken(
        "half a body",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 1000\r\n\r\nASK {",
        ANY_CLIENT_ERROR,
    ),
    Broken(
        "two lengths",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 9\r\n\r\nx",
        ANY_CLIENT_ERROR,
    ),
    Broken(
        "bad chunks",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\nASK {}\r\n",
        ANY_CLIENT_ERROR,
    ),
)


def fault(broken: Broken, answer: bytes) -> str:
    """What is wrong with the answer to a broken request; empty where nothing is."""
    if not answer:
        # A connection that is closed is an answer to what is no request.
        return "no answer" if broken.whole else ""
    if not set(statuses(answer)[:1]) <= broken.statuses:
        return f"answered {answer[:200]!r}"
    return telltale(answer)


class Breaker(Client):
    """Sends what is no proper request; it is refused as what it is, or the connection is closed."""

    kind = "broken"

    def step(self) -> None:
        broken = self.chance.choice(BROKEN)
        found = fault(broken, self.course.server.raw(broken.sent, waits=broken.whole))
        if found:
            self.course.tally.complain(f"{self.kind}: {broken.name}", found)
        else:
            self.course.tally.count(f"{self.kind}: {broken.name}", "refused")
