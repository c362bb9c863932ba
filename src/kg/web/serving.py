"""A release that is being served, and those who are using it."""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.wsgi import ClosingIterator

from kg.companion import NONE, Companions
from kg.release import DamagedRelease, Release
from kg.settings import Settings
from kg.store import Engine

_ASK: Final = "ASK { ?s ?p ?o }"
_JSON: Final = "application/sparql-results+json"


class Opened(NamedTuple):
    """A release ready to answer.

    Attributes:
        app: answers requests.
        engine: answers the application's queries; closed when the release is no longer served.
        source: the file or folder of the release that answers are made from.
    """

    app: WSGIApplication
    engine: Engine
    source: Path


Opener = Callable[[Release, Settings, Companions], Opened]
"""Starts the engine over a release with companions and makes the application; raises SystemFault or
OSError."""


class Serving:
    """A release being served: once it is retired and its last request has ended, it is closed.

    Args:
        release: what is served.
        opened: its application and its engine, which now belong to this object.
        companions: what is asked with it.
    """

    def __init__(self, release: Release, opened: Opened, companions: Companions = NONE) -> None:
        self.release, self.companions = release, companions
        self._opened = opened
        self._lock = threading.Lock()
        self._users = 0
        self._retired = self._closed = False

    @classmethod
    def start(
        cls, release: Release, settings: Settings, opener: Opener, companions: Companions = NONE
    ) -> "Serving":
        """Open a release, and see that it is what was published and that it answers.

        Hashes are checked of what answers are made from: the engine's source and the documents.
        Of the other dumps it is the sizes alone, which :func:`kg.release.load` looks at: whoever
        fetches them finds their hashes in the catalogue, and at ten million triples reading them
        all would take longer than starting.

        Raises:
            SystemFault: it is damaged, or the engine cannot be started.
            OSError: a file cannot be read.
        """
        opened = opener(release, settings, companions)
        try:
            documents = [path for path in release.path.iterdir() if path.is_file()]
            damaged = release.damage([opened.source, *documents])
            if damaged:
                raise DamagedRelease(release.path, damaged[0], others=len(damaged) - 1)
            with opened.engine.query(_ASK, media_type=_JSON) as answer:
                answer.read()
        except BaseException:
            opened.engine.close()
            raise
        return cls(release, opened, companions)

    @property
    def idle(self) -> bool:
        """Whether no request is using it."""
        return self._users == 0

    def enter(self) -> bool:
        """Begin to use it; False where it is retired, and another has to be used."""
        with self._lock:
            self._users += not self._retired
            return not self._retired

    def leave(self) -> None:
        """End what :meth:`enter` began."""
        self._count(leaving=1)

    def retire(self) -> None:
        """Let nobody in any more."""
        self._count(retired=True)

    def _count(self, *, leaving: int = 0, retired: bool = False) -> None:
        with self._lock:
            self._users -= leaving
            self._retired |= retired
            closing = self._retired and not self._users and not self._closed
            self._closed |= closing
        if closing:
            self._opened.engine.close()

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer the request of somebody who has entered; they leave when the answer is closed."""
        try:
            body = self._opened.app(environ, start_response)
        except BaseException:
            self.leave()
            raise
        wrapper = environ.get("wsgi.file_wrapper")
        if isinstance(wrapper, type) and isinstance(body, wrapper):
            # an open file asks no engine; the server knows it by its type, and sends it as it is
            self.leave()
            return body
        return ClosingIterator(body, self.leave)
