"""The engine's answers, kept where they may be given again."""

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from wsgiref.types import WSGIEnvironment

from werkzeug.wsgi import ClosingIterator

from kg.problems import KgError
from kg.store import Answer, Caller, Engine, EngineBusy, Lane, QueryTimeout
from kg.web.asking import Asked
from kg.web.cache import Kept, Key, ResultCache, query_hash
from kg.web.connection import gone_test
from kg.web.event import Event, event
from kg.web.turns import Turns


def ask(engine: Engine, asked: Asked, media_type: str, environ: WSGIEnvironment) -> Answer:
    """Asks the engine for a client, and notes in the request's event how long it worked.

    Raises:
        QueryError, EngineUnavailable: see Engine.query.
    """
    told, began = event(environ), time.perf_counter()
    told["query"] = query_hash(asked.query)[:16]
    try:
        answer = engine.query(
            asked.query,
            media_type=media_type,
            dataset=asked.dataset,
            limits=asked.limits,
            caller=Caller(Lane.PUBLIC, gone_test(environ)),
        )
    except EngineBusy:
        raise  # it has not worked
    except KgError:
        told["ms"] = _milliseconds(time.perf_counter() - began)
        raise
    _note(answer, told)
    return answer


class Answers:
    """Asks an engine, and keeps in a cache what may be given again.

    Args:
        engine: answers queries.
        cache: takes whole answers.
    """

    def __init__(self, engine: Engine, cache: ResultCache) -> None:
        self._engine, self._cache = engine, cache
        self._turns = Turns()

    def find(
        self, asked: Asked, media_type: str, key: Key, environ: WSGIEnvironment
    ) -> bytes | Answer:
        """The answer to a query: all of it, or a long one that comes as it is read.

        One that is whole is kept. Those who ask the same at the same time wait for it.

        Args:
            asked: the query operation.
            media_type: of the answer, as the engine calls it.
            key: of the answer.
            environ: the request.

        Raises:
            QueryError, EngineUnavailable: see Engine.query.
        """
        if not self._cache.largest:
            return self.asked(asked, media_type, environ)
        until = time.monotonic() + asked.limits.seconds
        try:
            with self._turns.turn(key, asked.limits.seconds):
                kept = self._cache.answer(key)
                if kept is None:
                    seconds = max(until - time.monotonic(), 0)
                    hurried = replace(asked, limits=replace(asked.limits, seconds=seconds))
                    found = self.asked(hurried, media_type, environ)
                    if isinstance(found, bytes):
                        self._cache.keep(key, Kept(found, event(environ).get("rows")))
                    return found
        except (TimeoutError, QueryTimeout):
            raise QueryTimeout(asked.limits.seconds) from None
        return given_again(kept, key, environ)

    def asked(self, asked: Asked, media_type: str, environ: WSGIEnvironment) -> bytes | Answer:
        """The same, whatever is kept."""
        answer = ask(self._engine, asked, media_type, environ)
        if environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
            # Without chunks the end of the connection is the end of the answer: a break would
            # not show.
            answer.wait()
        if answer.long:
            return answer
        with answer:
            return answer.read()

    def stream(self, answer: Answer, key: Key | None, told: Event) -> ClosingIterator:
        """The bytes of a long answer as they come; its close ends the query.

        Args:
            answer: the answer.
            key: of an answer that may be given again.
            told: the request's event.
        """
        chunks = answer.chunks if key is None else self._keeping(answer, key)
        return ClosingIterator(chunks, [partial(_close, answer, told)])

    def _keeping(self, answer: Answer, key: Key) -> Iterator[bytes]:
        """The same chunks; if they end as they should and are not too many, they are kept."""
        held: list[bytes] = []
        size = 0
        for chunk in answer.chunks:
            size += len(chunk)
            if size <= self._cache.largest:
                held.append(chunk)
            else:
                held.clear()
            yield chunk
        if size <= self._cache.largest:
            self._cache.keep(key, Kept(b"".join(held), answer.rows))


def given_again(kept: Kept, key: Key, environ: WSGIEnvironment) -> bytes:
    """The bytes of an answer from the cache, noted in the request's event."""
    told = event(environ)
    told.update(query=key.query[:16], ms=0.0, outcome="cached")
    if kept.rows is not None:
        told["rows"] = kept.rows
    return kept.body


def _close(answer: Answer, told: Event) -> None:
    answer.close()
    _note(answer, told)


def _note(answer: Answer, told: Event) -> None:
    told["ms"] = _milliseconds(answer.seconds)
    if answer.rows is not None:
        told["rows"] = answer.rows


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 3)
