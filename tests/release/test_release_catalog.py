"""The descriptions of a release: SEMIC's shapes for DCAT-AP, and what they say."""

import hashlib
import os
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.iris import Iris
from kg.problems import Text
from kg.release import Release, build, current, load
from kg.release.cards import read_card
from kg.release.project import Project
from kg.validation import validate

SHARED = Path(os.environ.get("STI_KG_SHARED", Path(__file__).parents[3] / "shared"))
DCAT_AP = SHARED / "suites" / "dcat-ap-3.0.1"
BASE = "https://w3id.org/sti-kg/"
SITE = "http://127.0.0.1:8000/"
PREFIXES = """
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX spdx: <http://spdx.org/rdf/terms#>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
"""


def ask(path: Path, query: str) -> list[tuple[str, ...]]:
    store = ox.Store()
    store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    rows = store.query(PREFIXES + query)
    assert isinstance(rows, ox.QuerySolutions)
    return [tuple("" if term is None else term.value for term in row) for row in rows]


def as_triples(path: Path, target: Path) -> Path:
    quads = ox.parse(path=path, format=ox.RdfFormat.TURTLE)
    ox.serialize((q.triple for q in quads), str(target), format=ox.RdfFormat.N_TRIPLES)
    return target


@pytest.mark.skipif(not DCAT_AP.is_dir(), reason="SEMIC's shapes for DCAT-AP are not at hand")
def test_catalogue_conforms_to_dcat_ap(project: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    build(home, root=project)
    (project / "shapes/prefecture.ttl").unlink()
    second = build(home, root=project)  # a second release also names the one before
    data = as_triples(second.catalog, tmp_path / "catalog.nt")
    verdict = validate(data, DCAT_AP.glob("*.ttl"))
    assert [(f.focus, f.path, f.message.en) for f in verdict.findings] == []
    assert verdict.conforms


@pytest.mark.skipif(not DCAT_AP.is_dir(), reason="SEMIC's shapes for DCAT-AP are not at hand")
def test_a_catalogue_without_publisher_does_not_conform(release: Release, tmp_path: Path) -> None:
    data = as_triples(release.catalog, tmp_path / "catalog.nt")
    lines = data.read_bytes().splitlines(keepends=True)
    data.write_bytes(b"".join(line for line in lines if b"terms/publisher> " not in line))
    verdict = validate(data, DCAT_AP.glob("*.ttl"))
    assert [(f.focus, f.path) for f in verdict.findings] == [
        (f"{BASE}catalog", "dcterms:publisher")
    ]


def test_every_dump_is_a_distribution_with_its_size_and_checksum(release: Release) -> None:
    rows = ask(
        release.catalog,
        """SELECT ?url ?size ?sum ?media ?compress ?package WHERE {
          <https://w3id.org/sti-kg/dataset> dcat:distribution ?d .
          ?d dcat:downloadURL ?url ; dcat:byteSize ?size ; dcat:mediaType ?media ;
             dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
             spdx:checksum [ spdx:checksumValue ?sum ] .
          OPTIONAL { ?d dcat:compressFormat ?compress } OPTIONAL { ?d dcat:packageFormat ?package }
        }""",
    )
    found = {url.removeprefix(f"{SITE}dumps/"): rest for url, *rest in rows}
    files = {
        path.relative_to(release.dumps).as_posix(): path.read_bytes()
        for path in release.dumps.rglob("*")
        if path.is_file()
    }
    assert {name: rest[:2] for name, rest in found.items()} == {
        name: [str(len(body)), hashlib.sha256(body).hexdigest()] for name, body in files.items()
    }
    iana = "https://www.iana.org/assignments/media-types/"
    assert found["sti-kg.ttl.gz"][2:] == [f"{iana}text/turtle", f"{iana}application/gzip", ""]
    assert found["sti-kg-csv.zip"][2:] == [f"{iana}application/zip", "", f"{iana}application/zip"]
    assert found["csv/Passage.csv"][2:] == [f"{iana}text/csv", "", ""]


def test_tables_name_their_licences_and_sources(release: Release) -> None:
    rows = ask(
        release.catalog,
        """SELECT ?table ?title ?licence ?source ?sourceTitle ?citation WHERE {
          <https://w3id.org/sti-kg/dataset> dcterms:hasPart ?table .
          ?table dcterms:title ?title ; dcterms:license ?licence ; dcterms:source ?source .
          ?source dcterms:title ?sourceTitle ; dcterms:license ?licence .
          OPTIONAL { ?table dcterms:bibliographicCitation ?citation }
          FILTER (LANG(?title) = "en" && LANG(?sourceTitle) = "en")
        } ORDER BY ?table""",
    )
    assert rows == [
        (
            f"{BASE}graph/book/passages",
            "book/passages",
            "https://example.org/terms-of-use",
            f"{BASE}id/region/010006",
            "Hokkaido",
            "データブック 2020",
        ),
        (
            f"{BASE}graph/register/prefectures",
            "Prefectures",
            "https://creativecommons.org/licenses/by/4.0/",
            "https://example.org/register",
            "Prefectures",
            "",
        ),
    ]


def test_releases_are_versions_of_the_dataset(project: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = build(home, root=project)
    (project / "shapes/prefecture.ttl").unlink()
    second = build(home, root=project)
    assert ask(
        second.catalog,
        """SELECT ?release ?version ?previous WHERE {
          <https://w3id.org/sti-kg/dataset> dcat:hasCurrentVersion ?release .
          ?release dcat:isVersionOf <https://w3id.org/sti-kg/dataset> ; dcat:version ?version ;
            dcat:previousVersion ?previous }""",
    ) == [(f"{BASE}release/{second.id}", second.id, f"{BASE}release/{first.id}")]


def test_every_release_that_is_kept_is_a_version(three_releases: Path, ids: list[str]) -> None:
    third = current(three_releases)
    versions = ask(
        third.catalog,
        """SELECT ?version ?id ?previous ?page {
          <https://w3id.org/sti-kg/dataset> dcat:hasVersion ?version .
          <https://w3id.org/sti-kg/catalog> dcat:dataset ?version .
          ?version a dcat:Dataset ; dcat:version ?id ; dcat:landingPage ?page ;
            dcat:isVersionOf <https://w3id.org/sti-kg/dataset> .
          OPTIONAL { ?version dcat:previousVersion ?previous } } ORDER BY ?previous ?id""",
    )
    previous = ["", *(f"{BASE}release/{name}" for name in ids[:2])]
    assert sorted(versions) == sorted(
        (f"{BASE}release/{name}", name, before, f"{SITE}releases/{name}/")
        for name, before in zip(ids, previous, strict=True)
    )
    current_version = "SELECT ?v { ?dataset dcat:hasCurrentVersion ?v }"
    assert ask(third.catalog, current_version) == [(f"{BASE}release/{ids[2]}",)]


def test_downloads_of_a_release_have_permanent_addresses(
    three_releases: Path, ids: list[str]
) -> None:
    rows = ask(
        current(three_releases).catalog,
        """SELECT ?id ?url ?size ?sum ?page { ?v dcat:isVersionOf ?dataset ; dcat:version ?id ;
          dcat:distribution ?d . ?d dcat:downloadURL ?url ; dcat:byteSize ?size ;
          dcat:accessURL ?page ; spdx:checksum [ spdx:checksumValue ?sum ] }""",
    )
    wanted = set()
    for name in ids:
        release, root = load(three_releases / "releases" / name), f"{SITE}releases/{name}/"
        for file, info in release.manifest.files.items():
            whole = file.startswith("dumps/sti-kg.")
            if whole or (name == ids[2] and file.startswith("dumps/")):
                wanted.add((name, f"{root}{file}", str(info.size), info.sha256, root))
    assert set(rows) == wanted
    assert len(rows) == len(wanted) == 3 * 8 + 3


def test_catalogue_in_jsonld_is_the_same_graph(release: Release) -> None:
    turtle = set(ox.parse(path=release.catalog, format=ox.RdfFormat.TURTLE))
    path = release.catalog.with_suffix(".jsonld")
    assert set(ox.parse(path=path, format=ox.RdfFormat.JSON_LD)) == turtle


def test_void_counts_what_the_graph_holds(release: Release) -> None:
    graph = ox.Store()
    graph.load(path=str(release.triples), format=ox.RdfFormat.N_TRIPLES)

    def counted(query: str) -> list[tuple[str, ...]]:
        rows = graph.query(query)
        assert isinstance(rows, ox.QuerySolutions)
        return sorted(tuple(term.value for term in row) for row in rows)

    assert sorted(
        ask(
            release.void,
            """SELECT ?class ?entities ?triples { ?dataset void:classPartition [
              void:class ?class ; void:entities ?entities ; void:triples ?triples ] }""",
        )
    ) == counted(
        """SELECT ?class (COUNT(DISTINCT ?s) AS ?n) (COUNT(*) AS ?m)
        { ?s a ?class ; ?p ?o } GROUP BY ?class"""
    )
    assert sorted(
        ask(
            release.void,
            """SELECT ?p ?triples ?s ?o { ?dataset void:propertyPartition [ void:property ?p ;
              void:triples ?triples ; void:distinctSubjects ?s ; void:distinctObjects ?o ] }""",
        )
    ) == counted(
        """SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) (COUNT(DISTINCT ?o) AS ?k)
        { ?s ?p ?o } GROUP BY ?p"""
    )
    assert ask(
        release.void,
        """SELECT ?triples ?entities ?s ?o ?classes ?properties ?space ?root ?endpoint {
          <https://w3id.org/sti-kg/dataset> void:triples ?triples ; void:entities ?entities ;
            void:distinctSubjects ?s ; void:distinctObjects ?o ; void:classes ?classes ;
            void:properties ?properties ; void:uriSpace ?space ; void:rootResource ?root ;
            void:sparqlEndpoint ?endpoint }""",
    ) == [
        (
            *("48", "5", "12"),
            *counted("SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }")[0],
            *("6", "10", f"{BASE}id/", f"{BASE}catalog", f"{SITE}sparql"),
        )
    ]


def test_void_names_examples_vocabularies_dumps_and_graphs(release: Release) -> None:
    def values(name: str) -> set[str]:
        query = f"SELECT ?o {{ <{BASE}dataset> void:{name} ?o }}"
        return {value for (value,) in ask(release.void, query)}

    assert values("exampleResource") == {f"{BASE}id/passage/lines-1-3", f"{BASE}id/region/010006"}
    assert values("vocabulary") == {
        "http://purl.org/dc/terms/",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://www.w3.org/2000/01/rdf-schema#",
        "http://www.w3.org/2002/07/owl#",
        "http://www.w3.org/2004/02/skos/core#",
        "http://www.w3.org/ns/prov#",
        f"{BASE}ontology#",
    }
    assert values("dataDump") == {
        f"{SITE}dumps/sti-kg.{suffix}{packed}"
        for suffix in ("nq", "nt", "ttl", "jsonld")
        for packed in ("", ".gz")
    }
    assert values("subset") == set(release.manifest.graphs)
    graphs = ask(release.void, "SELECT ?g ?n { ?d void:subset ?g . ?g void:triples ?n }")
    assert {graph: int(count) for graph, count in graphs} == release.manifest.graphs


def test_service_description_names_every_graph(release: Release) -> None:
    rows = ask(
        release.service,
        """SELECT ?endpoint ?name ?triples ?all {
          ?service a sd:Service ; sd:endpoint ?endpoint ; sd:supportedLanguage sd:SPARQL11Query ;
            sd:defaultDataset ?dataset .
          ?dataset sd:defaultGraph [ void:triples ?all ] ;
            sd:namedGraph [ sd:name ?name ; sd:graph [ void:triples ?triples ] ] }
        ORDER BY ?name""",
    )
    assert rows == [
        (f"{SITE}sparql", graph, str(count), "48")
        for graph, count in sorted(release.manifest.graphs.items())
    ]


def test_card_of_a_table_falls_back_from_own_to_shared_metadata(mini: Path) -> None:
    passages, prefectures = Project.discover(mini).tables
    card = read_card(passages, Iris("https://example.org/"))
    assert card.graph == "https://example.org/graph/book/passages"
    assert card.title == Text("book/passages", "book/passages")
    assert card.description == Text("Passages of the book", "Passages of the book")
    assert card.sources == ("https://example.org/id/region/010006",)
    assert card.citations == ("データブック 2020",)
    card = read_card(prefectures, Iris())
    assert card.title == Text("都道府県", "Prefectures")
    assert card.description == Text("表「都道府県」の内容", "Content of the table Prefectures")
