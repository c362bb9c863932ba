"""Whatever a request names, the server reaches out to nothing (§4.1: requests from within)."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote

import pytest

from protocol.client import DIRECT, FORM, send
from served import Request, Served


@dataclass
class Trap:
    """A listener on the loopback address that remembers who came."""

    listener: socket.socket
    visitors: list[object] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}/trap"

    def watch(self) -> None:
        with suppress(OSError):  # the listener is closed at the end
            while True:
                visitor, address = self.listener.accept()
                self.visitors.append(address)
                visitor.close()


@pytest.fixture
def trap() -> Iterator[Trap]:
    listener = socket.create_server(("127.0.0.1", 0))
    trap = Trap(listener)
    watcher = threading.Thread(target=trap.watch, daemon=True)
    watcher.start()
    yield trap
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    watcher.join()


QUERIES = (
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "SELECT * { VALUES ?where { <URL> } SERVICE ?where { ?s ?p ?o } }",
    "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "ASK { ?s ?p ?o FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "BASE <URL> SELECT * { SERVICE <> { ?s ?p ?o } }",
    "PREFIX t: <URL> SELECT * { SERVICE t: { ?s ?p ?o } }",
    "SELECT * FROM <URL> { ?s ?p ?o }",
    "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH <URL> { ?s ?p ?o } }",
    "DESCRIBE <URL>",
    "CONSTRUCT { <URL> <URL> <URL> } {}",
    "LOAD <URL>",
    "LOAD SILENT <URL> INTO GRAPH <a:a>",
)


def test_the_trap_catches(trap: Trap) -> None:
    with socket.create_connection(trap.listener.getsockname()) as visitor:
        assert visitor.recv(1) == b""
    assert len(trap.visitors) == 1


def test_no_query_reaches_out(endpoint: Served, trap: Trap) -> None:
    for query in QUERIES:
        for accept in ("*/*", "application/ld+json", "text/html"):
            answer = send(endpoint, query.replace("URL", trap.url), accept=accept)
            assert answer.status in {200, 400, 403, 406}, query
            assert b"root:" not in answer.body
    assert trap.visitors == []


def test_no_request_reaches_out(endpoint: Served, trap: Trap) -> None:
    url = quote(trap.url, safe="")
    context = (
        f'<{trap.url}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
    )
    profile = f'application/ld+json;profile="{trap.url}"'
    form = {"Content-Type": FORM}
    body = json.dumps({"@context": trap.url, "@id": "a:a"}).encode()
    for request in (
        Request(f"/sparql?query=ASK%7B%7D&default-graph-uri={url}"),
        Request(f"/sparql?query=ASK%7B%7D&named-graph-uri={url}"),
        Request("/sparql", form, "POST", f"update=LOAD+%3C{url}%3E".encode()),
        Request(f"/sparql?using-graph-uri={url}&update=CLEAR+ALL"),
        Request("/sparql", {"Content-Type": "application/ld+json"}, "POST", body),
        Request("/sparql", {"Content-Type": DIRECT, "Link": context}, "POST", b"ASK {}"),
        Request("/id/node/a", {"Accept": profile, "Link": context}),
        Request("/data/node/a.jsonld", {"Accept": profile, "Link": context}),
        Request("/", {"Host": trap.url.split("/")[2], "X-Forwarded-Host": "127.0.0.1"}),
        Request(trap.url),
        Request("/healthz", {"Referer": trap.url, "Origin": trap.url}),
    ):
        assert endpoint.ask(request).status < 500
    assert trap.visitors == []


@pytest.mark.parametrize("path", ["/data/node/a.jsonld", "/ontology.jsonld", "/catalog.jsonld"])
def test_no_document_sends_its_readers_elsewhere(endpoint: Served, path: str) -> None:
    """A JSON-LD document whose context is an address has every reader fetch it."""
    answer = endpoint.get(path)
    assert answer.status == 200
    assert isinstance(answer.document["@context"], dict)
