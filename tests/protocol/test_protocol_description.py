"""SPARQL 1.1 Service Description: what the endpoint says of itself, and that it is so."""

from collections.abc import Mapping

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from protocol.client import send
from protocol.worlds import Graph as Statements
from protocol.worlds import iri, merge
from served import Served

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
FORMATS = "http://www.w3.org/ns/formats/"
MEDIA_TYPES = {
    "SPARQL_Results_JSON": "application/sparql-results+json",
    "SPARQL_Results_XML": "application/sparql-results+xml",
    "SPARQL_Results_CSV": "text/csv",
    "SPARQL_Results_TSV": "text/tab-separated-values",
    "Turtle": "text/turtle",
    "N-Triples": "application/n-triples",
    "RDF_XML": "application/rdf+xml",
    "JSON-LD": "application/ld+json",
    "N-Quads": "application/n-quads",
    "TriG": "application/trig",
}
"""W3C's unique URIs of file formats, and what HTTP calls the same."""


@pytest.fixture(scope="module")
def described(endpoint: Served) -> Graph:
    answer = endpoint.get("/sparql", "text/turtle")
    assert answer.status == 200
    return Graph().parse(data=answer.body, format="turtle", publicID=f"{endpoint.address}/sparql")


@pytest.fixture(scope="module")
def service(described: Graph) -> URIRef:
    (found,) = described.subjects(RDF.type, SD.Service)
    assert isinstance(found, URIRef)
    return found


@pytest.mark.parametrize(
    ("accept", "parser"),
    [
        ("text/turtle", "turtle"),
        ("application/rdf+xml", "xml"),
        ("application/n-triples", "nt"),
        ("application/ld+json", "json-ld"),
        ("*/*", "turtle"),
    ],
)
def test_2_a_get_without_query_is_the_description(
    endpoint: Served, described: Graph, accept: str, parser: str
) -> None:
    """SHOULD: at the endpoint's address. MUST: in RDF. SHOULD: in other formats by negotiation."""
    answer = endpoint.get("/sparql", accept)
    found = Graph().parse(data=answer.body, format=parser, publicID=f"{endpoint.address}/sparql")
    assert found.isomorphic(described)
    assert "Accept" in answer.headers["Vary"]


def test_3_the_endpoint_is_where_it_was_asked(
    endpoint: Served, described: Graph, service: URIRef
) -> None:
    """sd:endpoint: the address of the service, one."""
    assert list(described.objects(service, SD.endpoint)) == [URIRef(f"{endpoint.address}/sparql")]


def test_3_the_language_is_sparql_1_1_query_and_no_update(
    described: Graph, service: URIRef
) -> None:
    """sd:supportedLanguage: what is answered; an update is not."""
    assert set(described.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query}


def test_3_no_feature_that_it_lacks(described: Graph, service: URIRef) -> None:
    """sd:feature: neither does it fetch graphs by their IRIs nor ask other services."""
    lacking = {SD.DereferencesURIs, SD.BasicFederatedQuery, SD.RequiresDataset, SD.EmptyGraphs}
    assert not lacking & set(described.objects(service, SD.feature))


def test_3_the_result_formats_are_those_it_writes(
    endpoint: Served, described: Graph, service: URIRef
) -> None:
    """sd:resultFormat: each of them is answered in, and there is no other."""
    named = {str(found) for found in described.objects(service, SD.resultFormat)}
    assert named == {FORMATS + name for name in MEDIA_TYPES}
    for name, media_type in MEDIA_TYPES.items():
        query = "ASK {}" if name.startswith("SPARQL") else "CONSTRUCT WHERE { ?s ?p 1 }"
        assert send(endpoint, query, accept=media_type).media_type == media_type


def test_3_the_entailment_is_simple(described: Graph, service: URIRef) -> None:
    """sd:defaultEntailmentRegime: nothing is inferred."""
    regimes = list(described.objects(service, SD.defaultEntailmentRegime))
    assert regimes == [URIRef("http://www.w3.org/ns/entailment/Simple")]


def test_3_the_default_dataset_has_the_graphs_that_there_are(
    described: Graph, service: URIRef, graphs: Mapping[str, Statements]
) -> None:
    """sd:defaultDataset: its default graph and each named graph, with their true sizes."""
    (dataset,) = described.objects(service, SD.defaultDataset)
    (default,) = described.objects(dataset, SD.defaultGraph)
    assert list(described.objects(default, VOID.triples)) == [Literal(len(merge(graphs.values())))]
    sizes = {}
    for named in described.objects(dataset, SD.namedGraph):
        (name,), (content,) = described.objects(named, SD.name), described.objects(named, SD.graph)
        (size,) = described.objects(content, VOID.triples)
        sizes[str(name)] = size.toPython() if isinstance(size, Literal) else size
    assert sizes == {iri(name): len(graph) for name, graph in graphs.items()}
