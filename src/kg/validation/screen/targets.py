"""Targets of shapes as SPARQL (SHACL section 2.1.3)."""

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.iris import expand
from kg.validation.screen.context import Dialogue
from kg.validation.screen.source import Inexpressible, Node, Source, iri, sh

_TYPE: Final = ox.NamedNode(expand("rdf:type"))
_SUBCLASS: Final = ox.NamedNode(expand("rdfs:subClassOf"))
_CLASSES: Final = tuple(ox.NamedNode(expand(name)) for name in ("rdfs:Class", "owl:Class"))


@dataclass(frozen=True, slots=True)
class Targets:
    """The focus nodes of a shape.

    Attributes:
        pattern: a group graph pattern that binds ``?this`` to each at least once.
        nodes: those that are named.
    """

    pattern: str
    nodes: tuple[ox.NamedNode, ...]


def read_targets(source: Source, shape: Node, dialogue: Dialogue) -> Targets | None:
    """The targets of a shape, None where it has none.

    Raises:
        Inexpressible: a target is none of SHACL Core, or its nodes cannot stand in a query.
    """
    if source.objects(shape, sh("target")):
        raise Inexpressible("a target beyond SHACL Core")
    nodes = tuple(iri(term) for term in source.objects(shape, sh("targetNode")))
    classes = dict.fromkeys(
        [*map(iri, source.objects(shape, sh("targetClass"))), *_implicit(source, shape)]
    )
    subjects = [iri(term) for term in source.objects(shape, sh("targetSubjectsOf"))]
    objects = [iri(term) for term in source.objects(shape, sh("targetObjectsOf"))]
    if dialogue.altered_predicates.intersection(objects):
        raise Inexpressible("focus nodes that are written otherwise, or doubtful")
    patterns = [
        *([f"VALUES ?this {{ {' '.join(map(str, nodes))} }}"] if nodes else []),
        *(dialogue.hierarchy.pattern("?this", each, dialogue.variable()) for each in classes),
        *(f"?this {predicate} {dialogue.variable()} ." for predicate in subjects),
        *(f"{dialogue.variable()} {predicate} ?this ." for predicate in objects),
    ]
    if not patterns:
        return None
    return Targets(" UNION ".join(f"{{ {pattern} }}" for pattern in patterns), nodes)


def _implicit(source: Source, shape: Node) -> list[ox.NamedNode]:
    classes = {*_CLASSES, *source.subjects(_SUBCLASS, _CLASSES[0])}
    return [iri(shape)] if classes.intersection(source.objects(shape, _TYPE)) else []
