"""What the catalogue and the service's description say of companions (DCAT 3, VoID)."""

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from kg.companion.model import Companion, Companions
from kg.iris import Iris, fragment
from kg.problems import Text
from kg.release.vocabulary import Description, Term, integer, iri, term, texts, typed

_SAYS: Final = Text(
    "このグラフと並べて置かれた、ほかの発行者のデータ。このグラフの事実ではなく、その制約（SHACL）の"
    "検証も受けていない。",
    "Data of another publisher, kept beside this graph. They are none of its facts, and are not "
    "held to its shapes.",
)


def catalogued(companions: Companions, iris: Iris) -> list[ox.Triple]:
    """Each companion as a dataset of the catalogue, with its licence, date and source."""
    out = Description()
    for companion in companions.entries:
        out.add(iris.catalog, {"dcat:dataset": iri(companion.graph)})
        out.add(companion.graph, dict(_dataset(companion)))
        for graph, content in companion.graphs.items():
            if graph == companion.graph:
                continue
            out.add(companion.graph, {"dcterms:hasPart": iri(graph)})
            out.add(
                graph,
                {"rdf:type": term("void:Dataset"), "void:triples": integer(content.triples)},
            )
            if not content.source.startswith("_:"):
                out.add(graph, {"dcterms:source": iri(content.source)})
    return out.triples()


def _dataset(companion: Companion) -> Iterator[tuple[str, Term | list[Term]]]:
    details = companion.details
    yield "rdf:type", [term("dcat:Dataset"), term("void:Dataset")]
    yield "dcterms:identifier", ox.Literal(companion.graph)
    yield "dcterms:title", list(_titles(companion))
    yield "dcterms:description", list(texts(_SAYS))
    yield "void:triples", integer(companion.quads)
    if details.licence:
        yield "dcterms:license", iri(details.licence)
    if details.issued:
        yield "dcterms:issued", typed(details.issued, "xsd:date")
    if details.source:
        yield "dcterms:source", iri(details.source)


def _titles(companion: Companion) -> Iterator[ox.Literal]:
    """As given; its name where no title was."""
    for language, title in companion.details.titles.items():
        yield ox.Literal(title, language=language) if language else ox.Literal(title)
    if not companion.details.titles:
        yield ox.Literal(companion.name)


def served(companions: Companions, endpoint: str) -> list[ox.Triple]:
    """The companions' graphs as named graphs of the endpoint's dataset."""
    out = Description()
    dataset = fragment(endpoint, "dataset")
    graphs = [item for entry in companions.entries for item in entry.graphs.items()]
    for number, (graph, content) in enumerate(graphs, 1):
        held = out.add(
            fragment(endpoint, f"companion-{number}-content"),
            {
                "rdf:type": [term("sd:Graph"), term("void:Dataset")],
                "void:triples": integer(content.triples),
            },
        )
        named = out.add(
            fragment(endpoint, f"companion-{number}"),
            {"rdf:type": term("sd:NamedGraph"), "sd:name": iri(graph), "sd:graph": iri(held)},
        )
        out.add(dataset, {"sd:namedGraph": iri(named)})
    return out.triples()
