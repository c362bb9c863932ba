"""The application's part of ``/sparql``: pages, the service's description, what went wrong.

The data that answer a query are given by :mod:`kg.web.answering`, before the application.
"""

import time
from typing import Any, Final

from flask import Blueprint, Response, current_app, render_template, request

from kg.iris import PREFIXES
from kg.store import inspect
from kg.web.answering import ASKED, FAULT, PATH
from kg.web.answers import ask
from kg.web.asking import Asked
from kg.web.conditional import PAGE_VARIES
from kg.web.description import described
from kg.web.formats import BY_MEDIA_TYPE
from kg.web.language import reader_language
from kg.web.negotiation import best
from kg.web.results_page import READ_AS, address, downloads, results_page
from kg.web.site import links, site
from kg.web.wording import number_in_words

blueprint = Blueprint("sparql", __name__)

SETTINGS: Final = "kg.settings"
_HTML: Final = "text/html"
_PREFIXES_SHOWN: Final = ("rdfs", "skos", "sti")


@blueprint.app_context_processor
def _form_values() -> dict[str, Any]:
    """What every page with the query form fills it with, problem pages among them."""
    shown = {prefix: PREFIXES[prefix] for prefix in _PREFIXES_SHOWN}
    return {"asked": request.environ.get(ASKED), "example_prefixes": shown}


@blueprint.route(PATH, methods=["GET", "POST"])
def sparql() -> Response:
    """A page that answers a query, else the description of the service or a form to ask with.

    Raises:
        HTTPException, QueryError, EngineUnavailable: what kept the query from being answered.
    """
    fault: Exception | None = request.environ.get(FAULT)
    if fault:
        raise fault
    asked: Asked | None = request.environ[ASKED]
    return _page(asked) if asked else _describe()


def _page(asked: Asked) -> Response:
    began = time.perf_counter()
    kind = inspect(asked.query).kind
    with ask(site().engine, asked, READ_AS[kind], request.environ) as answer:
        result = results_page(kind, answer.chunks, links())
    seconds = f"{time.perf_counter() - began:.3f}"
    language, root = reader_language(), request.script_root
    other = "en" if language == "ja" else "ja"
    body = render_template(
        "results.html",
        result=result,
        seconds=number_in_words(seconds, language),
        shown=number_in_words(str(result.shown), language),
        total=number_in_words(str(result.total), language),
        downloads=downloads(asked, kind, root),
        switch=address(asked, root, lang=other),
    )
    response = Response(body, content_type="text/html; charset=utf-8")
    response.vary.update(("Accept", *PAGE_VARIES))
    response.content_language.add(language)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _describe() -> Response:
    chosen = best((*BY_MEDIA_TYPE, _HTML))
    if chosen == _HTML:
        body = render_template("sparql.html", limits=current_app.extensions[SETTINGS].limits)
        response = Response(body, content_type="text/html; charset=utf-8")
        response.vary.update(PAGE_VARIES)
    else:
        response = described(site().release.path, site().companions, BY_MEDIA_TYPE[chosen])
    response.vary.add("Accept")
    return response
