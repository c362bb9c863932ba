"""Asking a store which focus nodes may violate which shape."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Question:
    """What to ask the store about a shape.

    Attributes:
        targets: its focus nodes.
        condition: true of every one that may violate it, SPARQL constraints left out.
        selects: the queries of its SPARQL constraints.
        absent_too: whether a focus node that the graph does not have may violate it unseen.
    """

    targets: Targets
    condition: str
    selects: Sequence[Select]
    absent_too: bool


class _Screen:
    def __init__(self, store: ox.Store, source: Source, spelling: Spelling) -> None:
        self._store, self._source = store, source
        self._dialogue = Dialogue(Hierarchy(store), spelling)
        self._shapes = shapes_of(source)
        self._compiler = Compiler(source, self._shapes, self._dialogue)

    def caught(self) -> Caught:
        # all switches are read: a malformed one is an error even where no target leads to it
        active = [shape for shape in self._shapes if not self._compiler.deactivated(shape)]
        questions, found = self._questions(active)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            answers = pool.map(self._answer, questions.values())
            answered = zip(questions, answers, strict=True)
            return {**found, **{shape: nodes for shape, nodes in answered if nodes != frozenset()}}

    def _questions(
        self, shapes: Iterable[Node]
    ) -> tuple[Mapping[Node, _Question], Mapping[Node, None]]:
        """The questions of shapes that have targets, and the shapes that cannot be asked about."""
        questions: dict[Node, _Question] = {}
        beyond: dict[Node, None] = {}
        for shape in shapes:
            try:
                question = self._question(shape)
            except Inexpressible:
                beyond[shape] = None
            else:
                if question is not None:
                    questions[shape] = question
        return questions, beyond

    def _question(self, shape: Node) -> _Question | None:
        targets = read_targets(self._source, shape, self._dialogue)
        if targets is None:
            return None
        self._dialogue.optional_paths = False
        condition = self._compiler.root(shape, "?this")
        selects = read_selects(self._source, shape)
        return _Question(targets, condition, selects, self._dialogue.optional_paths)

    def _answer(self, question: _Question) -> frozenset[Term] | None:
        """The focus nodes caught; None if the store does not take the query of a constraint."""
        targets = question.targets
        found = set(self._focus_nodes(targets, question.condition))
        if question.absent_too:
            # an optional path leads from a node to itself, in a store only if the graph has it
            found.update(node for node in targets.nodes if not self._occurs(node))
        try:
            for select in question.selects:
                found.update(self._violating(targets, select))
        except Inexpressible:
            return None
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
