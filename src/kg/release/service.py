"""The description of the SPARQL endpoint (W3C SPARQL 1.1 Service Description)."""

from typing import Final

import pyoxigraph as ox

from kg.iris import fragment
from kg.release.facts import TITLE, Facts
from kg.release.vocabulary import Description, integer, iri, term, texts

_FORMATS: Final = "http://www.w3.org/ns/formats/"
_RESULTS: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
    "N-Quads",
    "TriG",
)
_ENTAILMENT: Final = "http://www.w3.org/ns/entailment/Simple"


def service(facts: Facts) -> list[ox.Triple]:
    """The endpoint: language, formats, the default graph and the named graphs."""
    out = Description()
    endpoint = facts.url("sparql")
    counts = facts.statistics
    default = out.add(
        fragment(endpoint, "default-graph"),
        {
            "rdf:type": [term("sd:Graph"), term("void:Dataset")],
            "dcterms:title": texts(TITLE),
            "void:triples": integer(counts.triples),
        },
    )
    named = [
        _named(out, endpoint, number, graph, triples)
        for number, (graph, triples) in enumerate(facts.graphs.items(), 1)
    ]
    dataset = out.add(
        fragment(endpoint, "dataset"),
        {
            "rdf:type": term("sd:Dataset"),
            "sd:defaultGraph": iri(default),
            "sd:namedGraph": map(iri, named),
        },
    )
    out.add(
        fragment(endpoint, "service"),
        {
            "rdf:type": term("sd:Service"),
            "sd:endpoint": iri(endpoint),
            "sd:supportedLanguage": term("sd:SPARQL11Query"),
            "sd:resultFormat": [iri(_FORMATS + name) for name in _RESULTS],
            "sd:defaultEntailmentRegime": iri(_ENTAILMENT),
            "sd:defaultDataset": iri(dataset),
        },
    )
    return out.triples()


def _named(out: Description, endpoint: str, number: int, graph: str, triples: int) -> str:
    content = out.add(
        fragment(endpoint, f"graph-{number}-content"),
        {"rdf:type": [term("sd:Graph"), term("void:Dataset")], "void:triples": integer(triples)},
    )
    return out.add(
        fragment(endpoint, f"graph-{number}"),
        {"rdf:type": term("sd:NamedGraph"), "sd:name": iri(graph), "sd:graph": iri(content)},
    )
