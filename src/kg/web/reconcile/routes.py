"""``/reconcile``, and the same in a language that the address names, as OpenRefine needs it.

A service in OpenRefine is known by its address, and asked by a program that has no language of its
own: ``/reconcile/ja`` answers in Japanese, whoever asks.
"""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox
from flask import Blueprint, Flask, Response, current_app, g, render_template, request

from kg.settings import Settings
from kg.store import Engine
from kg.web.conditional import PAGE_VARIES
from kg.web.connection import gone_test
from kg.web.event import event
from kg.web.language import LANGUAGES, reader_language
from kg.web.links import Links
from kg.web.reconcile import cards, suggestions
from kg.web.reconcile.documents import MOST_CANDIDATES, MOST_SKIPPED
from kg.web.reconcile.faults import NoForm, UnknownEntity, refuse
from kg.web.reconcile.identifiers import Space
from kg.web.reconcile.linker import Linker
from kg.web.reconcile.manifest import manifest
from kg.web.reconcile.types import Types, named
from kg.web.site import ServedRelease, site

if TYPE_CHECKING:
    from kg.linking import Matcher

_SERVICE: Final = "kg.reconcile"
_FORM: Final = "application/x-www-form-urlencoded"
_OPERATIONS: Final = ("queries", "extend")
_SUGGESTIONS: Final = 10


@dataclass(frozen=True, slots=True)
class Service:
    """What the routes share in one application."""

    linker: Linker
    settings: Settings


blueprint = Blueprint("reconcile", __name__)


def install(app: Flask, release: ServedRelease, engine: Engine, settings: Settings) -> None:
    """Has an application answer at ``/reconcile``."""
    app.extensions[_SERVICE] = Service(Linker(engine, release.iris.base), settings)
    app.register_blueprint(blueprint, url_prefix="/reconcile")
    app.register_blueprint(
        blueprint, url_prefix="/reconcile/<any(ja, en):language>", name="reconcile_in"
    )


@blueprint.url_value_preprocessor
def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The language of the address holds, unless a reader switches to the other."""
    language = (values or {}).pop("language", None)
    if language and request.args.get("lang") not in LANGUAGES:
        g.language = language


@blueprint.before_request
def _prepare() -> None:
    """Allows bodies as large as a batch needs; refuses JSONP.

    A service may offer JSONP (§3.3). This one does not: it has clients run what a server sends as a
    program of theirs, cannot tell errors, and CORS, which is required, serves every page that it
    would. A client that asks for it is told so, since it could not read anything else.
    """
    most = current_app.extensions[_SERVICE].settings.reconcile_bytes
    request.max_content_length = request.max_form_memory_size = most
    if "callback" in request.args:
        raise refuse(
            "callback",
            "JSONPには対応していません。CORSでJSONを受け取ってください。",
            "JSONP is not offered; fetch the JSON by CORS.",
        )


@blueprint.get("")
def asked() -> Response:
    """The manifest or, with ``queries`` or ``extend``, an answer."""
    if "query" in request.args:
        raise refuse(
            "query",
            "一件だけの問い合わせは0.2にはありません。queriesで送ってください。",
            "Version 0.2 has no single queries; send queries.",
        )
    if not request.args.keys() & set(_OPERATIONS):
        root, language = request.url_root.rstrip("/"), reader_language()
        most = _service().settings.reconcile_queries
        return _json(manifest(root, _address(), _space(), Types(site().vocabulary, language), most))
    return _operation(request.args.getlist)


@blueprint.post("")
def posted() -> Response:
    """The answer to a batch of queries, or to a data extension query."""
    if request.mimetype != _FORM:
        raise NoForm
    return _operation(request.form.getlist)


def _operation(values: Any) -> Response:
    given = [(name, text) for name in _OPERATIONS for text in values(name)]
    if len(given) != 1:
        raise refuse(
            "queries",
            f"queriesかextendが一つだけ必要です（{len(given)}個ありました）。",
            f"There must be exactly one of queries and extend; there are {len(given)}.",
        )
    [(name, text)] = given
    began = time.perf_counter()
    try:
        return _json(_reconciled(text) if name == "queries" else _extended(text))
    finally:
        event(request.environ)["ms"] = round(1000 * (time.perf_counter() - began), 3)


def _reconciled(text: str) -> dict[str, Any]:
    from kg.web.reconcile.batches import Bounds, reconciled  # noqa: PLC0415 - see Linker

    limits = _service().settings
    bounds = Bounds(limits.reconcile_queries, limits.query_seconds, gone_test(request.environ))
    return reconciled(text, _matcher(), _types(), _space(), bounds)


def _extended(text: str) -> dict[str, Any]:
    from kg.web.reconcile.extension import extended, read_extension  # noqa: PLC0415 - see Linker

    extension = read_extension(text, _service().settings.reconcile_queries)
    return extended(extension, _ask, _space(), _types())


@blueprint.get("/suggest/<any(entity, property, type):thing>")
def suggest(thing: str) -> Response:
    """What people may mean who have typed ``prefix``."""
    typed, types = _typed(), _types()
    if thing == "property":
        return _json(suggestions.of_properties(typed, types.language))
    if thing == "type":
        return _json(suggestions.of_types(typed, _type_names(types), types))
    kinds = frozenset(_type(name) for name in request.args.getlist("type") if name)
    return _json(suggestions.entities(typed, _matcher(), _space(), types, kinds))


def _typed() -> suggestions.Typed:
    return suggestions.Typed(
        request.args.get("prefix", ""),
        min(_number("limit", 1, 2**31) or _SUGGESTIONS, MOST_CANDIDATES),
        _number("cursor", 0, MOST_SKIPPED) or 0,
    )


def _number(name: str, least: int, most: int) -> int | None:
    """A whole number in the address; None where there is none."""
    text = request.args.get(name, "")
    if not text:
        return None
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 11 else -1
    if not least <= number <= most:
        raise refuse(
            name,
            f"{least}以上{most}以下の整数です。",
            f"A whole number, at least {least} and at most {most}.",
        )
    return number


@blueprint.get("/properties")
def properties() -> Response:
    """Properties that may be fetched for entities of a type."""
    types, name = _types(), request.args.get("type", "")
    kind = _type(name) if name else ""
    below = frozenset(one for one in _type_names(types) if kind in types.family(one))
    limit = _number("limit", 0, 2**31)
    return _json(suggestions.proposed(name, below, limit, types.language))


@blueprint.get("/flyout/<any(entity, property, type):thing>")
def flyout(thing: str) -> Response:
    """A small piece of HTML on a suggestion, for clients to show beside it."""
    identifier = request.args.get("id", "")
    card = {"entity": _entity_card, "property": _property_card, "type": _type_card}[thing](
        identifier
    )
    return _json({"id": identifier, "html": render_template("reconcile/flyout.html", card=card)})


@blueprint.get("/preview")
def preview() -> Response:
    """A page on an entity, small enough for a frame in another site's page."""
    page = render_template("reconcile/preview.html", card=_entity_card(request.args.get("id", "")))
    return _varied(Response(page, headers=cards.FRAMING, content_type="text/html; charset=utf-8"))


@blueprint.get("/help")
def guide() -> Response:
    """How the service is used, for people."""
    from kg.web.reconcile.guide import FEATURES, matching_properties  # noqa: PLC0415 - see Linker

    types = _types()
    page = render_template(
        "reconcile/guide.html",
        addresses=[f"{request.url_root}reconcile/{language}" for language in ("ja", "en")],
        types=[types.document(name) for name in _type_names(types)],
        properties=matching_properties(types.language),
        features=[(name, text.in_language(types.language)) for name, text in FEATURES.items()],
        limit=_service().settings.reconcile_queries,
    )
    return _varied(Response(page, content_type="text/html; charset=utf-8"))


def _entity_card(identifier: str) -> cards.Card:
    space = _space()
    found = _matcher().entity(space.iri(identifier) or "")
    if found is None:
        raise UnknownEntity
    # Other sites show it: its links begin with this server's address.
    links = Links(space.iris, request.url_root.rstrip("/"))
    return cards.EntityCards(_ask, space.iris.base, _types(), links).card(found)


def _type_card(identifier: str) -> cards.Card:
    return cards.type_card(_type(identifier), _types())


def _property_card(identifier: str) -> cards.Card:
    found = suggestions.ALL_PROPERTIES.get(identifier)
    if found is None:
        raise UnknownEntity
    return cards.property_card(found.label, found.about, reader_language())


def _service() -> Service:
    found: Service = current_app.extensions[_SERVICE]
    return found


def _matcher() -> "Matcher":
    return _service().linker.matcher


def _space() -> Space:
    return Space(site().iris)


def _types() -> Types:
    return Types(site().vocabulary, reader_language())


def _type_names(types: Types) -> list[str]:
    return types.all(_matcher().kinds)


def _type(text: str) -> str:
    names = _type_names(_types())
    found = named(text, names)
    if not found:
        known = ", ".join(names)
        raise refuse("type", f"あるのは{known}です。", f"There is no such type; there are {known}.")
    return found


def _ask(query: str) -> Iterable[ox.QuerySolution]:
    return site().graph.rows(query)


def _address() -> str:
    """The address of the service, in the language that it was asked in by its address."""
    return f"{request.url_root.rstrip('/')}{request.path}".rstrip("/")


def _json(document: dict[str, Any]) -> Response:
    body = json.dumps(document, ensure_ascii=False)
    return _varied(Response(body, content_type="application/json"))


def _varied(response: Response) -> Response:
    response.vary.update(PAGE_VARIES)
    response.content_language.add(reader_language())
    response.headers["Cache-Control"] = "no-cache"
    return response
