"""SPARQL 1.1 Protocol, read-only, at ``/sparql`` (W3C SPARQL 1.1 Protocol §2.1 to §2.4)."""

import select
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import Forbidden, RequestURITooLarge, UnsupportedMediaType

from kg.iris import PREFIXES
from kg.problems import Text
from kg.store import Answer, Caller, Kind, Lane, Query, inspect, media_types
from kg.store.inspection import refuse_update
from kg.web.asking import Asked, BadQueryRequest, asked_before, read, settings
from kg.web.body import whole_body
from kg.web.conditional import PAGE_VARIES
from kg.web.description import described
from kg.web.formats import BY_MEDIA_TYPE
from kg.web.language import reader_language
from kg.web.negotiation import NothingAcceptable, best
from kg.web.results_page import READ_AS, address, downloads, results_page
from kg.web.site import links, site
from kg.web.wording import number_in_words

blueprint = Blueprint("sparql", __name__)

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


@blueprint.app_context_processor
def _form_values() -> dict[str, Any]:
    """What every page with the query form fills it with, problem pages among them."""
    shown = {prefix: PREFIXES[prefix] for prefix in _PREFIXES_SHOWN}
    return {"asked": asked_before(), "example_prefixes": shown}


@blueprint.get("/sparql")
def query_by_get() -> Response:
    """A query in the address, else the description of the service or a form to ask with."""
    _refuse_update(request.args)
    if not request.args.getlist("query"):
        return _describe()
    asked = read(request.args)
    if len(asked.query.encode()) > settings().max_query_bytes:
        raise RequestURITooLarge
    return _answer(asked)


@blueprint.post("/sparql")
def query_by_post() -> Response:
    """A query as a form (§2.1.2) or as the body itself (§2.1.3)."""
    if request.mimetype == _UPDATE:
        raise _forbidden_update()
    if request.mimetype == _FORM:
        with whole_body():
            form = request.form
        values = MultiDict([*request.args.items(multi=True), *form.items(multi=True)])
        _refuse_update(values)
        return _answer(read(values))
    if request.mimetype != _DIRECT:
        raise _unsupported()
    values = MultiDict(request.args)
    values.add("query", _direct_text())
    return _answer(read(values))


def _direct_text() -> str:
    if request.mimetype_params.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        raise _unsupported()
    with whole_body():
        body = request.get_data()
    try:
        return body.decode()
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


def _answer(asked: Asked) -> Response:
    query = inspect(asked.query)
    response = _page(asked, query) if _wants_page(asked, query) else _data(asked, query)
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _ask(asked: Asked, media_type: str) -> Answer:
    return site().engine.query(
        asked.query,
        media_type=media_type,
        dataset=asked.dataset,
        limits=asked.limits,
        caller=Caller(Lane.PUBLIC, _gone_test()),
    )


def _wants_page(asked: Asked, query: Query) -> bool:
    """Whether a browser asks: it names HTML, and likes no form of results as much."""
    if asked.format or _HTML not in request.accept_mimetypes.values():
        return False
    # What comes first wins a tie; browsers name plain XML, and mean pages by it.
    results = (*media_types(query.kind), "application/json")
    offered = (*results, _HTML, *_ALIASES)
    return request.accept_mimetypes.best_match(offered) == _HTML


def _page(asked: Asked, query: Query) -> Response:
    began = time.perf_counter()
    with _ask(asked, READ_AS[query.kind]) as answer:
        result = results_page(query.kind, answer.chunks, links())
    seconds = f"{time.perf_counter() - began:.3f}"
    language, root = reader_language(), request.script_root
    other = "en" if language == "ja" else "ja"
    body = render_template(
        "results.html",
        result=result,
        seconds=number_in_words(seconds, language),
        shown=number_in_words(str(result.shown), language),
        total=number_in_words(str(result.total), language),
        downloads=downloads(asked, query.kind, root),
        switch=address(asked, root, lang=other),
    )
    response = Response(body, content_type="text/html; charset=utf-8")
    response.vary.update(PAGE_VARIES)
    response.content_language.add(language)
    return response


def _data(asked: Asked, query: Query) -> Response:
    content_type = _content_type(query, asked.format)
    answer = _ask(asked, _ALIASES.get(content_type, content_type))
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
        body = render_template("sparql.html", limits=settings().limits)
        response = Response(body, content_type="text/html; charset=utf-8")
        response.vary.update(PAGE_VARIES)
    else:
        response = described(site().release.path, BY_MEDIA_TYPE[chosen])
    response.vary.add("Accept")
    return response
