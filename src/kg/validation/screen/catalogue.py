"""Which nodes of a graph are shapes, found as pySHACL finds them (SHACL section 2.1)."""

from collections.abc import Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from kg.iris import expand
from kg.validation.screen.source import Inexpressible, Node, Source, Term, node, sh

_TYPE: Final = ox.NamedNode(expand("rdf:type"))
_SUBCLASS: Final = ox.NamedNode(expand("rdfs:subClassOf"))
_PATH: Final = sh("path")
_TARGETS: Final = tuple(
    sh(name) for name in ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf")
)
_TO_SHAPE: Final = tuple(sh(name) for name in ("property", "node", "not", "qualifiedValueShape"))
_TO_SHAPES: Final = tuple(sh(name) for name in ("and", "or", "xone"))
_ADVANCED: Final = tuple(
    sh(name)
    for name in (
        "ConstraintComponent",
        "SPARQLFunction",
        "JSFunction",
        "TargetType",
        "SPARQLTargetType",
        "JSTargetType",
    )
)


def shapes_of(source: Source) -> Mapping[Node, Node | None]:
    """Every shape with its path, None for a node shape.

    Raises:
        Inexpressible: a shape is malformed, or the graph declares what concerns all its shapes:
            rules, functions, target types, constraint components.
    """
    _refuse_advanced(source)
    declared = {
        shape: kind == sh("PropertyShape")
        for kind in (sh("NodeShape"), sh("PropertyShape"))
        for shape in source.subjects(_TYPE, kind)
    }
    if set(source.subjects(_TYPE, sh("NodeShape"))) & set(
        source.subjects(_TYPE, sh("PropertyShape"))
    ):
        raise Inexpressible("a node shape that is a property shape")
    found = dict.fromkeys([*declared, *(node(term) for term in _implied(source))])
    return {shape: _path(source, shape, declared.get(shape)) for shape in found}


def _refuse_advanced(source: Source) -> None:
    if source.pairs(sh("rule")) or source.subjects(_SUBCLASS, sh("ConstraintComponent")):
        raise Inexpressible("rules or constraint components")
    for kind in _ADVANCED:
        if source.subjects(_TYPE, kind):
            raise Inexpressible(f"a {kind}")


def _implied(source: Source) -> Iterator[Term]:
    for predicate in (*_TARGETS, *_TO_SHAPE[:2]):
        yield from (subject for subject, _ in source.pairs(predicate))
    for predicate in _TO_SHAPE:
        yield from (value for _, value in source.pairs(predicate))
    for predicate in _TO_SHAPES:
        for _, head in source.pairs(predicate):
            yield from source.items(head)


def _path(source: Source, shape: Node, is_property: bool | None) -> Node | None:
    path = source.only(shape, _PATH)
    if is_property is not None and is_property != (path is not None):
        raise Inexpressible(f"{shape} is a property shape without path or a node shape with one")
    return None if path is None else node(path)
