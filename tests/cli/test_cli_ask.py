"""``kg query``, ``kg export``, ``kg convert`` and the small commands, over one release."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from kg.release.fingerprint import versions

if TYPE_CHECKING:
    from cli.conftest import Kg

ID = "https://w3id.org/sti-kg/id/"
STI = "https://w3id.org/sti-kg/ontology#"
NAMES = """PREFIX sti: <https://w3id.org/sti-kg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?name WHERE { ?p a sti:Prefecture ; rdfs:label ?name FILTER (LANG(?name) = "ja") }
ORDER BY ?p"""
CSV = "name\r\n北海道\r\n青森県\r\n東京都\r\n"


def test_query_from_text_file_and_standard_input(built: "Kg", tmp_path: Path) -> None:
    file = tmp_path / "names.rq"
    file.write_text(NAMES, encoding="utf-8")
    for result in (
        built.run("query", NAMES),
        built.run("query", str(file)),
        built.run("query", "-", stdin=NAMES),
    ):
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout_bytes.decode() == CSV


def test_query_answers_in_the_format_asked_for(built: "Kg") -> None:
    found = json.loads(built.run("query", NAMES, "--format", "json").stdout)
    assert [row["name"]["value"] for row in found["results"]["bindings"]] == [
        "北海道",
        "青森県",
        "東京都",
    ]
    table = built.run("query", NAMES, "--format", "table").stdout
    assert re.findall(r"│ (\w+)", table) == ["北海道", "青森県", "東京都"]
    graph = built.run("query", f"CONSTRUCT WHERE {{ <{ID}region/010006> a ?class }}").stdout
    assert list(ox.parse(graph, format=ox.RdfFormat.TURTLE)) == [
        ox.Quad(
            ox.NamedNode(f"{ID}region/010006"),
            ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
            ox.NamedNode(f"{STI}Prefecture"),
        )
    ]


def test_truth_values(built: "Kg") -> None:
    assert built.run("query", "ASK { ?s ?p 0.5 }", "--format", "table").stdout == "false\n"
    assert json.loads(built.run("query", "ASK {}").stdout)["boolean"] is True


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("SELECT ?s WHERE { ?s",), 2, "kg: line 1, column"),
        (("SELECT ?s WHERE { ?s nope:p ?o }",), 2, "nope"),
        (("INSERT DATA { <a:a> <a:b> <a:c> }",), 2, "kg: "),
        (("ASK {}", "--format", "turtle"), 2, "cannot be written as turtle"),
        (("queries/no-such-question.rq",), 2, "no such file: queries/no-such-question.rq"),
        (
            (
                "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }",
                "--query-seconds",
                "0.2",
            ),
            70,
            "0.2 seconds",
        ),
    ],
)
def test_query_that_has_no_answer(
    built: "Kg", arguments: tuple[str, ...], code: int, words: str
) -> None:
    result = built.run("query", *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr


def test_message_about_a_query_in_japanese(built: "Kg") -> None:
    assert "行" in built.run("query", "SELECT", lang="ja").stderr


@pytest.mark.parametrize("command", [("query", "ASK {}"), ("export", "region/010006")])
def test_without_a_release_the_message_says_how_to_make_one(
    kg: "Kg", command: tuple[str, ...]
) -> None:
    result = kg.run(*command)
    assert result.exit_code == 70
    assert result.stderr == f"kg: there is no release in {kg.home}; make one with: kg build\n"


@pytest.mark.parametrize("name", ["region/010006", f"{ID}region/010006"])
def test_export_tells_of_a_resource_and_its_passage(built: "Kg", name: str) -> None:
    result = built.run("export", name, "--format", "ntriples")
    quads = ox.parse(result.stdout, format=ox.RdfFormat.N_TRIPLES)
    triples = {(str(q.subject), q.predicate.value.rpartition("#")[2], str(q.object)) for q in quads}
    hokkaido, passage = f"<{ID}region/010006>", f"<{ID}passage/lines-1-3>"
    assert {
        (hokkaido, "type", f"<{STI}Prefecture>"),
        (hokkaido, "wasQuotedFrom", passage),
        (passage, "firstLine", '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    } <= triples


def test_export_in_other_formats_is_the_same_graph(built: "Kg") -> None:
    graphs = []
    for name, form in (
        ("ntriples", ox.RdfFormat.N_TRIPLES),
        ("turtle", ox.RdfFormat.TURTLE),
        ("rdfxml", ox.RdfFormat.RDF_XML),
        ("jsonld", ox.RdfFormat.JSON_LD),
    ):
        result = built.run("export", "region/010006", "--format", name)
        graphs.append(set(ox.parse(result.stdout, format=form)))
    assert len(graphs[0]) > 8
    assert all(graph == graphs[0] for graph in graphs)


@pytest.mark.parametrize("name", ["region/01000", f"{ID}region/01000"])
def test_export_of_an_unknown_resource_names_near_matches(built: "Kg", name: str) -> None:
    result = built.run("export", name)
    assert result.exit_code == 2
    assert f"near matches: {ID}region/010006" in result.stderr


def test_convert_writes_the_content_of_a_table(built: "Kg") -> None:
    result = built.run("convert", str(built.prefectures), "--format", "ntriples")
    assert (result.exit_code, result.stderr) == (0, "")
    assert len(result.stdout.splitlines()) == 18
    turtle = built.run("convert", str(built.prefectures)).stdout
    assert set(ox.parse(turtle, format=ox.RdfFormat.TURTLE)) == set(
        ox.parse(result.stdout, format=ox.RdfFormat.N_TRIPLES)
    )


def test_convert_in_standard_mode_tells_of_rows(built: "Kg") -> None:
    result = built.run(
        *("convert", str(built.prefectures), "--mode", "standard", "--format", "ntriples"),
        *("--base-url", "https://example.org/tables/"),
    )
    rows = {
        quad.object.value
        for quad in ox.parse(result.stdout, format=ox.RdfFormat.N_TRIPLES)
        if quad.predicate.value.endswith("#url") and isinstance(quad.object, ox.NamedNode)
    }
    table = "https://example.org/tables/prefectures.csv"
    assert rows == {table, *(f"{table}#row={number}" for number in (2, 3, 4))}


def test_convert_reports_problems_with_1(kg: "Kg") -> None:
    kg.edit("010006,北海道", "010006,")
    result = kg.run("convert", str(kg.prefectures))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "row 2" in result.stderr


def test_convert_remarks_on_standard_error(kg: "Kg") -> None:
    metadata = kg.prefectures.with_name("prefectures.csv-metadata.json")
    text = metadata.read_text(encoding="utf-8")
    metadata.write_text(
        text.replace('"primaryKey"', '"surprise": 1, "primaryKey"'), encoding="utf-8"
    )
    result = kg.run("convert", str(kg.prefectures), "--format", "ntriples")
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 18)
    assert result.stderr.startswith("warning: ")
    assert "surprise" in result.stderr


def test_convert_takes_metadata_from_elsewhere(kg: "Kg") -> None:
    metadata = kg.prefectures.with_name("prefectures.csv-metadata.json")
    moved = metadata.rename(kg.prefectures.with_name("elsewhere.json"))
    result = kg.run(
        "convert", str(kg.prefectures), "--metadata", str(moved), "--format", "ntriples"
    )
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 18)


def test_version_lists_what_takes_part(built: "Kg") -> None:
    assert built.run("version").stdout == "".join(f"{k} {v}\n" for k, v in versions().items())
    assert built.run("--version").stdout == f"kg, version {versions()['sti-kg']}\n"


def test_help_speaks_both_languages(built: "Kg") -> None:
    text = built.run("--help").stdout
    assert "Build, validate, publish and query" in text
    assert "知識グラフを構築し" in text
    for name in (
        "build",
        "convert",
        "diff",
        "export",
        "join",
        "prune",
        "publish",
        "query",
        "releases",
        "serve",
        "settings",
        "validate",
        "verify",
        "version",
    ):
        assert re.search(rf"^  {name} +[A-Z][A-Za-z ]+ / \S+$", text, re.MULTILINE)
        own = built.run(name, "--help")
        assert own.exit_code == 0
        assert "--lang [ja|en]" in own.stdout
        assert re.search(r"[ぁ-ん]", own.stdout)


def test_unknown_command_is_wrong_usage(built: "Kg") -> None:
    assert built.run("nonsense").exit_code == 2
