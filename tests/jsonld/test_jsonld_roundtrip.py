"""What is written as JSON-LD reads back as exactly the same triples, by two independent readers."""

import json
import logging
from collections.abc import Iterable

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph
from rdflib import Literal as RdflibLiteral

from kg import jsonld
from kg.iris import PREFIXES, STI, expand
from kg.jsonld.context import build_context

_IRI_TAIL = st.text(
    alphabet=st.characters(
        codec="utf-8",
        categories=["L", "N", "P", "S"],
        exclude_characters='<>"{}|^`\\%#[]\ufffd',
        max_codepoint=0xD7FF,
    ),
    max_size=8,
)
_NAMESPACES = [
    *PREFIXES.values(),
    STI,
    "urn:x:",
    "geo:",
    "label:",
    "dcterms:",
    "https://例え.jp/",
    "http://e.x/a/../b?q=1#",
]


def _valid(iri: str) -> bool:
    try:
        line = f"<{iri}> <{iri}> <{iri}> .".encode()
        read_back = next(iter(ox.parse(line, format=ox.RdfFormat.N_TRIPLES)))
        return bool(read_back.predicate.value == iri)
    except (SyntaxError, ValueError):
        return False


iris = st.builds(str.__add__, st.sampled_from(_NAMESPACES), _IRI_TAIL).filter(_valid)
own = st.sampled_from([STI + name for name in ("label", "type", "id", "words", "amount", "Agency")])
nodes = (iris | own).map(ox.NamedNode)
_TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=10)
literals = (
    _TEXT.map(ox.Literal)
    | st.builds(
        lambda text, tag: ox.Literal(text, language=tag),
        _TEXT,
        st.sampled_from(["ja", "en", "ja-hrkt", "zh-hans-cn", "de-1996"]),
    )
    | st.builds(lambda text, kind: ox.Literal(text, datatype=kind), _TEXT, nodes)
    | st.builds(
        lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(expand(kind))),
        st.sampled_from(["0", "01", "-3", "1.50", "true", "1", "1E0", "2020-03", "9" * 30, "-0"]),
        st.sampled_from(
            ["xsd:integer", "xsd:decimal", "xsd:boolean", "xsd:double", "xsd:date", "xsd:string"]
        ),
    )
)
predicates = nodes | st.sampled_from(sorted(jsonld.CONTEXT.terms)).map(ox.NamedNode)
few_nodes = st.sampled_from([ox.NamedNode(f"https://w3id.org/sti-kg/id/x/{i}") for i in range(4)])
triples = st.lists(
    st.builds(ox.Triple, few_nodes | nodes, predicates, few_nodes | nodes | literals), max_size=12
)
plain_strings = ox.NamedNode(expand("rdf:langString"))


def usable(found: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Leave out literals typed rdf:langString without a language, which RDF does not know."""
    return [t for t in found if not (isinstance(t.object, ox.Literal) and _odd_datatype(t.object))]


def _odd_datatype(literal: ox.Literal) -> bool:
    return not literal.language and literal.datatype.value in {
        expand("rdf:langString"),
        expand("rdf:dirLangString"),
        expand("rdf:JSON"),
    }


def read(document: bytes, form: ox.RdfFormat = ox.RdfFormat.JSON_LD) -> set[ox.Triple]:
    quads = list(ox.parse(document, format=form))
    assert all(isinstance(quad.graph_name, ox.DefaultGraph) for quad in quads)
    return {quad.triple for quad in quads}


@settings(max_examples=150, deadline=None)
@given(triples.map(usable))
def test_list_form_gives_the_same_triples(found: list[ox.Triple]) -> None:
    document = jsonld.document(found)
    assert read(document) == set(found)
    assert read(document, ox.RdfFormat.STREAMING_JSON_LD) == set(found)


@settings(max_examples=150, deadline=None)
@given(triples.map(usable), few_nodes)
def test_framed_form_gives_the_same_triples(found: list[ox.Triple], root: ox.NamedNode) -> None:
    document = jsonld.document(found, frame=root.value)
    assert read(document) == set(found)
    if any(root == triple.subject for triple in found):
        top = json.loads(document)
        first = top if "@graph" not in top else top["@graph"][0]
        assert root.value in (first.get("id"), first.get("@id"))


@settings(max_examples=50, deadline=None)
@given(triples.map(usable), st.randoms())
def test_bytes_do_not_depend_on_the_order_of_triples(found: list[ox.Triple], order: object) -> None:
    shuffled = [*found, *found[:2]]
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    root = "https://w3id.org/sti-kg/id/x/0"
    assert jsonld.document(found) == jsonld.document(shuffled)
    assert jsonld.document(found, frame=root) == jsonld.document(shuffled, frame=root)


TURTLE = """
@prefix : <https://w3id.org/sti-kg/id/> .
@prefix sti: <https://w3id.org/sti-kg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix area: <http://purl.org/linked-data/sdmx/2009/dimension#> .
@prefix measure: <http://purl.org/linked-data/sdmx/2009/measure#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .

<https://w3id.org/sti-kg/id/region/131130> a sti:Municipality, sti:Region ;
  rdfs:label "渋谷区"@ja, "Shibuya-ku"@en ;
  dcterms:identifier "131130" ;
  skos:altLabel "しぶや", "Shibuya"@en ;
  prov:hadPrimarySource <https://w3id.org/sti-kg/id/passage/p1> ;
  skos:exactMatch <http://data.e-stat.go.jp/lod/sac/C13113> .
<https://w3id.org/sti-kg/id/passage/p1> a sti:Passage ; sti:slide "A" ; sti:firstLine 3 ;
  sti:words "官民"@ja ; sti:inSource <https://w3id.org/sti-kg/id/source/s> .
<https://w3id.org/sti-kg/id/source/s> rdfs:label "出典"@ja .
<https://w3id.org/sti-kg/id/observation/o> a qb:Observation ;
  area:refArea <https://w3id.org/sti-kg/id/region/131130> ;
  measure:obsValue 224533 ; prov:hadPrimarySource <https://w3id.org/sti-kg/id/passage/p1> .
<https://w3id.org/sti-kg/id/case/c> sti:inRegion <https://w3id.org/sti-kg/id/region/131130> .
<https://w3id.org/sti-kg/id/case/d> sti:amount 1.50 .
"""
SHIBUYA = "https://w3id.org/sti-kg/id/region/131130"


@pytest.fixture
def shibuya() -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(TURTLE, format=ox.RdfFormat.TURTLE)]


def test_framed_form_nests_passage_source_observation_and_links_in(
    shibuya: list[ox.Triple],
) -> None:
    context = build_context([])
    top = json.loads(jsonld.document(shibuya, frame=SHIBUYA, context=context))
    stated = top.pop("@context")
    whole = json.loads(jsonld.context_document(context))["@context"]
    assert stated.items() <= whole.items()
    assert list(stated) == [
        "@version", "@vocab", "id", "type",
        "dcterms", "prov", "qb", "rdfs", "sdmx-dimension", "sdmx-measure", "skos", "sti", "xsd",
        "label", "altLabel", "exactMatch", "identifier", "hadPrimarySource",
        "refArea", "obsValue", "words", "inSource", "amount", "observations",
    ]  # fmt: skip
    base = "https://w3id.org/sti-kg/id/"
    assert top == {
        "id": SHIBUYA,
        "type": ["Municipality", "Region"],
        "label": {"en": "Shibuya-ku", "ja": "渋谷区"},
        "altLabel": {"en": "Shibuya"},
        "skos:altLabel": "しぶや",
        "exactMatch": "http://data.e-stat.go.jp/lod/sac/C13113",
        "hadPrimarySource": {
            "id": f"{base}passage/p1",
            "type": "Passage",
            "firstLine": 3,
            "inSource": {"id": f"{base}source/s", "label": {"ja": "出典"}},
            "slide": "A",
            "words": {"ja": "官民"},
        },
        "identifier": "131130",
        "observations": [
            {
                "id": f"{base}observation/o",
                "type": "qb:Observation",
                "hadPrimarySource": f"{base}passage/p1",
                "obsValue": 224533,
                "refArea": SHIBUYA,
            }
        ],
        "@reverse": {"inRegion": [{"id": f"{base}case/c", "inRegion": {"id": SHIBUYA}}]},
        "@included": [{"id": f"{base}case/d", "amount": "1.50"}],
    }


def test_a_document_reads_the_same_under_the_published_context(shibuya: list[ox.Triple]) -> None:
    top = json.loads(jsonld.document(shibuya, frame=SHIBUYA))
    top["@context"] = json.loads(jsonld.context_document())["@context"]
    assert read(json.dumps(top).encode()) == set(shibuya)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning:rdflib")
def test_rdflib_reads_the_same_triples(shibuya: list[ox.Triple]) -> None:
    logging.getLogger("rdflib").setLevel(logging.ERROR)
    for document in (jsonld.document(shibuya), jsonld.document(shibuya, frame=SHIBUYA)):
        read_back = Graph().parse(data=document, format="json-ld")
        expected = Graph().parse(data=TURTLE, format="turtle")
        assert set(read_back) == set(expected)
        assert (None, None, RdflibLiteral("渋谷区", lang="ja")) in read_back


def test_blank_nodes_keep_their_shape() -> None:
    turtle = """@prefix o: <http://www.w3.org/2002/07/owl#> .
    <http://e.x/C> <http://www.w3.org/2000/01/rdf-schema#subClassOf>
      [ a o:Restriction ; o:onProperty <http://e.x/p> ; o:maxCardinality 1 ] ."""
    found = [quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)]
    for document in (jsonld.document(found), jsonld.document(found, frame="http://e.x/C")):
        assert _canonical(read(document)) == _canonical(set(found))


def _canonical(found: set[ox.Triple]) -> set[ox.Quad]:
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in found)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


def test_a_resource_that_a_prefix_would_misread_stands_first_without_context() -> None:
    found = [
        ox.Triple(ox.NamedNode(s), ox.NamedNode("http://e.x/p"), ox.NamedNode(o))
        for s, o in (("http://a.x/", "http://b.x/"), ("http://b.x/", "geo:35,139"))
    ]
    assert json.loads(jsonld.document(found, frame="http://b.x/"))["@graph"] == [
        {"@context": None, "@id": "http://b.x/", "http://e.x/p": [{"@id": "geo:35,139"}]},
        {"id": "http://a.x/", "http://e.x/p": {"id": "http://b.x/"}},
    ]


def test_a_node_that_points_by_a_misread_property_is_not_nested_in_reverse() -> None:
    found = [
        ox.Triple(ox.NamedNode(s), ox.NamedNode(p), ox.NamedNode(o))
        for s, p, o in (
            ("http://a.x/", "http://e.x/p", "http://c.x/"),
            ("http://b.x/", "geo:near", "http://a.x/"),
        )
    ]
    document = jsonld.document(found, frame="http://a.x/")
    assert read(document) == set(found)
    assert json.loads(document)["@included"] == [
        {"@context": None, "@id": "http://b.x/", "geo:near": [{"@id": "http://a.x/"}]}
    ]


def test_stream_yields_a_line_per_subject_and_keeps_their_order(shibuya: list[ox.Triple]) -> None:
    chunks = list(jsonld.stream(reversed(shibuya)))
    assert len(chunks) == 6 + 2
    assert [json.loads(chunk.strip(b",\n"))["id"].rpartition("/")[2] for chunk in chunks[1:-1]] == [
        "d", "c", "o", "s", "p1", "131130",
    ]  # fmt: skip
    assert read(b"".join(chunks)) == set(shibuya)


def test_an_empty_graph_is_a_document() -> None:
    assert read(jsonld.document([])) == set()
    assert json.loads(jsonld.document([], frame="http://e.x/"))["@graph"] == []


def test_quoted_triples_are_refused() -> None:
    node = ox.NamedNode("http://e.x/")
    with pytest.raises(jsonld.QuotedTripleError, match="cannot hold"):
        jsonld.document([ox.Triple(node, node, ox.Triple(node, node, node))])
    directed = ox.Literal("x", language="ar", direction=ox.BaseDirection.RTL)
    with pytest.raises(jsonld.QuotedTripleError, match="cannot hold"):
        jsonld.document([ox.Triple(node, node, directed)])
