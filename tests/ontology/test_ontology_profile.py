"""The ontology stays within OWL Lite and OWL 2 RL; what goes beyond is caught."""

from collections import Counter
from typing import Final

import pytest
from rdflib import Graph

from kit import ROOT
from ontology.profile import DISJOINTNESS, Use, outside, uses

ONTOLOGY: Final = ROOT / "ontology" / "sti.ttl"
AXIOMS: Final = ROOT / "ontology" / "sti-axioms.ttl"
HEAD: Final = """
@prefix : <https://example.org/#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:A a owl:Class . :B a owl:Class . :C a owl:Class .
:p a owl:ObjectProperty . :q a owl:ObjectProperty . :d a owl:DatatypeProperty .
"""
EX: Final = "https://example.org/#"


def tiny(text: str) -> Graph:
    return Graph().parse(data=HEAD + text, format="turtle")


def test_ontology_uses_nothing_outside_the_profile() -> None:
    assert outside(Graph().parse(ONTOLOGY)) == []


def test_ontology_uses_these_constructs() -> None:
    found = Counter(use.construct for use in uses(Graph().parse(ONTOLOGY)))
    assert {"rdfs:subClassOf a named class", "owl:FunctionalProperty"} <= set(found)
    assert found["owl:Ontology"] == 1
    assert "owl:Restriction" not in found


def test_axioms_beside_it_go_beyond_by_disjointness_alone() -> None:
    both = Graph().parse(ONTOLOGY).parse(AXIOMS)
    assert {use.construct for use in outside(both)} == DISJOINTNESS


WITHIN: Final = {
    "subclass of a named class": ":A rdfs:subClassOf :B .",
    "subproperty": ":p rdfs:subPropertyOf :q .",
    "domain and range": ":p rdfs:domain :A ; rdfs:range :B . :d rdfs:range xsd:decimal .",
    "equivalent named classes": ":A owl:equivalentClass :B .",
    "inverse": ":p owl:inverseOf :q .",
    "kinds of property": ":p a owl:TransitiveProperty, owl:SymmetricProperty . "
    ":q a owl:InverseFunctionalProperty . :d a owl:FunctionalProperty .",
    "all values from a named class": ":A rdfs:subClassOf "
    "[ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :B ] .",
    "at most one": ":A rdfs:subClassOf "
    "[ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 1 ] .",
    "declared annotation": 'skos:note a owl:AnnotationProperty . :A skos:note "n"@en .',
}


@pytest.mark.parametrize("name", WITHIN)
def test_construct_within_the_profile_passes(name: str) -> None:
    assert outside(tiny(WITHIN[name])) == []


def restriction(what: str) -> str:
    return f":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; {what} ] ."


OUTSIDE: Final = {
    "disjoint classes": (
        ":A owl:disjointWith :B .",
        {("owl:disjointWith of named classes", "A")},
    ),
    "union": (
        ":A owl:equivalentClass [ a owl:Class ; owl:unionOf ( :B :C ) ] .",
        {("owl:equivalentClass of blank class expressions", "A"), ("owl:unionOf", "")},
    ),
    "intersection": (
        ":A rdfs:subClassOf [ a owl:Class ; owl:intersectionOf ( :B :C ) ] .",
        {("rdfs:subClassOf a blank class expression", "A"), ("owl:intersectionOf", "")},
    ),
    "complement": (
        ":A rdfs:subClassOf [ a owl:Class ; owl:complementOf :B ] .",
        {("rdfs:subClassOf a blank class expression", "A"), ("owl:complementOf", "")},
    ),
    "enumeration": (
        ":A rdfs:subClassOf [ a owl:Class ; owl:oneOf ( :x :y ) ] .",
        {("rdfs:subClassOf a blank class expression", "A"), ("owl:oneOf", "")},
    ),
    "has value": (restriction("owl:hasValue :x"), {("owl:hasValue", "")}),
    "some values as superclass": (
        restriction("owl:someValuesFrom :B"),
        {("owl:someValuesFrom", "")},
    ),
    "at least one": (restriction("owl:minCardinality 1"), {("owl:minCardinality 1", "")}),
    "exactly one": (restriction("owl:cardinality 1"), {("owl:cardinality 1", "")}),
    "exactly two": (restriction("owl:cardinality 2"), {("owl:cardinality 2", "")}),
    "at most two": (restriction("owl:maxCardinality 2"), {("owl:maxCardinality 2", "")}),
    "qualified cardinality": (
        restriction("owl:maxQualifiedCardinality 1 ; owl:onClass :B"),
        {("owl:maxQualifiedCardinality", ""), ("owl:onClass", "")},
    ),
    "all values from a blank class": (
        restriction("owl:allValuesFrom [ a owl:Class ; owl:complementOf :B ]"),
        {("owl:allValuesFrom a blank class expression", ""), ("owl:complementOf", "")},
    ),
    "blank class on the left": (
        "[ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :B ] rdfs:subClassOf :A .",
        {("rdfs:subClassOf from a blank class expression", "")},
    ),
    "range of dates": (":d rdfs:range xsd:date .", {("rdfs:range xsd:date", "d")}),
    "range of years": (":d rdfs:range xsd:gYear .", {("rdfs:range xsd:gYear", "d")}),
    "range of months": (":d rdfs:range xsd:gYearMonth .", {("rdfs:range xsd:gYearMonth", "d")}),
    "range of truth values": (":d rdfs:range xsd:boolean .", {("rdfs:range xsd:boolean", "d")}),
    "range of doubles": (":d rdfs:range xsd:double .", {("rdfs:range xsd:double", "d")}),
    "range of tagged texts": (
        ":d rdfs:range rdf:langString .",
        {("rdfs:range rdf:langString", "d")},
    ),
    "range of data a class": (":d rdfs:range :B .", {("rdfs:range of data a class", "d")}),
    "blank domain": (
        ":p rdfs:domain [ a owl:Class ; owl:unionOf ( :A :B ) ] .",
        {("rdfs:domain a blank class expression", "p"), ("owl:unionOf", "")},
    ),
    "blank range": (
        ":p rdfs:range [ a owl:Class ; owl:oneOf ( :x ) ] .",
        {("rdfs:range a blank class expression", "p"), ("owl:oneOf", "")},
    ),
    "inverse functional data": (
        ":d a owl:InverseFunctionalProperty .",
        {("owl:InverseFunctionalProperty of data", "d")},
    ),
    "property chain": (
        ":p owl:propertyChainAxiom ( :p :q ) .",
        {("owl:propertyChainAxiom", "p")},
    ),
    "reflexive property": (":p a owl:ReflexiveProperty .", {("owl:ReflexiveProperty", "p")}),
    "asymmetric property": (":p a owl:AsymmetricProperty .", {("owl:AsymmetricProperty", "p")}),
    "key": (":A owl:hasKey ( :d ) .", {("owl:hasKey", "A")}),
    "undeclared class": (
        "<https://example.org/foreign> a owl:ObjectProperty ; rdfs:range :Elsewhere .",
        {
            ("undeclared class", "Elsewhere"),
        },
    ),
    "undeclared superclass": (
        ":A rdfs:subClassOf :Elsewhere .",
        {("undeclared class", "Elsewhere")},
    ),
    "undeclared property": (
        ":p rdfs:subPropertyOf :elsewhere .",
        {("undeclared property", "elsewhere")},
    ),
    "undeclared annotation": (
        ':A skos:note "n"@en .',
        {("assertion http://www.w3.org/2004/02/skos/core#note", "A")},
    ),
    "an individual": (":x a :A .", {("instance of https://example.org/#A", "x")}),
    "an individual of a blank class": (
        ":x a [ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :B ] .",
        {("instance of a blank class expression", "x")},
    ),
    "class and property at once": (
        ":p a owl:Class .",
        {("declared as owl:Class and owl:ObjectProperty", "p")},
    ),
    "object and data at once": (
        ":d a owl:ObjectProperty .",
        {("declared as owl:ObjectProperty and owl:DatatypeProperty", "d")},
    ),
}
LIST: Final = {"rdf:first", "rdf:rest"}


def named(use: Use) -> tuple[str, str]:
    """The construct and the term's local name; nothing for a blank node, whose label is chance."""
    if use.of.startswith(EX):
        return use.construct, use.of[len(EX) :]
    return use.construct, use.of if "://" in use.of else ""


@pytest.mark.parametrize("name", OUTSIDE)
def test_construct_outside_the_profile_is_caught(name: str) -> None:
    text, expected = OUTSIDE[name]
    found = {named(use) for use in outside(tiny(text)) if use.construct not in LIST}
    assert found == expected
