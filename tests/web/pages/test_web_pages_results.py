"""Answers to queries as pages for browsers: nothing lost, nothing cut in silence."""

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from kg.iris import Iris
from kg.settings import Settings
from kg.store import Kind
from kg.web import results_page as room
from kg.web.app import create_app
from kg.web.links import Links
from kg.web.results_page import SHOWN_LINES, Cell, results_page
from kg.web.site import EXTENSION, Site

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
TSV = "text/tab-separated-values"
EVERYTHING = "SELECT * { ?s ?p ?o }"
PAIRS = "SELECT ?a ?b { ?a ?p ?o . ?b ?q ?r }"
TERMS = """
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?a ?b WHERE { VALUES (?a ?b) {
  (<https://w3id.org/sti-kg/id/region/131130> <https://w3id.org/sti-kg/ontology#Region>)
  (<https://w3id.org/sti-kg/graph/test/all> <http://www.wikidata.org/entity/Q192939>)
  (<https://example.org/a?b&c> <urn:isbn:1>)
  ("渋谷区\\n<b>"@ja "plain")
  (226594 "2019-01-01"^^xsd:date)
  ("https://example.org/x"^^xsd:anyURI "javascript:alert(1)"^^xsd:anyURI)
  (UNDEF "")
} }
"""


class Shown(HTMLParser):
    """A page's table, the text of its query, and the attributes of its elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.heads: list[str] = []
        self.rows: list[list[str]] = []
        self.query = ""
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._within = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in {"th", "td", "textarea"}:
            self._within = tag
        if tag == "tr":
            self.rows.append([])
        if tag in {"th", "td"}:
            (self.heads if tag == "th" else self.rows[-1]).append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._within:
            self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within == "textarea":
            self.query += data
        elif self._within:
            cells = self.heads if self._within == "th" else self.rows[-1]
            cells[-1] += data

    @property
    def asked(self) -> str:
        """The query as a browser reads it: without the line break after the opening tag."""
        assert self.query.startswith("\n")
        return self.query[1:]

    def downloads(self) -> dict[str, str]:
        return {
            str(found["download"]): str(found["href"])
            for _, found in self.elements
            if "download" in found
        }

    def hidden(self) -> list[tuple[str | None, str | None]]:
        return [
            (found["name"], found["value"])
            for tag, found in self.elements
            if tag == "input" and found["type"] == "hidden"
        ]


def ask(client: FlaskClient, query: str, *, language: str = "en", **more: Any) -> TestResponse:
    headers = {"Accept": BROWSER, "Accept-Language": language}
    return client.get("/sparql", query_string={"query": query, **more}, headers=headers)


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o } LIMIT 1", "ASK {}"])
@pytest.mark.parametrize(
    ("accept", "given"),
    [
        (BROWSER, "text/html"),
        ("text/html", "text/html"),
        ("text/html, */*", "text/html"),
        ("text/html, application/xml", "text/html"),
        ("text/html;q=0.9, text/csv;q=0.8", "text/html"),
        ("text/html, text/csv", "text/csv"),
        ("text/html, application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/html;q=0.5, text/csv", "text/csv"),
        ("*/*", "application/sparql-results+json"),
        ("text/*", "text/csv"),
        ("application/xml, */*;q=0.5", "application/xml"),
    ],
)
def test_only_a_client_that_likes_html_best_gets_a_page(
    client: FlaskClient, query: str, accept: str, given: str
) -> None:
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, given)
    assert "Accept" in answer.vary


def test_html_that_is_refused_is_not_given(client: FlaskClient) -> None:
    headers = {"Accept": "text/html;q=0, text/csv"}
    answer = client.get("/sparql", query_string={"query": "ASK {}"}, headers=headers)
    assert answer.mimetype == "text/csv"


def test_a_page_varies_by_language_and_data_do_not(client: FlaskClient) -> None:
    page, data = ask(client, "ASK {}", language="ja"), ask(client, "ASK {}", format="json")
    assert set(page.vary) == {"Accept", "Accept-Language", "Cookie"}
    assert (page.headers["Content-Language"], page.headers["Cache-Control"]) == ("ja", "no-cache")
    assert (set(data.vary), data.mimetype) == ({"Accept"}, "application/sparql-results+json")


@pytest.mark.parametrize("body", ["form", "direct"])
def test_a_posted_query_gets_a_page_too(client: FlaskClient, body: str) -> None:
    given: dict[str, Any] = {"data": {"query": TERMS}}
    if body == "direct":
        given = {"data": TERMS.encode(), "content_type": "application/sparql-query"}
    answer = client.post("/sparql", headers={"Accept": BROWSER}, **given)
    assert answer.mimetype == "text/html"
    shown = Shown(answer.text)
    assert shown.asked == TERMS
    (switch,) = [str(f["href"]) for _, f in shown.elements if f.get("hreflang") == "ja"]
    assert dict(parse_qsl(urlsplit(switch).query)) == {"query": TERMS, "lang": "ja"}
    assert "行数：7" in client.get(switch, headers={"Accept": BROWSER}).text


def test_every_sort_of_term(client: FlaskClient) -> None:
    text = ask(client, TERMS).text
    shown = Shown(text)
    assert shown.heads == ["?a", "?b"]
    assert shown.rows[1:] == [
        ["region/131130", "sti:Region"],
        ["graph/test/all", "wd:Q192939"],
        ["https://example.org/a?b&c", "urn:isbn:1"],
        ["渋谷区\n<b>", "plain"],
        ["226594", "2019-01-01"],
        ["https://example.org/x", "javascript:alert(1)"],
        ["", ""],
    ]
    assert "Rows: 7 · Time: " in text


def test_terms_as_cells() -> None:
    lines = [
        "?x",
        "<https://w3id.org/sti-kg/id/region/131130>",
        "<https://w3id.org/sti-kg/ontology#Region>",
        "<http://www.wikidata.org/entity/Q192939>",
        "<urn:isbn:1>",
        '"渋谷区\\n"@ja',
        '"plain"',
        "226594",
        '"2019-01-01"^^<http://www.w3.org/2001/XMLSchema#date>',
        '"https://example.org/x"^^<http://www.w3.org/2001/XMLSchema#anyURI>',
        '"javascript:alert(1)"^^<http://www.w3.org/2001/XMLSchema#anyURI>',
        "_:b",
        "",
    ]
    page = results_page(Kind.BINDINGS, ["\n".join([*lines, ""]).encode()], Links(Iris(), "/kg"))
    assert [cell for (cell,) in page.rows] == [
        Cell(
            "region/131130",
            href="/kg/page/region/131130",
            title="https://w3id.org/sti-kg/id/region/131130",
            code=True,
        ),
        Cell(
            "sti:Region",
            href="/kg/ontology#Region",
            title="https://w3id.org/sti-kg/ontology#Region",
            code=True,
        ),
        Cell(
            "wd:Q192939",
            href="http://www.wikidata.org/entity/Q192939",
            external=True,
            title="http://www.wikidata.org/entity/Q192939",
            code=True,
        ),
        Cell("urn:isbn:1", title="urn:isbn:1", code=True),
        Cell("渋谷区\n", lang="ja"),
        Cell("plain"),
        Cell("226594", title="xsd:integer", number=True),
        Cell("2019-01-01", title="xsd:date"),
        Cell(
            "https://example.org/x",
            href="https://example.org/x",
            external=True,
            title="xsd:anyURI",
        ),
        Cell("javascript:alert(1)", title="xsd:anyURI"),
        Cell("_:b", code=True),
        None,
    ]
    assert (page.shown, page.total) == (12, 12)


def test_cells_in_html(client: FlaskClient) -> None:
    text = ask(client, TERMS).text
    for part in (
        '<a href="/page/region/131130" title="https://w3id.org/sti-kg/id/region/131130" '
        'class="code ">region/131130</a>',
        '<a href="http://www.wikidata.org/entity/Q192939" rel="external noopener noreferrer" '
        'title="http://www.wikidata.org/entity/Q192939" class="code external">wd:Q192939</a>',
        '<td><span lang="ja">渋谷区\n&lt;b&gt;</span></td>',
        '<td class="number"><span title="xsd:integer">226594</span></td>',
        "<tr><td></td><td><span></span></td></tr>",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("language", "cut", "rows"),
    [
        ("en", "This page shows the first 1,000 of {} rows; the downloads hold all", "Rows: {} ·"),
        ("ja", "このページに表示しているのは最初の1,000行です（全{}行）。", "行数：{} ·"),
    ],
)
def test_what_is_not_shown_is_counted_and_downloaded(
    client: FlaskClient, language: str, cut: str, rows: str
) -> None:
    text = ask(client, PAIRS, language=language).text
    shown = Shown(text)
    whole = list(
        csv.reader(io.StringIO(client.get(shown.downloads()["result.csv"], buffered=True).text))
    )
    assert len(whole) - 1 > SHOWN_LINES
    total = f"{len(whole) - 1:,}"
    assert cut.format(total) in text
    assert rows.format(total) in text
    assert len(shown.rows[1:]) == SHOWN_LINES


def test_a_result_that_fits_is_shown_whole(client: FlaskClient) -> None:
    text = ask(client, f"{PAIRS} LIMIT {SHOWN_LINES}").text
    assert len(Shown(text).rows[1:]) == SHOWN_LINES
    assert "Rows: 1,000 ·" in text
    assert "This page shows" not in text


def test_downloads_hold_the_same_answer(client: FlaskClient) -> None:
    given = {
        "query": "SELECT ?s { ?s a <https://w3id.org/sti-kg/ontology#Country> }",
        "default-graph-uri": "https://w3id.org/sti-kg/graph/test/all",
        "timeout": "5",
    }
    shown = Shown(ask(client, **given).text)
    found = shown.downloads()
    assert [dict(parse_qsl(urlsplit(href).query)) for href in found.values()] == [
        {**given, "format": short} for short in ("csv", "tsv", "json", "xml")
    ]
    answers = [client.get(href, headers={"Accept": BROWSER}) for href in found.values()]
    assert [answer.mimetype for answer in answers] == [
        "text/csv",
        TSV,
        "application/sparql-results+json",
        "application/sparql-results+xml",
    ]
    assert all("https://w3id.org/sti-kg/id/region/jp" in answer.text for answer in answers)
    assert sorted(shown.hidden()) == [
        ("default-graph-uri", given["default-graph-uri"]),
        ("timeout", "5"),
    ]


@pytest.mark.parametrize(
    ("language", "query", "words"),
    [
        ("en", "ASK { ?s ?p ?o }", "Yes: the pattern is in the graph."),
        ("en", "ASK { ?s ?p <urn:x> }", "No: the pattern is not in the graph."),
        ("ja", "ASK { ?s ?p ?o }", "はい。パターンに合うものがグラフにあります。"),
        ("ja", "ASK { ?s ?p <urn:x> }", "いいえ。パターンに合うものはグラフにありません。"),
    ],
)
def test_yes_and_no_in_words(client: FlaskClient, language: str, query: str, words: str) -> None:
    text = ask(client, query, language=language).text
    assert f'<p class="lead">{words}</p>' in text
    assert "Rows" not in text
    assert list(Shown(text).downloads()) == [
        "result.csv", "result.tsv", "result.json", "result.xml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "query", [f"{EVERYTHING} LIMIT 0", "CONSTRUCT WHERE { ?s <urn:nothing> ?o }"]
)
def test_nothing_found_says_so(client: FlaskClient, query: str) -> None:
    text = ask(client, query).text
    assert "<p>Nothing in the graph fits the query.</p>" in text
    assert "<table" not in text
    assert "<pre" not in text


def test_a_graph_in_turtle(client: FlaskClient) -> None:
    query = "CONSTRUCT WHERE { <https://w3id.org/sti-kg/id/case/shibuya-ict> ?p ?o }"
    answer = ask(client, query)
    assert answer.mimetype == "text/html"
    whole = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/turtle"})
    start = '<pre class="turtle" role="region" tabindex="0" aria-label="Result">\n'
    turtle = answer.text.partition(start)[2].partition("</pre>")[0]
    turtle = turtle.replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"')
    assert turtle == whole.text
    assert f"Lines of Turtle: {whole.text.count(chr(10))} ·" in answer.text
    forms = {name: client.get(href) for name, href in Shown(answer.text).downloads().items()}
    assert {name: form.mimetype for name, form in forms.items()} == {
        "result.ttl": "text/turtle",
        "result.jsonld": "application/ld+json",
        "result.rdf": "application/rdf+xml",
        "result.nt": "application/n-triples",
    }


def test_a_long_graph_says_how_long(client: FlaskClient) -> None:
    query = "CONSTRUCT { ?s ?p ?r } WHERE { ?s ?p ?o . ?q ?r ?t }"
    whole = client.get(
        "/sparql", query_string={"query": query, "format": "ttl"}, buffered=True
    ).text
    total = whole.count("\n")
    if total <= SHOWN_LINES:
        pytest.fail("the graph is too small to try this with")
    text = ask(client, query).text
    assert f"This page shows the first 1,000 of {total:,} lines; the downloads hold" in text


# The query is not lost


@pytest.mark.parametrize(
    "query",
    [
        EVERYTHING,
        "\n\nASK {}\n",
        'ASK { ?s ?p "</textarea><b>&amp;" }',
        "SELECT ?渋谷区 { ?s ?p ?渋谷区 }",
        "SELECT * { ?s ?p ",
        "SELECT * { ?s a skos:Concept }",
    ],
)
def test_the_query_stands_in_the_form_again(client: FlaskClient, query: str) -> None:
    assert Shown(ask(client, query).text).asked == query


def test_a_problem_offers_query_and_form_of_the_answer_again(client: FlaskClient) -> None:
    answer = ask(client, "SELECT * { ?s a skos:Concept }", language="ja", format="tsv")
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert "1行17文字目" in answer.text
    assert '<option value="tsv" selected>TSV</option>' in answer.text
    assert "selected" not in ask(client, EVERYTHING).text


def test_problems_elsewhere_have_no_form(client: FlaskClient) -> None:
    assert "<textarea" not in client.get("/nowhere", headers={"Accept": BROWSER}).text
    two = client.get("/sparql?query=a&query=b", headers={"Accept": BROWSER})
    assert (two.status_code, "<textarea" in two.text) == (400, False)


def test_the_limit_of_size_holds_for_pages(app: Flask) -> None:
    site: Site = app.extensions[EXTENSION]
    narrow = create_app(site.release, site.engine, Settings(result_bytes=1024)).test_client()
    answer = ask(narrow, EVERYTHING)
    assert (answer.status_code, answer.mimetype) == (503, "text/html")
    assert "Answer too large" in answer.text
    assert Shown(answer.text).asked == EVERYTHING
    assert ask(narrow, "SELECT ?s { ?s ?p ?o } LIMIT 1").status_code == 200


def test_head_of_a_page(client: FlaskClient) -> None:
    answer = client.head("/sparql", query_string={"query": "ASK {}"}, headers={"Accept": BROWSER})
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "text/html", b"")


# Long answers


def test_rows_that_are_too_long_for_a_page_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "SHOWN_BYTES", 10)
    page = results_page(Kind.BINDINGS, [b"?x\n1\n", b'"a long text"\n2\n'], Links(Iris()))
    assert (page.rows, page.shown, page.total) == (
        [[Cell("1", title="xsd:integer", number=True)]],
        1,
        3,
    )


def _pieces(text: bytes, cuts: list[int]) -> Iterator[bytes]:
    places = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    return (text[a:b] for a, b in pairwise(places))


@given(st.integers(0, 3 * SHOWN_LINES), st.lists(st.integers(0, 10**6)))
def test_however_the_bytes_come_the_page_is_the_same(rows: int, cuts: list[int]) -> None:
    text = b"?x\n" + b"".join(b'"%d\\n"\n' % n for n in range(rows))
    page = results_page(Kind.BINDINGS, _pieces(text, cuts), Links(Iris()))
    assert page.total == rows
    assert [cell and cell.text for (cell,) in page.rows] == [
        f"{n}\n" for n in range(min(rows, SHOWN_LINES))
    ]


def test_turtle_of_the_engine_is_one_line_after_the_other() -> None:
    triple = ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("a\nb"))
    text = ox.serialize([triple], format=ox.RdfFormat.TURTLE)
    assert text is not None
    assert re.findall(rb"\n", text) == [b"\n"]
    assert results_page(Kind.GRAPH, [text], Links(Iris())).total == 1
