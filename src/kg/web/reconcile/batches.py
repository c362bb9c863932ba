"""Answering a batch of queries, whole or not at all."""

import time
from collections.abc import Callable
from typing import Any, NamedTuple

from kg.linking import Matcher
from kg.store import QueryCancelled
from kg.web.reconcile.faults import BadReconciliation, BatchTimeout, Fault
from kg.web.reconcile.finding import Asker
from kg.web.reconcile.identifiers import Space
from kg.web.reconcile.queries import read_batch
from kg.web.reconcile.questions import Reader
from kg.web.reconcile.results import Results
from kg.web.reconcile.types import Types


class Bounds(NamedTuple):
    """What a batch may take.

    Attributes:
        queries: how many it may have.
        seconds: that answering it may last.
        gone: tells whether the client has left, where anything can.
    """

    queries: int
    seconds: float
    gone: Callable[[], bool] | None = None


def reconciled(
    text: str, matcher: Matcher, types: Types, space: Space, bounds: Bounds
) -> dict[str, Any]:
    """The result batch of a query batch.

    Args:
        text: the query batch as JSON.
        matcher: of the release.
        types: of entities; their language is that of the answer.
        space: identifiers of entities.
        bounds: what it may take.

    Raises:
        BadReconciliation: it is no batch; all faults of all queries are told.
        BatchTooLarge, BatchTimeout: it has more queries, or took longer, than the bounds allow.
        QueryCancelled: the client has left.
    """
    until = time.monotonic() + bounds.seconds
    reader = Reader(types.all(matcher.kinds), types.family, _speller(matcher, space))
    faults: list[Fault] = []
    batch = read_batch(text, bounds.queries, faults)
    sought = {key: reader.read(key, query, faults) for key, query in batch.items()}
    if faults:
        raise BadReconciliation(faults)
    asker, results = Asker(matcher), Results(types, space, types.language)
    answers = {}
    for place, (key, one) in enumerate(sought.items()):
        if time.monotonic() > until:
            raise BatchTimeout(bounds.seconds)
        if place % 50 == 49 and bounds.gone and bounds.gone():
            raise QueryCancelled
        answers[key] = results.document(asker.find(one, batch[key].limit))
    return answers


def _speller(matcher: Matcher, space: Space) -> Callable[[str], str]:
    """Spells identifiers of entities out as IRIs; names with a slash in them stay."""

    def spelled(text: str) -> str:
        iri = space.iri(text)
        return iri if iri and matcher.entity(iri) else text

    return spelled
