"""SPARQL 1.1 Protocol, sections 2.2 and 2.3: no updates; what relative IRIs are relative to."""

import pytest

from protocol.client import DIRECT, FORM, WAYS, number, rows, send
from protocol.worlds import BASE, EX, SHARED
from served import Request, Served

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
UPDATES = (
    "INSERT DATA { <a:a> <a:b> <a:c> }",
    "DELETE WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "DROP ALL",
    "LOAD <http://127.0.0.1:9/>",
    "PREFIX : <a:> INSERT { :a :b :c } WHERE {}",
)


@pytest.mark.parametrize("update", UPDATES)
def test_2_2_updates_are_refused_however_they_come(endpoint: Served, update: str) -> None:
    """The update operation is a service's choice; one that has none fails with a status for it."""
    before = number(send(endpoint, COUNT))
    form = {"Content-Type": FORM}
    for request in (
        Request("/sparql", form, "POST", b"update=" + update.replace(" ", "+").encode()),
        Request("/sparql", {"Content-Type": "application/sparql-update"}, "POST", update.encode()),
        Request("/sparql", {"Content-Type": DIRECT}, "POST", update.encode()),
        Request("/sparql?update=CLEAR+ALL"),
    ):
        answer = endpoint.ask(request)
        assert answer.status in {400, 403}
        assert "read-only" in answer.document["detail"]
    assert number(send(endpoint, COUNT)) == before


def test_2_2_there_is_no_update_by_get(endpoint: Served) -> None:
    """MUST: updates come by POST only; in an address they are refused before they are read."""
    assert endpoint.get("/sparql?update=nonsense").status == 403


@pytest.mark.parametrize("way", WAYS)
def test_2_3_base_in_the_query_comes_first(endpoint: Served, way: str) -> None:
    """MUST: relative IRIs are resolved against the query's BASE, as RFC 3986 says (§5.1.1)."""
    query = f"BASE <{EX}x/> SELECT (<../y> AS ?n) {{}}"
    assert rows(send(endpoint, query, way=way)) == [{"n": f"{EX}y"}]


@pytest.mark.parametrize("way", WAYS)
def test_2_3_without_base_the_service_has_its_own(endpoint: Served, way: str) -> None:
    """MUST: a service defines a base IRI; here what the IRIs of resources begin with."""
    query = "SELECT (<id/node/a> AS ?n) {}"
    assert rows(send(endpoint, query, way=way)) == [{"n": f"{BASE}id/node/a"}]


@pytest.mark.parametrize("way", WAYS)
def test_2_3_graphs_of_the_query_are_relative_to_it_too(endpoint: Served, way: str) -> None:
    """MUST: FROM has IRIs as any other part of a query."""
    query = "SELECT (COUNT(*) AS ?n) FROM <graph/shared/left> { ?s ?p ?o }"
    assert number(send(endpoint, query, way=way)) == len(SHARED["shared/left"])
