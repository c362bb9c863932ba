"""Rows of a service's answer as a pattern of the query, VALUES (SPARQL 1.1 Query Language §10)."""

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

import pyoxigraph as ox

BLANK: Final = "urn:x-kg:blank-node"
"""The function by which a worker makes blank nodes, which VALUES cannot hold."""

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row: TypeAlias = tuple[Term | None, ...]


def values(names: Sequence[str], rows: Iterable[Row]) -> str:
    """A VALUES block of rows without blank nodes.

    >>> values(["x", "y"], [(ox.NamedNode("http://e/a"), None)])
    'VALUES (?x ?y) { (<http://e/a> UNDEF) }'
    """
    data = " ".join(f"({' '.join('UNDEF' if t is None else str(t) for t in row)})" for row in rows)
    return f"VALUES ({' '.join(f'?{name}' for name in names)}) {{ {data} }}"


def solutions(names: Sequence[str], rows: Sequence[Row], mark: str) -> str:
    """A group that has these rows as its solutions, each as often as it stands there.

    Blank nodes are those of the answer: the same label is the same node, and none is a node of the
    graph (SPARQL 1.1 Federated Query §2.4).

    Args:
        names: of the variables.
        rows: one term a variable, None where it is not bound.
        mark: goes before the labels of blank nodes, to tell answers apart.
    """
    blank = {at for row in rows for at, term in enumerate(row) if isinstance(term, ox.BlankNode)}
    if not blank:
        return f"{{ {values(names, rows)} }}"
    longer = max(names, key=len) + "_"  # no name of the answer's begins so
    held = [f"{longer}{at}" if at in blank else name for at, name in enumerate(names)]
    chosen = " ".join(
        _restored(held[at], name) if at in blank else f"?{name}" for at, name in enumerate(names)
    )
    labelled = [tuple(_labelled(term, mark) for term in row) for row in rows]
    return f"{{ SELECT {chosen} WHERE {{ {values(held, labelled)} }} }}"


def _restored(held: str, name: str) -> str:
    return f"(<{BLANK}>(?{held}) AS ?{name})"


def _labelled(term: Term | None, mark: str) -> Term | None:
    if isinstance(term, ox.BlankNode):
        return ox.Literal(f"{mark}-{term.value}", datatype=ox.NamedNode(BLANK))
    return term


def restored(term: Term) -> Term:
    """The blank node that a labelled literal stands for; any other term as it is."""
    if isinstance(term, ox.Literal) and term.datatype.value == BLANK:
        return ox.BlankNode(term.value)
    return term
