"""Every term is explained and used, and no term is used that is not declared."""

import json
import re
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from kg.iris import ONTOLOGY, PREFIXES, STI, expand, shrink
from kit import ROOT
from ontology.curated import FOLDER, ID, ontology, triples

GRAPH: Final = ontology("sti")
TERMS: Final = sorted(
    str(term) for term in set(GRAPH.subjects(RDF.type)) if str(term).startswith(STI)
)
PUBLIC: Final = frozenset({RDF.type, RDFS.label})
"""What needs no declaration anywhere."""
EXACT: Final = {
    "cpsv": ("http://purl.org/vocab/cpsv#", {"PublicService"}),
    "cv": (PREFIXES["cv"], {"hasCompetentAuthority"}),
    "dcterms": (
        PREFIXES["dcterms"],
        {
            *("BibliographicResource", "Location", "abstract", "bibliographicCitation"),
            *("created", "creator", "description", "identifier", "isPartOf", "isReplacedBy"),
            *("issued", "license", "publisher", "rights", "spatial", "title"),
        },
    ),
    "eli": ("http://data.europa.eu/eli/ontology#", {"LegalResource"}),
    "eurio": (
        PREFIXES["eurio"],
        {
            *("AdministrativeArea", "Country", "FundingAgency", "FundingScheme"),
            *("MonetaryAmount", "Project", "PublicBody"),
        },
    ),
    "foaf": (PREFIXES["foaf"], {"Person", "Project"}),
    "frapo": (
        PREFIXES["frapo"],
        {"Endeavour", "Funding", "FundingProgramme", "GovernmentOrganization"},
    ),
    "geo": (PREFIXES["geo"], {"Feature", "sfWithin"}),
    "ic": (PREFIXES["ic"], {"組織型", "文書型", "活動型", "場所型", "数量型", "金額型"}),
    "org": (PREFIXES["org"], {"Membership", "Organization", "memberOf", "subOrganizationOf"}),
    "prov": (
        PREFIXES["prov"],
        {
            *("Activity", "Entity", "hadPrimarySource", "wasAttributedTo", "wasDerivedFrom"),
            "wasQuotedFrom",
        },
    ),
    "qb": (
        PREFIXES["qb"],
        {
            *("AttributeProperty", "ComponentSpecification", "DataSet", "measureType"),
            *("DataStructureDefinition", "DimensionProperty", "MeasureProperty", "Observation"),
            *("attribute", "codeList", "component", "componentRequired", "concept", "dataSet"),
            *("dimension", "measure", "order", "structure"),
        },
    ),
    "sacs": ("http://data.e-stat.go.jp/lod/terms/sacs#", {"CodeChangeEvent", "Prefecture", "Ward"}),
    "schema": (
        PREFIXES["schema"],
        {
            *("AdministrativeArea", "City", "Country", "FundingScheme", "GovernmentOrganization"),
            *("Legislation", "MonetaryAmount", "QuantitativeValue", "Report", "ResearchProject"),
            *("currency", "latitude", "longitude", "maxValue", "minValue", "pageStart"),
        },
    ),
    "sdmx-attribute": (PREFIXES["sdmx-attribute"], {"obsStatus", "unitMeasure"}),
    "sdmx-dimension": (PREFIXES["sdmx-dimension"], {"refArea", "refPeriod"}),
    "sdmx-measure": (PREFIXES["sdmx-measure"], {"obsValue"}),
    "skos": (
        PREFIXES["skos"],
        {
            *("Concept", "ConceptScheme", "broader", "closeMatch", "definition", "exactMatch"),
            *("example", "inScheme", "notation"),
        },
    ),
    "vann": (PREFIXES["vann"], {"preferredNamespacePrefix", "preferredNamespaceUri"}),
}
"""Terms of other vocabularies as those write them, namespace and name."""


@pytest.fixture(scope="module")
def curated() -> set[ox.Triple]:
    """The whole curated graph."""
    return triples()


def texts(term: str, predicate: URIRef) -> dict[str, str]:
    values = [v for v in GRAPH.objects(URIRef(term), predicate) if isinstance(v, Literal)]
    found = {value.language or "": str(value) for value in values}
    assert len(found) == len(values)
    return found


@pytest.mark.parametrize("term", TERMS, ids=shrink)
def test_term_is_named_and_defined_in_both_languages(term: str) -> None:
    assert sorted(texts(term, RDFS.label)) == ["en", "ja"]
    definitions = texts(term, SKOS.definition)
    assert sorted(definitions) == ["en", "ja"]
    assert definitions["ja"].endswith("。")
    assert definitions["en"].endswith(".")
    assert list(GRAPH.objects(URIRef(term), RDFS.isDefinedBy)) == [URIRef(ONTOLOGY)]


def test_every_example_names_a_resource_that_has_the_term(curated: set[ox.Triple]) -> None:
    having: set[tuple[str, str]] = set()
    for subject, predicate, value in curated:
        if isinstance(subject, ox.NamedNode):
            typed = predicate.value == str(RDF.type) and isinstance(value, ox.NamedNode)
            having.add((subject.value, value.value if typed else predicate.value))
    unmet = {}
    for term in TERMS:
        (example,) = GRAPH.objects(URIRef(term), SKOS.example)
        resource = f"{ID}{str(example).partition(' → ')[0]}"
        if (resource, term) not in having:
            unmet[shrink(term)] = str(example)
    assert unmet == {}


def test_every_example_with_a_value_gives_one_that_the_resource_has(
    curated: set[ox.Triple],
) -> None:
    values: dict[tuple[str, str], set[str]] = {}
    for subject, predicate, value in curated:
        if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
            values.setdefault((subject.value, predicate.value), set()).add(value.value)
    unmet = {}
    for term in TERMS:
        (example,) = GRAPH.objects(URIRef(term), SKOS.example)
        key, arrow, shown = str(example).partition(" → ")
        held = values.get((f"{ID}{key}", term), set())
        if arrow and not any(_shows(shown, value) for value in held):
            unmet[shrink(term)] = (str(example), sorted(held))
    assert unmet == {}


def _shows(shown: str, value: str) -> bool:
    """Whether an example's right side is this value; a long text is cut with …"""
    start, cut, _ = shown.partition("…")
    plain = value.removeprefix(ID).replace("\n", "")
    if cut:
        return start in plain
    return plain in (shown, f"{shown}.0")


def used() -> Iterator[tuple[str, str]]:
    """Every sti: term that a table's metadata, a shape, a query or a structure names, and where."""
    iri = re.compile(re.escape(STI) + r"(\w+)")
    name = re.compile(r"(?<![\w-])sti:(\w+)")
    for path in sorted((ROOT / "data").glob("*/*metadata.json")):
        for found in iri.findall(json.dumps(json.loads(path.read_text("utf-8")))):
            yield found, str(path.relative_to(ROOT))
    for pattern in ("shapes/*.ttl", "queries/*.rq", "ontology/structures.ttl"):
        for path in sorted(ROOT.glob(pattern)):
            text = path.read_text("utf-8")
            for found in (*iri.findall(text), *name.findall(text)):
                yield found, str(path.relative_to(ROOT))


def test_every_term_that_is_used_is_defined() -> None:
    defined = {term.removeprefix(STI) for term in TERMS}
    assert {(term, place) for term, place in used() if term not in defined} == set()


def test_every_term_that_is_defined_is_used(curated: set[ox.Triple]) -> None:
    """In the graph itself, a class or property stands or falls; parents of used terms count too."""
    in_use = {node.value for triple in curated for node in triple if isinstance(node, ox.NamedNode)}
    for step in (RDFS.subClassOf, RDFS.subPropertyOf):
        for term in list(in_use):
            in_use |= {str(up) for up in GRAPH.transitive_objects(URIRef(term), step)}
    assert [shrink(term) for term in TERMS if term not in in_use] == []


def foreign(node: Node) -> bool:
    own = (STI, ONTOLOGY, ID, str(RDF), str(RDFS), str(OWL))
    standard = ("http://www.w3.org/2001/XMLSchema#", "https://creativecommons.org/")
    return isinstance(node, URIRef) and not str(node).startswith((*own, *standard))


def test_foreign_terms_are_spelled_as_their_vocabularies_spell_them() -> None:
    known = {namespace + name for namespace, names in EXACT.values() for name in names}
    terms = {str(node) for triple in GRAPH for node in triple if foreign(node)}
    assert terms == known


def test_every_foreign_term_of_the_graph_is_declared_in_the_ontology(
    curated: set[ox.Triple],
) -> None:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    declared = {str(term) for kind in kinds for term in GRAPH.subjects(RDF.type, kind)}
    structures = Graph().parse(FOLDER / "structures.ttl")
    predicates = {t.predicate.value for t in curated} | {str(p) for p in structures.predicates()}
    classes = {
        t.object.value
        for t in curated
        if t.predicate.value == expand("rdf:type") and isinstance(t.object, ox.NamedNode)
    }
    classes |= {str(kind) for kind in structures.objects(None, RDF.type)}
    assert sorted((predicates | classes) - declared - {str(term) for term in PUBLIC}) == []


def test_properties_are_used_with_the_kind_of_value_they_are_declared_for(
    curated: set[ox.Triple],
) -> None:
    wrong = set()
    for _, predicate, value in curated:
        kind = OWL.DatatypeProperty if isinstance(value, ox.Literal) else OWL.ObjectProperty
        declared = set(GRAPH.objects(URIRef(predicate.value), RDF.type))
        if {OWL.DatatypeProperty, OWL.ObjectProperty} & declared and kind not in declared:
            wrong.add(shrink(predicate.value))
    assert wrong == set()
