"""The shapes themselves, read as a graph."""

from collections.abc import Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from kg.iris import expand
from shapes.harness import FILES, SHAPES

NAMESPACE: Final = "https://w3id.org/sti-kg/shapes#"
COMPONENTS: Final[Mapping[str, str]] = {
    "sh:minCount": "MinCount",
    "sh:maxCount": "MaxCount",
    "sh:pattern": "Pattern",
    "sh:datatype": "Datatype",
    "sh:class": "Class",
    "sh:hasValue": "HasValue",
    "sh:languageIn": "LanguageIn",
    "sh:uniqueLang": "UniqueLang",
    "sh:minInclusive": "MinInclusive",
    "sh:maxInclusive": "MaxInclusive",
    "sh:minExclusive": "MinExclusive",
    "sh:lessThanOrEquals": "LessThanOrEquals",
    "sh:disjoint": "Disjoint",
    "sh:or": "Or",
    "sh:xone": "Xone",
    "sh:sparql": "SPARQL",
}
"""The parameters of constraints that the shapes use, and the components that report them."""
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def store_of(*names: str) -> ox.Store:
    store = ox.Store()
    for name in names:
        store.load(path=SHAPES / f"{name}.ttl", format=ox.RdfFormat.TURTLE)
    return store


ALL: Final = store_of(*FILES)


def values(store: ox.Store, subject: ox.NamedNode | ox.BlankNode, name: str) -> list[Term]:
    quads = store.quads_for_pattern(subject, ox.NamedNode(expand(name)), None)
    return [quad.object for quad in quads]


def shapes(store: ox.Store = ALL) -> Iterator[ox.NamedNode]:
    """The shapes that report, all with IRIs; members of sh:or and sh:xone report nothing."""
    kinds = (expand("sh:NodeShape"), expand("sh:PropertyShape"))
    for kind in kinds:
        quads = store.quads_for_pattern(None, ox.NamedNode(expand("rdf:type")), ox.NamedNode(kind))
        for quad in quads:
            assert isinstance(quad.subject, ox.NamedNode)
            yield quad.subject


def short(shape: ox.NamedNode) -> str:
    assert shape.value.startswith(NAMESPACE)
    return shape.value[len(NAMESPACE) :]


def rules(store: ox.Store) -> list[str]:
    """Each shape with each of its components, once, as findings name them."""
    return [
        f"{short(shape)}:{component}"
        for shape in shapes(store)
        for parameter, component in COMPONENTS.items()
        if values(store, shape, parameter)
    ]
