"""The outermost layer: what happens to every request, whatever answers it."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from structlog.contextvars import bind_contextvars
from structlog.typing import FilteringBoundLogger
from werkzeug.exceptions import HTTPException, InternalServerError

from kg.settings import Settings
from kg.web.event import KEY, Event
from kg.web.front.budget import Budget
from kg.web.front.client import behind_proxies, client_of, request_id
from kg.web.front.exchange import Books, Exchange
from kg.web.front.metrics import Metrics
from kg.web.front.refusals import AddressTooLong
from kg.web.front.sizes import body_bytes, too_large
from kg.web.front.unparsed import REFUSAL
from kg.web.problem import problem_of, respond_outside

_SHOWN: Final = 256
"""Characters of a path that the log shows."""


_PAID: Final = frozenset({"sparql", "reconcile"})
"""Routes whose time is taken from the client's budget."""


class Front:
    """Gives each request its identifier and event, refuses what is over a limit, logs and counts.

    Args:
        app: answers what is let through.
        settings: limits, budget, what of a client's address is logged.
        log: gets one event per request.
        metrics: counts each.
    """

    def __init__(
        self,
        app: WSGIApplication,
        settings: Settings,
        log: FilteringBoundLogger,
        metrics: Metrics,
    ) -> None:
        self._app, self._settings = app, settings
        budget = Budget(settings.budget_seconds, settings.budget_burst, settings.client_queries)
        self._books = Books(log, metrics, budget)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers a request (PEP 3333)."""
        exchange = Exchange(self._books, environ, self._event(environ), start_response)
        bind_contextvars(id=exchange.event["id"])
        try:
            self._check(environ)
            if exchange.route in _PAID:
                exchange.charge(client_of(environ.get("REMOTE_ADDR", "")).key)
            return exchange.over(self._app(environ, exchange.start))
        except HTTPException as refusal:
            problem = problem_of(refusal)
        except Exception:
            self._books.log.exception("unexpected fault", id=exchange.event["id"])
            problem = problem_of(InternalServerError())
        return exchange.over(respond_outside(problem, environ)(environ, exchange.start_again))

    def _event(self, environ: WSGIEnvironment) -> Event:
        event: Event = {
            "id": request_id(environ, trusted=self._settings.proxies > 0),
            "method": environ["REQUEST_METHOD"],
            "path": _address(environ).partition("?")[0][:_SHOWN],
        }
        shown = self._settings.log_client
        if shown != "none":
            address = environ.get("REMOTE_ADDR", "")
            event["client"] = address if shown == "full" else client_of(address).short
        environ[KEY] = event
        return event

    def _check(self, environ: WSGIEnvironment) -> None:
        if REFUSAL in environ:
            raise environ[REFUSAL]
        limits = self._settings
        if len(_address(environ)) > limits.max_url_bytes:
            raise AddressTooLong(limits.max_url_bytes)
        length = environ.get("CONTENT_LENGTH") or "0"
        path = environ.get("PATH_INFO", "")
        if length.isdecimal() and int(length) > body_bytes(limits, path):
            raise too_large(limits, path)


def _address(environ: WSGIEnvironment) -> str:
    """Path and query as they were sent, in ASCII."""
    raw = environ.get("RAW_URI")
    if raw is not None:
        return str(raw)
    path = quote(environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", ""), encoding="latin-1")
    return f"{path}?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else path


def install(
    app: WSGIApplication, settings: Settings, log: FilteringBoundLogger, metrics: Metrics
) -> WSGIApplication:
    """The application behind its front, and the front behind the settings' proxies."""
    return behind_proxies(Front(app, settings, log, metrics), settings.proxies)
