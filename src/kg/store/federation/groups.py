"""The groups of a query and their elements (SPARQL 1.1 Query Language §19.8, GroupGraphPattern).

Read from the tokens of a query that is within the grammar (kg.store.grammar), as far as is needed
to tell what stands before a SERVICE clause in its group and in the groups around it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kg.store.grammar import key
from kg.store.lexer import OPENING, Kind, Token, closing

_GROUPED: Final = frozenset({"OPTIONAL", "MINUS", "GRAPH", "SERVICE", "UNION", "LATERAL"})
_BEGINS: Final = _GROUPED | {"FILTER", "BIND", "VALUES", "{"}
"""What ends a block of triples."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a group.

    Attributes:
        kind: the keyword that it begins with; ``{`` for a group or a UNION of groups; empty for a
            block of triples.
        tokens: all of its tokens.
        groups: where its groups open and close, by index of the query's tokens.
    """

    kind: str
    tokens: Sequence[Token]
    groups: tuple[tuple[int, int], ...] = ()

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Offset behind its last character."""
        return self.tokens[-1].end

    @property
    def variables(self) -> frozenset[str]:
        """The names of the variables in it, without their mark."""
        return variables(self.tokens)

    def has(self, word: str) -> bool:
        """Whether a keyword stands in it."""
        return any(key(token) == word for token in self.tokens)


def variables(tokens: Sequence[Token]) -> frozenset[str]:
    """The names of the variables among some tokens, without their mark."""
    return frozenset(token.text[1:] for token in tokens if token.kind is Kind.VAR)


def where(tokens: Sequence[Token], form: int) -> int | None:
    """The index at which the group of a query's or sub-query's WHERE opens.

    Args:
        tokens: of the query.
        form: index of SELECT, ASK, CONSTRUCT or DESCRIBE.
    """
    at = form + 1
    if key(tokens[form]) == "CONSTRUCT" and key(tokens[at]) == "{":
        at = closing(tokens, at) + 1
    while at < len(tokens) - 1:
        found = key(tokens[at])
        if found == "{":
            return at
        at = (closing(tokens, at) if found in OPENING else at) + 1
    return None


def elements(tokens: Sequence[Token], opened: int) -> Iterator[Element]:
    """The elements of the group that opens at an index; none of one that is a sub-query."""
    at, end = opened + 1, closing(tokens, opened)
    if key(tokens[at]) == "SELECT":
        return
    while at < end:
        if key(tokens[at]) == ".":
            at += 1
            continue
        stop, groups = _element(tokens, at, end)
        word = key(tokens[at])
        yield Element(word if word in _BEGINS else "", tokens[at:stop], tuple(groups))
        at = stop


def _element(tokens: Sequence[Token], at: int, end: int) -> tuple[int, list[tuple[int, int]]]:
    """Where an element ends, and its groups."""
    word = key(tokens[at])
    if word == "{" or word in _GROUPED:
        return _grouped(tokens, at)
    if word == "VALUES":
        data = at + 1
        while key(tokens[data]) != "{":
            data += 1
        return closing(tokens, data) + 1, []
    if word in {"FILTER", "BIND"}:
        return _constraint(tokens, at + 1), []
    while at < end and key(tokens[at]) not in _BEGINS:
        at = (closing(tokens, at) if key(tokens[at]) in OPENING else at) + 1
    return at, []


def _grouped(tokens: Sequence[Token], at: int) -> tuple[int, list[tuple[int, int]]]:
    groups = []
    while True:
        while key(tokens[at]) != "{":
            at += 1
        last = closing(tokens, at)
        groups.append((at, last))
        at = last + 1
        if key(tokens[at]) != "UNION":
            return at, groups


def _constraint(tokens: Sequence[Token], at: int) -> int:
    """Where an expression in brackets, a call or EXISTS with its group ends."""
    while key(tokens[at]) not in {"(", "{", "nil"}:
        at += 1
    return (at if key(tokens[at]) == "nil" else closing(tokens, at)) + 1
