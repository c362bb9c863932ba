"""The VoID description (W3C Interest Group Note "Describing Linked Datasets with the VoID")."""

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from kg.iris import ONTOLOGY, PREFIXES, STI, fragment
from kg.release import linksets
from kg.release.facts import DESCRIPTION, LICENCE, TITLE, Facts
from kg.release.model import NAME
from kg.release.targets import FOLDER, TARGETS
from kg.release.vocabulary import Description, integer, iri, moment, term, texts

_RDF: Final = (".nq", ".nt", ".ttl", ".jsonld")


def void(facts: Facts) -> list[ox.Triple]:
    """Counts, partitions, named graphs, linksets, dumps and endpoint of a release."""
    out = Description()
    document = facts.url(".well-known/void")
    counts = facts.statistics
    classes = [
        out.add(
            fragment(document, f"class-{number}"),
            {
                "void:class": iri(name),
                "void:entities": integer(count.entities),
                "void:triples": integer(count.triples),
            },
        )
        for number, (name, count) in enumerate(counts.classes.items(), 1)
    ]
    properties = [
        out.add(
            fragment(document, f"property-{number}"),
            {
                "void:property": iri(name),
                "void:triples": integer(count.triples),
                "void:distinctSubjects": integer(count.subjects),
                "void:distinctObjects": integer(count.objects),
            },
        )
        for number, (name, count) in enumerate(counts.properties.items(), 1)
    ]
    out.add(
        facts.iris.dataset,
        {
            "rdf:type": term("void:Dataset"),
            "dcterms:title": texts(TITLE),
            "dcterms:description": texts(DESCRIPTION),
            "dcterms:license": iri(LICENCE),
            "dcterms:modified": moment(facts.created),
            "foaf:homepage": iri(facts.site),
            "void:triples": integer(counts.triples),
            "void:entities": integer(len(counts.resources)),
            "void:distinctSubjects": integer(counts.subjects),
            "void:distinctObjects": integer(counts.objects),
            "void:classes": integer(len(counts.classes)),
            "void:properties": integer(len(counts.properties)),
            "void:uriSpace": ox.Literal(facts.iris.resources),
            "void:vocabulary": map(iri, _vocabularies(facts)),
            "void:exampleResource": map(iri, _examples(facts)),
            "void:rootResource": iri(facts.iris.catalog),
            "void:sparqlEndpoint": iri(facts.url("sparql")),
            "void:dataDump": [
                iri(facts.url(f"dumps/{name}")) for name in facts.dumps if _is_whole(name)
            ],
            "void:classPartition": map(iri, classes),
            "void:propertyPartition": map(iri, properties),
            "void:subset": map(iri, [*facts.graphs, *_linksets(out, facts)]),
        },
    )
    _graphs(out, facts)
    out.add(
        document,
        {"rdf:type": term("void:DatasetDescription"), "foaf:primaryTopic": iri(facts.iris.dataset)},
    )
    return out.triples()


def _graphs(out: Description, facts: Facts) -> None:
    titles = {card.graph: texts(card.title) for card in facts.cards}
    for graph, triples in facts.graphs.items():
        out.add(
            graph,
            {
                "rdf:type": term("void:Dataset"),
                "dcterms:title": titles.get(graph, ()),
                "void:triples": integer(triples),
            },
        )
    out.add(facts.iris.ontology_graph, {"foaf:primaryTopic": iri(ONTOLOGY)})


def _linksets(out: Description, facts: Facts) -> Iterator[str]:
    """The IRIs of the linksets, which are described."""
    for target in TARGETS:
        if target.key in facts.statistics.links:
            triples = facts.statistics.links[target.key]
            subject = linksets.describe(out, target, triples, facts.iris)
            dump = facts.url(f"dumps/{FOLDER}/{target.key}.ttl")
            yield out.add(subject, {"void:dataDump": iri(dump)})


def _is_whole(name: str) -> bool:
    return name.startswith(f"{NAME}.") and name.removesuffix(".gz").endswith(_RDF)


def _vocabularies(facts: Facts) -> Iterator[str]:
    """The namespaces of the classes and properties in use."""
    used = (*facts.statistics.classes, *facts.statistics.properties)
    for namespace in sorted(set(PREFIXES.values())):
        if any(name.startswith(namespace) for name in used):
            yield namespace


def _examples(facts: Facts) -> Iterator[str]:
    """A resource of each of the ontology's own classes."""
    prefix = facts.iris.resources
    for name, count in facts.statistics.classes.items():
        if name.startswith(STI) and count.example.startswith(prefix):
            yield count.example
