"""Which release answers: the one that is served, or an earlier one under ``/releases/{id}/``.

The link ``current`` of the home is watched. A release that it comes to name is opened and examined
beside the one that is served, and takes over when it has answered: requests that came before end on
the release on which they began, which is closed after the last of them. A release that is damaged
is told of in the log, and the one that is served goes on.

The companions of the home are watched likewise, and asked together with the release that is served.
Earlier releases answer as they were published, without them.
"""

import logging
import os
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIEnvironment

from kg import companion
from kg.companion import NONE, Companions
from kg.problems import SystemFault
from kg.release import Release, current, kept, load, served
from kg.release.home import Home
from kg.settings import Settings
from kg.web.serving import Opener, Serving
from kg.web.shelf import Shelf

REFUSAL: Final = "kg.release.refusal"
"""Key of the request's environment: why an earlier release does not answer; an exception."""

ROOT: Final = "kg.release.root"
"""Key of the request's environment: where the site is mounted, for requests to an earlier release.
"""

_PREFIX: Final = "/releases/"
_FRUGAL: Final = {"store": "disk", "query_workers": 1, "query_long": 1}
_log = logging.getLogger(__name__)


class Switch:
    """The WSGI application over a home folder; to be made in the process that serves.

    Args:
        home: the folder of releases.
        settings: handed to the opener; earlier releases are opened from disk with one worker.
        opener: starts the engine over a release and makes the application for it.
        look_seconds: how often the link is looked at.
        earlier: how many earlier releases may be open at a time.

    Raises:
        SystemFault: there is no release that can be served.
    """

    def __init__(
        self,
        home: Path,
        settings: Settings,
        opener: Opener,
        *,
        look_seconds: float = 1.0,
        earlier: int = 2,
    ) -> None:
        self._home = Home(home.resolve())
        self._beside = companion.Shelf(self._home.path)
        self._settings, self._opener = settings, opener
        self._look_seconds = look_seconds
        self._mark = self._looked()
        self._serving = self._first()
        frugal = settings.model_copy(update={**_FRUGAL, "cache_bytes": settings.cache_bytes // 8})
        self._shelf = Shelf(
            self._home, lambda release: Serving.start(release, frugal, opener), earlier
        )
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="releases", daemon=True)
        self._watcher.start()

    @property
    def release(self) -> Release:
        """The release that is served."""
        return self._serving.release

    @property
    def companions(self) -> Companions:
        """What is asked together with it."""
        return self._serving.companions

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        name, slash, path = environ.get("PATH_INFO", "").removeprefix(_PREFIX).partition("/")
        if not slash or not name or not environ["PATH_INFO"].startswith(_PREFIX):
            return self._entered().answer(environ, start_response)
        try:
            serving = self._entered_in(name)
        except (SystemFault, OSError) as fault:
            environ[REFUSAL] = fault
            return self._entered().answer(environ, start_response)
        start = _pointing_to_latest(start_response, environ, path)
        return serving.answer(_shifted(environ, name, path), start)

    def close(self) -> None:
        """Stop watching, and close every release after its last request."""
        self._ended.set()
        self._watcher.join()
        self._serving.retire()
        self._shelf.close()

    def _entered(self) -> Serving:
        while True:
            serving = self._serving
            if serving.enter():  # else it was retired this moment, and another is there
                return serving

    def _entered_in(self, name: str) -> Serving:
        """The release of a name as it was published, the one that is served or an earlier one."""
        serving = self._serving
        if serving.release.id == name and not serving.companions and serving.enter():
            return serving
        return self._shelf.enter(name)

    def _looked(self) -> tuple[tuple[int, int] | None, ...]:
        """What changes when the link is set, even to the release that it named before.

        So it does when a companion is added or removed.
        """
        try:
            info = os.lstat(self._home.current)
        except FileNotFoundError:
            return None, self._beside.mark()
        return (info.st_ino, info.st_mtime_ns), self._beside.mark()

    def _first(self) -> Serving:
        """The release that ``current`` names or, where that is damaged, the last sound one.

        Companions stop none of them: where one cannot be served with them, it is without.
        """
        faults: list[SystemFault | OSError] = []
        found = companion.sound(self._home.path)
        for path in self._candidates():
            for companions in (found, NONE) if found else (NONE,):
                try:
                    return Serving.start(load(path), self._settings, self._opener, companions)
                except (SystemFault, OSError) as fault:
                    beside = " with companions" if companions else ""
                    _log.error("%s cannot be served%s: %s", path.name, beside, fault)
                    faults.append(fault)
        raise faults[0]

    def _candidates(self) -> Iterator[Path]:
        yield served(self._home.path)
        yield from (one.path for one in reversed(kept(self._home.path)) if not one.served)

    def _watch(self) -> None:
        while not self._ended.wait(self._look_seconds):
            mark = self._looked()
            if mark != self._mark:
                self._mark = mark
                self._take_up()

    def _take_up(self) -> None:
        """Serve what the link names; a release that fails is tried again when the link is set."""
        try:
            release, companions = current(self._home.path), companion.sound(self._home.path)
            if release == self.release and companions == self.companions:
                return
            serving = Serving.start(release, self._settings, self._opener, companions)
        except (SystemFault, OSError) as error:
            _log.error("%s is served on: %s", self.release.id, error)
            return
        except Exception:
            # whatever it is, it must not end the watch
            _log.exception("%s is served on", self.release.id)
            return
        retired, self._serving = self._serving, serving
        retired.retire()
        beside = ", ".join(entry.name for entry in companions.entries)
        _log.info("%s is served%s", release.id, f" with {beside}" if beside else "")


def _shifted(environ: WSGIEnvironment, name: str, path: str) -> WSGIEnvironment:
    """The request as the application of an earlier release gets it, mounted under its address."""
    root = environ.get("SCRIPT_NAME", "")
    return {
        **environ,
        ROOT: root,
        "SCRIPT_NAME": f"{root}{_PREFIX}{name}",
        "PATH_INFO": f"/{path}",
    }


def _pointing_to_latest(
    start_response: StartResponse, environ: WSGIEnvironment, path: str
) -> StartResponse:
    """Has the answer name the same address in the release that is served (RFC 5829)."""
    latest = quote(f"{environ.get('SCRIPT_NAME', '')}/{path}", encoding="latin-1")

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        link = ("Link", f'<{latest}>; rel="latest-version"')
        return start_response(status, [*headers, link], exc_info)

    return start
