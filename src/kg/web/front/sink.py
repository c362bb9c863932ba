"""Where log lines go: a queue, and one thread that writes them.

A request never waits for whoever reads the log: where that one stalls, lines are dropped, and how
many is logged once it reads again.
"""

import atexit
import contextlib
import json
import os
import threading
import time
from collections import deque
from typing import Final

_HELD: Final = 20_000
_GATHER_SECONDS: Final = 0.02
_LAST_SECONDS: Final = 2.0
_DROPPED: Final = {"event": "log lines dropped", "level": "warning"}


class Sink:
    """Lines for a file descriptor, written in the order in which they come.

    Args:
        descriptor: of standard error as a rule.
        held: how many lines may wait.
    """

    def __init__(self, descriptor: int, held: int = _HELD) -> None:
        self._descriptor, self._held = descriptor, held
        self._lines: deque[str] = deque()
        self._waiting = threading.Event()
        self._closing = False
        self.dropped = 0
        self._thread = threading.Thread(target=self._write_all, name="log", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    def put(self, line: str) -> None:
        """Takes a line without its end; never waits."""
        if len(self._lines) >= self._held:
            self.dropped += 1
            return
        self._lines.append(line)
        if not self._waiting.is_set():
            self._waiting.set()

    def close(self) -> None:
        """Writes what is held, within two seconds; the process ends."""
        atexit.unregister(self.close)
        self._closing = True
        self._waiting.set()
        self._thread.join(_LAST_SECONDS)

    def _write_all(self) -> None:
        while not (self._closing and not self._lines):
            self._waiting.wait()
            if not self._closing:
                time.sleep(_GATHER_SECONDS)  # one write for many requests
            self._waiting.clear()
            self._write()

    def _write(self) -> None:
        lines = [self._lines.popleft() for _ in range(len(self._lines))]
        if self.dropped:
            dropped, self.dropped = self.dropped, 0
            lines.append(json.dumps({**_DROPPED, "lines": dropped}))
        content = memoryview("".join(f"{line}\n" for line in lines).encode(errors="replace"))
        with contextlib.suppress(OSError):  # nobody is left to be told that nobody reads
            while content:
                content = content[os.write(self._descriptor, content) :]
