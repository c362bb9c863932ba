"""The engine: takes a query within limits, has a worker answer it."""

import atexit
import os
import threading
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from kg.iris import PREFIXES
from kg.store.answer import Answer
from kg.store.diagnosis import fault_of
from kg.store.federation.federation import Asker, Federation, blanked
from kg.store.federation.terms import Row
from kg.store.formats import media_types
from kg.store.inspection import inspect
from kg.store.model import (
    DEFAULT_CAPACITY,
    DEFAULT_LIMITS,
    DEFAULT_SERVICES,
    WHOLE_STORE,
    Capacity,
    Dataset,
    Kind,
    Limits,
    Query,
    Services,
)
from kg.store.pool import Pool, closed
from kg.store.process import ZygoteProcess
from kg.store.refusals import refuse_graph, refuse_service
from kg.store.run import APPLICATION, Caller, Run


class Engine(Protocol):
    """Answers queries within limits."""

    @property
    def graphs(self) -> Collection[str]:
        """The IRIs of the named graphs."""
        ...

    def query(
        self,
        text: str,
        *,
        media_type: str,
        dataset: Dataset = WHOLE_STORE,
        limits: Limits = DEFAULT_LIMITS,
        caller: Caller = APPLICATION,
    ) -> Answer:
        """Answers a query.

        Args:
            text: a SPARQL 1.1 query.
            media_type: of the answer; one of ``kg.store.formats.media_types(kind)``.
            dataset: over which graphs; takes precedence over FROM (SPARQL 1.1 Protocol §2.1.4).
            limits: what the query may use.
            caller: who asks, and whether they still wait.

        Raises:
            QuerySyntaxError: not a query.
            QueryRefused: an update, a service that is not allowed, a graph that is not held.
            QueryTimeout, QueryTooLarge, QueryOutOfMemory: a limit was reached; the query was ended.
            ServiceFailed: another server, which the query asks, gave no answer.
            QueryCancelled: the caller has left.
            EngineBusy: no worker became free in time, or too many queries wait already.
            EngineUnavailable: closed or broken.
            ValueError: the media type does not fit the query's form.
        """
        ...

    def close(self) -> None:
        """Ends every query and every process; to be called once no answer is read any more."""


class ProcessEngine:
    """Answers each query in a process that can be killed; see kg.store.zygote.

    It belongs to the process that opened it: a fork of that process cannot use it.
    """

    def __init__(  # noqa: PLR0913 - what an engine is opened with, all by name
        self,
        source: Path,
        *,
        capacity: Capacity,
        services: Services,
        merged_default: bool,
        base: str,
        beside: Sequence[Path],
        apart: str,
    ) -> None:
        self._source, self._beside, self._capacity = source, beside, capacity
        self._apart = apart
        self._federation = Federation(services)
        self._merged, self._base = merged_default, base
        self._lock = threading.Lock()
        self._owner = os.getpid()
        self._closed = False
        self._start()
        atexit.register(self.close)

    def _start(self) -> None:
        self._zygote = ZygoteProcess(self._source, merge=self._merged, beside=self._beside)
        self._within = frozenset(
            iri for iri in self._zygote.graphs if not (self._apart and iri.startswith(self._apart))
        )
        self._pool = Pool(self._zygote, self._capacity)

    @property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the named graphs."""
        return self._zygote.graphs

    @property
    def process_id(self) -> int:
        """Of the process that holds the graph."""
        return self._zygote.pid

    def query(
        self,
        text: str,
        *,
        media_type: str,
        dataset: Dataset = WHOLE_STORE,
        limits: Limits = DEFAULT_LIMITS,
        caller: Caller = APPLICATION,
    ) -> Answer:
        """Answers a query; see Engine.query."""
        query = inspect(text).within(self._base)
        if media_type not in media_types(query.kind):
            raise ValueError(f"{media_type} cannot hold an answer to {query.form}")
        self._check_services(query)
        question = _Question(query, self._graphs(dataset or query.dataset), limits, caller)
        if not query.services:
            return self._asked(question, text, media_type)
        began = time.monotonic()
        solved = self._solved(question, began)
        return self._asked(question, solved, media_type, spent=time.monotonic() - began)

    def _asked(
        self,
        question: "_Question",
        text: str,
        media_type: str,
        *,
        spent: float = 0.0,
        empty: bool = False,
    ) -> Answer:
        query, limits, caller = question.query, question.limits, question.caller
        request = {
            "text": text,
            "base": self._base,
            "media_type": media_type,
            "prefixes": {**PREFIXES, **query.prefixes} if query.kind is Kind.GRAPH else {},
            "graphs": question.graphs,
            "asks_graphs": query.asks_graphs,
            "memory_bytes": limits.memory_bytes,
            "empty": empty,
        }
        pool = self._living_pool()
        run = Run(pool, pool.borrow(caller.lane, caller.gone), query, limits, caller, spent)
        return Answer(query.kind, media_type, run, run.chunks(request))

    def _solved(self, question: "_Question", began: float) -> str:
        """The query's text with what other servers answer in place of SERVICE.

        The engine sees the query first, with empty hands: what is no query is sent to nobody.
        """
        query = question.query
        fault = fault_of(query)
        if fault is not None:
            raise fault
        ask = partial(self._own, question, began)
        ask(blanked(query.text), query.kind, empty=True)
        asker = Asker(
            select=lambda text: _table(ask(text)),
            names=lambda text: _table(ask(text, empty=True))[0],
            until=began + question.limits.seconds,
            seconds=question.limits.seconds,
            gone=question.caller.gone,
        )
        return self._federation.resolved(query, asker)

    def _own(
        self,
        question: "_Question",
        began: float,
        text: str,
        kind: Kind = Kind.BINDINGS,
        *,
        empty: bool = False,
    ) -> bytes:
        """The answer to a part of a query, as JSON or N-Triples."""
        spent = time.monotonic() - began
        media_type = media_types(kind)[0]
        with self._asked(question, text, media_type, spent=spent, empty=empty) as answer:
            return answer.read()

    def _living_pool(self) -> Pool:
        with self._lock:
            if self._closed or os.getpid() != self._owner:
                raise closed()
            if not self._zygote.alive:
                self._pool.close()
                self._zygote.close()
                self._start()
            return self._pool

    def _check_services(self, query: Query) -> None:
        for target in query.services:
            if target is None or target not in self._federation.services.endpoints:
                raise refuse_service(target)

    def _graphs(self, dataset: Dataset) -> tuple[list[str] | None, list[str]] | None:
        """What the worker is told: None for the whole store; a default of None for its own."""
        if not dataset:
            return None
        default, named = list(dataset.default_graphs), list(dataset.named_graphs)
        for iri in (*default, *named):
            if iri not in self.graphs:
                raise refuse_graph(iri)
        whole = self._merged and set(default) == self._within
        return (None if whole else default), named

    def close(self) -> None:
        """Ends every query and every process."""
        with self._lock:
            if self._closed or os.getpid() != self._owner:
                return
            self._closed = True
        atexit.unregister(self.close)
        self._pool.close()
        self._zygote.close()


def open_engine(  # noqa: PLR0913 - each keyword is a setting
    source: Path,
    *,
    workers: int = DEFAULT_CAPACITY.quick,
    long_workers: int = DEFAULT_CAPACITY.long,
    queue: int = DEFAULT_CAPACITY.waiting,
    wait_seconds: float = DEFAULT_CAPACITY.wait_seconds,
    quick_seconds: float = DEFAULT_CAPACITY.quick_seconds,
    services: Services = DEFAULT_SERVICES,
    merged_default: bool = True,
    base: str = "",
    beside: Sequence[Path] = (),
    apart: str = "",
) -> ProcessEngine:
    """Starts an engine.

    Args:
        source: an N-Quads file, served from memory, or a RocksDB folder, served read-only.
        workers: how many quick queries of the public run at a time.
        long_workers: how many long ones.
        queue: how many queries wait; beyond them it is busy.
        wait_seconds: how long a query waits for a free worker.
        quick_seconds: a query that lasts longer is a long one.
        services: which other servers queries may ask by SERVICE, and within which limits.
        merged_default: the default graph is the merge of all named graphs. A file that has none
            gets it; a store that has one is trusted.
        base: what relative IRIs in a query without BASE are relative to (SPARQL 1.1 Protocol §2.3);
            without it they are errors.
        beside: N-Quads whose named graphs are served with those of a source in memory.
        apart: what the names of graphs begin with that are no part of the merge.

    Raises:
        EngineUnavailable: the graph cannot be loaded.
    """
    return ProcessEngine(
        source,
        capacity=Capacity(workers, long_workers, queue, wait_seconds, quick_seconds),
        services=services,
        merged_default=merged_default,
        base=base,
        beside=beside,
        apart=apart,
    )


@dataclass(frozen=True, slots=True)
class _Question:
    """A query as it was asked: over which graphs (None for all), within which limits, by whom."""

    query: Query
    graphs: tuple[list[str] | None, list[str]] | None
    limits: Limits
    caller: Caller


def _table(body: bytes) -> tuple[list[str], list[Row]]:
    """The names and rows of bindings as JSON."""
    found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return names, [tuple(row[name] for name in names) for row in found]
