"""No query has the server ask another: a trap on the loopback counts every connection."""

import socket
import threading
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

SHIBUYA = "https://w3id.org/sti-kg/id/region/131130"


class Trap:
    """A server that counts who connects, and says nothing."""

    def __init__(self) -> None:
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/x"
        self._thread = threading.Thread(target=self._count, daemon=True)
        self._thread.start()

    def _count(self) -> None:
        while True:
            link, _ = self._socket.accept()
            with link:
                if link.recv(1) == b"!":
                    return
            self.connections += 1

    def close(self) -> int:
        """Closes it; the number of those who had connected until then."""
        with socket.create_connection(self._socket.getsockname()) as last:
            last.sendall(b"!")
        self._thread.join()
        self._socket.close()
        return self.connections


@pytest.fixture
def trap() -> Iterator[Trap]:
    trap = Trap()
    yield trap
    assert trap.close() == 0


QUERIES = [
    ("SELECT * {{ SERVICE <{}> {{ ?s ?p ?o }} }}", 403),
    ("SELECT * {{ SERVICE SILENT <{}> {{ ?s ?p ?o }} }}", 403),
    ("SELECT * {{ VALUES ?x {{ <{}> }} SERVICE ?x {{ ?s ?p ?o }} }}", 403),
    ("BASE <{}> SELECT * {{ SERVICE <> {{ ?s ?p ?o }} }}", 403),
    ("PREFIX t: <{}> SELECT * {{ SERVICE t: {{ ?s ?p ?o }} }}", 403),
    ("ASK {{ FILTER EXISTS {{ SERVICE <{}> {{ ?s ?p ?o }} }} }}", 403),
    ("SELECT * FROM <{}> {{ ?s ?p ?o }}", 400),
    ("SELECT * FROM NAMED <{}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", 400),
    ("BASE <{}> SELECT * FROM <> {{ ?s ?p ?o }}", 400),
    ("SELECT * {{ GRAPH <{}> {{ ?s ?p ?o }} }}", 200),
    ("DESCRIBE <{}>", 200),
    ("LOAD <{}>", 400),
    ("LOAD SILENT <{}> INTO GRAPH <http://e/g>", 400),
    ("INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{}> {{ ?s ?p ?o }} }}", 400),
]


@pytest.mark.parametrize(("query", "status"), QUERIES)
def test_no_query_leads_out(client: FlaskClient, trap: Trap, query: str, status: int) -> None:
    asked = {"query": query.format(trap.address)}
    assert client.get("/sparql", query_string=asked).status_code == status
    assert client.post("/sparql", data=asked).status_code == status


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri", "using-graph-uri"])
def test_no_graph_of_the_protocol_leads_out(client: FlaskClient, trap: Trap, name: str) -> None:
    response = client.get("/sparql", query_string={"query": "ASK {}", name: trap.address})
    assert response.status_code == (200 if name == "using-graph-uri" else 400)


@pytest.mark.parametrize("name", ["file:///etc/passwd", "file:/etc/passwd", "data:text/turtle,"])
def test_no_file_is_a_graph(client: FlaskClient, name: str) -> None:
    for query in (f"SELECT * FROM <{name}> {{ ?s ?p ?o }}", f"SELECT * FROM NAMED <{name}> {{}}"):
        assert client.get("/sparql", query_string={"query": query}).status_code == 400
    inside = f"SELECT * {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"
    response = client.get("/sparql", query_string={"query": inside})
    assert response.json is not None
    assert response.json["results"] == {"bindings": []}


def test_no_context_of_json_ld_is_fetched(client: FlaskClient, trap: Trap) -> None:
    text = (
        f"CONSTRUCT {{ <{trap.address}> <http://www.w3.org/ns/json-ld#context> <{trap.address}> ;"
        f' a <{trap.address}> ; <{trap.address}> "x"^^<{trap.address}> }} {{}}'
    )
    for name in ("application/ld+json", "text/turtle"):
        response = client.get("/sparql", query_string={"query": text}, headers={"Accept": name})
        assert response.status_code == 200
        assert trap.address in response.text
    response = client.get("/id/region/131130", headers={"Accept": "application/ld+json"})
    assert response.status_code in {200, 303}
    described = client.get(
        "/sparql",
        query_string={"query": f"DESCRIBE <{SHIBUYA}>"},
        headers={"Accept": f'application/ld+json;profile="{trap.address}", */*;q=0.1'},
    )
    assert described.status_code == 200
