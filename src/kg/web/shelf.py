"""Releases that are kept but not the one served: opened when somebody asks for them."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, NamedTuple

from kg.iris import BadIriPart, Iris
from kg.problems import SystemFault, Text
from kg.release import Release, ReleaseFault, UnknownRelease, load
from kg.release.home import Home
from kg.web.serving import Serving

_WAIT: Final = 1.0
"""Seconds that a request waits while another release is being opened."""

_FAULT_SECONDS: Final = 60.0
"""How long a release that could not be opened is not tried again."""

_log = logging.getLogger(__name__)


class ReleaseDeleted(ReleaseFault):
    """The release was here once and was deleted."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(f"公開版 {name} は削除されました。", f"The release {name} was deleted.")
        )


class ShelfBusy(SystemFault):
    """As many releases are open as may be, and all of them are in use.

    Attributes:
        text: what happened, in both languages.
    """

    def __init__(self) -> None:
        self.text = Text(
            "ほかの版が使われているため、この版をいま開くことができません。",
            "Other releases are in use, so that this one cannot be opened right now.",
        )
        super().__init__(self.text.en)


class _Open(NamedTuple):
    serving: Serving
    mark: tuple[int, int]


class _Fault(NamedTuple):
    fault: Exception
    until: float


class Shelf:
    """Opens kept releases, a few at a time; any thread may use it.

    A release that was deleted, or built again, since it was opened is closed.

    Args:
        home: where they are kept.
        start: opens one.
        most: how many may be open; the one not asked for longest makes room.
    """

    def __init__(self, home: Home, start: Callable[[Release], Serving], most: int) -> None:
        self._home, self._start, self._most = home, start, most
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._open: OrderedDict[str, _Open] = OrderedDict()
        self._faults: dict[str, _Fault] = {}

    def enter(self, name: str) -> Serving:
        """A release in which the caller has entered, and which it must leave.

        Raises:
            UnknownRelease: there is no such release.
            ReleaseDeleted: there is none any more.
            ShelfBusy: it cannot be opened right now.
            SystemFault, OSError: it is damaged, or its engine cannot be started.
        """
        mark = self._mark(name)
        with self._lock:
            serving = self._entered(name, mark)
        if serving:
            return serving
        if not self._opening.acquire(timeout=_WAIT):
            raise ShelfBusy
        try:
            with self._lock:
                serving = self._entered(name, mark)
                if not serving:
                    self._make_room()
            return serving or self._opened(name, mark)
        finally:
            self._opening.release()

    def close(self) -> None:
        """Retire every release."""
        with self._lock:
            while self._open:
                self._open.popitem()[1].serving.retire()

    def _mark(self, name: str) -> tuple[int, int]:
        """What tells the folder of a name from an earlier or later one."""
        try:
            Iris().release(name)  # no name of a folder elsewhere
            info = (self._home.releases / name / "manifest.json").stat()
        except (BadIriPart, FileNotFoundError, NotADirectoryError):
            self._forget(name)
            raise self._missing(name) from None
        return info.st_ino, info.st_mtime_ns

    def _missing(self, name: str) -> ReleaseFault:
        if self._home.was_deleted(name):
            return ReleaseDeleted(name)
        return UnknownRelease(
            Text(f"公開版「{name}」はありません。", f"There is no release {name!r}.")
        )

    def _forget(self, name: str) -> None:
        with self._lock:
            gone = self._open.pop(name, None)
        if gone:
            gone.serving.retire()

    def _entered(self, name: str, mark: tuple[int, int]) -> Serving | None:
        found = self._open.get(name)
        if found and found.mark == mark and found.serving.enter():
            self._open.move_to_end(name)
            return found.serving
        fault = self._faults.get(name)
        if fault and time.monotonic() < fault.until:
            raise fault.fault
        return None

    def _make_room(self) -> None:
        if len(self._open) < self._most:
            return
        for name, one in self._open.items():
            if one.serving.idle:
                self._open.pop(name).serving.retire()
                return
        raise ShelfBusy

    def _opened(self, name: str, mark: tuple[int, int]) -> Serving:
        try:
            serving = self._start(load(self._home.releases / name))
        except (SystemFault, OSError) as error:
            _log.error("%s cannot be opened: %s", name, error)
            with self._lock:
                self._faults[name] = _Fault(error, time.monotonic() + _FAULT_SECONDS)
            raise
        serving.enter()
        with self._lock:
            former = self._open.pop(name, None)
            self._open[name] = _Open(serving, mark)
            self._faults.pop(name, None)
        if former:
            former.serving.retire()
        return serving
