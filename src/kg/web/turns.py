"""Those who ask the same at the same time, one after the other."""

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

_CROWD: Final = 16


@dataclass(slots=True)
class _Turn:
    lock: threading.Lock = field(default_factory=threading.Lock)
    wanted: int = 0


class Turns:
    """Has one of those who ask the same ask; the others then find its answer kept.

    Args:
        crowd: how many may wait in all. Beyond, nobody waits here: those who wait hold threads of
            the server, and the engine has a line of its own that is bounded.
    """

    def __init__(self, crowd: int = _CROWD) -> None:
        self._crowd = crowd
        self._lock = threading.Lock()
        self._turns: dict[Hashable, _Turn] = {}
        self._waiting = 0

    @contextmanager
    def turn(self, key: Hashable, seconds: float) -> Iterator[None]:
        """The turn of one who asks.

        Args:
            key: what is asked.
            seconds: how long to wait for it.

        Raises:
            TimeoutError: it did not come in time.
        """
        turn = self._join(key)
        if turn is None:
            yield
            return
        try:
            if not turn.lock.acquire(timeout=seconds):
                raise TimeoutError
            try:
                yield
            finally:
                turn.lock.release()
        finally:
            self._leave(key, turn)

    def _join(self, key: Hashable) -> _Turn | None:
        with self._lock:
            turn = self._turns.get(key)
            if turn is None:
                turn = self._turns[key] = _Turn()
            elif self._waiting >= self._crowd:
                return None
            else:
                self._waiting += 1
            turn.wanted += 1
            return turn

    def _leave(self, key: Hashable, turn: _Turn) -> None:
        with self._lock:
            turn.wanted -= 1
            if turn.wanted:
                self._waiting -= 1
            else:
                del self._turns[key]
