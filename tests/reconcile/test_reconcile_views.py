"""Previews in frames and flyouts: small, in both languages, and nothing that runs."""

from html.parser import HTMLParser

import pytest

from reconcile.conftest import Client
from served import Served


class Elements(HTMLParser):
    """The elements of a piece of HTML, their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ja", ("渋谷区", "東京都の特別区", "市区町村", "しぶやく", "244,067")),
        ("en", ("Shibuya", "special ward in Tokyo", "Municipality", "Tokyo", "131130")),
    ],
)
def test_a_preview(reconciling: Served, language: str, told: tuple[str, ...]) -> None:
    answer = Client(reconciling, language).get("/preview", id="region/131130")
    assert (answer.status, answer.media_type) == (200, "text/html")
    page = Elements(answer.body.decode())
    assert ("lang", language) in page.attributes
    assert [words for words in told if words not in page.text] == []
    assert page.names.isdisjoint({"script", "style", "iframe", "form", "img"})
    assert not {name for name, _ in page.attributes if name == "style" or name.startswith("on")}
    assert ("href", "/static/style.css") in page.attributes
    assert ("href", f"{reconciling.address}/page/region/131130") in page.attributes


def test_previews_alone_may_be_framed_by_others(reconciling: Served) -> None:
    framed = reconciling.get("/reconcile/preview?id=region/131130")
    policy = framed.headers["Content-Security-Policy"]
    assert policy.split("; ")[-1] == "frame-ancestors *"
    assert "default-src 'none'" in policy
    assert "X-Frame-Options" not in framed.headers
    assert framed.headers.get_all("Content-Security-Policy") == [policy]
    for path in ("/reconcile/help", "/page/region/131130", "/"):
        page = reconciling.get(path, "text/html")
        assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
        assert page.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_every_kind_has_a_preview_in_both_languages(reconciling: Served) -> None:
    shown = (
        "region/010006", "region/011002", "region/011011", "region/de", "region/block-kanto",
        "agency/jp-jst", "programme/horizon-2020", "former-area/11205-20010501", "region/eu",
    )  # fmt: skip
    for identifier in shown:
        for language in ("ja", "en"):
            answer = Client(reconciling, language).get("/preview", id=identifier)
            assert answer.status == 200, identifier
            assert f"https://w3id.org/sti-kg/id/{identifier}" in answer.body.decode()


def test_flyouts(japanese: Client) -> None:
    told = {
        ("entity", "region/131130"): ("渋谷区", "Shibuya", "東京都の特別区"),
        ("type", "Ward"): ("区", "地域"),
        ("property", "population_2020"): ("人口（2020年）", "国勢調査の速報値"),
        ("property", "date"): ("時点", "2005-03-31"),
    }
    for (thing, identifier), words in told.items():
        answer = japanese.get(f"/flyout/{thing}", id=identifier)
        assert (answer.status, answer.document["id"]) == (200, identifier)
        html = Elements(answer.document["html"])
        assert [word for word in words if word not in html.text] == []
        assert html.names <= {"div", "p", "strong", "span", "dl", "dt", "dd", "a"}
        hrefs = [value or "" for name, value in html.attributes if name == "href"]
        assert all(href.startswith("http") for href in hrefs)


def test_what_is_not_there_has_no_view(japanese: Client) -> None:
    for path in ("/preview", "/flyout/entity", "/flyout/property"):
        for identifier in ("region/000000", "", "<script>"):
            answer = japanese.get(path, id=identifier)
            assert answer.status == 404
            assert answer.media_type == "application/problem+json"
    assert japanese.get("/flyout/type", id="Town").status == 400
