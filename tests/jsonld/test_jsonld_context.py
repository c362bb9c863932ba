"""The context: its terms, and the keys that the ontology's own properties get."""

import json

import pyoxigraph as ox
import pytest

from kg import assets, jsonld
from kg.iris import PREFIXES, STI, expand
from kg.jsonld.context import build_context


def _context(turtle: str) -> jsonld.Context:
    prefixes = "".join(f"@prefix {p}: <{n}> .\n" for p, n in PREFIXES.items())
    return build_context(ox.parse(prefixes + turtle, format=ox.RdfFormat.TURTLE))


def test_every_prefix_of_the_project_stands_in_the_context() -> None:
    published = json.loads(jsonld.context_document())["@context"]
    assert {name: published[name] for name in PREFIXES} == dict(PREFIXES)
    assert published["@vocab"] == STI


def test_every_term_belongs_to_one_property() -> None:
    definitions = [d for d in jsonld.CONTEXT.data.values() if isinstance(d, dict) and "@id" in d]
    assert len(jsonld.CONTEXT.terms) == len(definitions)
    assert jsonld.CONTEXT.reverse == {expand("sdmx-dimension:refArea"): "observations"}


def test_properties_of_the_ontology_are_typed_by_kind_and_range() -> None:
    context = _context(
        """
        sti:addresses a owl:ObjectProperty .
        sti:rate a owl:DatatypeProperty ; rdfs:range xsd:decimal .
        sti:slide a owl:DatatypeProperty ; rdfs:range xsd:string .
        sti:free a owl:DatatypeProperty ; rdfs:range rdfs:Literal .
        sti:label a owl:ObjectProperty .
        sti:amount a owl:DatatypeProperty ; rdfs:range xsd:decimal .
        <http://e.x/other> a owl:ObjectProperty .
        [] a owl:ObjectProperty .
        """
    )
    fresh = {name: context.data[name] for name in context.data if name not in _context("").data}
    assert fresh == {
        "addresses": {"@id": "sti:addresses", "@type": "@id"},
        "rate": {"@id": "sti:rate", "@type": "xsd:decimal"},
    }


def test_a_name_that_means_something_else_is_written_with_its_prefix() -> None:
    assert jsonld.CONTEXT.compact(STI + "label") == "sti:label"
    assert jsonld.CONTEXT.compact(STI + "id") == "sti:id"
    assert jsonld.CONTEXT.compact(STI + "ünlaut") == STI + "ünlaut"


@pytest.mark.skipif(
    not any((assets.root() / "ontology").glob("*.ttl")), reason="no ontology in this tree"
)
def test_every_object_property_of_the_ontology_is_typed_as_iri() -> None:
    properties = {
        quad.subject.value
        for path in (assets.root() / "ontology").glob("*.ttl")
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)
        if quad.object == ox.NamedNode(expand("owl:ObjectProperty"))
        and isinstance(quad.subject, ox.NamedNode)
        and quad.subject.value.startswith(STI)
    }
    untyped = {iri for iri in properties if jsonld.CONTEXT.terms[iri].coercion != "@id"}
    assert untyped == set()
