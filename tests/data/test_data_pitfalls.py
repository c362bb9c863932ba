"""The traps of the source document, each with the reading that the graph keeps to."""

from decimal import Decimal

import pytest

import kg
from kg.api import Value

PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <http://schema.org/>
PREFIX sdmx-dimension: <http://purl.org/linked-data/sdmx/2009/dimension#>
PREFIX sdmx-measure: <http://purl.org/linked-data/sdmx/2009/measure#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sti: <https://w3id.org/sti-kg/ontology#>
"""


def rows(graph: kg.Graph, select: str) -> list[tuple[Value, ...]]:
    return [tuple(row.values()) for row in graph.query(PREFIXES + select)]


def test_01_january_and_april_are_two_observations(graph: kg.Graph) -> None:
    found = rows(
        graph,
        """SELECT ?period ?printed ?status ?value WHERE {
          ?observation a qb:Observation ; sti:tier/skos:notation "prefecture" ;
            sti:planStatus/skos:notation ?status ; sdmx-dimension:refPeriod ?period ;
            sti:periodAsPrinted ?printed ; sdmx-measure:obsValue ?value
          FILTER (?value = 0)
        } ORDER BY ?period""",
    )
    assert found == [
        ("2019-01", "H31年1月", "not-considered-or-no-answer", 0),
        ("2019-04", "H31年4月", "not-considered", 0),
    ]


def test_02_era_dates_become_dates_and_keep_their_words(graph: kg.Graph) -> None:
    found = rows(
        graph,
        """SELECT ?date ?printed WHERE {
          ?source dcterms:identifier "mext-committee-31" ; dcterms:issued ?date ;
            sti:dateAsPrinted ?printed
        }""",
    )
    assert [(str(date), printed) for date, printed in found] == [("2019-11-07", "Ｒ元.11.7")]


def test_03_two_categories_of_not_considered_stay_apart(graph: kg.Graph) -> None:
    assert rows(
        graph,
        """SELECT ?notation WHERE { ?status skos:inScheme/dcterms:identifier "plan-status" ;
          skos:notation ?notation } ORDER BY ?notation""",
    ) == [("adopted",), ("in-progress",), ("not-considered",), ("not-considered-or-no-answer",)]


def test_04_shibuya_is_a_special_ward_among_the_municipalities(graph: kg.Graph) -> None:
    assert rows(
        graph,
        """SELECT ?kind WHERE { ?region dcterms:identifier "131130" ; a sti:Municipality ;
          sti:municipalityKind/skos:notation ?kind }""",
    ) == [("special-ward",)]


def test_05_the_share_is_a_bound_for_a_population_class(graph: kg.Graph) -> None:
    assert rows(
        graph,
        """SELECT ?share ?qualifier ?population ?class WHERE {
          ?quantity dcterms:identifier "share-not-considered-small" ; schema:minValue ?share ;
            sti:valueQualifier/skos:notation ?qualifier ; sti:appliesTo ?condition .
          ?condition schema:maxValue ?population ; sti:valueQualifier/skos:notation ?class
          FILTER NOT EXISTS { ?quantity sti:amount ?value }
        }""",
    ) == [(Decimal(50), "lower-bound-exclusive", Decimal(200000), "upper-bound")]


def test_06_totals_stand_apart_from_the_blocks_and_agree_with_them(graph: kg.Graph) -> None:
    assert rows(
        graph,
        """SELECT ?dataset (SUM(?areas) AS ?a) (SUM(?projects) AS ?p) WHERE {
          ?observation qb:dataSet/dcterms:identifier ?dataset .
          OPTIONAL { ?observation sti:areaCount ?a0 } OPTIONAL { ?observation sti:projectCount ?p0 }
          BIND (COALESCE(?a0, 0) AS ?areas) BIND (COALESCE(?p0, 0) AS ?projects)
          FILTER (?dataset IN ("smart-city-projects", "smart-city-totals"))
        } GROUP BY ?dataset ORDER BY ?dataset""",
    ) == [("smart-city-projects", 157, 229), ("smart-city-totals", 157, 229)]


def test_07_places_of_one_name_are_two_things(graph: kg.Graph) -> None:
    found = rows(
        graph,
        """SELECT ?label ?class WHERE {
          VALUES ?label { "中国"@ja "北海道"@ja }
          ?region rdfs:label ?label ; a ?class ; sti:disambiguation ?note
          FILTER (?class != sti:Region && LANG(?note) = "ja")
        } ORDER BY ?label ?class""",
    )
    sti = "https://w3id.org/sti-kg/ontology#"
    assert found == [
        ("中国", f"{sti}Country"),
        ("中国", f"{sti}StatisticalBlock"),
        ("北海道", f"{sti}Prefecture"),
        ("北海道", f"{sti}StatisticalBlock"),
    ]
    assert graph.ask(
        PREFIXES + 'ASK { ?a a sti:Agency ; rdfs:label "欧州連合（EU）"@ja . '
        '?r a sti:Region ; rdfs:label "欧州連合（EU）"@ja FILTER (?a != ?r) }'
    )


def test_08_blocks_have_no_members(graph: kg.Graph) -> None:
    assert (
        rows(
            graph,
            """SELECT ?area ?property ?block WHERE {
          ?block a sti:StatisticalBlock .
          { ?area ?property ?block } UNION { ?block ?property ?area }
          ?area a ?class FILTER (?class IN (sti:Prefecture, sti:Municipality)) }""",
        )
        == []
    )


def test_09_and_10_labels_of_cases_follow_their_contents(graph: kg.Graph) -> None:
    assert rows(
        graph,
        """SELECT ?number ?theme ?place ?mention ?plan WHERE {
          ?case a sti:Case ; sti:order ?number ; sti:caseLabel/skos:notation ?theme ;
            sti:placeAsPrinted ?place ; sti:masterPlanMention/skos:notation ?mention .
          OPTIONAL { ?case sti:mentionedIn/dcterms:identifier ?plan }
        } ORDER BY ?number""",
    ) == [
        (1, "efficiency", "渋谷区", "not-mentioned", None),
        (2, "childcare", "姫路市", "not-mentioned", None),
        (3, "agriculture", "佐賀県みやき町", "not-mentioned", None),
        (
            4,
            "infrastructure",
            "仙台市",
            "mentioned-in-related-plan",
            "sendai-economic-growth-strategy-2023",
        ),
    ]


def test_11_sources_of_the_cases(graph: kg.Graph) -> None:
    assert rows(
        graph,
        """SELECT ?number ?source ?missing WHERE {
          ?case a sti:Case ; sti:order ?number .
          OPTIONAL { ?case sti:citedSource/dcterms:identifier ?source }
          OPTIONAL { ?case sti:sourceStatement/dcterms:identifier ?missing }
        } ORDER BY ?number""",
    ) == [
        (1, "hitachi-systems-shibuya", "no-source-case-shibuya-text"),
        (2, None, "no-source-case-himeji"),
        (3, "kinmirai-cases", None),
        (4, "kinmirai-cases", None),
    ]


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (
            "smart-city-platform-members",
            ("lower-bound-exclusive", None, Decimal(450), None, "member"),
        ),
        ("imi-projects", ("approximate", Decimal(30), None, None, "project")),
        ("fp7", ("approximate", Decimal(50_000_000_000), None, None, "euro")),
        ("sprind-2019-2022", ("approximate", Decimal(151_000_000), None, None, "euro")),
        ("sprind-future", ("approximate-upper-bound", None, None, Decimal(1_000_000_000), "euro")),
        ("de-public-rd-funding-split", ("qualitative", None, None, None, "share")),
        ("sprind-manager-term", ("upper-range", None, Decimal(5), Decimal(6), "year")),
    ],
)
def test_12_and_19_figures_keep_their_qualifier(
    graph: kg.Graph, quantity: str, expected: tuple[Value, ...]
) -> None:
    assert rows(
        graph,
        f"""SELECT ?qualifier ?amount ?low ?high ?unit WHERE {{
          ?quantity dcterms:identifier "{quantity}" ; sti:valueQualifier/skos:notation ?qualifier ;
            sti:unit/skos:notation ?unit .
          OPTIONAL {{ ?quantity sti:amount ?amount }} OPTIONAL {{ ?quantity schema:minValue ?low }}
          OPTIONAL {{ ?quantity schema:maxValue ?high }} }}""",
    ) == [expected]


def test_13_this_autumn_is_an_interval_that_is_assumed(graph: kg.Graph) -> None:
    found = rows(
        graph,
        """SELECT ?printed ?earliest ?latest WHERE {
          ?milestone dcterms:identifier "gsca-first-meeting" ; sti:dateAsPrinted ?printed ;
            sti:earliest ?earliest ; sti:latest ?latest ; sti:assumption ?why
          FILTER (LANG(?why) = "ja") FILTER NOT EXISTS { ?milestone sti:date ?date } }""",
    )
    assert [tuple(map(str, row)) for row in found] == [("今秋", "2019-09-01", "2019-11-30")]


def test_14_what_is_to_come_is_planned_or_proposed(graph: kg.Graph) -> None:
    assert rows(
        graph,
        """SELECT ?key ?status WHERE {
          VALUES ?key { "sendai-drone-model" "horizon-europe" "horizon-europe-start"
            "de-nuclear-shutdown" "sprind-future" }
          ?thing dcterms:identifier ?key ; sti:status/skos:notation ?status
        } ORDER BY ?key ?status""",
    ) == [
        ("de-nuclear-shutdown", "planned"),
        ("horizon-europe", "planned"),
        ("horizon-europe", "proposed"),
        ("horizon-europe-start", "planned"),
        ("sendai-drone-model", "planned"),
        ("sprind-future", "planned"),
    ]


def test_15_twelve_documents_and_a_letter_and_the_memorandum_apart(graph: kg.Graph) -> None:
    assert rows(
        graph,
        """SELECT ?letter (COUNT(?document) AS ?n) WHERE {
          ?document a sti:Strategy ; sti:citedSource/dcterms:identifier "ostp-web" ;
            sti:documentKind/skos:notation ?kind BIND (?kind = "letter" AS ?letter)
        } GROUP BY ?letter ORDER BY ?letter""",
    ) == [(False, 12), (True, 1)]
    assert rows(
        graph,
        """SELECT ?source WHERE { ?memo a sti:Strategy ; dcterms:identifier "us-fy2021-rd-memo" ;
          sti:citedSource/dcterms:identifier ?source }""",
    ) == [("omb-ostp-fy2021-memo",)]


def test_16_misprints_are_kept_as_variants(graph: kg.Graph) -> None:
    assert rows(
        graph,
        """SELECT ?key ?variant WHERE { ?thing sti:printedVariant ?variant ;
          dcterms:identifier|skos:notation ?key } ORDER BY ?key""",
    ) == [
        ("19341-20060301", "と上九一色村"),
        ("big-data", "ビックデータ"),
        ("de-efi", "EPI"),
        ("de-hgf", "HCF"),
        ("de-sprind", "Agentur für Sprungs Innovation"),
        ("private-lte", "プライベート LTE"),
    ]


def test_17_and_18_outside_sources_are_told_apart_not_merged(graph: kg.Graph) -> None:
    found = rows(
        graph,
        """SELECT ?date WHERE { ?milestone sti:about/dcterms:identifier "de-sprind" ;
          sti:status/skos:notation "completed" ; sti:date ?date } ORDER BY ?date""",
    )
    assert {str(date) for (date,) in found} == {"2019", "2019-10"}
    assert rows(
        graph,
        """SELECT ?key WHERE { ?disagreement a sti:Disagreement ; dcterms:identifier ?key ;
          sti:statementB/sti:citedSource/dcterms:identifier "bmbf-sprind-page" } ORDER BY ?key""",
    ) == [("sprind-founding-december",), ("sprind-shareholders",)]


def test_20_europe_2020_is_ten_years_and_2010_to_2020(graph: kg.Graph) -> None:
    assert rows(
        graph,
        """SELECT ?start ?end ?years WHERE {
          ?strategy dcterms:identifier "eu-europe-2020" ; sti:periodStart ?start ;
            sti:periodEnd ?end .
          ?quantity sti:about ?strategy ; sti:amount ?years }""",
    ) == [("2010", "2020", Decimal(10))]


def test_21_the_figure_shows_the_state_of_2009(graph: kg.Graph) -> None:
    assert rows(
        graph, "SELECT DISTINCT ?year WHERE { ?node a sti:GovernanceNode ; sti:stateAsOf ?year }"
    ) == [("2009",)]


def test_22_codes_keep_their_leading_zeros_and_both_lengths(graph: kg.Graph) -> None:
    assert rows(
        graph,
        """SELECT ?code6 ?code5 WHERE { ?region a sti:Region ; rdfs:label "仙台市"@ja ;
          dcterms:identifier ?code6 ; sti:standardAreaCode ?code5 }""",
    ) == [("041009", "04100")]


def test_23_hedged_sentences_are_attributed_statements(graph: kg.Graph) -> None:
    assert rows(
        graph,
        """SELECT ?key ?by WHERE { ?statement sti:modality/skos:notation "hedged" ;
          dcterms:identifier ?key ; prov:wasAttributedTo/dcterms:identifier ?by } ORDER BY ?key""",
    ) == [
        ("penetration-estimate", "jp-cabinet-office"),
        ("population-and-penetration", "jp-cabinet-office"),
        ("regional-differences", "jp-cabinet-office"),
        ("small-areas-lag", "jp-cabinet-office"),
        ("towards-society-5-0", "jp-cabinet-office"),
    ]


def test_24_open_lists_say_so(graph: kg.Graph) -> None:
    assert rows(
        graph,
        """SELECT ?key WHERE { ?element sti:openList true ; dcterms:identifier ?key ;
          sti:elementOf/dcterms:identifier "himeji-data-driven-policy" } ORDER BY ?key""",
    ) == [
        ("himeji-city-planning-data",),
        ("himeji-resident-register-system",),
        ("himeji-resident-tax-system",),
    ]


def test_25_acronyms_without_a_source_stay_acronyms(graph: kg.Graph) -> None:
    assert rows(
        graph,
        """SELECT ?en ?branch WHERE { ?node a sti:GovernanceNode ; rdfs:label ?en ;
          sti:nodeKind/skos:notation "acronym-only" ; sti:branch/skos:notation ?branch
          FILTER (?en IN ("IRI"@en, "COC"@en, "STPI"@en)) } ORDER BY ?en""",
    ) == [("COC", "not-stated"), ("IRI", "not-stated"), ("STPI", "not-stated")]
