"""Documents on the whole: first page, ontology, catalogue, VoID, context, files to download."""

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    send_from_directory,
)
from werkzeug.exceptions import NotFound

from kg import jsonld
from kg.companion import describe
from kg.iris import ONTOLOGY
from kg.web.catalog_page import catalog_page
from kg.web.conditional import etag, not_modified, tagged
from kg.web.formats import BY_EXTENSION, BY_MEDIA_TYPE, FORMATS, TURTLE, Format, serialize
from kg.web.language import reader_language
from kg.web.negotiation import best
from kg.web.ontology_page import ontology_page
from kg.web.page import page_of
from kg.web.site import links, site
from kg.web.values import Description, Value
from kg.web.wording import number_in_words

blueprint = Blueprint("documents", __name__)

_HTML: Final = "text/html"
_SCHEMES_SHOWN: Final = 500
_MEDIA_TYPES: Final = {
    **{f".{form.extension}": form.media_type for form in FORMATS},
    ".nq": "application/n-quads",
    ".trig": "application/trig",
    ".csv": "text/csv",
    ".gz": "application/gzip",
    ".zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class Download:
    """One file or format to fetch."""

    href: str
    media_type: str
    name: str
    size: str = ""


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind of resource on the first page."""

    href: str
    name: Value
    number: str


@blueprint.get("/")
def home() -> Response:
    """What this is, what it holds, and its doors."""
    return page_of(_home)


def _home() -> str:
    return render_template(
        "home.html", kinds=_kinds(auxiliary=False), auxiliary=_kinds(auxiliary=True)
    )


def _kinds(*, auxiliary: bool) -> list[KindRow]:
    language = reader_language()
    return [
        KindRow(
            f"{request.script_root}/kind/{kind}",
            site().kind_name(kind, language),
            number_in_words(str(found.number), language),
        )
        for kind, found in site().kinds.items()
        if found.auxiliary == auxiliary
    ]


@blueprint.get("/ontology", defaults={"extension": ""})
@blueprint.get("/ontology.<extension>")
def ontology(extension: str) -> Response:
    """The ontology, as a page or in RDF."""
    return _document("ontology", extension, _ontology_html)


def _ontology_html() -> str:
    schemes = site().graph.of_kind("scheme", limit=_SCHEMES_SHOWN)
    page = ontology_page(site().vocabulary, schemes, links(), reader_language())
    return render_template(
        "ontology.html",
        ontology_iri=ONTOLOGY,
        classes=page.classes,
        properties=page.properties,
        schemes=page.schemes,
        downloads=_formats_of("ontology"),
    )


@blueprint.get("/catalog", defaults={"extension": ""})
@blueprint.get("/catalog.<extension>")
def catalog(extension: str) -> Response:
    """The DCAT catalogue, as a page or in RDF."""
    return _document("catalog", extension, _catalog_html)


def _catalog_html() -> str:
    description = Description(_catalog(), site().vocabulary, links(), reader_language())
    page = catalog_page(description, site().iris)
    return render_template("catalog.html", page=page, downloads=_formats_of("catalog"))


def _catalog() -> list[ox.Triple]:
    """The catalogue of the release, and what is kept beside it."""
    own = _read(site().release.path / f"catalog.{TURTLE.extension}")
    return [*own, *describe.catalogued(site().companions, site().iris)]


@blueprint.get("/dataset", defaults={"name": "dataset"})
@blueprint.get("/<any(graph, release):collection>/<path:name>")
def catalogued(name: str, collection: str = "") -> Response:
    """303 from the IRI of the dataset, a release or a table's graph to the catalogue."""
    fragment = f"{collection}/{name}" if collection else name
    return make_response(redirect(links().catalogued(fragment), 303))


def _formats_of(stem: str) -> list[Download]:
    root = request.script_root
    return [
        Download(f"{root}/{stem}.{form.extension}", form.media_type, form.name) for form in FORMATS
    ]


def _document(stem: str, extension: str, draw: Callable[[], str]) -> Response:
    """A document of the release in the format that is asked for, by extension or negotiation."""
    if extension:
        if extension not in BY_EXTENSION:
            raise NotFound
        return _rdf(stem, BY_EXTENSION[extension])
    chosen = best([_HTML, *BY_MEDIA_TYPE])
    response = page_of(draw) if chosen == _HTML else _rdf(stem, BY_MEDIA_TYPE[chosen])
    return _alternates(response, stem, chosen)


def _alternates(response: Response, stem: str, chosen: str) -> Response:
    response.vary.add("Accept")
    for form in _formats_of(stem):
        response.headers.add("Link", f'<{form.href}>; rel="alternate"; type="{form.media_type}"')
        if form.media_type == chosen:
            response.headers["Content-Location"] = form.href
    return response


def _rdf(stem: str, form: Format) -> Response:
    # The format is part of the tag: one address serves several.
    response = Response(content_type=form.content_type)
    unchanged = not_modified(by_language=False, form=form.extension)
    if not unchanged:
        ready = site().release.path / f"{stem}.{form.extension}"
        as_published = ready.is_file() and not (stem == "catalog" and site().companions)
        response.data = ready.read_bytes() if as_published else _converted(stem, form)
    return tagged(response, by_language=False, form=form.extension, not_modified=unchanged)


def _converted(stem: str, form: Format) -> bytes:
    if stem == "catalog":
        return serialize(_catalog(), form)
    return serialize(_read(site().release.path / f"{stem}.{TURTLE.extension}"), form)


def _read(path: Path) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)]


@blueprint.get("/.well-known/void")
def void() -> Response:
    """The VoID description (W3C VoID §6.2), Turtle unless another format is preferred."""
    chosen = best(list(BY_MEDIA_TYPE))
    response = _rdf("void", BY_MEDIA_TYPE[chosen])
    response.vary.add("Accept")
    return response


@blueprint.get("/context.jsonld")
def context() -> Response:
    """The JSON-LD context of the release."""
    unchanged = not_modified(by_language=False)
    response = Response(content_type=jsonld.MEDIA_TYPE)
    if not unchanged:
        response.data = (site().release.path / "context.jsonld").read_bytes()
    return tagged(response, by_language=False, not_modified=unchanged)


@blueprint.get("/dumps/")
def dumps() -> Response:
    """The files of the release."""
    return page_of(_dumps_html)


def _dumps_html() -> str:
    folder, language = site().release.path / "dumps", reader_language()
    files = [
        Download(
            f"{request.script_root}/dumps/{path.relative_to(folder).as_posix()}",
            _media_type(path.name),
            path.relative_to(folder).as_posix(),
            number_in_words(str(path.stat().st_size), language),
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    return render_template("dumps.html", files=files)


def _media_type(name: str) -> str:
    known = _MEDIA_TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0]
    return known or "application/octet-stream"


@blueprint.get("/dumps/<path:name>")
def dump(name: str) -> Response:
    """One file, whole or in the ranges that are asked for (RFC 9110 §14)."""
    response = send_from_directory(
        (site().release.path / "dumps").resolve(),
        name,
        mimetype=_media_type(name),
        conditional=True,
        etag=etag(by_language=False),
    )
    response.headers["Cache-Control"] = "no-cache"
    return response
