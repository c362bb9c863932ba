"""The media types of answers, by the names that pyoxigraph's writers have."""

from types import MappingProxyType

from pyoxigraph import QueryResultsFormat, RdfFormat

from kg.store.model import Kind

RESULTS = MappingProxyType(
    {
        "application/sparql-results+json": QueryResultsFormat.JSON,
        "application/sparql-results+xml": QueryResultsFormat.XML,
        "text/csv": QueryResultsFormat.CSV,
        "text/tab-separated-values": QueryResultsFormat.TSV,
    }
)
GRAPHS = MappingProxyType(
    {
        "text/turtle": RdfFormat.TURTLE,
        "application/n-triples": RdfFormat.N_TRIPLES,
        "application/rdf+xml": RdfFormat.RDF_XML,
        "application/ld+json": RdfFormat.JSON_LD,
        "application/n-quads": RdfFormat.N_QUADS,
        "application/trig": RdfFormat.TRIG,
    }
)


def media_types(kind: Kind) -> tuple[str, ...]:
    """The media types an answer of a kind can have, the preferred one first."""
    return tuple(GRAPHS if kind is Kind.GRAPH else RESULTS)
