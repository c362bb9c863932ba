"""SERVICE answered before the query runs (SPARQL 1.1 Federated Query).

A worker has no way out to the network, so the serving process asks. Each SERVICE clause is sent by
itself, and what comes back takes its place as a table of values: the meaning of a query is defined
from the inside out (SPARQL 1.1 Query Language §18.2), so that this is the same query.

Where the query binds variables of a clause before it, their values are sent along, some at a time
(a bound join): an endpoint of millions of things is asked about those few that can be joined. It is
done only where it cannot change the answer, that is for variables that are bound on both sides in
every solution.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.problems import Text
from kg.store.errors import QueryTimeout, ServiceFailed
from kg.store.federation.addresses import Unreachable
from kg.store.federation.clauses import Clause, Piece, clauses
from kg.store.federation.client import Fetch, Reply
from kg.store.federation.terms import Row, solutions, values
from kg.store.grammar import key
from kg.store.lexer import tokens
from kg.store.model import Form, Query, Services

MOST_VALUES: Final = 2000
"""Where a query binds more before a clause, the clause is asked without them."""
_BATCH: Final = 200
"""Values sent along with one request."""
_AT_A_TIME: Final = 8
"""Requests that one engine has open to other servers."""
_FORMATS: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/json": ox.QueryResultsFormat.JSON,
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asker:
    """The query on whose behalf others are asked.

    Attributes:
        select: the names and rows of a SELECT query over the query's own graphs.
        names: the variables of ``SELECT *`` over a pattern of that query.
        until: when its time is over, by the clock ``time.monotonic``.
        seconds: how much time it was given.
        gone: tells whether the one who asked has left.
    """

    select: Callable[[str], tuple[list[str], list[Row]]]
    names: Callable[[str], list[str]]
    until: float
    seconds: float
    gone: Callable[[], bool] | None


class Federation:
    """Asks other servers.

    Args:
        services: which, and within which limits.
    """

    def __init__(self, services: Services) -> None:
        self.services = services
        self._places = threading.BoundedSemaphore(_AT_A_TIME)

    def resolved(self, query: Query, asker: Asker) -> str:
        """The query's text with every SERVICE clause replaced by its solutions.

        Args:
            query: within the grammar; each of its services is on the list.
            asker: what it may use.

        Raises:
            ServiceFailed: a service gave no answer that can be used, and was not to be SILENT.
            QueryTimeout: the query's time was over.
            QueryCancelled: the one who asked has left.
            QueryError, EngineUnavailable: what stands before a clause cannot be evaluated.
        """
        text = _Rewritten(query.text)
        for number, clause in enumerate(clauses(query)):
            text.replace(clause.start, clause.end, self._solved(query, clause, number, text, asker))
        return text.slice(0, len(query.text))

    def _solved(
        self, query: Query, clause: Clause, number: int, text: "_Rewritten", asker: Asker
    ) -> str:
        pattern = query.text[clause.opened : clause.end]
        names = asker.names(f"{_prologue(query)}SELECT * WHERE {blanked(pattern)}")
        try:
            rows = [
                row
                for sent in _sent(query, pattern, _bindings(query, clause, text, asker))
                for row in self._rows(clause.service, sent, names, asker)
            ]
        except ServiceFailed as failure:
            if not clause.silent:
                raise
            _log.warning("ignored, as SILENT asks: %s", failure)
            rows = [(None,) * len(names)]
        return solutions(names, rows, f"service-{number}")

    def _rows(self, service: str, sent: str, names: Sequence[str], asker: Asker) -> Iterable[Row]:
        reply = self._reply(service, sent, asker)
        form = _FORMATS.get(reply.media_type)
        if form is None:
            raise ServiceFailed(
                service,
                Text(
                    f"SPARQLの結果ではないもの（{reply.media_type}）が返されました",
                    f"it sent {reply.media_type}, which is no SPARQL result",
                ),
            )
        try:
            return list(_in_order(ox.parse_query_results(reply.body, format=form), names))
        except (SyntaxError, ValueError) as error:
            said = str(error)
        # Not raised above: it would keep the engine's reader alive, which may be let go of only in
        # the thread that made it.
        raise ServiceFailed(
            service, Text(f"結果を読めません：{said}", f"its answer cannot be read: {said}")
        )

    def _reply(self, service: str, sent: str, asker: Asker) -> Reply:
        given = min(time.monotonic() + self.services.seconds, asker.until)
        left = given - time.monotonic()
        if left <= 0 or not self._places.acquire(timeout=left):
            raise self._late(service, asker)
        try:
            fetch = Fetch(
                service,
                sent,
                seconds=left,
                most_bytes=self.services.result_bytes,
                public_only=self.services.public_only,
            )
            return fetch.wait(given, asker.gone)
        except Unreachable as error:
            raise ServiceFailed(service, error.text) from error
        except TimeoutError:
            raise self._late(service, asker) from None
        finally:
            self._places.release()

    def _late(self, service: str, asker: Asker) -> QueryTimeout | ServiceFailed:
        if time.monotonic() >= asker.until:
            return QueryTimeout(asker.seconds)
        seconds = self.services.seconds
        return ServiceFailed(
            service,
            Text(
                f"{seconds:g}秒以内に答えがありませんでした",
                f"it did not answer within {seconds:g} seconds",
            ),
        )


class _Rewritten:
    """A text in which parts were replaced, still told of by its own offsets."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._parts: list[tuple[int, int, str]] = []

    def replace(self, start: int, end: int, text: str) -> None:
        """Replaces a part that lies behind those replaced so far."""
        self._parts.append((start, end, text))

    def slice(self, start: int, end: int) -> str:
        """What stands between two offsets."""
        held, at = [], start
        for first, last, text in self._parts:
            if start <= first and last <= end:
                held += [self._text[at:first], text]
                at = last
        return "".join((*held, self._text[at:end]))


def blanked(text: str) -> str:
    """A text with SERVICE and what it names made blank: each place in it stays where it was.

    >>> blanked("{ SERVICE <a:b> { ?s ?p ?o } }")
    '{               { ?s ?p ?o } }'
    """
    held, words = list(text), list(tokens(text))
    for at, word in enumerate(words):
        if key(word) == "SERVICE":
            target = words[at + 1 + (key(words[at + 1]) == "SILENT")]
            held[word.start : target.end] = " " * (target.end - word.start)
    return "".join(held)


def _prologue(query: Query) -> str:
    """Declarations of what the query uses, with absolute IRIs."""
    base = f"BASE <{query.base}> " if query.base else ""
    used = {use.prefix for use in query.used_prefixes} & query.prefixes.keys()
    return base + "".join(f"PREFIX {name}: <{query.prefixes[name]}> " for name in sorted(used))


def _sent(
    query: Query, pattern: str, bindings: tuple[list[str], list[Row]] | None
) -> Iterator[str]:
    """The queries to send; none where nothing can be joined."""
    start = f"{_prologue(query)}SELECT * WHERE "
    if bindings is None:
        yield start + pattern
        return
    names, rows = bindings
    for at in range(0, len(rows), _BATCH):
        yield f"{start}{{ {values(names, rows[at : at + _BATCH])} {pattern[1:]}"


def _bindings(
    query: Query, clause: Clause, text: _Rewritten, asker: Asker
) -> tuple[list[str], list[Row]] | None:
    """The values to send along; None where there are none to send, or too many.

    A blank node of the graph is none of the service's, so that nothing can be joined to it.
    """
    if not clause.shared:
        return None
    names, found = asker.select(_before(query, clause, text))
    if len(found) > MOST_VALUES:
        return None
    bound = [at for at in range(len(names)) if all(row[at] is not None for row in found)]
    if not bound:
        return None
    rows = dict.fromkeys(tuple(row[at] for at in bound) for row in found)
    kept = [row for row in rows if not any(isinstance(term, ox.BlankNode) for term in row)]
    return [names[at] for at in bound], kept


def _before(query: Query, clause: Clause, text: _Rewritten) -> str:
    """A query for what stands before a clause."""
    form = next(token for token in tokens(query.text) if key(token) in Form.__members__)
    pieces = "".join(_rendered(piece, text) for piece in clause.context)
    shared = " ".join(f"?{name}" for name in clause.shared)
    return (
        f"{query.text[: form.start]}SELECT DISTINCT {shared} "
        f"WHERE {{ {pieces}{' }' * clause.depth} }} LIMIT {MOST_VALUES + 1}"
    )


def _rendered(piece: Piece, text: _Rewritten) -> str:
    return f"{text.slice(piece.start, piece.end)}{piece.around}"


def _in_order(found: object, names: Sequence[str]) -> Iterator[Row]:
    if not isinstance(found, ox.QuerySolutions):
        raise ValueError("a truth value")
    given = [variable.value for variable in found.variables]
    strange = [name for name in given if name not in names]
    if strange:
        raise ValueError(f"variables that were not asked for: {', '.join(strange)}")
    for solution in found:
        row = tuple(solution[name] if name in given else None for name in names)
        if any(isinstance(term, ox.Triple) for term in row):
            raise ValueError("a triple as a value")
        yield row
