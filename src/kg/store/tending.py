"""A thread for what must be done, but what nobody is to wait for."""

import contextlib
import threading
from collections.abc import Callable
from queue import SimpleQueue

from kg.store.errors import EngineUnavailable


class Tending:
    """Does one thing after another, in the order in which they are handed in.

    Where the engine's process has ended there is nothing left to do: who asks next is told.
    """

    def __init__(self) -> None:
        self._tasks: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        threading.Thread(target=self._work, name="tending", daemon=True).start()

    def do(self, task: Callable[[], object]) -> None:
        """Hand in a task."""
        self._tasks.put(task)

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            with contextlib.suppress(EngineUnavailable):
                task()

    def close(self) -> None:
        """End once what was handed in is done."""
        self._tasks.put(None)
