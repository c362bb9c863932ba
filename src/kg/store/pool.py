"""Workers kept ready, lent one query at a time, replaced when they end.

Every query starts in a quick place; one that lasts moves to a long place, of which there are few,
and another worker takes the quick one. The reasons are in this folder's README. Workers are forked
and buried in the background, so that no answer waits for it.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from kg.problems import Text
from kg.store.errors import EngineBusy, EngineUnavailable, LineFull, QueryCancelled
from kg.store.model import Capacity
from kg.store.process import LOOK_SECONDS, Ending, Worker, ZygoteProcess
from kg.store.tending import Tending


class Lane(Enum):
    """For whom a query is: the last quick worker is kept for the application's own queries."""

    OWN = "own"
    PUBLIC = "public"


@dataclass(slots=True)
class Loan:
    """A worker lent to a query, in a quick place or a long one.

    Attributes:
        worker: it.
        lane: for whom.
        long: it is in a long place.
        humble: its process yields to all others, for the rest of its life.
    """

    worker: Worker
    lane: Lane
    long: bool = False
    humble: bool = False

    def yield_to_others(self) -> None:
        """Has the worker run only where no other wants to."""
        self.humble = True
        self.worker.yield_to_others()


class _Ticket:
    """One who waits in a line, until called."""

    __slots__ = ("_closed_door", "called", "worker")

    def __init__(self) -> None:
        self.called = False
        self.worker: Worker | None = None
        self._closed_door = threading.Lock()
        self._closed_door.acquire()

    def call(self, worker: Worker | None = None) -> None:
        self.worker, self.called = worker, True
        self._closed_door.release()

    def wait(self, seconds: float) -> bool:
        return self.called or self._closed_door.acquire(timeout=max(seconds, 0))


_Line = deque[_Ticket]


class Pool:
    """Lends workers; who waits is served in the order of coming.

    Args:
        zygote: forks them.
        capacity: how many places there are, and how long they are waited for.
    """

    def __init__(self, zygote: ZygoteProcess, capacity: Capacity) -> None:
        self.capacity = capacity
        self._zygote = zygote
        self._lock = threading.Lock()
        self._closed = False
        self._lent = {Lane.OWN: 0, Lane.PUBLIC: 0}
        self._long = 0
        self._lines: dict[Lane, _Line] = {Lane.OWN: deque(), Lane.PUBLIC: deque()}
        self._long_line: _Line = deque()
        self._quick = capacity.quick + 1
        self._coming = 0
        self._idle = [zygote.fork() for _ in range(self._quick)]
        self._tending = Tending()

    def borrow(self, lane: Lane, gone: Callable[[], bool] | None = None) -> Loan:
        """A worker in a quick place.

        Args:
            lane: for whom.
            gone: tells whether the one who asked has left.

        Raises:
            EngineBusy: none became free in time, or the line is full.
            QueryCancelled: the one who asked has left.
            EngineUnavailable: the engine is closed or its process has ended.
        """
        line = self._lines[lane]
        ticket = self._join(line, self.capacity.waiting - len(self._long_line))
        self._wait(ticket, line, time.monotonic() + self.capacity.wait_seconds, gone)
        if ticket.worker is None:
            raise closed()
        return Loan(ticket.worker, lane)

    def borrow_long(self, lane: Lane, until: float, gone: Callable[[], bool] | None) -> Loan:
        """A fresh worker in a long place.

        Args:
            lane: for whom.
            until: how long to wait, by the clock ``time.monotonic``.
            gone: tells whether the one who asked has left.

        Raises:
            EngineBusy: no place became free in time, or the line is full.
            QueryCancelled: the one who asked has left.
            EngineUnavailable: the engine is closed or its process has ended.
        """
        ticket = self._join(self._long_line, self.capacity.waiting_long)
        self._wait(ticket, self._long_line, until, gone)
        try:
            worker = self._zygote.fork()
        except EngineUnavailable:
            with self._lock:
                self._long -= 1
                self._serve()
            raise
        return Loan(worker, lane, long=True)

    def _join(self, line: _Line, room: int) -> _Ticket:
        ticket = _Ticket()
        with self._lock:
            if self._closed:
                raise closed()
            line.append(ticket)
            self._serve()
            if not ticket.called and len(line) > room:
                line.pop()
                raise LineFull(room)
        return ticket

    def _wait(
        self, ticket: _Ticket, line: _Line, until: float, gone: Callable[[], bool] | None
    ) -> None:
        began = time.monotonic()
        while not ticket.wait(min(until - time.monotonic(), LOOK_SECONDS)):
            left = gone is not None and gone()
            if left or time.monotonic() >= until:
                with self._lock:
                    if ticket.called:
                        return
                    line.remove(ticket)
                raise QueryCancelled if left else EngineBusy(round(until - began, 1))

    def _serve(self) -> None:
        """Calls those whose turn it is; to be called under the lock."""
        own, public = self._lines[Lane.OWN], self._lines[Lane.PUBLIC]
        while own and self._idle:
            self._call(own, Lane.OWN)
        while public and self._idle and self._lent[Lane.PUBLIC] < self.capacity.quick:
            self._call(public, Lane.PUBLIC)
        while self._long_line and self._long < self.capacity.long:
            self._long += 1
            self._long_line.popleft().call()

    def _call(self, line: _Line, lane: Lane) -> None:
        self._lent[lane] += 1
        line.popleft().call(self._idle.pop())

    def lengthen(self, loan: Loan, *, must: bool) -> bool:
        """Moves a loan from its quick place to a long one; another worker may take the quick one.

        Args:
            loan: of a quick place.
            must: move it even where no long place is free.

        Returns:
            Whether it was moved.
        """
        with self._lock:
            if not must and (self._long_line or self._long >= self.capacity.long):
                return False
            self._lent[loan.lane] -= 1
            self._long += 1
            loan.long = True
            self._refill()
            self._serve()
        return True

    def give_back(self, loan: Loan) -> None:
        """Takes back a worker that can answer another query.

        What it has read lies in its own memory by now (the engine counts references where it
        reads), so that it answers faster than one just forked.
        """
        with self._lock:
            kept = not (self._closed or loan.humble or len(self._idle) >= self._most_idle)
            if kept:
                self._idle.append(loan.worker)
            self._vacate(loan)
        if not kept:
            self._bury(loan.worker)

    def discard(self, loan: Loan) -> None:
        """Ends a worker that is of no more use."""
        self._bury(loan.worker)
        self._leave(loan)

    def inquire(self, loan: Loan) -> Ending:
        """How a worker ended that did so by itself."""
        try:
            return self._zygote.end(loan.worker)
        finally:
            self._leave(loan)

    @property
    def _most_idle(self) -> int:
        """As many as are at work at most."""
        return self._quick + self.capacity.long

    def _bury(self, worker: Worker) -> None:
        worker.kill()
        self._tending.do(lambda: self._zygote.end(worker))

    def _leave(self, loan: Loan) -> None:
        """Gives up a loan's place."""
        with self._lock:
            self._vacate(loan)

    def _vacate(self, loan: Loan) -> None:
        """Gives up a loan's place; to be called under the lock."""
        if loan.long:
            self._long -= 1
        else:
            self._lent[loan.lane] -= 1
        self._refill()
        self._serve()

    def _refill(self) -> None:
        """Has workers forked for quick places that lack one; to be called under the lock."""
        there = len(self._idle) + self._coming + sum(self._lent.values())
        for _ in range(0 if self._closed else self._quick - there):
            self._coming += 1
            self._tending.do(self._fork)

    def _fork(self) -> None:
        try:
            worker = self._zygote.fork()
        except EngineUnavailable:
            with self._lock:
                self._coming -= 1
            raise
        with self._lock:
            self._coming -= 1
            if not self._closed:
                self._idle.append(worker)
                self._serve()
                return
        worker.close()

    def close(self) -> None:
        """No worker is lent any more; who waits is told."""
        with self._lock:
            self._closed = True
            for worker in self._idle:
                worker.close()
            self._idle.clear()
            for line in (*self._lines.values(), self._long_line):
                while line:
                    line.popleft().call()
        self._tending.close()


def closed() -> EngineUnavailable:
    """The error of an engine that was closed."""
    return EngineUnavailable(Text("検索エンジンは閉じられました。", "The engine is closed."))
