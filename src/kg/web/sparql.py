"""SPARQL 1.1 Protocol, read-only, at ``/sparql`` (W3C SPARQL 1.1 Protocol §2.1 to §2.4)."""

import math
import select
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from flask import Blueprint, Response, current_app, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    RequestURITooLarge,
    UnsupportedMediaType,
)

from kg.iris import PREFIXES
from kg.problems import Text
from kg.settings import Settings
from kg.store import Answer, Caller, Dataset, Kind, Lane, Limits, Query, inspect, media_types
from kg.store.inspection import refuse_update
from kg.web.conditional import PAGE_VARIES
from kg.web.description import described
from kg.web.formats import BY_MEDIA_TYPE
from kg.web.negotiation import NothingAcceptable, best
from kg.web.site import site

blueprint = Blueprint("sparql", __name__)

SETTINGS: Final = "kg.settings"
_FORM: Final = "application/x-www-form-urlencoded"
_DIRECT: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_HTML: Final = "text/html"
_ALIASES: Final = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
"""Plain media types by which some clients ask for results."""

_SHORT: Final = {
    "json": ("application/sparql-results+json", "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "ttl": ("text/turtle",),
    "nt": ("application/n-triples",),
    "rdf": ("application/rdf+xml",),
    "jsonld": ("application/ld+json",),
    "nq": ("application/n-quads",),
    "trig": ("application/trig",),
}
"""What ``format`` may name beside a media type itself."""

_PREFIXES_SHOWN: Final = ("rdfs", "skos", "sti")


class BadQueryRequest(BadRequest):
    """A request that is not one of the protocol.

    Attributes:
        text: what is wrong with it, in both languages.
    """

    def __init__(self, ja: str, en: str) -> None:
        self.text = Text(ja, en)
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query operation (§2.1): the query, its dataset and limits."""

    query: str
    dataset: Dataset
    limits: Limits
    format: str


def settings() -> Settings:
    """The settings of the application that answers this request."""
    found: Settings = current_app.extensions[SETTINGS]
    return found


@blueprint.get("/sparql")
def query_by_get() -> Response:
    """A query in the address, else the description of the service or a form to ask with."""
    _refuse_update(request.args)
    if not request.args.getlist("query"):
        return _describe()
    asked = _asked(request.args)
    if len(asked.query.encode()) > settings().max_query_bytes:
        raise RequestURITooLarge
    return _answer(asked)


@blueprint.post("/sparql")
def query_by_post() -> Response:
    """A query as a form (§2.1.2) or as the body itself (§2.1.3)."""
    if request.mimetype == _UPDATE:
        raise _forbidden_update()
    if request.mimetype == _FORM:
        values = MultiDict([*request.args.items(multi=True), *request.form.items(multi=True)])
        _refuse_update(values)
        return _answer(_asked(values))
    if request.mimetype != _DIRECT:
        raise _unsupported()
    values = MultiDict(request.args)
    values.add("query", _direct_text())
    return _answer(_asked(values))


def _direct_text() -> str:
    if request.mimetype_params.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        raise _unsupported()
    try:
        return request.get_data().decode()
    except UnicodeDecodeError as error:
        raise BadQueryRequest("クエリがUTF-8ではありません。", "The query is not UTF-8.") from error


def _unsupported() -> UnsupportedMediaType:
    error = UnsupportedMediaType()
    error.text = Text(  # type: ignore[attr-defined]
        f"POSTの本文は{_FORM}か{_DIRECT}（UTF-8）で送ってください。",
        f"Send the body of a POST as {_FORM} or as {_DIRECT} (in UTF-8).",
    )
    return error


def _forbidden_update() -> Forbidden:
    error = Forbidden()
    error.text = refuse_update().text  # type: ignore[attr-defined]
    return error


def _refuse_update(values: MultiDict[str, str]) -> None:
    if "update" in values:
        raise _forbidden_update()


def _asked(values: MultiDict[str, str]) -> Asked:
    queries = values.getlist("query")
    if len(queries) != 1:
        raise BadQueryRequest(
            f"queryパラメーターは一つだけ必要です（{len(queries)}個ありました）。",
            f"There must be exactly one query; there are {len(queries)}.",
        )
    dataset = Dataset(
        tuple(values.getlist("default-graph-uri")), tuple(values.getlist("named-graph-uri"))
    )
    return Asked(queries[0], dataset, _limits(values), values.get("format", ""))


def _limits(values: MultiDict[str, str]) -> Limits:
    """The limits of the settings; a client may lower the time."""
    limits = settings().limits
    wished = values.get("timeout")
    if wished is None:
        return limits
    try:
        seconds = float(wished)
    except ValueError:
        seconds = math.nan
    if not seconds > 0:
        raise BadQueryRequest(
            "timeoutは正の秒数で指定してください。", "timeout must be a positive number of seconds."
        )
    return replace(limits, seconds=min(seconds, limits.seconds))


def _answer(asked: Asked) -> Response:
    query = inspect(asked.query)
    content_type = _content_type(query, asked.format)
    answer = site().engine.query(
        asked.query,
        media_type=_ALIASES.get(content_type, content_type),
        dataset=asked.dataset,
        limits=asked.limits,
        caller=Caller(Lane.PUBLIC, _gone_test()),
    )
    if request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
        # Without chunks the end of the connection is the end of the answer: a break would not show.
        answer.wait()
    text = content_type.startswith("text/")
    response = Response(
        _chunks(answer),
        content_type=f"{content_type}; charset=utf-8" if text else content_type,
    )
    if answer.size is not None:
        response.content_length = answer.size
    response.call_on_close(answer.close)
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _chunks(answer: Answer) -> Iterator[bytes]:
    yield from answer.chunks


def _content_type(query: Query, short: str) -> str:
    offered = media_types(query.kind)
    if short:
        wished = {short, *_SHORT.get(short, ())}
        fitting = [media_type for media_type in offered if media_type in wished]
        if not fitting:
            raise NothingAcceptable(offered)
        return fitting[0]
    # A browser names XML among what it accepts, and means pages by it.
    if query.kind is not Kind.GRAPH and _HTML not in request.accept_mimetypes.values():
        return best((*offered, *_ALIASES))
    return best(offered)


class _Connection:
    """The client's connection under gunicorn: at its end the client has left."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link

    def gone(self) -> bool:
        try:
            readable, _, _ = select.select([self._link], [], [], 0)
            return bool(readable) and self._link.recv(1, socket.MSG_PEEK) == b""
        except (OSError, ValueError):
            return True


def _gone_test() -> Callable[[], bool] | None:
    link = request.environ.get("gunicorn.socket")
    return _Connection(link).gone if isinstance(link, socket.socket) else None


def _describe() -> Response:
    chosen = best((*BY_MEDIA_TYPE, _HTML))
    if chosen == _HTML:
        shown = {prefix: PREFIXES[prefix] for prefix in _PREFIXES_SHOWN}
        body = render_template("sparql.html", prefixes=shown, limits=settings().limits)
        response = Response(body, content_type="text/html; charset=utf-8")
        response.vary.update(PAGE_VARIES)
    else:
        response = described(site().release.path, BY_MEDIA_TYPE[chosen])
    response.vary.add("Accept")
    return response
