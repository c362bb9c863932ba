"""Linksets: exactly the links of the graph, counted, described and named."""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.iris import Iris, expand
from kg.release.cache import Cache
from kg.release.dumps import Dumps
from kg.release.graphs import Graphs
from kg.release.targets import TARGETS, Target
from kg.tables.columnar.ntriples import frame_of

IRIS = Iris("https://e.x/")
GRAPH = """
@base <https://e.x/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wd: <http://www.wikidata.org/entity/> .
<region/a> rdfs:label "甲、\\"乙\\""@ja, "A, \\"B\\""@en ;
  skos:exactMatch wd:Q1, <https://ror.org/0a>, <https://elsewhere.example/1> ;
  skos:closeMatch <http://hojin-info.go.jp/data/basic/1> .
<region/b> rdfs:label "丙"@ja ; skos:exactMatch wd:Q2, wd:Q3 .
<region/c> skos:exactMatch wd:Q2, "http://www.wikidata.org/entity/Q9" .
<region/d> skos:closeMatch wd:Q4 ; skos:exactMatch <http://hojin-info.go.jp/data/basic/2> ;
  rdfs:seeAlso wd:Q5 .
<https://e.x/ontology> skos:exactMatch wd:Q6 .
"""
LABEL = ox.NamedNode(expand("rdfs:label"))


def triples_of(text: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]


def written(folder: Path, found: Iterable[ox.Triple], rows: int) -> dict[str, bytes]:
    """The linksets of a graph that is written in parts of so many rows."""
    folder.mkdir()
    cached = Cache(folder / "cache", run_rows=5)
    runs = cached.put("key", [frame_of([each]) for each in found])
    dumps = Dumps(folder, Graphs({"https://e.x/graph/g": runs}, rows), IRIS)
    dumps.write_rest(dumps.write_lines(), lambda: None)
    files = {path.name: path.read_bytes() for path in (folder / "linksets").iterdir()}
    assert {f"linksets/{name}" for name in files} <= set(dumps.files)
    return files


def rows_of(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_links_are_by_target_and_by_its_property(tmp_path: Path) -> None:
    files = written(tmp_path / "dumps", triples_of(GRAPH), 1000)
    assert sorted(files) == [
        f"{key}.{form}" for key in ("gbizinfo", "ror", "wikidata") for form in ("csv", "ttl")
    ]
    head = ["iri", "target", "label_ja", "label_en"]
    a, b, c = (f"https://e.x/id/region/{key}" for key in "abc")
    wikidata = "http://www.wikidata.org/entity/"
    assert rows_of(files["wikidata.csv"]) == [
        head,
        [a, f"{wikidata}Q1", '甲、"乙"', 'A, "B"'],
        [b, f"{wikidata}Q2", "丙", ""],
        [b, f"{wikidata}Q3", "丙", ""],
        [c, f"{wikidata}Q2", "", ""],
    ]
    assert rows_of(files["ror.csv"]) == [head, [a, "https://ror.org/0a", '甲、"乙"', 'A, "B"']]
    assert set(triples_of(files["gbizinfo.ttl"].decode())) == set(
        triples_of("""
        @base <https://e.x/> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix foaf: <http://xmlns.com/foaf/0.1/> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix void: <http://rdfs.org/ns/void#> .
        <linksets/gbizinfo> a void:Linkset ;
          dcterms:title "リンク先：gBizINFO の法人の記録"@ja,
            "Links to: Records of bodies in gBizINFO"@en ;
          dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
          void:linkPredicate skos:closeMatch ; void:subjectsTarget <dataset> ;
          void:objectsTarget <linksets/gbizinfo#target> ; void:triples 1 .
        <linksets/gbizinfo#target> a void:Dataset ;
          dcterms:title "gBizINFO の法人の記録"@ja, "Records of bodies in gBizINFO"@en ;
          void:uriSpace "http://hojin-info.go.jp/data/basic/" ;
          foaf:homepage <https://info.gbiz.go.jp/> .
        <id/region/a> skos:closeMatch <http://hojin-info.go.jp/data/basic/1> .
        """)
    )


@pytest.mark.parametrize("rows", [1, 2, 3, 7])
def test_linksets_do_not_depend_on_how_graphs_are_divided(tmp_path: Path, rows: int) -> None:
    whole = written(tmp_path / "whole", triples_of(GRAPH), 1000)
    assert written(tmp_path / "parts", reversed(triples_of(GRAPH)), rows) == whole


def test_a_graph_without_links_has_no_linkset(tmp_path: Path) -> None:
    graph = triples_of('<https://e.x/id/region/a> <https://e.x/p> "1" .')
    assert written(tmp_path / "dumps", graph, 10) == {}


@pytest.fixture(scope="module")
def links(home: Path) -> list[ox.Triple]:
    """What the release's N-Triples say of resources by properties that linksets have."""
    predicates = {ox.NamedNode(expand(target.predicate)) for target in TARGETS}
    dump = home / "current" / "dumps" / "sti-kg.nt"
    return [
        quad.triple
        for quad in ox.parse(path=dump, format=ox.RdfFormat.N_TRIPLES)
        if quad.predicate in predicates and str(quad.subject).startswith(f"<{Iris().resources}")
    ]


NUMBERS = {
    "e-stat": 47 + 1741 + 175 + 3,
    "wikidata": 47 + 1741 - 26 + 17 + 12,
    "geonames": 47 + 12,
    "ror": 18,
    "eu-country": 8,
    "nuts": 3,
    "gbizinfo": 47 + 1741 + 6,
    "imi": 1741 + 175,
}
"""Prefectures, municipalities, wards and later areas; agencies; countries and cities."""


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.key)
def test_linksets_of_the_curated_graph_are_its_links(
    home: Path, links: list[ox.Triple], target: Target
) -> None:
    folder = home / "current" / "dumps" / "linksets"
    own = {triple for triple in links if str(triple.object).startswith(f"<{target.space}")}
    assert len(own) == NUMBERS[target.key]
    described = triples_of((folder / f"{target.key}.ttl").read_text("utf-8"))
    predicate = ox.NamedNode(expand(target.predicate))
    assert {triple for triple in described if triple.predicate == predicate} == own
    count = ox.NamedNode(expand("void:triples"))
    assert [str(t.object) for t in described if t.predicate == count] == [str(ox.Literal(len(own)))]
    head, *rows = rows_of((folder / f"{target.key}.csv").read_bytes())
    assert head == ["iri", "target", "label_ja", "label_en"]
    pairs = [f"<{subject}> <{there}>" for subject, there, *_ in rows]
    assert pairs == sorted(f"{triple.subject} {triple.object}" for triple in own)
    assert all(ja and en for *_, ja, en in rows)


def test_void_names_every_linkset_with_its_dump(home: Path) -> None:
    store = ox.Store()
    store.load(path=home / "current" / "void.ttl", format=ox.RdfFormat.TURTLE)
    rows = store.query("""
        PREFIX void: <http://rdfs.org/ns/void#>
        SELECT ?set ?triples ?predicate ?dump WHERE {
          <https://w3id.org/sti-kg/dataset> void:subset ?set .
          ?set a void:Linkset ; void:triples ?triples ; void:linkPredicate ?predicate ;
            void:dataDump ?dump ; void:subjectsTarget <https://w3id.org/sti-kg/dataset> ;
            void:objectsTarget/void:uriSpace ?space }""")
    assert isinstance(rows, ox.QuerySolutions)
    found = {
        row["set"].value: (int(row["triples"].value), row["predicate"].value, row["dump"].value)
        for row in rows
    }
    site = "http://127.0.0.1:8000/dumps/linksets/"
    assert found == {
        Iris().linkset(target.key): (
            NUMBERS[target.key],
            expand(target.predicate),
            f"{site}{target.key}.ttl",
        )
        for target in TARGETS
    }


def test_no_link_of_the_curated_graph_is_left_out(links: list[ox.Triple]) -> None:
    """Whatever is the same as, or recorded elsewhere, is in a linkset."""
    expected: Counter[str] = Counter()
    for target in TARGETS:
        expected[expand(target.predicate)] += NUMBERS[target.key]
    assert Counter(triple.predicate.value for triple in links) == expected
