"""kg.open(): the same answers from a release, a file and an endpoint."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib
from rdflib.compare import isomorphic

import kg
from kg.api import EndpointError, Rows, UnknownFormat, WrongForm
from kg.problems import SystemFault
from kg.store import QuerySyntaxError

TIERS = """
PREFIX sti: <https://w3id.org/sti-kg/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?tier (COUNT(*) AS ?duties) WHERE {
  ?duty a sti:DutyAssignment ; sti:tier/skos:notation ?tier
}
GROUP BY ?tier ORDER BY ?tier
"""
TINY = """\
<https://w3id.org/sti-kg/id/milestone/a> <http://www.w3.org/2000/01/rdf-schema#label> "甲"@ja .
<https://w3id.org/sti-kg/id/milestone/a> <http://www.w3.org/2000/01/rdf-schema#label> "A"@en .
<https://w3id.org/sti-kg/id/milestone/a> <https://w3id.org/sti-kg/ontology#earliest> \
"2019-10-01"^^<http://www.w3.org/2001/XMLSchema#date> .
<https://w3id.org/sti-kg/id/milestone/a> <https://w3id.org/sti-kg/ontology#date> \
"2019-10"^^<http://www.w3.org/2001/XMLSchema#gYearMonth> .
<https://w3id.org/sti-kg/id/milestone/a> <http://www.w3.org/ns/prov#wasQuotedFrom> \
<https://w3id.org/sti-kg/id/passage/p> .
<https://w3id.org/sti-kg/id/passage/p> <https://w3id.org/sti-kg/ontology#words> "十月"@ja .
<https://w3id.org/sti-kg/id/passage/p> <http://www.w3.org/2000/01/rdf-schema#label> "1行"@ja .
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    file = tmp_path / "tiny.nq"
    file.write_text(TINY, encoding="utf-8")
    return file


def test_a_release_and_an_endpoint_give_the_same_rows(graph: kg.Graph, server: str) -> None:
    expected = Rows(["tier", "duties"], [["municipality", 1], ["prefecture", 1]])
    assert graph.query(TIERS) == expected
    with kg.open(f"{server}/sparql") as remote:
        assert remote.query(TIERS) == expected


def test_rows_turn_into_pandas_and_polars(graph: kg.Graph) -> None:
    rows = graph.query(TIERS)
    records = [{"tier": "municipality", "duties": 1}, {"tier": "prefecture", "duties": 1}]
    assert rows.to_pandas().to_dict("records") == records
    assert rows.to_polars().to_dicts() == records


def test_values_are_those_of_python(graph: kg.Graph) -> None:
    rows = graph.query(
        """PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
        SELECT * WHERE { VALUES (?i ?d ?b ?t ?m ?n ?s) {
          (7 1.50 true "2019-11-07"^^xsd:date "2019-11"^^xsd:gYearMonth UNDEF "市"@ja) } }"""
    )
    assert dict(rows[0]) == {
        "i": 7,
        "d": Decimal("1.5"),
        "b": True,
        "t": dt.date(2019, 11, 7),
        "m": "2019-11",
        "n": None,
        "s": "市",
    }


def test_ask_gives_a_truth_value(tiny: Path) -> None:
    with kg.open(tiny) as graph:
        assert graph.ask("ASK { ?s ?p '甲'@ja }") is True
        assert graph.ask("ASK { ?s ?p '乙'@ja }") is False


def test_a_description_leads_to_the_words(tiny: Path) -> None:
    with kg.open(tiny) as graph:
        about = graph.describe("milestone/a")
        nothing = graph.describe("milestone/b")
    assert about.labels == {"ja": "甲", "en": "A"}
    assert about.facts["sti:date"] == ["2019-10"]
    assert [(quotation.words, quotation.place) for quotation in about.quotations] == [
        ("十月", {"ja": "1行"})
    ]
    assert not nothing


@pytest.mark.parametrize(
    ("suffix", "form"),
    [("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld")],
)
def test_an_export_holds_exactly_the_graph(
    tiny: Path, tmp_path: Path, suffix: str, form: str
) -> None:
    with kg.open(tiny) as graph:
        written = graph.export(tmp_path / f"all.{suffix}")
    expected = rdflib.Graph().parse(data=TINY, format="nt")
    assert isomorphic(rdflib.Graph().parse(written, format=form), expected)


def test_an_export_of_one_resource_holds_its_passages_and_no_more(
    graph: kg.Graph, tmp_path: Path
) -> None:
    written = graph.export(tmp_path / "case.ttl", "case/sendai-drone-model")
    exported = rdflib.Graph().parse(written)
    words = {
        str(value)
        for value in exported.objects(
            predicate=rdflib.URIRef("https://w3id.org/sti-kg/ontology#words")
        )
    }
    assert any("球殻" in text for text in words)
    municipality = rdflib.URIRef("https://w3id.org/sti-kg/id/region/041009")
    name = rdflib.RDFS.label
    assert set(exported.objects(municipality, name)) == {
        rdflib.Literal("仙台市", lang="ja"),
        rdflib.Literal("Sendai", lang="en"),
    }


def test_an_unknown_suffix_is_told(tiny: Path, tmp_path: Path) -> None:
    with kg.open(tiny) as graph, pytest.raises(UnknownFormat) as told:
        graph.export(tmp_path / "all.xlsx")
    assert str(told.value) == "no format has the suffix '.xlsx'; known: jsonld, nt, rdf, ttl"


def test_the_wrong_form_names_the_right_method(tiny: Path) -> None:
    with kg.open(tiny) as graph, pytest.raises(WrongForm) as told:
        graph.query("ASK { ?s ?p ?o }")
    assert str(told.value) == "ASK queries are asked with ask(), not with query()"
    assert told.value.text.ja == "ASK は query() ではなく ask() で問い合わせてください。"


def test_a_syntax_error_has_its_place(tiny: Path) -> None:
    with kg.open(tiny) as graph, pytest.raises(QuerySyntaxError) as told:
        graph.query("SELECT ?s WHERE { ?s ?p }")
    assert (told.value.line, told.value.column) == (1, 25)


def test_an_endpoint_says_why_it_refuses(server: str) -> None:
    with kg.open(f"{server}/sparql") as remote, pytest.raises(EndpointError) as told:
        remote.query("SELECT ?s WHERE { ?s foo:bar ?o }")
    assert told.value.status == 400
    assert "foo" in str(told.value)


def test_an_endpoint_that_is_not_there_is_told() -> None:
    with kg.open("http://127.0.0.1:9/sparql") as remote, pytest.raises(EndpointError) as told:
        remote.query("SELECT * WHERE { ?s ?p ?o }")
    assert told.value.status is None


def test_a_folder_without_a_release_is_told(tmp_path: Path) -> None:
    with pytest.raises(SystemFault, match="no release at"):
        kg.open(tmp_path)


def test_a_file_of_another_kind_is_told(tmp_path: Path) -> None:
    file = tmp_path / "graph.txt"
    file.write_text("")
    with pytest.raises(SystemFault, match="only N-Quads files"):
        kg.open(file)


def test_rows_slice_and_compare() -> None:
    rows = Rows(["n"], [[1], [2], [3]])
    assert rows[1:] == Rows(["n"], [[2], [3]])
    assert rows != Rows(["m"], [[1], [2], [3]])
    assert repr(rows) == "<Rows: 3 × (n)>"
