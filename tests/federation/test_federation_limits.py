"""A server that fails, in every way that one can: the reason is told, and nothing is cut."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from federation.conftest import Asking
from federation.peer import JSON, peer, says, table
from kg.store import (
    Caller,
    Limits,
    ProcessEngine,
    QueryCancelled,
    QueryRefused,
    QueryTimeout,
    ServiceFailed,
)

ROW = '{"x":{"type":"literal","value":"there"}}'
Handler = BaseHTTPRequestHandler
Answering = Callable[[Handler], None]


def ask(engine: ProcessEngine, address: str, silent: str = "", **more: Any) -> Any:
    text = f"SELECT * {{ ?s <http://e/size> 2 SERVICE {silent} <{address}> {{ ?y ?p ?x }} }}"
    with engine.query(text, media_type=JSON, **more) as answer:
        return json.loads(answer.read())["results"]["bindings"]


def asked(asking: Asking, answer: Answering, silent: str = "", **more: Any) -> Any:
    """The solutions where the server answers in some way."""
    asking.there.answer = answer
    return ask(asking.engine, asking.there.address, silent, **more)


def failure(asking: Asking, answer: Answering) -> ServiceFailed:
    """The error that a server's answer is; SILENT makes of it one solution that binds nothing."""
    with pytest.raises(ServiceFailed) as caught:
        asked(asking, answer)
    (row,) = asked(asking, answer, "SILENT")
    assert row == {"s": {"type": "uri", "value": "http://e/b"}}
    assert caught.value.service == asking.there.address
    assert asking.there.address in caught.value.text.ja
    assert asking.there.address in caught.value.text.en
    return caught.value


def drops(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(table(ROW))


def drops_a_chunk(handler: Handler) -> None:
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    body = table(ROW)
    handler.wfile.write(b"%x\r\n%s\r\n" % (len(body), body))
    handler.close_connection = True


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 65536)


def speaks_no_http(handler: Handler) -> None:
    handler.wfile.write(b"220 mail.example ESMTP\r\n")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (says(b"no\r\nsuch  <i>query</i>", "text/plain", 400),
         "it answered HTTP 400 Bad Request (no such <i>query</i>)"),
        (says(b"", status=500), "it answered HTTP 500 Internal Server Error"),
        (says(b"", status=204), "it answered HTTP 204 No Content"),
        (says(b"", status=302), "it answered HTTP 302 Found"),
        (says(b"<p>hello", "text/html"), "it sent text/html, which is no SPARQL result"),
        (says(b"{}"), "its answer cannot be read: "),
        (says(table(ROW)[:-3]), "its answer cannot be read: "),
        (says(b'{"head":{},"boolean":true}'), "its answer cannot be read: a truth value"),
        (says(table('{"x":{"type":"triple","value":{"subject":{"type":"uri","value":"a:a"},'
                    '"predicate":{"type":"uri","value":"a:a"},'
                    '"object":{"type":"uri","value":"a:a"}}}}')),
         "its answer cannot be read: a triple as a value"),
        (drops, "no connection: IncompleteRead("),
        (drops_a_chunk, "no connection: IncompleteRead("),
        (speaks_no_http, "no connection: 220 mail"),
        (endless, "its answer is larger than the limit of 100,000 bytes"),
        (says(b" " * 100_001), "its answer is larger than the limit of 100,000 bytes"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told(asking: Asking, answer: Answering, told: str) -> None:
    assert f"gave no answer that can be used: {told}" in str(failure(asking, answer))


def test_an_answer_as_large_as_may_be_is_used(asking: Asking) -> None:
    body = table(ROW)
    asking.limit(result_bytes=len(body))
    assert len(asked(asking, says(body))) == 1
    asking.limit(result_bytes=len(body) - 1)
    assert "is larger than" in str(failure(asking, says(body)))


def test_xml_is_read_too(asking: Asking) -> None:
    body = (
        b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/></head>'
        b'<results><result><binding name="x"><literal>there</literal></binding></result></results>'
        b"</sparql>"
    )
    found = asked(asking, says(body, "application/sparql-results+xml; charset=utf-8"))
    assert [row["x"]["value"] for row in found] == ["there"]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://127.0.0.1:9/sparql", "no connection: "),
        ("http://nowhere.invalid/sparql", "the name nowhere.invalid cannot be resolved"),
        ("http://e.x:99999/sparql", "no connection: Port out of range"),
        ("mailto:a@e.x", "mailto:a@e.x is no http(s) address"),
    ],
)
def test_nobody_at_home(asking: Asking, address: str, told: str) -> None:
    asking.limit(endpoints=frozenset({address}))
    with pytest.raises(ServiceFailed) as caught:
        ask(asking.engine, address)
    assert told in caught.value.text.en
    assert len(ask(asking.engine, address, "SILENT")) == 1


def drip(handler: Handler) -> None:
    """A byte at a time, for ever: no single wait is long."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    while True:
        handler.wfile.write(b" ")
        time.sleep(0.01)


def drip_in_the_head(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    drip_on = threading.Event()
    while not drip_on.wait(0.01):
        handler.wfile.write(b"x")


@pytest.mark.parametrize("answer", [drip, drip_in_the_head])
def test_a_slow_server_has_so_much_time(asking: Asking, answer: Answering) -> None:
    asking.limit(seconds=0.2)
    assert "it did not answer within 0.2 seconds" in str(failure(asking, answer))


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_the_querys_own_time_holds_for_those_it_asks(asking: Asking, silent: str) -> None:
    with pytest.raises(QueryTimeout) as caught:
        asked(asking, drip, silent, limits=Limits(seconds=0.3))
    assert caught.value.seconds == 0.3


def test_who_has_left_is_not_waited_for(asking: Asking) -> None:
    caller = Caller(gone=lambda: bool(asking.there.asked))
    with pytest.raises(QueryCancelled):
        asked(asking, drip, caller=caller)


def test_time_spent_elsewhere_counts(asking: Asking) -> None:
    def late(handler: Handler) -> None:
        time.sleep(0.1)
        says(table(ROW))(handler)

    asking.there.answer = late
    text = f"SELECT * {{ SERVICE <{asking.there.address}> {{ ?y ?p ?x }} }}"
    with asking.engine.query(text, media_type=JSON) as answer:
        answer.read()
        assert answer.seconds > 0.1


def test_there_are_so_many_requests_at_a_time(asking: Asking) -> None:
    """More wait, within their time."""
    at_once, most, lock = 0, 0, threading.Lock()

    def counting(handler: Handler) -> None:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.05)
        with lock:
            at_once -= 1
        says(table(ROW))(handler)

    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(lambda _: len(asked(asking, counting)), range(12)))
    assert found == [1] * 12
    assert most <= 8


# Redirects


@pytest.mark.parametrize(
    ("status", "long", "methods"),
    [
        (301, False, ["GET", "GET"]),
        (302, True, ["POST", "POST"]),
        (303, True, ["POST", "GET"]),
        (307, True, ["POST", "POST"]),
        (308, False, ["GET", "GET"]),
    ],
)
def test_redirects_are_followed(
    asking: Asking, status: int, *, long: bool, methods: list[str]
) -> None:
    def answer(handler: Handler) -> None:
        if handler.path.startswith("/sparql"):
            says(b"", status=status, Location="/elsewhere?a=b")(handler)
        else:
            says(table(ROW))(handler)

    asking.there.answer = answer
    padding = f"FILTER('{'a' * 3000}' != '')" if long else ""
    text = f"SELECT * {{ SERVICE <{asking.there.address}> {{ ?y ?p ?x {padding} }} }}"
    with asking.engine.query(text, media_type=JSON) as found:
        assert len(json.loads(found.read())["results"]["bindings"]) == 1
    assert [came.method for came in asking.there.asked] == methods
    assert asking.there.asked[1].path == "/elsewhere?a=b"


def test_redirects_end(asking: Asking) -> None:
    def around(handler: Handler) -> None:
        says(b"", status=307, Location=handler.path)(handler)

    assert "it redirects more than 3 times" in str(failure(asking, around))


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://u:p@e.x/"])
def test_redirects_lead_to_http_only(asking: Asking, target: str) -> None:
    assert "is no http(s) address" in str(failure(asking, says(b"", status=302, Location=target)))


def test_a_redirect_is_held_to_public_addresses_as_well(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server on the list that points to this machine."""
    with peer(says(table(ROW))) as inner:
        monkeypatch.setattr(
            "kg.store.federation.addresses.is_public", lambda _address: not asking.there.asked
        )
        asking.limit(public_only=True)
        with pytest.raises(ServiceFailed, match="no address on the public internet"):
            asked(asking, says(b"", status=307, Location=inner.address))
        assert len(asking.there.asked) == 1
        assert inner.asked == []


# Refusals


def test_what_is_not_on_the_list_is_refused_even_silently(asking: Asking) -> None:
    address = asking.there.address
    for query in (
        "SERVICE <http://127.0.0.1:9/> {}",
        "SERVICE SILENT <http://127.0.0.1:9/> {}",
        f"SERVICE <{address}/> {{}}",
        f"VALUES ?s {{ <{address}> }} SERVICE ?s {{}}",
        f"SERVICE <{address}> {{ ?a ?b ?c }} SERVICE <http://127.0.0.1:9/> {{}}",
    ):
        with pytest.raises(QueryRefused) as caught:
            asking.engine.query(f"SELECT * {{ {query} }}", media_type=JSON)
        assert caught.value.rule == "service"
    assert asking.there.asked == []
