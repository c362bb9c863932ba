"""The OWL 2 RL closure of ontology and graph holds no contradiction; made ones are found."""

from typing import Final

import owlrl
import pytest
from rdflib import OWL, RDF, Graph, Literal, URIRef

from kg.iris import PREFIXES
from ontology.curated import ID, add, ontology, small

STI, PROV, ORG, GEO = (PREFIXES[prefix] for prefix in ("sti", "prov", "org", "geo"))
HEAD: Final = f"""
@base <{ID}> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix sti: <https://w3id.org/sti-kg/ontology#> .
"""


def contradictions(graph: Graph) -> list[str]:
    """What the closure says cannot be; the graph is extended."""
    closure = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False, rdfs=False)
    closure.closure()
    return list(closure.error_messages)


@pytest.fixture(scope="module")
def axioms() -> Graph:
    """The ontology without what it says to people, which no rule of OWL 2 RL reads."""
    graph = ontology("sti", "sti-axioms")
    for statement in [row for row in graph if isinstance(row[2], Literal)]:
        graph.remove(statement)
    return graph


@pytest.fixture(scope="module")
def closed() -> tuple[Graph, list[str]]:
    """The closure of ontology and curated graph, and the contradictions found on the way."""
    graph = add(ontology("sti", "sti-axioms", "structures"), small())
    found = contradictions(graph)
    return graph, found


def test_ontology_with_curated_graph_is_consistent(closed: tuple[Graph, list[str]]) -> None:
    graph, found = closed
    assert found == []
    # what only the reasoner says: a municipality is a feature
    assert (URIRef(f"{ID}region/413461"), RDF.type, URIRef(f"{GEO}Feature")) in graph
    assert (URIRef(f"{ID}former-area/41301-20051001"), RDF.type, URIRef(f"{GEO}Feature")) in graph


def test_no_two_resources_turn_out_to_be_one(closed: tuple[Graph, list[str]]) -> None:
    """A functional property with two values is no contradiction to the reasoner: it merges them."""
    graph, _ = closed
    same = graph.subject_objects(OWL.sameAs)
    assert [(a, b) for a, b in same if a != b and str(a).startswith(ID)] == []


def disjoint(first: str, second: str, individual: str) -> list[str]:
    return [f"Disjoint classes {first} and {second} have a common individual {ID}{individual}"]


CONTRADICTIONS: Final = {
    "an agency that is a region": (
        "<agency/eu> a sti:Agency, sti:Region .",
        disjoint(f"{STI}Agency", f"{STI}Region", "agency/eu"),
    ),
    "a country that is a block": (
        "<region/cn> a sti:Country, sti:StatisticalBlock .",
        disjoint(f"{STI}Country", f"{STI}StatisticalBlock", "region/cn"),
    ),
    "a former area that is an area of today": (
        "<region/x> a sti:FormerArea, sti:Ward .",
        disjoint(f"{STI}FormerArea", f"{STI}Region", "region/x"),
    ),
    "an agency by what the property says": (
        "<strategy/x> a sti:Strategy ; sti:modelledOn <agency/us-darpa> .",
        disjoint(f"{STI}Agency", f"{STI}Strategy", "strategy/x"),
    ),
    "an activity that is quoted": (
        "<project/x> a prov:Activity ; prov:wasQuotedFrom <passage/p> .",
        disjoint(f"{PROV}Activity", f"{PROV}Entity", "project/x"),
    ),
    "a membership that is an organisation": (
        "<relation/x> a org:Membership, sti:Agency .",
        disjoint(f"{ORG}Organization", f"{ORG}Membership", "relation/x"),
    ),
    "a place that is its own outline": (
        "<region/jp> a sti:Country, geo:Geometry .",
        disjoint(f"{GEO}Feature", f"{GEO}Geometry", "region/jp"),
    ),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_contradiction_is_found(name: str, axioms: Graph) -> None:
    text, expected = CONTRADICTIONS[name]
    assert contradictions(axioms + Graph().parse(data=HEAD + text, format="turtle")) == expected


def test_functional_property_with_two_different_values_is_found(axioms: Graph) -> None:
    text = """<passage/p> sti:inSource <source/a>, <source/b> .
    <source/a> owl:differentFrom <source/b> ."""
    found = contradictions(axioms + Graph().parse(data=HEAD + text, format="turtle"))
    clash = "'sameAs' and 'differentFrom' cannot be used on the same subject-object pair"
    assert f"{clash}: ({ID}source/a, {ID}source/b)" in found


def test_ontology_alone_is_consistent(axioms: Graph) -> None:
    assert contradictions(axioms + Graph()) == []
