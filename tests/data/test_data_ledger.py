"""The counts that the source document must yield, and its words as printed."""

import re
from pathlib import Path

import pytest

import kg

PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sdmx-measure: <http://purl.org/linked-data/sdmx/2009/measure#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sti: <https://w3id.org/sti-kg/ontology#>
"""
BOOK = "https://w3id.org/sti-kg/id/source/cabinet-office-2020"
GRAPH = "https://w3id.org/sti-kg/graph/"


def count(graph: kg.Graph, pattern: str) -> object:
    rows = graph.query(f"{PREFIXES} SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}")
    return rows[0]["n"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param('?x qb:dataSet/dcterms:identifier "plan-status"', 6, id="T04 observations"),
        pytest.param('?x qb:dataSet/dcterms:identifier "plan-status-totals"', 2, id="T04 totals"),
        pytest.param('?x qb:dataSet/dcterms:identifier "smart-city-projects"', 20, id="T09"),
        pytest.param('?x qb:dataSet/dcterms:identifier "smart-city-totals"', 2, id="T09 totals"),
        pytest.param(
            '?x a sti:Strategy ; sti:citedSource/dcterms:identifier "ostp-web"', 13, id="T13"
        ),
        pytest.param(
            '?x sti:priorityKind/skos:notation "cross-cutting-action"', 5, id="T12 actions"
        ),
        pytest.param('?x sti:priorityKind/skos:notation "sub-area"', 5, id="T12 fields"),
        pytest.param(
            '?p sti:priorityKind/skos:notation "sub-area" ; sti:printedGroup ?x', 3, id="T12 groups"
        ),
        pytest.param(
            '?x sti:priorityKind/skos:notation "area" ; sti:country/dcterms:identifier "us"',
            5,
            id="T12 areas",
        ),
        pytest.param('?x sti:priorityOf/dcterms:identifier "eu-europe-2020"', 3, id="T15"),
        pytest.param("?x a sti:Case ; dcterms:spatial/a sti:Municipality", 4, id="T06"),
        pytest.param(
            '?x a sti:Case ; sti:caseLabel/skos:notation "overseas-smart-city"', 4, id="T07 places"
        ),
        pytest.param("?x a sti:City", 4, id="T07 cities"),
        pytest.param(
            "?x a sti:Statement ; sti:about ?case . "
            '?case sti:caseLabel/skos:notation "overseas-smart-city"',
            6,
            id="T07 statements",
        ),
        pytest.param(
            '?x a sti:Budget ; sti:budgetOf/sti:country/dcterms:identifier "eu"', 3, id="T14"
        ),
        pytest.param(
            '?r sti:relationKind/skos:notation "funder" ; sti:relationOf ?x',
            4,
            id="T19 associations",
        ),
        pytest.param(
            '?x skos:inScheme/dcterms:identifier "challenge" ; sti:country/dcterms:identifier "de"',
            6,
            id="T20",
        ),
        pytest.param("?x a sti:GovernanceNode", 30, id="T11 nodes"),
        pytest.param(
            '?x skos:inScheme/dcterms:identifier "congressional-function"', 3, id="T11 functions"
        ),
        pytest.param(
            f"GRAPH <{GRAPH}cabinet-office-2020/sources> {{ ?x a sti:Source }}",
            10,
            id="T01 and T02",
        ),
        pytest.param(
            "?x a sti:Quantity . { ?x sti:about/dcterms:identifier 'de-sprind' } UNION "
            "{ ?x sti:about/dcterms:identifier 'sprind-projects' }",
            3,
            id="T22 figures other than money",
        ),
        pytest.param(
            "?x a sti:Budget ; sti:budgetOf/dcterms:identifier 'de-sprind'", 2, id="T22 money"
        ),
        pytest.param("?x a sti:Prefecture", 47, id="prefectures"),
        pytest.param("?x a sti:Municipality", 1741, id="municipalities"),
    ],
)
def test_the_graph_holds_as_many_as_the_source(
    graph: kg.Graph, pattern: str, expected: int
) -> None:
    assert count(graph, pattern) == expected


def test_passages_hold_the_words_of_their_lines(graph: kg.Graph, shared: Path) -> None:
    lines = (shared / "source" / "data-book-2020-excerpt.txt").read_text("utf-8").split("\n")
    rows = graph.query(
        f"{PREFIXES} SELECT ?passage ?first ?last ?words WHERE {{ ?passage sti:inSource <{BOOK}> ; "
        "sti:firstLine ?first ; sti:lastLine ?last ; sti:words ?words }"
    )
    ornament = re.compile("[\ue000-\uf8ff]")
    wrong = {}
    for row in rows:
        first, last = int(str(row["first"])), int(str(row["last"]))
        printed = (ornament.sub("", line).strip() for line in lines[first - 1 : last])
        expected = "\n".join(line for line in printed if line)
        if row["words"] != expected:
            wrong[row["passage"]] = (row["words"], expected)
    assert wrong == {}
    assert len(rows) == 217


def test_every_line_of_the_source_that_says_something_is_quoted(
    graph: kg.Graph, shared: Path
) -> None:
    text = (shared / "source" / "data-book-2020-excerpt.txt").read_text("utf-8")
    rows = graph.query(
        f"{PREFIXES} SELECT ?first ?last WHERE {{ ?passage sti:inSource <{BOOK}> ; "
        "sti:firstLine ?first ; sti:lastLine ?last }"
    )
    quoted = {
        number
        for row in rows
        for number in range(int(str(row["first"])), int(str(row["last"])) + 1)
    }
    unquoted = {
        number: line
        for number, line in enumerate(text.split("\n"), 1)
        if line.strip() and number not in quoted
    }
    assert unquoted == {}


def test_statements_hold_the_words_of_their_passages(graph: kg.Graph) -> None:
    """Texts of the document's own are printed there; ``…`` stands for words left out."""
    rows = graph.query(
        f"""{PREFIXES} SELECT ?key ?text (GROUP_CONCAT(?words; SEPARATOR="") AS ?printed) WHERE {{
          {{ SELECT ?key ?text ?words WHERE {{
            ?statement a sti:Statement ; dcterms:identifier ?key ; sti:text ?text ;
              sti:modality/skos:notation ?modality ; prov:wasQuotedFrom ?passage .
            ?passage sti:words ?words ; sti:firstLine ?first
            FILTER (LANG(?text) = "ja" && ?modality != "recorded")
          }} ORDER BY ?key ?first }}
        }} GROUP BY ?key ?text"""
    )
    blank = re.compile(r"[\s・•]")

    def bare(text: object) -> str:
        return blank.sub("", str(text))

    missing = {
        str(row["key"]): part
        for row in rows
        for part in bare(row["text"]).split("…")
        if part not in bare(row["printed"])
    }
    assert missing == {}
    assert len(rows) > 80
