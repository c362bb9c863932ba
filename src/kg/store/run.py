"""One query in one worker, from the question to the last byte or the reason there is none."""

import contextlib
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kg.problems import Text
from kg.store.diagnosis import diagnose
from kg.store.errors import (
    EngineUnavailable,
    QueryCancelled,
    QueryError,
    QueryFailed,
    QueryOutOfMemory,
    QueryRefused,
    QueryTimeout,
    QueryTooLarge,
    QueryUnsortable,
)
from kg.store.frames import Frame, Tag
from kg.store.model import Limits, Query
from kg.store.pool import Lane, Loan, Pool
from kg.store.process import Ending, Expired

_WANT_OF_MEMORY = re.compile(
    r"memory allocation of \d+ bytes failed|OutOfMemory|MemoryError|Cannot allocate memory"
)
"""What an engine that aborts says of it: Rust's allocator, its errors, Python's, the system's."""
_NO_ORDER = "total order"
"""What Rust's sort says of values that compare in a circle (``core::slice::sort``)."""
_OVERRUN = frozenset({signal.SIGSEGV, signal.SIGBUS})
"""How it ends when the engine's recursion leaves the stack."""

_PATIENCE = 10
"""A query stays in a quick place so many times as long as it may be at work there, at most; and
for so many times as long it runs in a long place before it yields to all others."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks.

    Attributes:
        lane: the public's queries leave one worker to the application.
        gone: tells whether the one who asked has left; the query is then stopped.
    """

    lane: Lane = Lane.OWN
    gone: Callable[[], bool] | None = None


APPLICATION = Caller()


@dataclass
class Run:
    """A borrowed worker with its query.

    Args:
        pool, loan: the worker, and where it goes back.
        query: what it was asked.
        limits: what it may use; the time counts from here.
        caller: who asks.
        spent: how many seconds of its time went before.
    """

    pool: Pool
    loan: Loan
    query: Query
    limits: Limits
    caller: Caller
    spent: float = 0.0
    _began: float = field(init=False)
    _ended: float = 0.0
    _busy: float = field(init=False)
    _deadline: float = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _settled: bool = False
    _cancelled: bool = False
    _size: int = 0

    def __post_init__(self) -> None:
        self._began = time.monotonic()
        self._deadline = self._began + self.limits.seconds - self.spent
        self._busy = self.loan.worker.busy_seconds()

    @property
    def seconds(self) -> float:
        """How long it has taken, or did, with what was spent before."""
        return (self._ended or time.monotonic()) - self._began + self.spent

    def chunks(self, request: object) -> Iterator[bytes]:
        """Asks, and yields the answer's bytes as they come.

        However it is left, the worker goes back to its pool or is killed.

        Raises:
            QueryError, EngineUnavailable: there is no answer, or no whole one.
        """
        reusable = False
        try:
            self.loan.worker.ask(request)
            while (frame := self._next(request)).tag is Tag.DATA:
                self._size += len(frame.body)
                if self._size > self.limits.result_bytes:
                    raise QueryTooLarge(self.limits.result_bytes)
                yield frame.body
            reusable = frame.tag is Tag.DONE
            if frame.tag is Tag.FAULT:
                fault = frame.json()
                reusable = fault["code"] == "syntax"
                raise self._fault(fault["code"], fault["message"])
        finally:
            self._settle(reusable=reusable)

    def _next(self, request: object) -> Frame:
        frame = self._late() if self.loan.long else self._soon(request)
        if frame is None:
            raise self._lost()
        return frame

    def _soon(self, request: object) -> Frame | None:
        """The next frame, if need be in a long place."""
        while (left := self._quick_seconds_left()) > 0:
            until = time.monotonic() + left
            if until >= self._deadline:
                break
            with contextlib.suppress(Expired):
                return self.loan.worker.next(until, self.caller.gone)
        else:
            self._lengthen(request)
            return self._late()
        return self._before(self._deadline)

    def _late(self) -> Frame | None:
        """The next frame, in a long place."""
        if not self.loan.humble:
            until = time.monotonic() + _PATIENCE * self.pool.capacity.quick_seconds
            if until < self._deadline:
                with contextlib.suppress(Expired):
                    return self.loan.worker.next(until, self.caller.gone)
                self.loan.yield_to_others()
        return self._before(self._deadline)

    def _quick_seconds_left(self) -> float:
        """How long it may stay in its quick place, if it is at work all the time.

        What the processor has no time for is not the query's fault; what waits for the disk leaves
        its place too, if later.
        """
        allowed = self.pool.capacity.quick_seconds
        if time.monotonic() - self._began >= _PATIENCE * allowed:
            return 0
        return allowed - (self.loan.worker.busy_seconds() - self._busy)

    def _before(self, deadline: float) -> Frame | None:
        try:
            return self.loan.worker.next(deadline, self.caller.gone)
        except Expired:
            raise QueryTimeout(self.limits.seconds) from None

    def _lengthen(self, request: object) -> None:
        """Moves to a long place; where none is free, stops, waits for one and asks again.

        What has begun to answer cannot begin again, and what the application itself asks is not to:
        these move in any case.
        """
        must = self._size > 0 or self.caller.lane is Lane.OWN
        if not self.pool.lengthen(self.loan, must=must):
            self._settle(reusable=False)
            loan = self.pool.borrow_long(self.caller.lane, self._deadline, self.caller.gone)
            with self._lock:
                self.loan, self._settled, self._ended = loan, False, 0.0
            loan.worker.ask(request)

    def cancel(self) -> None:
        """Stops the query, from whatever thread; without effect on one that has ended."""
        with self._lock:
            self._cancelled = True
            if not self._settled:
                self.loan.worker.kill()

    def _settle(self, *, reusable: bool) -> None:
        if not self._end():
            return
        if reusable and not self._cancelled:
            self.pool.give_back(self.loan)
        else:
            self.pool.discard(self.loan)

    def _end(self) -> bool:
        """Note the end; false where it was noted before."""
        with self._lock:
            if self._settled:
                return False
            self._settled, self._ended = True, time.monotonic()
        return True

    def _lost(self) -> QueryError | EngineUnavailable:
        """Why a worker that ended by itself, or was cancelled, gave no answer."""
        ending = self.pool.inquire(self.loan) if self._end() else Ending(0, b"")
        if self._cancelled:
            return QueryCancelled()
        status = ending.status
        killer = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        if killer == signal.SIGKILL:  # the system's last means when memory runs out
            return QueryOutOfMemory(self.limits.memory_bytes)
        if killer == signal.SIGABRT:
            return self._given_up(ending.words)
        if killer in _OVERRUN:
            return QueryRefused(
                "too-complex",
                Text(
                    "クエリの入れ子が深すぎるため、処理できません。",
                    "The query is nested too deeply to be answered.",
                ),
            )
        return _broken(f"wait status {status}")

    def _given_up(self, words: bytes) -> QueryError:
        # The trace that follows the reason may itself fail for want of memory.
        reason = words.decode(errors="replace").partition("stack backtrace:")[0].strip()
        if _NO_ORDER in reason:
            return QueryUnsortable(reason)
        if _WANT_OF_MEMORY.search(reason):
            return QueryOutOfMemory(self.limits.memory_bytes)
        return QueryFailed(reason)

    def _fault(self, code: str, message: str) -> QueryError | EngineUnavailable:
        if code == "syntax":
            return diagnose(self.query, message)
        if code == "memory":
            return QueryOutOfMemory(self.limits.memory_bytes)
        if code == "unsupported":
            return QueryRefused(
                "unsupported",
                Text(
                    f"検索エンジンが対応していないクエリです：{message}",
                    f"The engine does not support this query: {message}",
                ),
            )
        return _broken(message)


def _broken(detail: str) -> EngineUnavailable:
    return EngineUnavailable(
        Text(
            f"検索エンジンがクエリの途中で失敗しました（{detail}）。",
            f"The engine failed while it answered the query ({detail}).",
        )
    )
