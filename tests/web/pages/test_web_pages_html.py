"""Pages as browsers get them: languages, escaping, nothing from elsewhere, nothing missing."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import nodes

import kg.web.site
from kg.web.language import LANGUAGES, MissingMessageError, both, catalogue, translate

ROOM = Path(kg.web.site.__file__).parent
PAGES = [
    "/",
    "/page/region/131130",
    "/page/region/130001",
    "/page/programme/horizon-europe",
    "/page/case/shibuya-ict",
    "/page/passage/b-111-121",
    "/page/source/data-book",
    "/page/scheme/unit",
    "/page/observation/population-2019-131130",
    "/page/region/131131",
    "/page/region/000000",
    "/page/region/131130/incoming?property=https%3A%2F%2Fw3id.org%2Fsti-kg%2Fontology%23inRegion",
    "/kind/region",
    "/ontology",
    "/catalog",
    "/dumps/",
    "/linksets/",
    "/linksets/wikidata",
    "/linksets/wikidata?page=2",
    "/sparql",
    "/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D",
    "/sparql?query=ASK%20%7B%7D",
    "/sparql?query=CONSTRUCT%20WHERE%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D",
    "/sparql?query=SELECT%20*%20%7B%20%3Cb%3E",
]
VOID_ELEMENTS = {"meta", "link", "br", "input", "hr", "img"}


class Page(HTMLParser):
    """Start tags with attributes, and whether elements nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID_ELEMENTS:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def attributes(self, name: str) -> list[str]:
        return [str(found[name]) for _, found in self.tags if name in found]


def get(client: FlaskClient, path: str, language: str) -> str:
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.mimetype == "text/html"
    return answer.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_pages_are_well_formed_and_load_nothing_from_elsewhere(
    client: FlaskClient, path: str, language: str
) -> None:
    page = Page(get(client, path, language))
    assert (page.faults, page.open) == ([], [])
    names = {tag for tag, _ in page.tags}
    assert names.isdisjoint({"script", "style", "iframe", "img", "object"})
    attributes = {name for _, found in page.tags for name in found}
    assert not {name for name in attributes if name == "style" or name.startswith("on")}
    loaded = [
        f["href"] for tag, f in page.tags if tag == "link" and f["rel"] in {"stylesheet", "icon"}
    ]
    assert loaded == ["/static/style.css", "/static/icon.svg"]
    assert page.tags[0] == ("html", {"lang": language})
    assert [tag for tag, _ in page.tags if tag == "h1"] == ["h1"]
    identifiers = page.attributes("id")
    assert len(identifiers) == len(set(identifiers))


@pytest.mark.parametrize("path", PAGES)
def test_links_that_leave_say_so(client: FlaskClient, path: str) -> None:
    page = Page(get(client, path, "en"))
    for tag, found in page.tags:
        if tag == "a" and str(found["href"]).startswith("http"):
            assert "external" in str(found["rel"])
        elif tag == "a":
            assert re.match(r"[/?#]", str(found["href"]))


@pytest.mark.parametrize(
    "path", [path for path in PAGES if path.startswith("/page/") and "?" not in path]
)
def test_links_within_lead_to_pages_that_are_there(client: FlaskClient, path: str) -> None:
    page = Page(get(client, path, "en"))
    inside = {
        str(f["href"]) for tag, f in page.tags if tag == "a" and str(f["href"]).startswith("/")
    }
    broken = [
        href
        for href in sorted(inside)
        if client.get(href.partition("#")[0], headers={"Accept": "text/html"}).status_code != 200
    ]
    assert broken == []


def test_words_from_the_data_are_escaped(client: FlaskClient) -> None:
    text = get(client, "/page/case/shibuya-ict", "ja")
    assert "（渋谷区）&lt;b&gt;</p></blockquote>" in text
    assert "<b>" not in text


def test_literals_carry_their_language(client: FlaskClient) -> None:
    text = get(client, "/page/region/131130", "en")
    assert '<h1 lang="en">Shibuya-ku</h1>' in text
    assert '<p class="second" lang="ja">渋谷区</p>' in text
    assert '<p class="kana" lang="ja-hrkt">しぶやく</p>' in text
    assert '<time datetime="2019-01-01" lang="en">1 January 2019</time>' in text
    quoted = get(client, "/page/programme/horizon-europe", "en")
    assert '<blockquote lang="ja"><p>約1000億ユーロ（提案段階）</p></blockquote>' in quoted
    assert "slide H, line 383" in quoted
    assert "スライドH、383行目" in get(client, "/page/programme/horizon-europe", "ja")


def test_dependents_and_observations_are_not_listed_again_as_links_in(client: FlaskClient) -> None:
    text = get(client, "/page/programme/horizon-europe", "en")
    assert "Links to this resource" not in text
    region = get(client, "/page/region/131130", "en")
    assert region.count('href="/page/observation/population-2019-131130"') == 1
    assert 'href="/page/case/shibuya-ict"' in region.partition("Links to this resource")[2]


def test_parameter_comes_before_cookie_before_header(client: FlaskClient) -> None:
    japanese = {"Accept-Language": "ja-JP, en;q=0.5"}
    assert '<html lang="ja">' in client.get("/", headers=japanese).text
    chosen = client.get("/?lang=en", headers=japanese)
    assert '<html lang="en">' in chosen.text
    assert "lang=en" in chosen.headers["Set-Cookie"]
    assert '<html lang="en">' in client.get("/", headers=japanese).text
    assert '<html lang="ja">' in client.get("/?lang=ja").text
    unknown = client.get("/?lang=fr")
    assert '<html lang="ja">' in unknown.text
    assert "Set-Cookie" not in unknown.headers


def test_without_any_wish_pages_are_english(client: FlaskClient) -> None:
    for wish in (None, "fr, *;q=0.1", "ja;q=0", "jav"):
        answer = client.get("/", headers={"Accept-Language": wish} if wish else {})
        assert answer.headers["Content-Language"] == "en"
        assert '<html lang="en">' in answer.text


def test_the_switch_keeps_the_other_parameters(client: FlaskClient) -> None:
    text = client.get("/kind/region?page=1&lang=ja").text
    assert 'hreflang="en" rel="alternate" href="?page=1&amp;lang=en">English</a>' in text
    assert (
        'hreflang="ja" rel="alternate" href="?lang=ja">日本語</a>' in client.get("/?lang=en").text
    )


def _kinds(part: str) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = re.findall(
        r'<a href="/kind/([a-z-]+)"[^>]*>([^<]+)</a></td><td class="number">(\d+)<', part
    )
    return found


def test_the_first_page_counts_every_kind_and_codes_apart(client: FlaskClient) -> None:
    text = get(client, "/", "en")
    main, auxiliary = text.split("<h2>Code lists and table structures</h2>")
    assert "<h2>What the graph holds</h2>" in main
    assert _kinds(main) == [
        ("budget", "Budget", "1"),
        ("case", "case", "1"),
        ("dataset", "Statistical data set", "1"),
        # No class or scheme has this name: it has that of the only class of its resources.
        ("envelope", "Budget", "1"),
        ("observation", "Observation", "1"),
        ("passage", "Passage", "3"),
        ("programme", "Programme", "1"),
        ("region", "Region", "4"),
        ("source", "source", "3"),
        ("statement", "statement", "2"),
    ]
    assert _kinds(auxiliary) == [
        ("english-status", "Standing of English names", "1"),
        ("qualifier", "qualifier", "2"),
        ("scheme", "Concept scheme", "2"),
        ("status", "status", "1"),
        ("unit", "Units", "1"),
    ]
    japanese = get(client, "/", "ja")
    assert "<h2>収録内容</h2>" in japanese.partition("<h2>コード表とデータ構造</h2>")[0]


def test_the_query_page_is_named_for_what_it_does(client: FlaskClient) -> None:
    assert '<a href="/sparql">SPARQLで問い合わせ</a>' in get(client, "/", "ja")
    assert '<a href="/sparql">Query</a>' in get(client, "/", "en")


def test_the_other_language_stands_quietly_beside_the_readers(client: FlaskClient) -> None:
    own, other = '<span lang="{}">{}</span>', '<span lang="{}" class="other">{}</span>'
    texts = {"ja": "2021年から実施予定。", "en": "To start in 2021."}
    for reader, second in (("ja", "en"), ("en", "ja")):
        text = get(client, "/page/programme/horizon-europe", reader)
        shown = [own.format(reader, texts[reader]), other.format(second, texts[second])]
        assert "</li><li>".join(shown) in text
        # What is there in one language only is not set back.
        assert '<span lang="ja">約1000億ユーロ</span>' in text


def test_the_ontology_has_an_anchor_for_every_term(client: FlaskClient) -> None:
    text = get(client, "/ontology", "ja")
    page = Page(text)
    sections = [f["id"] for tag, f in page.tags if tag == "section" and f.get("class") == "term"]
    assert sections == [
        "Budget", "Country", "Municipality", "Passage", "Programme", "Region",
        "about", "amount", "asPrinted", "inRegion", "standardAreaCode", "status",
    ]  # fmt: skip
    municipality = text.partition('id="Municipality"')[2].partition("</section>")[0]
    for part in (
        '<span lang="ja">市区町村</span>',
        '<span lang="en">Municipality</span>',
        '<dd lang="ja">市、町、村、特別区</dd>',
        '<dd lang="en">A city, town, village or special ward.</dd>',
        '<a href="/ontology#Region" lang="ja">地域</a>',
        '<a href="http://schema.org/AdministrativeArea" rel="external noopener noreferrer"',
    ):
        assert part in municipality
    assert '<a class="code" href="/page/statement/members">' in text


def _messages_of_templates(app: Flask) -> set[str]:
    found: set[str] = set()
    for name in app.jinja_env.list_templates():
        assert app.jinja_env.loader is not None
        source = app.jinja_env.loader.get_source(app.jinja_env, name)[0]
        for call in app.jinja_env.parse(source).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "_":
                (argument,) = call.args
                assert isinstance(argument, nodes.Const)
                found.add(argument.value)
    return found


def _messages_of_code() -> set[str]:
    return {
        ast.literal_eval(call.args[0])
        for path in ROOM.glob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"both", "translate"}
        and isinstance(call.args[0], ast.Constant)
    }


def test_catalogues_hold_every_message_and_no_other(app: Flask) -> None:
    used = _messages_of_templates(app) | _messages_of_code()
    for language in LANGUAGES:
        assert set(catalogue(language)) == used
    assert all(catalogue("en")[message] == message for message in used)
    places = {m: [len(re.findall(r"\{\}", catalogue(code)[m])) for code in LANGUAGES] for m in used}
    assert {m for m, (ja, en) in places.items() if ja != en} == set()


def test_a_missing_message_is_a_fault() -> None:
    with pytest.raises(MissingMessageError, match="no message in the ja catalogue for 'Nonsense'"):
        translate("Nonsense", "ja")
    assert both("Facts") == ("事実", "Facts")


def test_python_code_holds_no_html() -> None:
    tags = re.compile(r"</?(?:a|p|div|span|table|html|ul|li|h[1-6])[ >]")
    assert [path.name for path in ROOM.glob("*.py") if tags.search(path.read_text("utf-8"))] == []
