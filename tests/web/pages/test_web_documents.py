"""Documents on the whole: ontology, catalogue, VoID, context, dumps."""

from collections.abc import Callable

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kg import jsonld
from kg.web.formats import FORMATS, Format
from kg.web.site import ServedRelease

Reader = Callable[[str], list[ox.Triple]]


def read(answer: TestResponse) -> set[ox.Triple]:
    form = ox.RdfFormat.from_media_type(str(answer.mimetype))
    assert form is not None
    return {quad.triple for quad in ox.parse(answer.data, format=form)}


@pytest.mark.parametrize("stem", ["ontology", "catalog"])
@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.extension)
def test_a_document_is_the_same_graph_in_every_format(
    client: FlaskClient, fixture_triples: Reader, stem: str, form: Format
) -> None:
    by_extension = client.get(f"/{stem}.{form.extension}")
    assert (by_extension.status_code, by_extension.mimetype) == (200, form.media_type)
    assert read(by_extension) == set(fixture_triples(f"{stem}.ttl"))
    negotiated = client.get(f"/{stem}", headers={"Accept": form.media_type})
    assert negotiated.data == by_extension.data
    assert negotiated.headers["Content-Location"] == f"/{stem}.{form.extension}"
    assert "Accept" in negotiated.vary


@pytest.mark.parametrize("stem", ["ontology", "catalog"])
def test_a_browser_gets_a_page_with_a_tag_of_its_own(client: FlaskClient, stem: str) -> None:
    page = client.get(f"/{stem}")
    data = client.get(f"/{stem}", headers={"Accept": "text/turtle"})
    assert page.mimetype == "text/html"
    assert page.headers["ETag"] != data.headers["ETag"]
    for answer, accept in ((page, "text/html"), (data, "text/turtle")):
        again = client.get(
            f"/{stem}", headers={"Accept": accept, "If-None-Match": answer.headers["ETag"]}
        )
        assert (again.status_code, again.data) == (304, b"")
    assert f'</{stem}.ttl>; rel="alternate"; type="text/turtle"' in (page.headers.getlist("Link"))


def test_an_unknown_format_is_404(client: FlaskClient) -> None:
    assert client.get("/ontology.docx").status_code == 404


def test_ready_files_of_the_release_are_served_as_they_are(
    client: FlaskClient, release: ServedRelease
) -> None:
    ready = release.path / "void.jsonld"
    ready.write_bytes(b'{"ready": true}')
    try:
        answer = client.get("/.well-known/void", headers={"Accept": "application/ld+json"})
        assert answer.data == b'{"ready": true}'
    finally:
        ready.unlink()


def test_void_is_turtle_unless_another_format_is_preferred(
    client: FlaskClient, fixture_triples: Reader
) -> None:
    for accept in (None, "*/*", "text/html, */*;q=0.1"):
        answer = client.get("/.well-known/void", headers={"Accept": accept} if accept else {})
        assert answer.content_type == "text/turtle; charset=utf-8"
        assert read(answer) == set(fixture_triples("void.ttl"))
    xml = client.get("/.well-known/void", headers={"Accept": "application/rdf+xml"})
    assert read(xml) == set(fixture_triples("void.ttl"))
    assert client.get("/.well-known/void", headers={"Accept": "image/png"}).status_code == 406


def test_the_context_is_the_published_one(client: FlaskClient) -> None:
    answer = client.get("/context.jsonld")
    assert answer.content_type == "application/ld+json"
    assert answer.data == jsonld.context_document()
    again = client.get("/context.jsonld", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("sti-kg.nq", "application/n-quads"),
        ("sti-kg.nq.gz", "application/gzip"),
        ("csv/Region.csv", "text/csv"),
    ],
)
def test_a_dump_is_served_whole_with_its_media_type(
    client: FlaskClient, release: ServedRelease, name: str, media_type: str
) -> None:
    answer = client.get(f"/dumps/{name}", buffered=True)
    assert answer.status_code == 200
    assert answer.mimetype == media_type
    assert answer.data == (release.path / "dumps" / name).read_bytes()
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Accept-Ranges"] == "bytes"
    again = client.get(
        f"/dumps/{name}", headers={"If-None-Match": answer.headers["ETag"]}, buffered=True
    )
    assert again.status_code == 304


def test_ranges_of_a_dump(client: FlaskClient, release: ServedRelease) -> None:
    whole = (release.path / "dumps" / "sti-kg.nq").read_bytes()
    part = client.get("/dumps/sti-kg.nq", headers={"Range": "bytes=10-19"}, buffered=True)
    assert (part.status_code, part.data) == (206, whole[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    end = client.get("/dumps/sti-kg.nq", headers={"Range": "bytes=-5"}, buffered=True)
    assert (end.status_code, end.data) == (206, whole[-5:])
    tag = part.headers["ETag"]
    same = client.get(
        "/dumps/sti-kg.nq", headers={"Range": "bytes=0-0", "If-Range": tag}, buffered=True
    )
    assert same.status_code == 206
    other = client.get(
        "/dumps/sti-kg.nq", headers={"Range": "bytes=0-0", "If-Range": '"other"'}, buffered=True
    )
    assert (other.status_code, other.data) == (200, whole)
    beyond = client.get("/dumps/sti-kg.nq", headers={"Range": "bytes=99999999-"}, buffered=True)
    assert beyond.status_code == 416
    assert beyond.headers["Content-Range"] == f"bytes */{len(whole)}"


@pytest.mark.parametrize("name", ["../catalog.ttl", "%2e%2e/catalog.ttl", "nothing.nq", "csv"])
def test_nothing_but_dumps_is_served_from_dumps(client: FlaskClient, name: str) -> None:
    assert client.get(f"/dumps/{name}", buffered=True).status_code == 404


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/dataset", "/catalog#dataset"),
        ("/graph/register/municipalities", "/catalog#graph/register/municipalities"),
        ("/release/2020-03-31-abcdef0123", "/catalog#release/2020-03-31-abcdef0123"),
    ],
)
def test_what_the_catalogue_describes_leads_there(
    client: FlaskClient, path: str, location: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (303, location)
