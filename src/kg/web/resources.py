"""Linked data: a resource's IRI leads to a page for people or to a description in RDF."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template, request

from kg.web.conditional import not_modified, tagged
from kg.web.facts import resource_page
from kg.web.formats import BY_EXTENSION, BY_MEDIA_TYPE, FORMATS, serialize
from kg.web.graph import Named
from kg.web.language import reader_language
from kg.web.links import Links
from kg.web.missing import UnknownResource, known
from kg.web.negotiation import best
from kg.web.page import page_of
from kg.web.paging import PAGE_SIZE, Pages, pages
from kg.web.site import links, site
from kg.web.values import Description, Value

blueprint = Blueprint("resources", __name__)

_HTML: Final = "text/html"
_SAMPLE: Final = 25
"""How many incoming links of one property a page lists."""


@dataclass(frozen=True, slots=True)
class Download:
    """A description in one format, as a page offers it."""

    href: str
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """A resource in a list."""

    iri: str
    href: str
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """Resources that point here by one property, some of them, and where the rest is."""

    property: Value
    number: int
    subjects: list[Item]
    more: str = ""


@blueprint.get("/id/<kind>/<key>")
def identify(kind: str, key: str) -> Response:
    """303 to the page or to the description, whichever the client prefers (Cool URIs §4.3)."""
    paths = links()
    iri = known(site(), paths, kind, key)
    chosen = best([_HTML, *BY_MEDIA_TYPE])
    if chosen == _HTML:
        target = paths.to(iri).href
    else:
        target = paths.data(kind, key, BY_MEDIA_TYPE[chosen].extension)
    response = make_response(redirect(target, 303))
    response.vary.add("Accept")
    _add_links(response, paths, kind, key, iri)
    return response


def _add_links(response: Response, paths: Links, kind: str, key: str, iri: str) -> None:
    for form in FORMATS:
        target = paths.data(kind, key, form.extension)
        response.headers.add("Link", f'<{target}>; rel="alternate"; type="{form.media_type}"')
    page = paths.to(iri).href
    response.headers.add("Link", f'<{page}>; rel="alternate"; type="{_HTML}"')
    turtle = paths.data(kind, key, FORMATS[0].extension)
    response.headers.add("Link", f'<{turtle}>; rel="describedby"; type="text/turtle"')
    response.headers.add("Link", f'<{iri}>; rel="canonical"')


@blueprint.get("/data/<kind>/<name>")
def data(kind: str, name: str) -> Response:
    """The description of a resource in the format of the extension; 303 where there is none."""
    key, _, extension = name.rpartition(".")
    form = BY_EXTENSION.get(extension)
    paths = links()
    if form is None or not key:
        known(site(), paths, kind, name)
        return _negotiated_data(paths, kind, name)
    iri = known(site(), paths, kind, key)
    unchanged = not_modified(by_language=False)
    body = b"" if unchanged else serialize(site().graph.describe(iri), form, iri)
    response = Response(body, content_type=form.content_type)
    _add_links(response, paths, kind, key, iri)
    return tagged(response, by_language=False, not_modified=unchanged)


def _negotiated_data(paths: Links, kind: str, key: str) -> Response:
    chosen = best(list(BY_MEDIA_TYPE))
    target = paths.data(kind, key, BY_MEDIA_TYPE[chosen].extension)
    response = make_response(redirect(target, 303))
    response.vary.add("Accept")
    return response


@blueprint.get("/page/<kind>/<key>")
def page(kind: str, key: str) -> Response:
    """The page of a resource."""
    paths = links()
    iri = known(site(), paths, kind, key)
    response = page_of(lambda: _resource_html(paths, kind, key, iri))
    _add_links(response, paths, kind, key, iri)
    return response


def _resource_html(paths: Links, kind: str, key: str, iri: str) -> str:
    description = _description(paths, iri)
    view = resource_page(description, iri)
    shown = {row.itself.href for row in view.observations}
    shown |= {group.itself.href for group in view.dependents}
    return render_template(
        "resource.html",
        page=view,
        incoming=_incoming(paths, kind, key, iri, shown),
        downloads=_downloads(paths, kind, key),
    )


def _description(paths: Links, iri: str) -> Description:
    return Description(site().graph.describe(iri), site().vocabulary, paths, reader_language())


def _downloads(paths: Links, kind: str, key: str) -> list[Download]:
    return [
        Download(paths.data(kind, key, form.extension), form.media_type, form.name)
        for form in FORMATS
    ]


def _incoming(paths: Links, kind: str, key: str, iri: str, shown: set[str]) -> list[Incoming]:
    """Links in, without those of resources that the page itself shows."""
    found = []
    for property_, total in site().graph.incoming(iri).items():
        subjects = site().graph.subjects(iri, property_, limit=_SAMPLE + len(shown))
        items = [_item(paths, subject) for subject in subjects]
        others = [item for item in items if item.href not in shown]
        number = total - (len(items) - len(others))
        if number > 0:
            more = paths.incoming(kind, key, property_) if number > _SAMPLE else ""
            found.append(Incoming(_property(paths, property_), number, others[:_SAMPLE], more))
    return found


def _item(paths: Links, named: Named) -> Item:
    return Item(named.iri, paths.to(named.iri).href, named.ja, named.en)


def _property(paths: Links, iri: str) -> Value:
    label = site().vocabulary.label(iri, reader_language())
    href, external = paths.to(iri)
    return Value(label.value, label.language or "", href, external)


@blueprint.get("/page/<kind>/<key>/incoming")
def incoming(kind: str, key: str) -> Response:
    """Every resource that points to one by the property that the query names, in pages."""
    paths = links()
    iri = known(site(), paths, kind, key)
    property_ = request.args.get("property", "")
    number = site().graph.incoming(iri).get(property_, 0)
    if not number:
        raise UnknownResource
    place = pages(number)
    return page_of(lambda: _incoming_html(paths, iri, property_, number, place))


def _incoming_html(paths: Links, iri: str, property_: str, number: int, place: Pages) -> str:
    subjects = site().graph.subjects(iri, property_, limit=PAGE_SIZE, offset=place.offset)
    items = [_item(paths, subject) for subject in subjects]
    listed = Incoming(_property(paths, property_), number, items)
    itself = _description(paths, iri).resource(iri)
    return render_template("incoming.html", itself=itself, links=listed, pages=place)


@blueprint.get("/kind/<kind>")
def of_kind(kind: str) -> Response:
    """The resources of one kind, in pages."""
    if kind not in site().kinds:
        raise UnknownResource
    place = pages(site().kinds[kind].number)
    return page_of(lambda: _kind_html(kind, place))


def _kind_html(kind: str, place: Pages) -> str:
    paths = links()
    named = site().graph.of_kind(kind, limit=PAGE_SIZE, offset=place.offset)
    return render_template(
        "kind.html",
        name=site().kind_name(kind, reader_language()),
        number=site().kinds[kind].number,
        items=[_item(paths, item) for item in named],
        pages=place,
    )
