"""Workers kept ready, lent one query at a time, replaced when they end."""

import threading
import time
from enum import Enum

from kg.problems import Text
from kg.store.errors import EngineBusy, EngineUnavailable
from kg.store.process import Ending, Worker, ZygoteProcess


class Lane(Enum):
    """For whom a query is: the last idle worker is kept for the application's own queries."""

    OWN = "own"
    PUBLIC = "public"


class Pool:
    """Lends workers.

    Args:
        zygote: forks them.
        workers: how many queries of the public run at a time; one more worker is kept for the
            application's own.
    """

    def __init__(self, zygote: ZygoteProcess, workers: int) -> None:
        self._zygote = zygote
        self._changed = threading.Condition()
        self._closed = False
        self._lent = {Lane.OWN: 0, Lane.PUBLIC: 0}
        self._public = workers
        self._idle = [zygote.fork() for _ in range(workers + 1)]

    def borrow(self, lane: Lane, wait_seconds: float) -> Worker:
        """An idle worker.

        Raises:
            EngineBusy: none became free in time.
            EngineUnavailable: the engine is closed or its process has ended.
        """
        until = time.monotonic() + wait_seconds
        with self._changed:
            while not self._available(lane):
                left = until - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    raise EngineBusy(wait_seconds)
            self._lent[lane] += 1
            return self._idle.pop()

    def _available(self, lane: Lane) -> bool:
        if self._closed:
            raise closed()
        if not self._zygote.alive:
            raise EngineUnavailable(
                Text("検索エンジンのプロセスが終了しました。", "The engine's process has ended.")
            )
        full = lane is Lane.PUBLIC and self._lent[lane] >= self._public
        return bool(self._idle) and not full

    def give_back(self, lane: Lane, worker: Worker) -> None:
        """Takes back a worker that can answer another query."""
        with self._changed:
            self._lent[lane] -= 1
            if self._closed:
                worker.close()
            else:
                self._idle.append(worker)
            self._changed.notify_all()

    def with_network(self, lane: Lane, worker: Worker) -> Worker:
        """Another worker in the place of one just borrowed, with the network open to it."""
        try:
            self._zygote.end(worker)
            return self._zygote.fork(network=True)
        except EngineUnavailable:
            with self._changed:
                self._lent[lane] -= 1
            raise

    def replace(self, lane: Lane, worker: Worker) -> Ending:
        """Ends a worker, puts another in its place, and tells how the first ended."""
        ending = self._zygote.end(worker)
        with self._changed:
            self._lent[lane] -= 1
            if not self._closed:
                self._idle.append(self._zygote.fork())
            self._changed.notify_all()
        return ending

    def close(self) -> None:
        """No worker is lent any more."""
        with self._changed:
            self._closed = True
            for worker in self._idle:
                worker.close()
            self._idle.clear()
            self._changed.notify_all()


def closed() -> EngineUnavailable:
    """The error of an engine that was closed."""
    return EngineUnavailable(Text("検索エンジンは閉じられました。", "The engine is closed."))
