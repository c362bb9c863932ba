"""What a resource's page shows, row by row, before it becomes HTML."""

from collections.abc import Callable
from typing import Final

import pyoxigraph as ox
import pytest
from flask import Flask

from kg.iris import Iris
from kg.web.facts import Group, Passage, ResourcePage, resource_page
from kg.web.links import Link, Links
from kg.web.site import EXTENSION, Site
from kg.web.values import Description, Value
from kg.web.vocabulary import Vocabulary

ID: Final = "https://w3id.org/sti-kg/id/"
View = Callable[[str, str], ResourcePage]


@pytest.fixture
def view(app: Flask) -> View:
    site: Site = app.extensions[EXTENSION]

    def make(name: str, language: str) -> ResourcePage:
        triples = site.graph.describe(ID + name)
        return resource_page(
            Description(triples, site.vocabulary, Links(site.iris), language), ID + name
        )

    return make


def rows(group: Group) -> list[tuple[str, list[str]]]:
    return [(fact.property.text, [value.text for value in fact.values]) for fact in group.facts]


def test_facts_of_a_municipality_in_both_languages(view: View) -> None:
    assert rows(view("region/131130", "ja").main) == [
        ("コード・識別子", ["131130"]),
        ("標準地域コード", ["13113"]),
        ("属する地域", ["東京都"]),
        ("同じものを指す外部の識別子", ["sac:C13113", "wd:Q192939"]),
    ]
    assert rows(view("region/131130", "en").main) == [
        ("Identifier", ["131130"]),
        ("Standard area code", ["13113"]),
        ("Within", ["Tokyo"]),
        ("Same thing elsewhere", ["sac:C13113", "wd:Q192939"]),
    ]


def test_names_kana_and_standing_of_the_english_name(view: View) -> None:
    page = view("region/131130", "en")
    assert page.names == [Value("Shibuya-ku", "en"), Value("渋谷区", "ja")]
    assert page.kana == [Value("しぶやく", "ja-hrkt")]
    assert page.english_status == Value("official", "en", "/page/english-status/official")
    assert page.main.kinds == [Value("Municipality", "en", "/ontology#Municipality")]


def test_links_out_are_marked_as_external(view: View) -> None:
    same = view("region/131130", "en").main.facts[-1]
    assert same.values[1] == Value(
        "wd:Q192939",
        "",
        "http://www.wikidata.org/entity/Q192939",
        external=True,
        note="www.wikidata.org",
        code=True,
    )
    assert same.definition == "The IRI of the same thing in other data"


def test_observations_of_a_region(view: View) -> None:
    (row,) = view("region/131130", "ja").observations
    assert row.data_set == Value("住民基本台帳人口 2019年", "ja", "/page/dataset/population-2019")
    assert row.period == Value("2019年1月1日", "ja", machine="2019-01-01")
    assert row.figure == Value("226,594人", "ja")
    assert row.details == []
    assert [passage.locator for passage in row.passages] == [Value("2019年5月1日版の表", "ja")]
    (english,) = view("region/131130", "en").observations
    assert english.figure == Value("226,594 persons", "en")


def test_an_inexact_budget_says_so_and_when_it_was_proposed(view: View) -> None:
    budget, statement = view("programme/horizon-europe", "ja").dependents
    assert rows(budget) == [
        ("金額・数量", ["約100,000,000,000 EUR"]),
        ("原文の表記", ["約1000億ユーロ"]),
        ("状態", ["2020年3月時点で提案段階"]),
        ("sti:budgetOf", ["ホライズン・ヨーロッパ"]),
    ]
    assert budget.facts[0].values[0].note == ""
    assert rows(statement) == [
        ("下限", ["450人を超える"]),
        ("対象", ["ホライズン・ヨーロッパ"]),
    ]
    budget, statement = view("programme/horizon-europe", "en").dependents
    assert rows(budget)[0] == ("Amount", ["about 100,000,000,000 EUR"])
    assert rows(budget)[2] == ("Status", ["proposed as of March 2020"])
    assert rows(statement)[0] == ("Lower bound", ["more than 450 persons"])


def test_the_passage_with_its_words_slide_and_lines(view: View) -> None:
    main = view("case/shibuya-ict", "en").main
    assert main.passages == [
        Passage(
            itself=Value("Data book, slide B, lines 111–121", "en", "/page/passage/b-111-121"),
            words=[
                Value(
                    "「IT・AI等を駆使した、区役所における\n業務の徹底的な効率化」（渋谷区）<b>",
                    "ja",
                )
            ],
            slide="B",
            first_line="111",
            last_line="121",
            locator=None,
            source=Value(
                "Data on the Review of the 5th Science and Technology Basic Plan",
                "en",
                "/page/source/data-book",
            ),
        )
    ]
    assert main.remarks == [
        Value("The document names no source for the text", "en", "/page/statement/no-source")
    ]


def test_a_passage_shows_its_own_words(view: View) -> None:
    (passage,) = view("passage/h-383", "ja").main.passages
    assert [words.text for words in passage.words] == ["約1000億ユーロ（提案段階）"]


def test_addresses_lead_where_they_say(view: View) -> None:
    (row,) = [
        fact
        for fact in view("source/hitachi", "en").main.facts
        if fact.property.href == "http://schema.org/url"
    ]
    address = "https://www.hitachi-systems.com/case/government/1908/index.html"
    assert row.values == [Value(address, "", address, external=True, code=True)]


TURTLE = """
@prefix : <https://w3id.org/sti-kg/id/x/> .
@prefix sti: <https://w3id.org/sti-kg/ontology#> .
@prefix schema: <http://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:a skos:note "一"@ja, "one"@en, "bare" ; sti:flag true ; sti:far <urn:isbn:1> ;
  sti:blank [] ; schema:url "javascript:alert(1)"^^xsd:anyURI ;
  schema:minValue 2 ; schema:maxValue 3 .
:b sti:valueQualifier <https://w3id.org/sti-kg/id/qualifier/qualitative> ;
  sti:asPrinted "ほぼ半々"@ja .
:c sti:valueQualifier <https://w3id.org/sti-kg/id/qualifier/doubtful> ; sti:amount 5 .
"""


def _description(language: str) -> Description:
    triples = [quad.triple for quad in ox.parse(TURTLE, format=ox.RdfFormat.TURTLE)]
    return Description(triples, Vocabulary([]), Links(Iris()), language)


def test_values_of_every_sort() -> None:
    page = resource_page(_description("en"), f"{ID}x/a")
    found = {fact.property.text: fact.values for fact in page.main.facts}
    assert found["Note"] == [Value("one", "en"), Value("bare"), Value("一", "ja", aside=True)]
    assert found["sti:flag"] == [Value("yes", "en")]
    assert found["sti:far"] == [Value("urn:isbn:1", code=True)]
    assert found["URL"] == [Value("javascript:alert(1)", code=True)]
    assert found["Lower bound"] == [Value("2 to 3", "en")]
    assert "Upper bound" not in found
    assert [value.code for value in found["sti:blank"]] == [True]


def test_a_qualitative_figure_keeps_its_qualifier_and_words() -> None:
    page = resource_page(_description("ja"), f"{ID}x/b")
    assert [(f.property.text, [v.text for v in f.values]) for f in page.main.facts] == [
        ("sti:asPrinted", ["ほぼ半々"]),
        ("sti:valueQualifier", [f"{ID}qualifier/qualitative"]),
    ]


def test_a_qualifier_without_wording_is_named_beside_the_figure() -> None:
    (row,) = resource_page(_description("en"), f"{ID}x/c").main.facts
    assert row.values == [Value("5", "en", note=f"{ID}qualifier/doubtful")]


def test_links_follow_the_base_and_the_mount() -> None:
    links = Links(Iris("https://example.org/kg/"), "/mounted")
    assert links.to("https://example.org/kg/id/region/de") == Link("/mounted/page/region/de")
    assert links.to("https://w3id.org/sti-kg/id/region/de") == Link(
        "https://w3id.org/sti-kg/id/region/de", external=True
    )
    assert links.to("https://w3id.org/sti-kg/ontology") == Link("/mounted/ontology")
    assert links.to("https://example.org/kg/catalog") == Link("/mounted/catalog")
    assert links.to("https://example.org/kg/catalog#sparql") == Link("/mounted/catalog#sparql")
    assert links.to("https://example.org/kg/dataset") == Link("/mounted/catalog#dataset")
    assert links.to("https://example.org/kg/elsewhere") == Link(
        "https://example.org/kg/elsewhere", external=True
    )
    assert links.incoming("region", "de", "http://e.x/p?q", 2) == (
        "/mounted/page/region/de/incoming?property=http%3A%2F%2Fe.x%2Fp%3Fq&page=2"
    )


REPEATING = """
@prefix : <https://w3id.org/sti-kg/id/x/> .
@prefix sti: <https://w3id.org/sti-kg/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:slug rdfs:label "名"@ja, "name"@en ; dcterms:identifier "slug" ; skos:notation "slug" ;
  dcterms:title "名"@ja, "name"@en ; skos:note "名"@ja, "another"@en .
:131130 dcterms:identifier "131130" ; skos:notation "13113" .
:two dcterms:identifier "two", "2" .
:day dcterms:issued "2018-12-04"^^xsd:date ;
  sti:earliest "2018-12-04"^^xsd:date ; sti:latest "2018-12-04"^^xsd:date .
:month sti:date "2020-02"^^xsd:gYearMonth ;
  sti:earliest "2020-02-01"^^xsd:date ; sti:latest "2020-02-29"^^xsd:date .
:year sti:date "2021"^^xsd:gYear ;
  sti:earliest "2021-01-01"^^xsd:date ; sti:latest "2021-12-31"^^xsd:date .
:fiscal sti:date "2021"^^xsd:gYear ;
  sti:earliest "2021-04-01"^^xsd:date ; sti:latest "2022-03-31"^^xsd:date .
:open sti:date "2021"^^xsd:gYear ; sti:earliest "2021-01-01"^^xsd:date .
:odd sti:date "2021-13"^^xsd:string ;
  sti:earliest "2021-01-01"^^xsd:date ; sti:latest "2021-12-31"^^xsd:date .
"""


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("slug", [("Note", ["another", "名"])]),
        ("131130", [("Identifier", ["131130"]), ("Notation", ["13113"])]),
        ("two", [("Identifier", ["two", "2"])]),
        ("day", [("Issued", ["4 December 2018"])]),
        ("month", [("sti:date", ["February 2020"])]),
        ("year", [("sti:date", ["2021"])]),
        (
            "fiscal",
            [
                ("sti:date", ["2021"]),
                ("sti:earliest", ["1 April 2021"]),
                ("sti:latest", ["31 March 2022"]),
            ],
        ),
        ("open", [("sti:date", ["2021"]), ("sti:earliest", ["1 January 2021"])]),
        (
            "odd",
            [
                ("sti:date", ["2021-13"]),
                ("sti:earliest", ["1 January 2021"]),
                ("sti:latest", ["31 December 2021"]),
            ],
        ),
    ],
)
def test_what_the_page_says_already_is_not_said_again(
    key: str, shown: list[tuple[str, list[str]]]
) -> None:
    triples = [quad.triple for quad in ox.parse(REPEATING, format=ox.RdfFormat.TURTLE)]
    description = Description(triples, Vocabulary([]), Links(Iris()), "en")
    assert rows(resource_page(description, f"{ID}x/{key}").main) == shown


def test_links_are_never_set_aside_for_the_language_of_their_names() -> None:
    turtle = """
    @prefix : <https://w3id.org/sti-kg/id/x/> .
    @prefix sti: <https://w3id.org/sti-kg/ontology#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    :a sti:about :b, :c . :b rdfs:label "一"@ja . :c rdfs:label "two"@en .
    """
    triples = [quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)]
    description = Description(triples, Vocabulary([]), Links(Iris()), "en")
    (fact,) = resource_page(description, f"{ID}x/a").main.facts
    assert fact.values == [
        Value("two", "en", "/page/x/c"),
        Value("一", "ja", "/page/x/b"),
    ]
