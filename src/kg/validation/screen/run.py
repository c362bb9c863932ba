"""Asking a store which focus nodes may violate which shape."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from kg.validation.screen.catalogue import shapes_of
from kg.validation.screen.compile import Compiler
from kg.validation.screen.context import Dialogue
from kg.validation.screen.hierarchy import Hierarchy
from kg.validation.screen.logic import FALSE
from kg.validation.screen.selects import Select, read_selects
from kg.validation.screen.source import Inexpressible, Node, Source, Term
from kg.validation.screen.targets import Targets, read_targets
from kg.validation.spelling import Spelling

Caught = Mapping[Node, frozenset[Term] | None]
"""Shape → the focus nodes that may violate it; None where the screen cannot tell: all of them."""

_THIS: Final = ox.Variable("this")
_FEW: Final = 16  # so many focus nodes are asked about one by one


def screen(store: ox.Store, shapes: Iterable[ox.Triple], spelling: Spelling) -> Caught:
    """The shapes that some focus node may violate.

    Args:
        store: its default graph is the data.
        shapes: the shapes graph.
        spelling: the doubtful literals of the data.

    Raises:
        Inexpressible: the shapes graph is malformed, or it or the data have what concerns all
            shapes and cannot be stated as queries; nothing is known then.
    """
    if spelling.nameless:
        raise Inexpressible("a blank node with a doubtful literal")
    return _Screen(store, Source(shapes), spelling).caught()


class _Screen:
    def __init__(self, store: ox.Store, source: Source, spelling: Spelling) -> None:
        self._store, self._source = store, source
        self._dialogue = Dialogue(Hierarchy(store), spelling)
        self._shapes = shapes_of(source)
        self._compiler = Compiler(source, self._shapes, self._dialogue)

    def caught(self) -> Caught:
        # all switches are read: a malformed one is an error even where no target leads to it
        active = [shape for shape in self._shapes if not self._compiler.deactivated(shape)]
        found: dict[Node, frozenset[Term] | None] = {}
        for shape in active:
            try:
                nodes = self._of_shape(shape)
            except Inexpressible:
                found[shape] = None
            else:
                if nodes:
                    found[shape] = nodes
        return found

    def _of_shape(self, shape: Node) -> frozenset[Term]:
        targets = read_targets(self._source, shape, self._dialogue)
        if targets is None:
            return frozenset()
        self._dialogue.optional_paths = False
        condition = self._compiler.root(shape, "?this")
        selects = read_selects(self._source, shape)
        found = set(self._focus_nodes(targets, condition))
        if self._dialogue.optional_paths:
            # an optional path leads from a node to itself, in a store only if the graph has it
            found.update(node for node in targets.nodes if not self._occurs(node))
        for select in selects:
            found.update(self._violating(targets, select))
        return frozenset(found)

    def _focus_nodes(self, targets: Targets, condition: str = "true") -> Iterator[Term]:
        if condition == FALSE:
            return
        every = f"SELECT DISTINCT ?this WHERE {{ {targets.pattern} }}"
        query = f"SELECT DISTINCT ?this WHERE {{ {{ {every} }} FILTER ({condition}) }}"
        yield from _this(self._store.query(query, custom_functions=self._dialogue.functions))

    def _occurs(self, node: ox.NamedNode) -> bool:
        default = ox.DefaultGraph()
        return any(
            next(quads, None) is not None
            for quads in (
                self._store.quads_for_pattern(node, None, None, default),
                self._store.quads_for_pattern(None, None, node, default),
            )
        )

    def _violating(self, targets: Targets, select: Select) -> Iterator[Term]:
        nodes = set(self._focus_nodes(targets))
        try:
            if select.together and len(nodes) > _FEW:
                answer = self._store.query(select.text, prefixes=dict(select.prefixes))
                yield from nodes.intersection(_this(answer))
                return
            for node in nodes:
                answer = self._store.query(
                    select.text, prefixes=dict(select.prefixes), substitutions={_THIS: node}
                )
                if next(_this(answer), None) is not None:
                    yield node
        except (SyntaxError, RuntimeError) as error:
            raise Inexpressible(str(error)) from error


def _this(answer: object) -> Iterator[Term]:
    if not isinstance(answer, ox.QuerySolutions):
        raise Inexpressible("a query that is no SELECT")
    for solution in answer:
        yield solution["this"]
