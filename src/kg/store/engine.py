"""The engine: takes a query within limits, has a worker answer it."""

import atexit
import os
import threading
from collections.abc import Collection
from pathlib import Path
from typing import Protocol

from kg.iris import PREFIXES
from kg.problems import Text
from kg.store.answer import Answer
from kg.store.errors import QueryRefused
from kg.store.formats import media_types
from kg.store.inspection import inspect
from kg.store.model import (
    DEFAULT_CAPACITY,
    DEFAULT_LIMITS,
    WHOLE_STORE,
    Capacity,
    Dataset,
    Kind,
    Limits,
    Query,
)
from kg.store.pool import Pool, closed
from kg.store.process import ZygoteProcess
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

    def __init__(
        self,
        source: Path,
        *,
        capacity: Capacity,
        services: Collection[str],
        merged_default: bool,
        base: str,
    ) -> None:
        self._source, self._capacity = source, capacity
        self._services = frozenset(services)
        self._merged, self._base = merged_default, base
        self._lock = threading.Lock()
        self._owner = os.getpid()
        self._closed = False
        self._start()
        atexit.register(self.close)

    def _start(self) -> None:
        self._zygote = ZygoteProcess(self._source, merge=self._merged)
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
        request = {
            "text": text,
            "base": self._base,
            "media_type": media_type,
            "prefixes": {**PREFIXES, **query.prefixes} if query.kind is Kind.GRAPH else {},
            "graphs": self._graphs(dataset or query.dataset),
            "asks_graphs": query.asks_graphs,
            "memory_bytes": limits.memory_bytes,
        }
        run = self._run(query, limits, caller)
        return Answer(query.kind, media_type, run, run.chunks(request))

    def _run(self, query: Query, limits: Limits, caller: Caller) -> Run:
        pool = self._living_pool()
        loan = pool.borrow(caller.lane, caller.gone)
        if query.services:
            pool.with_network(loan)
        return Run(pool, loan, query, limits, caller, once=bool(query.services))

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
            if target is None or target not in self._services:
                raise _refused_service(target)

    def _graphs(self, dataset: Dataset) -> tuple[list[str] | None, list[str]] | None:
        """What the worker is told: None for the whole store; a default of None for its own."""
        if not dataset:
            return None
        default, named = list(dataset.default_graphs), list(dataset.named_graphs)
        for iri in (*default, *named):
            if iri not in self.graphs:
                raise _refused_graph(iri)
        whole = self._merged and set(default) == self.graphs
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
    services: Collection[str] = (),
    merged_default: bool = True,
    base: str = "",
) -> ProcessEngine:
    """Starts an engine.

    Args:
        source: an N-Quads file, served from memory, or a RocksDB folder, served read-only.
        workers: how many quick queries of the public run at a time.
        long_workers: how many long ones.
        queue: how many queries wait; beyond them it is busy.
        wait_seconds: how long a query waits for a free worker.
        quick_seconds: a query that lasts longer is a long one.
        services: the endpoints that SERVICE may name; their queries run with the network open.
        merged_default: the default graph is the merge of all named graphs. A file that has none
            gets it; a store that has one is trusted.
        base: what relative IRIs in a query without BASE are relative to (SPARQL 1.1 Protocol §2.3);
            without it they are errors.

    Raises:
        EngineUnavailable: the graph cannot be loaded.
    """
    return ProcessEngine(
        source,
        capacity=Capacity(workers, long_workers, queue, wait_seconds, quick_seconds),
        services=services,
        merged_default=merged_default,
        base=base,
    )


def _refused_service(target: str | None) -> QueryRefused:
    name = f"<{target}>" if target is not None else "?"
    return QueryRefused(
        "service",
        Text(
            f"SERVICE {name} は許可されていません。"
            "このエンドポイントはほかのサーバーに問い合わせません。",
            f"SERVICE {name} is refused: this endpoint does not ask other servers.",
        ),
    )


def _refused_graph(iri: str) -> QueryRefused:
    return QueryRefused(
        "graph",
        Text(
            f"グラフ <{iri}> はこのデータセットにありません。"
            "このエンドポイントは外部のグラフを取りに行きません。",
            f"There is no graph <{iri}> in this dataset, and this endpoint fetches none "
            "from elsewhere.",
        ),
    )
