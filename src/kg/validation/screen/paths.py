"""Property paths as SPARQL (SHACL section 2.3.1)."""

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.iris import expand
from kg.validation.screen.source import Inexpressible, Node, Source, node, sh

_FIRST: Final = ox.NamedNode(expand("rdf:first"))
_REPEATED: Final = {
    sh("zeroOrMorePath"): "*",
    sh("oneOrMorePath"): "+",
    sh("zeroOrOnePath"): "?",
}
_KINDS: Final = (_FIRST, sh("inversePath"), sh("alternativePath"), *_REPEATED)
_DEEPEST: Final = 8  # pySHACL gives up at 10


@dataclass(frozen=True, slots=True)
class Path:
    """A path.

    Attributes:
        text: as SPARQL writes it.
        predicates: those whose objects it may lead to.
        optional: whether some step of it may be left out.
    """

    text: str
    predicates: frozenset[ox.NamedNode]
    optional: bool = False


def read_path(source: Source, at: Node) -> Path:
    """The path that a node of the shapes graph stands for.

    The inverse of a sequence goes through its steps in the order given, each inverted, as pySHACL
    does; by the standard it would go backwards.

    Raises:
        Inexpressible: it is malformed, or nested too deeply.
    """
    return _read(source, at, inverse=False, depth=0)


def _read(source: Source, at: Node, *, inverse: bool, depth: int) -> Path:
    if isinstance(at, ox.NamedNode):
        return Path(f"^{at}", frozenset()) if inverse else Path(str(at), frozenset({at}))
    kinds = [kind for kind in _KINDS if source.objects(at, kind)]
    if len(kinds) != 1 or depth >= _DEEPEST:
        raise Inexpressible(f"{at} is no path of one kind")
    kind = kinds[0]
    if kind in (_FIRST, sh("alternativePath")):
        return _of_several(source, at, kind, inverse=inverse, depth=depth)
    value = source.only(at, kind)
    assert value is not None  # kinds holds those that have values
    if kind == sh("inversePath"):
        return _read(source, node(value), inverse=not inverse, depth=depth + 1)
    inner = _read(source, node(value), inverse=inverse, depth=depth + 1)
    mark = _REPEATED[kind]
    return Path(f"({inner.text}){mark}", inner.predicates, inner.optional or mark != "+")


def _of_several(source: Source, at: Node, kind: ox.NamedNode, *, inverse: bool, depth: int) -> Path:
    head = at if kind == _FIRST else source.only(at, kind)
    assert head is not None
    members = source.items(head)
    if len(members) < 2:
        raise Inexpressible("a list of one path")
    deeper = depth + (len(members) if kind == _FIRST else 1)
    parts = [_read(source, node(m), inverse=inverse, depth=deeper) for m in members]
    return Path(
        "(" + ("/" if kind == _FIRST else "|").join(part.text for part in parts) + ")",
        frozenset().union(*(part.predicates for part in parts)),
        any(part.optional for part in parts),
    )
