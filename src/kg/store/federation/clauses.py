"""The SERVICE clauses of a query: what each asks of whom, and what the query binds before it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from kg.store.federation.groups import Element, elements, variables, where
from kg.store.grammar import key
from kg.store.inspection import CHANCE
from kg.store.lexer import Token, closing, tokens
from kg.store.model import Form, Query


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the query's text, and what follows it."""

    start: int = 0
    end: int = 0
    around: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One SERVICE clause that stands in no other.

    Attributes:
        service: IRI of the endpoint.
        silent: whether its failures are to be ignored (SPARQL 1.1 Federated Query §2.3).
        start: offset of its first character.
        end: offset behind its last.
        opened: offset of the brace that opens its pattern.
        variables: those in the pattern.
        context: what the query evaluates before it, to be read as one pattern with ``depth`` open
            braces; empty where nothing can be told of that.
        depth: how many braces ``context`` leaves open.
        shared: variables that the pattern certainly binds and that stand in the context.
    """

    service: str
    silent: bool
    start: int
    end: int
    opened: int
    variables: frozenset[str]
    context: tuple[Piece, ...] = ()
    depth: int = 0
    shared: tuple[str, ...] = ()


def clauses(query: Query) -> list[Clause]:
    """The SERVICE clauses of a query within the grammar, first to last.

    Raises:
        ValueError: the services do not name an endpoint each; the query is to be refused.
    """
    words = list(tokens(query.text))
    surroundings = _surroundings(words)
    found: list[Clause] = []
    at = 0
    while at < len(words) - 1:
        if key(words[at]) != "SERVICE":
            at += 1
            continue
        service = query.services[len(found)]
        if service is None:
            raise ValueError("a service without a name")
        found.append(_clause(words, at, service, surroundings.get(words[at].start)))
        at = closing(words, _opening(words, at)) + 1
    return found


@dataclass(frozen=True, slots=True)
class _Surroundings:
    context: tuple[Piece, ...]
    depth: int
    variables: frozenset[str]


def _opening(words: Sequence[Token], at: int) -> int:
    return at + 2 + (key(words[at + 1]) == "SILENT")


def _clause(words: Sequence[Token], at: int, service: str, around: _Surroundings | None) -> Clause:
    opened = _opening(words, at)
    closed = closing(words, opened)
    shared: frozenset[str] = frozenset()
    if around is not None:
        shared = _leading(words, opened) & around.variables
    return Clause(
        service,
        silent=key(words[at + 1]) == "SILENT",
        start=words[at].start,
        end=words[closed].end,
        opened=words[opened].start,
        variables=variables(words[opened:closed]),
        context=around.context if shared and around else (),
        depth=around.depth if shared and around else 0,
        shared=tuple(sorted(shared)),
    )


def _leading(words: Sequence[Token], opened: int) -> frozenset[str]:
    """The variables of the triples with which a pattern begins: values put before them restrict it.

    Behind an OPTIONAL or a MINUS they would change what it means.
    """
    leading = takewhile(lambda element: not element.kind, elements(words, opened))
    return frozenset[str]().union(*(element.variables for element in leading))


def _surroundings(words: Sequence[Token]) -> dict[int, _Surroundings]:
    """By offset of a SERVICE clause: what stands before it, where values of that may be passed on.

    Nothing where an answer differs from one evaluation to the next: what was passed on would not be
    what is joined.
    """
    if any(key(word) == "LATERAL" or word.text.upper() in CHANCE for word in words):
        return {}
    form = next(at for at, word in enumerate(words) if key(word) in Form.__members__)
    walk = _Walk(words)
    opened = where(words, form)
    if opened is not None:
        walk.group(opened, _Context())
    return walk.found


@dataclass(frozen=True, slots=True)
class _Context:
    """What stands before a place: in the groups around it, one brace left open for each."""

    pieces: tuple[Piece, ...] = ()
    depth: int = 0
    variables: frozenset[str] = frozenset()

    def within(self, element: Element, opened: int) -> "_Context":
        """The same within a group of an element.

        A group behind OPTIONAL or MINUS matters only where it is compatible with what stands
        before, as one that is joined.
        """
        graph = element.kind == "GRAPH"
        piece = Piece(element.start, opened, " ") if graph else Piece()
        brace = Piece(around=" {")
        names = self.variables | (variables(element.tokens[:2]) if graph else frozenset())
        return _Context((*self.pieces, piece, brace), self.depth + 1, names)

    def behind(self, element: Element) -> "_Context":
        """The same behind an element of the same group."""
        open_ended = not element.kind and key(element.tokens[-1]) != "."
        piece = Piece(element.start, element.end, " . " if open_ended else " ")
        return _Context((*self.pieces, piece), self.depth, self.variables | element.variables)


@dataclass
class _Walk:
    words: Sequence[Token]
    found: dict[int, _Surroundings] = field(default_factory=dict)

    def group(self, opened: int, context: _Context) -> None:
        held = list(elements(self.words, opened))
        if not held and key(self.words[opened + 1]) == "SELECT":
            inner = where(self.words, opened + 1)
            if inner is not None:  # a sub-query counts and cuts by itself: nothing is passed in
                self.group(inner, _Context())
            return
        certain: frozenset[str] = frozenset()
        for element in held:
            if element.kind == "SERVICE":
                self._note(element, held, context, certain)
            elif element.kind not in {"FILTER", "BIND", "VALUES"}:
                self._inside(element, context)
            if element.kind != "FILTER":
                context = context.behind(element)
                certain |= element.variables if not element.kind else frozenset()

    def _inside(self, element: Element, context: _Context) -> None:
        for opened, _ in element.groups:
            self.group(opened, context.within(element, self.words[opened].start))

    def _note(
        self,
        element: Element,
        held: Sequence[Element],
        context: _Context,
        certain: frozenset[str],
    ) -> None:
        filters = tuple(
            Piece(filter_.start, filter_.end, " ") for filter_ in _settled(held, certain)
        )
        self.found[element.start] = _Surroundings(
            (*context.pieces, *filters), context.depth, context.variables
        )


def _settled(held: Sequence[Element], certain: frozenset[str]) -> Iterator[Element]:
    """The filters of a group whose value cannot change by what stands behind a place."""
    for element in held:
        if element.kind == "FILTER" and element.variables <= certain and not element.has("SERVICE"):
            yield element
