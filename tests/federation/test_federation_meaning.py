"""A query with SERVICE means what the standard says: the same as where the engine itself asks."""

# ruff: noqa: E501 - a query a line

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from federation.peer import JSON
from kg.store import Dataset, ProcessEngine, Services, open_engine

PREFIXES = "PREFIX e: <http://e/> PREFIX w: <http://w/>\n"
QUERIES = {
    "alone": "SELECT * { SERVICE <S> { ?w w:people ?n } }",
    "no variables": "SELECT * { ?a e:label ?l SERVICE <S> { w:A w:people 10 } }",
    "nothing found": "SELECT * { ?a e:label ?l SERVICE <S> { w:A w:people 11 } }",
    "joined": "SELECT * { ?a e:same ?w . SERVICE <S> { ?w w:people ?n } }",
    "behind": "SELECT * { SERVICE <S> { ?w w:people ?n } ?a e:same ?w }",
    "between": "SELECT * { ?a e:same ?w . SERVICE <S> { ?w w:people ?n } ?a e:label ?l . }",
    "empty before": "SELECT * { ?a e:none ?w . SERVICE <S> { ?w w:people ?n } }",
    "optional": "SELECT * { ?a e:same ?w OPTIONAL { SERVICE <S> { ?w w:people ?n } } }",
    "optional within": "SELECT * { ?a e:same ?w SERVICE <S> { ?w w:people ?n OPTIONAL { ?w w:name ?x } } }",
    "optional first": "SELECT * { ?a e:same ?w SERVICE <S> { OPTIONAL { ?w w:name ?x } ?w w:people ?n } }",
    "optional before": "SELECT * { ?a e:same ?w OPTIONAL { ?a e:size ?s } SERVICE <S> { ?w w:size ?s } }",
    "two shared": "SELECT * { ?a e:same ?w ; e:size ?s . SERVICE <S> { ?w w:size ?s } }",
    "two, one perhaps": "SELECT * { ?a e:same ?w . OPTIONAL { ?a e:size ?s } "
    "SERVICE <S> { ?w w:people ?n . OPTIONAL { ?w w:size ?s } } }",
    "two services": "SELECT * { ?a e:same ?w SERVICE <S> { ?w w:mayor ?m } "
    "SERVICE <S> { ?w w:people ?n } }",
    "chained": "SELECT * { SERVICE <S> { ?w w:size ?s } ?a e:size ?s SERVICE <S> { ?w w:people ?n } }",
    "union": "SELECT * { ?a e:same ?w { ?a e:label ?l } UNION { SERVICE <S> { ?w w:people ?n } } }",
    "unions": "SELECT * { { ?a e:same ?w . SERVICE <S> { ?w w:people ?n } } UNION { ?a e:label ?l } "
    "UNION { ?a e:size ?s } }",
    "minus": "SELECT * { ?a e:same ?w MINUS { SERVICE <S> { ?w w:people ?n } } }",
    "minus within": "SELECT * { ?a e:same ?w SERVICE <S> { ?w w:people ?n MINUS { ?w w:name ?x } } }",
    "exists": "SELECT * { ?a e:same ?w FILTER EXISTS { SERVICE <S> { ?w w:people ?n } } }",
    "not exists": "SELECT * { ?a e:same ?w FILTER NOT EXISTS { SERVICE <S> { ?w w:people ?n } } }",
    "filter": "SELECT * { ?a e:same ?w FILTER(?n > 10) SERVICE <S> { ?w w:people ?n } }",
    "filter before": "SELECT * { ?a e:same ?w FILTER(?w != w:A) SERVICE <S> { ?w w:people ?n } }",
    "filter unbound": "SELECT * { ?a e:same ?w FILTER(!BOUND(?n) || ?n > 10) "
    "SERVICE <S> { ?w w:people ?n } }",
    "filter there": "SELECT * { ?a e:same ?w SERVICE <S> { ?w w:people ?n FILTER(?n > 10) } }",
    "graph": "SELECT * { GRAPH ?g { ?a e:same ?w } SERVICE <S> { ?w w:people ?n } }",
    "from": "SELECT * FROM e:g1 { ?a e:same ?w SERVICE <S> { ?w w:people ?n } }",
    "from none": "SELECT * FROM e:g2 { ?a e:same ?w SERVICE <S> { ?w w:people ?n } }",
    "sub-query": "SELECT * { ?a e:same ?w { SELECT ?w (SUM(?n) AS ?all) { SERVICE <S> "
    "{ ?w w:people ?n } } GROUP BY ?w } }",
    "sub-query limited": "SELECT * { ?a e:size ?s { SELECT * { SERVICE <S> { ?w w:people ?n } } "
    "ORDER BY ?n LIMIT 1 } }",
    "sub-query there": "SELECT * { ?a e:same ?w SERVICE <S> { SELECT ?w (MAX(?n) AS ?most) "
    "{ ?w w:people ?n } GROUP BY ?w } }",
    "nested": "SELECT * { ?a e:same ?w SERVICE <S> { ?w w:people ?n SERVICE <S> { ?w w:name ?x } } }",
    "values": "SELECT * { VALUES (?w ?k) { (w:A 1) (w:B UNDEF) (w:B 2) } SERVICE <S> { ?w w:people ?n } }",
    "values perhaps": "SELECT * { VALUES (?w ?n) { (w:A UNDEF) (w:B 20) (w:B UNDEF) (UNDEF 99) } "
    "SERVICE <S> { ?w w:people ?n } }",
    "bind": "SELECT * { ?a e:same ?x BIND(?x AS ?w) SERVICE <S> { ?w w:people ?n } }",
    "literals": "SELECT ?x ?a { ?a e:label ?l SERVICE <S> { ?w w:name ?x FILTER(LANG(?x) = 'en') } }",
    "path": "SELECT * { ?a e:same ?w SERVICE <S> { ?w w:mayor/w:name ?x } }",
    "brackets": "SELECT * { [] e:same ?w ; e:label ?l SERVICE <S> { ?w w:mayor [ w:name ?x ] } }",
    "list": "SELECT * { ?a e:same ?w FILTER(?w IN (w:A, w:B)) SERVICE <S> { ?w w:people ?n } }",
    "aggregate": "SELECT ?a (SUM(?n) AS ?all) { ?a e:same ?w SERVICE <S> { ?w w:people ?n } } "
    "GROUP BY ?a HAVING(SUM(?n) > 10)",
    "expression": "SELECT (EXISTS { SERVICE <S> { w:A w:people ?n } } AS ?x) { ?a e:size 2 }",
    "prefixed": "PREFIX s: <S> SELECT * { ?a e:same ?w SERVICE s: { ?w w:people ?n } }",
    "silent": "SELECT * { ?a e:same ?w SERVICE SILENT <S> { ?w w:people ?n } }",
    "comments": "SELECT * { ?a e:same ?w # }\n SERVICE # {\n <S> { ?w w:people ?n # }\n } }",
    "text": "SELECT * { ?a e:same ?w SERVICE <S> { ?w w:people ?n FILTER(?n != '} SERVICE <x> {') } }",
}  # fmt: skip


def ours(engine: ProcessEngine, text: str, dataset: Dataset = Dataset()) -> Any:  # noqa: B008
    with engine.query(text, media_type=JSON, dataset=dataset) as answer:
        return json.loads(answer.read())


def theirs(local: Path, text: str) -> Any:
    """What the engine finds where it asks the other server itself, as nothing hinders it here."""
    store = ox.Store()
    store.bulk_load(path=local, format=ox.RdfFormat.N_QUADS)
    store.bulk_extend([ox.Quad(q.subject, q.predicate, q.object) for q in store])
    found = store.query(text)
    assert not isinstance(found, ox.QueryTriples)
    return json.loads(found.serialize(format=ox.QueryResultsFormat.JSON) or b"")


def rows(answer: Any) -> Counter[str]:
    """Solutions and how often each stands there; labels of blank nodes mean nothing."""
    found = [
        {
            name: {**term, "value": ""} if term["type"] == "bnode" else term
            for name, term in row.items()
        }
        for row in answer["results"]["bindings"]
    ]
    return Counter(json.dumps(row, sort_keys=True) for row in found)


@pytest.mark.parametrize("name", QUERIES)
def test_the_answer_is_the_engines_own(
    engine: ProcessEngine, local: Path, there: str, name: str
) -> None:
    text = PREFIXES + QUERIES[name].replace("<S>", f"<{there}>")
    mine, direct = ours(engine, text), theirs(local, text)
    assert rows(mine) == rows(direct)
    assert sorted(mine["head"]["vars"]) == sorted(direct["head"]["vars"])


def test_every_query_but_some_has_an_answer(local: Path, there: str) -> None:
    """The comparison is of something."""
    empty = {
        name
        for name, query in QUERIES.items()
        if not rows(theirs(local, PREFIXES + query.replace("<S>", f"<{there}>")))
    }
    assert empty == {"nothing found", "empty before", "from none"}


def test_blank_nodes_are_those_of_one_answer(engine: ProcessEngine, there: str) -> None:
    found = ours(engine, f"SELECT * {{ SERVICE <{there}> {{ ?w <http://w/mayor> ?m }} }}")
    mayors = [row["m"] for row in found["results"]["bindings"]]
    assert [mayor["type"] for mayor in mayors] == ["bnode", "bnode"]
    assert mayors[0] == mayors[1]
    asked = f"ASK {{ SERVICE <{there}> {{ ?w <http://w/mayor> ?m }} FILTER(ISBLANK(?m)) ?s ?p ?m }}"
    assert ours(engine, asked)["boolean"] is False


def test_a_graph_can_be_made(engine: ProcessEngine, there: str) -> None:
    text = (
        f"CONSTRUCT {{ ?a <http://w/people> ?n }} WHERE {{ ?a <http://e/same> ?w "
        f"SERVICE <{there}> {{ ?w <http://w/people> ?n }} }}"
    )
    with engine.query(text, media_type="application/n-triples") as answer:
        lines = sorted(answer.read().decode().splitlines())
    integer = "<http://www.w3.org/2001/XMLSchema#integer>"
    assert lines == [
        f'<http://e/a> <http://w/people> "10"^^{integer} .',
        f'<http://e/b> <http://w/people> "20"^^{integer} .',
        f'<http://e/b> <http://w/people> "21"^^{integer} .',
    ]


def test_a_pattern_is_sent_as_it_stands_in_whatever_graph(
    engine: ProcessEngine, there: str
) -> None:
    """The active graph is the query's own (Federated Query §2.4); pyoxigraph sends it along."""
    text = "SELECT ?n { GRAPH e:g1 { ?a e:same ?w SERVICE <S> { ?w w:people ?n } } } ORDER BY ?n"
    found = ours(engine, PREFIXES + text.replace("<S>", f"<{there}>"))
    assert [row["n"]["value"] for row in found["results"]["bindings"]] == ["10", "20", "21"]


def test_the_graphs_of_the_request_hold(engine: ProcessEngine, there: str) -> None:
    text = f"{PREFIXES}SELECT ?n {{ ?a e:same ?w SERVICE <{there}> {{ ?w w:people ?n }} }}"
    assert len(rows(ours(engine, text, Dataset(("http://e/g1",))))) == 3
    assert not rows(ours(engine, text, Dataset(("http://e/g2",))))


def test_relative_names_are_sent_whole(local: Path, there: str) -> None:
    services = Services(frozenset({there}), public_only=False)
    engine = open_engine(local, workers=1, services=services, base="http://w/")
    try:
        found = ours(engine, f"SELECT ?n {{ SERVICE <{there}> {{ <A> <people> ?n }} }}")
    finally:
        engine.close()
    assert [row["n"]["value"] for row in found["results"]["bindings"]] == ["10"]
