"""The door of ``/sparql`` for data: WSGI middleware before the application.

Programs ask for data thousands of times where people ask for a page once: data are answered here,
with what that needs and no more, and what was asked before in the same words is not even read.
Pages, the description of the service, and whatever goes wrong are the application's, which finds in
the request's environment what was asked (``ASKED``), or why it has no answer (``FAULT``).
"""

from collections.abc import Iterable
from typing import Final, TypeAlias
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request

from kg.problems import KgError
from kg.settings import Settings
from kg.store import Answer, Engine, inspect
from kg.web.answers import Answers, given_again
from kg.web.asking import operation
from kg.web.cache import Key, ResultCache, query_hash
from kg.web.conditional import answer_tag, has_it
from kg.web.event import event
from kg.web.forms import media_type, proper, wants_page
from kg.web.words import words_of

PATH: Final = "/sparql"
ASKED: Final = "kg.asked"
FAULT: Final = "kg.fault"
Headers: TypeAlias = list[tuple[str, str]]

_METHODS: Final = frozenset({"GET", "HEAD", "POST"})


def install(app: Flask, state: str, engine: Engine, settings: Settings) -> None:
    """Puts the door before an application."""
    door = DataDoor(app.wsgi_app, state, engine, settings)
    app.wsgi_app = door  # type: ignore[method-assign]


class DataDoor:
    """Answers queries with data, and leaves the rest to the application.

    Args:
        application: answers the rest.
        state: what answers depend on beside the question: the release, and its companions.
        engine: answers queries over it.
        settings: limits, size of the cache.
    """

    def __init__(
        self, application: WSGIApplication, state: str, engine: Engine, settings: Settings
    ) -> None:
        self._application, self._state, self._settings = application, state, settings
        self._cache = ResultCache(settings.cache_bytes)
        self._answers = Answers(engine, self._cache)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers a request (PEP 3333)."""
        if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] not in _METHODS:
            return self._application(environ, start_response)
        words = words_of(environ, self._settings.max_query_bytes)
        key = self._cache.known(words) if words else None
        body = self._again(environ, start_response, key) if key else None
        if body is None:
            try:
                body = self._data(environ, start_response, words)
            except (HTTPException, KgError) as error:
                environ[FAULT] = error
        return self._application(environ, start_response) if body is None else body

    def _again(
        self, environ: WSGIEnvironment, start_response: StartResponse, key: Key
    ) -> Iterable[bytes] | None:
        """What was answered before, or that the client has it; None where neither is known."""
        tag = answer_tag(self._state, key)
        if has_it(environ, tag):
            event(environ).update(query=key.query[:16], ms=0.0, outcome="not-modified")
            start_response("304 NOT MODIFIED", _headers(tag))
            return []
        kept = self._cache.answer(key)
        if kept is None:
            return None
        body = given_again(kept, key, environ)
        return _whole(environ, start_response, body, _headers(tag, key.content_type))

    def _data(
        self, environ: WSGIEnvironment, start_response: StartResponse, words: bytes | None
    ) -> Iterable[bytes] | None:
        """The data that a request asks for; None where it asks for something else."""
        request = Request(environ)
        request.max_content_length = request.max_form_memory_size = self._settings.max_query_bytes
        asked = environ[ASKED] = operation(request, self._settings)
        if asked is None:
            return None
        query, accept = inspect(asked.query), environ.get("HTTP_ACCEPT")
        if wants_page(asked, query, accept):
            return None
        name = media_type(asked, query, accept)
        shown = f"{name}; charset=utf-8" if name.startswith("text/") else name
        if not query.repeatable:
            found = self._answers.asked(asked, proper(name), environ)
            return self._given(environ, start_response, found, _headers("", shown))
        key = Key(query_hash(asked.query), asked.dataset, shown)
        if words:
            self._cache.remember(words, key)
        body = self._again(environ, start_response, key)
        if body is None:
            found = self._answers.find(asked, proper(name), key, environ)
            headers = _headers(answer_tag(self._state, key), shown)
            body = self._given(environ, start_response, found, headers, key)
        return body

    def _given(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        found: bytes | Answer,
        headers: Headers,
        key: Key | None = None,
    ) -> Iterable[bytes]:
        if isinstance(found, bytes):
            return _whole(environ, start_response, found, headers)
        if found.size is not None:
            headers.append(("Content-Length", str(found.size)))
        start_response("200 OK", headers)
        stream = self._answers.stream(found, key, event(environ))
        if environ["REQUEST_METHOD"] == "HEAD":
            stream.close()
            return []
        return stream


def _whole(
    environ: WSGIEnvironment, start_response: StartResponse, body: bytes, headers: Headers
) -> Iterable[bytes]:
    start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _headers(tag: str, content_type: str = "") -> Headers:
    headers = [("Vary", "Accept"), ("Cache-Control", "no-cache")]
    if tag:
        headers.append(("ETag", f'"{tag}"'))
    if content_type:
        headers.append(("Content-Type", content_type))
    return headers
