"""Workers kept ready, lent one query at a time, replaced when they end.

Every query starts in a quick place; one that lasts moves to a long place, of which there are few,
and another worker takes the quick one. The reasons are in this folder's README.
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


class Lane(Enum):
    """For whom a query is: the last quick worker is kept for the application's own queries."""

    OWN = "own"
    PUBLIC = "public"


@dataclass(slots=True)
class Loan:
    """A worker lent to a query, in a quick place or a long one."""

    worker: Worker
    lane: Lane
    long: bool = False


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
        self._idle = [zygote.fork() for _ in range(capacity.quick + 1)]

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
            self._leave_long()
            raise
        worker.yield_to_others()
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
        """Moves a loan from its quick place to a long one, and puts a worker in its place.

        Args:
            loan: of a quick place.
            must: move it even where no long place is free.

        Returns:
            Whether it was moved.
        """
        with self._lock:
            if not must and (self._long_line or self._long >= self.capacity.long):
                return False
            self._long += 1
            loan.long = True
        loan.worker.yield_to_others()
        self._refill(loan.lane)
        return True

    def give_back(self, loan: Loan) -> None:
        """Takes back a worker that can answer another query."""
        if loan.long:
            self.replace(loan)
        else:
            self._take(loan.lane, loan.worker)

    def replace(self, loan: Loan) -> Ending:
        """Ends a worker, puts another in its place, and tells how the first ended."""
        loan.worker.kill()
        try:
            if loan.long:
                self._leave_long()
            else:
                self._refill(loan.lane)
        finally:
            ending = self._zygote.end(loan.worker)
        return ending

    def _refill(self, lane: Lane) -> None:
        self._take(lane, self._zygote.fork())

    def _take(self, lane: Lane, worker: Worker) -> None:
        with self._lock:
            self._lent[lane] -= 1
            if self._closed:
                worker.close()
            else:
                self._idle.append(worker)
                self._serve()

    def _leave_long(self) -> None:
        with self._lock:
            self._long -= 1
            self._serve()

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


def closed() -> EngineUnavailable:
    """The error of an engine that was closed."""
    return EngineUnavailable(Text("検索エンジンは閉じられました。", "The engine is closed."))
