"""Queries of constraints: pyoxigraph's answers are rdflib's, and rdflib has the last word."""

import pyoxigraph as ox
import pytest
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node, Variable

from kg.validation import sparql
from kg.validation.loading import graph_of

EX = "https://example.org/"
DATA = f"""
@prefix : <{EX}> .
:a a :Town ; :code "011002", "x" ; :in :p ; :size 12 ; :name "甲"@ja .
:b a :Town ; :code "011011" ; :in :p ; :size 3.5 ; :name "B"@en .
:c a :City ; :in :q ; :since "2019-10"^^<http://www.w3.org/2001/XMLSchema#gYearMonth> .
:p :part _:one . _:one a :Town ; :code "1" ."""
NAMES = {"": EX}


def quads() -> list[ox.Quad]:
    return list(ox.parse(DATA, format=ox.RdfFormat.TURTLE))


def mirrored(shapes: Graph | None = None) -> Graph:
    parsed = quads()
    graph = graph_of(parsed)
    store = ox.Store()
    store.extend(parsed)
    sparql.mirror(graph, store, shapes if shapes is not None else Graph())
    return graph


def rows(graph: Graph, text: str, this: Node | None) -> list[tuple[tuple[str, str], ...]]:
    bindings = {"this": this} if this is not None else {}
    answer = sparql.ConstraintProcessor(graph).query(text, bindings, NAMES)  # type: ignore[arg-type]
    assert answer["type_"] == "SELECT"
    return sorted(
        tuple(sorted((str(name), term.n3()) for name, term in row.items()))
        for row in answer["bindings"]
    )


@pytest.mark.parametrize(
    ("text", "this"),
    [
        ("SELECT $this ?value { $this :code ?value FILTER (!REGEX(?value, '^[0-9]+$')) }", "a"),
        ("SELECT $this ?value { ?value a $this FILTER EXISTS { ?value :in :p } }", "Town"),
        (
            "SELECT $this ?n { { SELECT $this (COUNT(DISTINCT ?t) AS ?n) { ?t a $this } "
            "GROUP BY $this } FILTER (?n != 47) }",
            "Town",
        ),
        ("SELECT $this ?value { $this :name ?value }", "a"),
        ("SELECT $this ?value { $this :size ?value FILTER (?value < 5) }", "b"),
        (
            "SELECT $this ?other { $this :in ?p "
            "OPTIONAL { ?other :in ?p FILTER (?other != $this) } }",
            "c",
        ),
        ("SELECT $this { $this :since ?value FILTER (DATATYPE(?value) = :none) }", "c"),
        ("SELECT ?this { ?this a :Town }", None),
    ],
)
def test_both_give_the_same_rows(text: str, this: str | None) -> None:
    focus = URIRef(EX + this) if this else None
    assert rows(mirrored(), text, focus) == rows(graph_of(quads()), text, focus)


def test_a_blank_node_is_the_same_in_both() -> None:
    text = "SELECT $this ?value { $this :code ?value }"
    graph = mirrored()
    (node,) = (s for s in graph.subjects(RDF.type, URIRef(f"{EX}Town")) if isinstance(s, BNode))
    assert rows(graph, text, node) == [(("this", node.n3()), ("value", '"1"'))]


@pytest.mark.parametrize("literal", [Literal("甲", lang="ja"), Literal(12), Literal("x")])
def test_a_literal_is_the_same_in_both(literal: Literal) -> None:
    text = "SELECT $this ?s { ?s ?p $this }"
    expected = [(("s", f"<{EX}a>"), ("this", literal.n3()))]
    assert rows(mirrored(), text, literal) == expected


def test_truth_values() -> None:
    processor = sparql.ConstraintProcessor(mirrored())
    assert processor.query("ASK { ?town a :Town }", {}, NAMES)["askAnswer"] is True
    assert processor.query("ASK { ?town a :Village }", {}, NAMES)["askAnswer"] is False


def test_what_pyoxigraph_declines_rdflib_answers() -> None:
    text = "SELECT ?value { $this :name ?value }"  # it does not project what is to be bound
    answer = sparql.ConstraintProcessor(mirrored()).query(text, {"this": URIRef(f"{EX}b")}, NAMES)
    assert [row[Variable("value")] for row in answer["bindings"]] == [Literal("B", lang="en")]
    graph = sparql.ConstraintProcessor(mirrored()).query(
        "CONSTRUCT { ?t a :Place } WHERE { ?t a :City }", {}, NAMES
    )["graph"]
    assert set(graph) == {(URIRef(f"{EX}c"), RDF.type, URIRef(f"{EX}Place"))}


def test_what_is_not_sparql_is_refused_by_rdflib() -> None:
    with pytest.raises(Exception, match="Expected"):
        sparql.ConstraintProcessor(mirrored()).query("SELECT ?s {", {}, NAMES)


@pytest.mark.parametrize(
    "fact",
    [
        (URIRef(f"{EX}shape"), SH.rule, BNode()),
        (URIRef(f"{EX}function"), RDF.type, SH.SPARQLFunction),
    ],
)
def test_shapes_that_change_the_data_are_left_to_rdflib(fact: tuple[Node, Node, Node]) -> None:
    shapes = Graph()
    shapes.add(fact)
    graph = mirrored(shapes)
    text = "SELECT ?town { ?town a :Town }"
    before = len(rows(graph, text, None))
    graph.add((URIRef(f"{EX}d"), RDF.type, URIRef(f"{EX}Town")))
    assert len(rows(graph, text, None)) == before + 1
