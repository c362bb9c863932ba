"""Linksets as people and programs get them."""

from collections.abc import Callable

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.web.formats import FORMATS, Format
from kg.web.site import ServedRelease

Reader = Callable[[str], list[ox.Triple]]
START = "https://w3id.org/sti-kg/linksets/"


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.extension)
def test_the_list_is_what_void_says_of_linksets(
    client: FlaskClient, fixture_triples: Reader, form: Format
) -> None:
    answer = client.get("/linksets/", headers={"Accept": form.media_type})
    assert answer.content_type == form.content_type
    assert "Accept" in answer.vary
    read = {
        quad.triple
        for quad in ox.parse(answer.data, format=ox.RdfFormat.from_media_type(form.media_type))
    }
    assert read == {
        triple for triple in fixture_triples("void.ttl") if START in str(triple.subject)
    }
    again = client.get(
        "/linksets/",
        headers={"Accept": form.media_type, "If-None-Match": answer.headers["ETag"]},
    )
    assert (again.status_code, again.data) == (304, b"")


def test_the_list_is_a_page_in_the_reader_s_language(client: FlaskClient) -> None:
    page = client.get("/linksets/?lang=ja").text
    assert "<h1>他のデータセットへのリンク</h1>" in page
    assert '<a href="/linksets/e-stat" lang="ja">e-Stat（統計LOD）</a>' in page
    assert '<td class="number">201</td>' in page
    assert "e-Stat (LOD)" in client.get("/linksets/?lang=en").text


@pytest.mark.parametrize("target", ["e-stat", "wikidata"])
@pytest.mark.parametrize(("extension", "media_type"), [("ttl", "text/turtle"), ("csv", "text/csv")])
def test_a_linkset_is_the_file_of_the_release(
    client: FlaskClient, release: ServedRelease, target: str, extension: str, media_type: str
) -> None:
    named = client.get(f"/linksets/{target}.{extension}", buffered=True)
    assert named.content_type == f"{media_type}; charset=utf-8"
    file = release.path / "dumps" / "linksets" / f"{target}.{extension}"
    assert named.data == file.read_bytes()
    negotiated = client.get(f"/linksets/{target}", headers={"Accept": media_type}, buffered=True)
    assert negotiated.data == named.data
    assert negotiated.headers["Content-Location"] == f"/linksets/{target}.{extension}"
    assert "Accept" in negotiated.vary
    links = negotiated.headers.getlist("Link")
    assert f'</linksets/{target}.ttl>; rel="alternate"; type="text/turtle"' in links
    assert f'</linksets/{target}.csv>; rel="alternate"; type="text/csv"' in links


def test_one_address_has_a_tag_for_each_of_its_forms(client: FlaskClient) -> None:
    tags = set()
    for form in ("text/html", "text/turtle", "text/csv"):
        asked = {"Accept": form}
        answer = client.get("/linksets/e-stat", headers=asked, buffered=True)
        tags.add(answer.headers["ETag"])
        asked["If-None-Match"] = answer.headers["ETag"]
        again = client.get("/linksets/e-stat", headers=asked, buffered=True)
        assert (again.status_code, again.data) == (304, b"")
    assert len(tags) == 3


def test_a_long_linkset_is_shown_in_pages_by_names_in_any_language(client: FlaskClient) -> None:
    first = client.get("/linksets/wikidata?lang=en").text
    shown = '<td><a href="/page/region/{}" lang="ja">渋谷区{}</a></td>'
    assert shown.format(131130, 0) in first
    assert shown.format(131329, 199) in first
    assert shown.format(131330, 200) not in first
    last = client.get("/linksets/wikidata?lang=en&page=2").text
    assert shown.format(131330, 200) in last
    assert shown.format(131329, 199) not in last
    assert 'href="http://example.org/200" rel="external noopener noreferrer"' in last
    assert client.get("/linksets/wikidata?page=3").status_code == 404


@pytest.mark.parametrize(
    "path", ["/linksets/dbpedia", "/linksets/dbpedia.csv", "/linksets/..", "/linksets/wikidata.nt"]
)
def test_an_unknown_linkset_is_404_with_words(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 404


def test_the_words_say_that_there_is_none(client: FlaskClient) -> None:
    problem = client.get("/linksets/dbpedia", headers={"Accept": "application/json"}).json
    assert problem is not None
    assert problem["messages"]["ja"]["detail"] == "この名前のリンクセットはありません。"
    assert problem["messages"]["en"]["detail"] == "There is no linkset of this name."


def test_a_form_that_there_is_not_is_406(client: FlaskClient) -> None:
    for path in ("/linksets/", "/linksets/wikidata"):
        assert client.get(path, headers={"Accept": "image/png"}).status_code == 406
