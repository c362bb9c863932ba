"""How much memory a server takes, all its processes together (Linux)."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from served import descendants

_SHARE = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
_PACE = 0.2


def in_use(pid: int) -> int:
    """Bytes of memory of a process and those below it, what they share counted once."""
    return sum(_share(each) for each in (pid, *descendants(pid)))


def _share(pid: int) -> int:
    try:
        account = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0  # a worker that has just ended
    found = _SHARE.search(account)
    return int(found[1]) * 1024 if found else 0


class Watch:
    """Looks at a server's memory again and again."""

    def __init__(self) -> None:
        self._looks: list[tuple[float, int]] = []

    def look(self, pid: int) -> None:
        """Note what is in use now."""
        self._looks.append((time.monotonic(), in_use(pid)))

    def floor(self, first: float, last: float) -> int:
        """The least that was in use between two moments of the monotonic clock.

        Queries come and go, and their memory with them; what is never given back raises the floor.
        """
        return min(size for moment, size in self._looks if first <= moment <= last)


@contextmanager
def watched(pid: int) -> Iterator[Watch]:
    """A watch over a process and those below it while the block runs."""
    watch, ended = Watch(), threading.Event()

    def look_on() -> None:
        while not ended.wait(_PACE):
            watch.look(pid)

    looker = threading.Thread(target=look_on, name="watch", daemon=True)
    looker.start()
    try:
        yield watch
    finally:
        ended.set()
        looker.join()
