"""Linksets (W3C VoID §5): what of the graph is found in which other dataset, for joining tables."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, request, send_from_directory
from werkzeug.exceptions import NotFound

from kg.iris import expand, fragment
from kg.web.conditional import etag, not_modified, tagged
from kg.web.formats import BY_MEDIA_TYPE, TURTLE, Format, serialize
from kg.web.language import both, reader_language
from kg.web.negotiation import best
from kg.web.page import page_of
from kg.web.paging import PAGE_SIZE, Pages, pages
from kg.web.site import links, site
from kg.web.values import Description, Value
from kg.web.wording import number_in_words

blueprint = Blueprint("linksets", __name__)

_HTML: Final = "text/html"
_FILES: Final = {TURTLE.media_type: TURTLE.extension, "text/csv": "csv"}
"""What each linkset is offered as, besides a page."""


class NoSuchLinkset(NotFound):
    """No linkset of the release has the name.

    Attributes:
        text: that there is none, in both languages.
    """

    def __init__(self) -> None:
        self.text = both("There is no linkset of this name.")
        super().__init__(self.text.en)


@dataclass(frozen=True, slots=True)
class Linkset:
    """The links to one dataset, as pages show them.

    Attributes:
        key: the last part of its address.
        target: the dataset, with a link to its own page.
        predicate: what the links say.
        space: what the IRIs of the dataset begin with.
        triples: how many links there are.
    """

    key: str
    target: Value
    predicate: Value
    space: str
    triples: int

    @property
    def href(self) -> str:
        """Path of its page; with ``.ttl`` or ``.csv`` after it, of its files."""
        return f"{request.script_root}/linksets/{self.key}"

    @property
    def number(self) -> str:
        """How many links there are, in words."""
        return number_in_words(str(self.triples), reader_language())


@dataclass(frozen=True, slots=True)
class Link:
    """A resource of the graph, and what it is elsewhere."""

    itself: Value
    there: Value


@blueprint.get("/linksets/")
def linksets() -> Response:
    """The linksets of the release, as a page or in RDF."""
    chosen = best([_HTML, *BY_MEDIA_TYPE])
    if chosen == _HTML:
        response = page_of(lambda: render_template("linksets.html", linksets=_linksets()))
    else:
        response = _rdf(BY_MEDIA_TYPE[chosen])
    response.vary.add("Accept")
    return response


@blueprint.get("/linksets/<target>")
def linkset(target: str) -> Response:
    """The links to one dataset: a page, Turtle or CSV."""
    found = _known(target)
    chosen = best([_HTML, *_FILES])
    if chosen == _HTML:
        place = pages(found.triples)
        response = page_of(lambda: _linkset_html(found, place))
    else:
        response = _file(found, _FILES[chosen])
        response.headers["Content-Location"] = f"{found.href}.{_FILES[chosen]}"
    response.vary.add("Accept")
    for media_type, extension in _FILES.items():
        alternate = f'<{found.href}.{extension}>; rel="alternate"; type="{media_type}"'
        response.headers.add("Link", alternate)
    return response


@blueprint.get("/linksets/<target>.<any(ttl, csv):extension>")
def linkset_as(target: str, extension: str) -> Response:
    """The links to one dataset in one format."""
    return _file(_known(target), extension)


def _rdf(form: Format) -> Response:
    response = Response(content_type=form.content_type)
    unchanged = not_modified(by_language=False, form=form.extension)
    if not unchanged:
        response.data = serialize(_described(), form)
    return tagged(response, by_language=False, form=form.extension, not_modified=unchanged)


def _described() -> Iterator[ox.Triple]:
    """What VoID says of linksets and of what they lead to."""
    start = site().iris.linksets
    for quad in ox.parse(path=site().release.path / "void.ttl", format=ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(start):
            yield quad.triple


def _linksets() -> list[Linkset]:
    """Those of the release, by key."""
    description = Description(_described(), site().vocabulary, links(), reader_language())
    return [
        _linkset(description, iri)
        for iri in description.subjects()
        if expand("void:Linkset") in description.iris(iri, expand("rdf:type"))
    ]


def _linkset(description: Description, iri: str) -> Linkset:
    elsewhere = fragment(iri, "target")
    (homepage,) = description.iris(elsewhere, expand("foaf:homepage"))
    (predicate,) = description.iris(iri, expand("void:linkPredicate"))
    title = description.resource(elsewhere)
    return Linkset(
        iri.removeprefix(site().iris.linksets),
        Value(title.text, title.lang, homepage, external=True),
        description.resource(predicate),
        description.first(elsewhere, expand("void:uriSpace")),
        int(description.first(iri, expand("void:triples"))),
    )


def _known(target: str) -> Linkset:
    for found in _linksets():
        if found.key == target:
            return found
    raise NoSuchLinkset


def _folder() -> Path:
    return (site().release.path / "dumps" / "linksets").resolve()


def _file(found: Linkset, extension: str) -> Response:
    response = send_from_directory(
        _folder(),
        f"{found.key}.{extension}",
        mimetype=next(media for media, name in _FILES.items() if name == extension),
        conditional=True,
        etag=etag(by_language=False, form=extension),
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


def _linkset_html(found: Linkset, place: Pages) -> str:
    with (_folder() / f"{found.key}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = islice(csv.DictReader(file), place.offset, place.offset + PAGE_SIZE)
        listed = [_link(row) for row in rows]
    return render_template("linkset.html", linkset=found, links=listed, pages=place)


def _link(row: dict[str, str]) -> Link:
    language = reader_language()
    other = "en" if language == "ja" else "ja"
    name, spoken = row[f"label_{language}"], language
    if not name and row[f"label_{other}"]:
        name, spoken = row[f"label_{other}"], other
    paths = links()
    itself = Value(name or row["iri"], spoken if name else "", paths.to(row["iri"]).href)
    return Link(itself, Value(row["target"], href=row["target"], external=True, code=True))
