"""What a constraint component can ask for while it is put into SPARQL."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final, Protocol

import pyoxigraph as ox

from kg.validation.screen.hierarchy import Hierarchy
from kg.validation.screen.logic import FALSE, TRUE, Judgement, any_of
from kg.validation.screen.paths import Path
from kg.validation.screen.source import Inexpressible, Node, Source, Term
from kg.validation.screen.terms import ORDER, order
from kg.validation.spelling import Spelling

Function = Callable[..., ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None]

_FUNCTION: Final = "urn:x-kg:screen:"
_DOUBTFUL: Final = ox.NamedNode(_FUNCTION + "doubtful")
_RESPELLED: Final = ox.NamedNode(_FUNCTION + "respelled")
_ANSWERS: Final = {True: ox.Literal(True), False: ox.Literal(False)}


class Judging(Protocol):
    """How a component has other shapes judged."""

    def __call__(
        self, shape: Node, focus: str, trail: tuple[Node, ...], *, asserted: bool
    ) -> Judgement:
        """A judgement of a variable by a shape."""


class Dialogue:
    """What all queries of one screening share: the data's hierarchy, names, functions."""

    def __init__(self, hierarchy: Hierarchy, spelling: Spelling) -> None:
        self.hierarchy = hierarchy
        self.doubtful_predicates = spelling.predicates
        self.functions: dict[ox.NamedNode, Function] = {
            _DOUBTFUL: lambda term: _ANSWERS[term in spelling.doubtful],
            ORDER: order,
            _RESPELLED: lambda term: _ANSWERS[term in spelling.respelled],
        }
        self.altered_predicates = spelling.predicates | {key[1] for key in spelling.written}
        self.respelled = bool(spelling.respelled)
        self.optional_paths = False
        self._numbers = count()
        self._patterns: dict[tuple[str, int], ox.NamedNode] = {}

    def variable(self) -> str:
        """A variable that no query has yet."""
        return f"?v{next(self._numbers)}"

    def matcher(self, pattern: str, options: int) -> ox.NamedNode:
        """A function that searches text for a pattern of Python's, as pySHACL does.

        Regular expressions of SPARQL are another dialect: ``$`` and digits, for instance, differ.
        """
        key = (pattern, options)
        if key not in self._patterns:
            try:
                search = re.compile(pattern, options).search
            except re.error as error:
                raise Inexpressible(str(error)) from error
            name = ox.NamedNode(f"{_FUNCTION}pattern-{len(self._patterns)}")
            self.functions[name] = lambda term: _ANSWERS[search(term.value) is not None]
            self._patterns[key] = name
        return self._patterns[key]


@dataclass(frozen=True, slots=True)
class Context:
    """A shape, and the variables that stand for its focus node and for a value.

    Attributes:
        source: the shapes graph.
        shapes: its shapes.
        shape: the one that the constraint is part of.
        path: its path; None for a node shape, whose only value is the focus node.
        focus: the variable of the focus node.
        value: the variable of a value.
        asserted: whether every part of the shape is asserted of the focus node; it is not below
            sh:not, sh:or, sh:xone and qualified value shapes.
    """

    source: Source
    shapes: Mapping[Node, Node | None]
    shape: Node
    path: Path | None
    focus: str
    value: str
    asserted: bool
    trail: tuple[Node, ...]
    dialogue: Dialogue
    judging: Judging

    def variable(self) -> str:
        """A variable that no query has yet."""
        return self.dialogue.variable()

    def values(self, term: str) -> str:
        """The pattern of a value of the focus node, for a property shape."""
        assert self.path is not None
        return f"{self.focus} {self.path.text} {term} ."

    def some(self, condition: Callable[[str], str]) -> str:
        """Whether some value meets a condition."""
        if self.path is None:
            return condition(self.focus)
        wanted = condition(self.value)
        if wanted == FALSE:
            return FALSE
        filtered = "" if wanted == TRUE else f" FILTER ({wanted})"
        return f"EXISTS {{ {self.values(self.value)}{filtered} }}"

    def at_least(self, number: int, condition: Callable[[str], str] = lambda _: TRUE) -> str:
        """Whether that many values of a property shape meet a condition."""
        if number == 0:
            return TRUE
        if number == 1:
            return self.some(condition)
        wanted = condition(self.value)
        if wanted == FALSE:
            return FALSE
        filtered = "" if wanted == TRUE else f" FILTER ({wanted})"
        return (
            f"EXISTS {{ SELECT {self.focus} WHERE {{ {self.values(self.value)}{filtered} }} "
            f"GROUP BY {self.focus} HAVING (COUNT(DISTINCT {self.value}) >= {number}) }}"
        )

    def among(self, term: str) -> str:
        """Whether a term or variable is one of the values."""
        if self.path is None:
            return f"sameTerm({self.focus}, {term})"
        return f"EXISTS {{ {self.values(term)} }}"

    def has(self, predicate: ox.NamedNode, term: str) -> str:
        """Whether the focus node has a value of a property."""
        return f"EXISTS {{ {self.focus} {predicate} {term} }}"

    def is_instance(self, variable: str, of: ox.NamedNode) -> str:
        """Whether a variable is a SHACL instance of a class."""
        return self.dialogue.hierarchy.instance(variable, of, self.variable())

    def matches(self, pattern: str, options: int) -> str:
        """Whether the text of a value has a match for a pattern; an error for a blank node."""
        return f"{self.dialogue.matcher(pattern, options)}(STR({self.value}))"

    def pair(self, predicate: ox.NamedNode, judgement: Judgement) -> Judgement:
        """The judgement of a property pair, in doubt where the other property's values are."""
        if predicate not in self.dialogue.doubtful_predicates:
            return judgement
        other = self.variable()
        return doubted(
            judgement,
            f"EXISTS {{ {self.focus} {predicate} {other} FILTER ({is_doubtful(other)}) }}",
        )

    def by_text(self, judgement: Judgement) -> Judgement:
        """The judgement of a value's text, in doubt where the store has another."""
        if not self.dialogue.respelled:
            return judgement
        return doubted(judgement, _is_respelled(self.value))

    def by_texts(self, judgement: Judgement, *predicates: ox.NamedNode) -> Judgement:
        """The judgement of all values' texts, and of those of other properties."""
        if not self.dialogue.respelled:
            return judgement
        return doubted(
            judgement,
            any_of(
                [
                    self.some(_is_respelled),
                    *(self._has_respelled(predicate) for predicate in predicates),
                ]
            ),
        )

    def _has_respelled(self, predicate: ox.NamedNode) -> str:
        other = self.variable()
        return f"EXISTS {{ {self.focus} {predicate} {other} FILTER ({_is_respelled(other)}) }}"

    def is_shape(self, term: Term) -> bool:
        """Whether a term is a shape."""
        return term in self.shapes

    def judge(
        self,
        term: Term,
        *,
        of: str | None = None,
        is_property: bool | None = None,
        chosen: bool = False,
    ) -> Judgement:
        """What another shape says of a value.

        Args:
            term: the shape; it has to exist.
            of: the variable, if not that of a value.
            is_property: whether it has to be a property shape or a node shape.
            chosen: whether the value need not conform to it.
        """
        if isinstance(term, ox.Literal) or term not in self.shapes:
            raise Inexpressible(f"{term} is no shape")
        if is_property is not None and is_property != (self.shapes[term] is not None):
            raise Inexpressible(f"{term} is a shape of the other kind")
        return self.judging(
            term, of or self.value, self.trail, asserted=self.asserted and not chosen
        )


def is_doubtful(variable: str) -> str:
    """Whether a term is a doubtful literal."""
    return f"{_DOUBTFUL}({variable})"


def _is_respelled(variable: str) -> str:
    return f"(isLiteral({variable}) && {_RESPELLED}({variable}))"


def doubted(judgement: Judgement, doubt: str) -> Judgement:
    """A judgement that is unknown where there is doubt."""
    return Judgement(any_of([judgement.fails, doubt]), any_of([judgement.passes, doubt]))
