"""Two real servers on this machine: ours over the curated graph, and Oxigraph's."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

import kg
from federation.peer import oxigraph
from served import UNMETERED, Answer, Request, Served, serving

PEOPLE = """\
<http://www.wikidata.org/entity/Q1490> <http://example.org/mayors> "3" .
<http://www.wikidata.org/entity/Q35765> <http://example.org/mayors> "4" .
<http://www.wikidata.org/entity/Q90> <http://example.org/mayors> "5" .
"""
JOIN = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sti: <https://w3id.org/sti-kg/ontology#>
SELECT ?code ?mayors {
  ?area a sti:Region ; dcterms:identifier ?code ; skos:exactMatch ?item .
  SERVICE <THERE> { ?item <http://example.org/mayors> ?mayors }
} ORDER BY ?code
"""


@pytest.fixture(scope="module")
def there() -> Iterator[str]:
    with oxigraph(PEOPLE.encode()) as address:
        yield address


@pytest.fixture(scope="module")
def here(home: Path, there: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    log = tmp_path_factory.mktemp("federation") / "log"
    settings = {
        "KG_SERVICE_ALLOWLIST": there,
        "KG_SERVICE_ADDRESSES": "any",
        "KG_SERVICE_BYTES": "4000",
    }
    with serving(home, log, **settings, **UNMETERED) as served:
        yield served


def ask(server: Served, text: str) -> Answer:
    form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/csv"}
    return server.ask(Request("/sparql", form, "POST", urlencode({"query": text}).encode()))


def test_our_server_asks_oxigraph(here: Served, there: str) -> None:
    answer = ask(here, JOIN.replace("THERE", there))
    assert (answer.status, answer.body) == (200, b"code,mayors\r\n130001,3\r\n271004,4\r\n")
    assert "ETag" not in answer.headers


def test_oxigraph_asks_our_server(here: Served, there: str) -> None:
    text = (
        f"SELECT ?mayors ?code {{ ?item <http://example.org/mayors> ?mayors "
        f"SERVICE <{here.address}/sparql> {{ ?area "
        f"<http://www.w3.org/2004/02/skos/core#exactMatch> ?item ; "
        f"<http://purl.org/dc/terms/identifier> ?code }} }} ORDER BY ?code"
    )
    port = int(there.rpartition(":")[2].partition("/")[0])
    other = Served(here.process, port, here.log)
    answer = other.get(f"/query?query={quote(text)}", "text/csv")
    assert (answer.status, answer.body) == (200, b"mayors,code\r\n3,130001\r\n4,271004\r\n")


def test_a_server_that_gives_too_much_is_named(here: Served, there: str) -> None:
    crossed = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
    answer = ask(here, f"SELECT * {{ SERVICE <{there}> {{ {crossed} }} }} LIMIT 1")
    assert (answer.status, answer.problem) == (502, "service-failed")
    assert answer.document["service"] == there
    assert "larger than the limit of 4,000 bytes" in answer.document["messages"]["en"]["detail"]
    assert "上限の4,000バイト" in answer.document["messages"]["ja"]["detail"]


def test_others_are_refused(here: Served) -> None:
    for service in (f"{here.address}/sparql", "http://169.254.169.254/latest/"):
        answer = ask(here, f"SELECT * {{ SERVICE SILENT <{service}> {{ ?s ?p ?o }} }}")
        assert (answer.status, answer.problem) == (403, "query-refused")
        assert json.loads(answer.body)["rule"] == "service"


def test_python_asks_those_on_the_list_too(
    home: Path, there: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_SERVICE_ALLOWLIST", there)
    monkeypatch.setenv("KG_SERVICE_ADDRESSES", "any")
    with kg.open(home) as graph:
        found = [(row["code"], row["mayors"]) for row in graph.query(JOIN.replace("THERE", there))]
    assert found == [("130001", "3"), ("271004", "4")]
