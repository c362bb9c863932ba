"""One request and its answer, from its first line to its last byte."""

import errno
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple
from wsgiref.types import StartResponse, WSGIEnvironment

from structlog.contextvars import unbind_contextvars
from structlog.typing import FilteringBoundLogger

from kg.problems import KgError
from kg.web.event import Event
from kg.web.front.budget import Budget
from kg.web.front.headers import Headers, with_guards
from kg.web.front.metrics import Metrics
from kg.web.front.routes import route_of


class Books(NamedTuple):
    """Where requests are entered when they are over."""

    log: FilteringBoundLogger
    metrics: Metrics
    budget: Budget


class Exchange:
    """Takes an answer's head and body to the server; makes the entries when the server closes it.

    Args:
        books: where the request is entered.
        environ: the request.
        event: what is known of it.
        start_response: the server's.

    Attributes:
        event: as given.
        route: the class of the request's path.
    """

    def __init__(
        self, books: Books, environ: WSGIEnvironment, event: Event, start_response: StartResponse
    ) -> None:
        self.event, self.route = event, route_of(environ.get("PATH_INFO", ""))
        self._books, self._environ, self._start_response = books, environ, start_response
        self._began = time.perf_counter()
        self._status = self._bytes = 0
        self._headers: Headers = []
        self._payer = ""
        self._whole = self._closed = False
        self._chunks: Iterator[bytes] = iter(())
        self._close: Callable[[], object] | None = None

    def charge(self, client: str) -> None:
        """Has a client pay for the time that the request takes in the engine.

        Raises:
            BudgetSpent, TooManyQueries: it cannot.
        """
        self._books.budget.begin(client)
        self._payer = client

    def start(self, status: str, headers: Headers, exc_info: Any = None) -> Any:
        """The ``start_response`` that the application gets (PEP 3333)."""
        self._status, self._headers = int(status[:3]), headers
        method, identifier = self._environ["REQUEST_METHOD"], self.event["id"]
        return self._start_response(status, with_guards(headers, method, identifier), exc_info)

    def start_again(self, status: str, headers: Headers, exc_info: Any = None) -> Any:
        """The same for an answer in place of one that the application may have started."""
        return self.start(status, headers, exc_info or (sys.exc_info() if self._status else None))

    def over(self, chunks: Iterable[bytes]) -> Iterable[bytes]:
        """The body for the server; its close ends the exchange."""
        self._close = getattr(chunks, "close", None)
        wrapper = self._environ.get("wsgi.file_wrapper")
        if isinstance(wrapper, type) and isinstance(chunks, wrapper):
            # The server knows it by its type, and has the system send the file.
            chunks.close = self.close  # type: ignore[attr-defined]
            self._bytes, self._whole = _length(self._headers), True
            return chunks
        self._chunks = iter(chunks)
        return self

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            chunk = next(self._chunks)
        except StopIteration:
            self._whole = True
            raise
        except Exception as error:
            raise self._broken_off(error) from error
        self._bytes += len(chunk)
        return chunk

    def _broken_off(self, error: Exception) -> OSError:
        """What has the server break the connection, so that nobody takes the answer for whole."""
        self.event["outcome"] = "broken-off"
        self.event["error"] = type(error).__name__
        if not isinstance(error, KgError):
            self._books.log.exception("unexpected fault", id=self.event["id"])
        return ConnectionResetError(errno.ECONNRESET, "the answer broke off")

    def close(self) -> None:
        """Ends the exchange: closes the application's answer and makes the entries."""
        if self._closed:
            return
        self._closed = True
        try:
            if self._close:
                self._close()
        except Exception:
            self._books.log.exception("unexpected fault", id=self.event["id"])
        self._enter()
        unbind_contextvars("id")

    def _enter(self) -> None:
        event, seconds = self.event, time.perf_counter() - self._began
        event["outcome"] = self._outcome()
        event["status"], event["bytes"] = self._status, self._bytes
        event["total_ms"] = round(1000 * seconds, 3)
        if self._payer:
            self._books.budget.end(self._payer, event.get("ms", 0) / 1000)
        self._books.metrics.count(event, self.route, seconds)
        level = self._books.log.error if self._status == 500 else self._books.log.info
        level("request", **event)

    def _outcome(self) -> str:
        told = self.event.get("outcome")
        if told and told != "ok":
            return str(told)
        if not self._whole:
            return "client-left"
        return "not-modified" if self._status == 304 else "ok"


def _length(headers: Headers) -> int:
    return next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
