"""Building the small project: what a release holds, when it is made anew, what stops it."""

import csv
import io
import json
import re
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.iris import BadIriPart
from kg.problems import DataError, Severity, SystemFault, Text
from kg.release import FileInfo, Release, Step, build, check, current, is_current, load
from kg.release.home import Home
from kg.release.storing import Loading

ID = "https://w3id.org/sti-kg/id/"
STI = "https://w3id.org/sti-kg/ontology#"
GRAPH = "https://w3id.org/sti-kg/graph/"
PREFECTURES = f"{GRAPH}register/prefectures"
DCT = "http://purl.org/dc/terms/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
PROV = "http://www.w3.org/ns/prov#"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def csv_of(project: Path) -> Path:
    return project / "data/register/prefectures.csv"


def quads(release: Release) -> list[ox.Quad]:
    return list(ox.parse(path=release.quads, format=ox.RdfFormat.N_QUADS))


def tree(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_each_table_is_a_graph_and_the_default_graph_is_their_merge(release: Release) -> None:
    by_graph: dict[str, set[ox.Triple]] = {}
    default = []
    for quad in quads(release):
        if isinstance(quad.graph_name, ox.NamedNode):
            by_graph.setdefault(quad.graph_name.value, set()).add(quad.triple)
        else:
            default.append(quad.triple)
    assert {graph: len(triples) for graph, triples in by_graph.items()} == {
        f"{GRAPH}book/passages": 6,
        PREFECTURES: 18,
        f"{GRAPH}ontology": 25,
    }
    assert len(default) == len(set(default)) == 48
    assert set(default) == set.union(*by_graph.values())


def test_a_resource_has_exactly_the_triples_of_its_row(release: Release) -> None:
    aomori = ox.NamedNode(f"{ID}region/020001")
    triples = {
        (q.predicate.value, str(q.object))
        for q in quads(release)
        if q.subject == aomori and q.graph_name == ox.DefaultGraph()
    }
    assert triples == {
        (f"{RDF}type", f"<{STI}Prefecture>"),
        (f"{DCT}identifier", '"020001"'),
        (f"{RDFS}label", '"青森県"@ja'),
        (f"{RDFS}label", '"Aomori"@en'),
        (f"{STI}kana", '"あおもりけん"@ja-hrkt'),
        (f"{PROV}wasQuotedFrom", f"<{ID}passage/lines-1-3>"),
    }


def canonical(quads: Iterable[ox.Quad]) -> ox.Dataset:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def test_store_and_dumps_hold_the_same_graph(release: Release) -> None:
    store = ox.Store.read_only(str(release.store))
    assert canonical(store) == ox.Dataset(quads(release))
    default = canonical(q for q in quads(release) if q.graph_name == ox.DefaultGraph())
    for name, form in (
        ("sti-kg.nt", ox.RdfFormat.N_TRIPLES),
        ("sti-kg.ttl", ox.RdfFormat.TURTLE),
        ("sti-kg.jsonld", ox.RdfFormat.JSON_LD),
    ):
        assert canonical(ox.parse(path=release.dumps / name, format=form)) == default, name


def test_quads_are_canonical(release: Release) -> None:
    lines = sorted(f"{_line(quad)} .\n".encode() for quad in canonical(quads(release)))
    assert release.quads.read_bytes() == b"".join(lines)


def _line(quad: ox.Quad) -> str:
    graph = "" if quad.graph_name == ox.DefaultGraph() else f" {quad.graph_name}"
    return f"{quad.subject} {quad.predicate} {quad.object}{graph}"


def test_manifest_tells_inputs_counts_and_files(release: Release, mini: Path) -> None:
    manifest = release.manifest
    assert re.fullmatch(r"\d{4}-\d\d-\d\d-[0-9a-f]{10}", release.id)
    assert release.path.name == release.id == manifest.id
    assert set(manifest.inputs) == {
        p.relative_to(mini).as_posix() for p in mini.rglob("*") if p.is_file()
    }
    assert (manifest.triples, manifest.resources) == (48, 5)
    assert manifest.classes == {f"{STI}Passage": 2, f"{STI}Prefecture": 3}
    assert manifest.graphs == {f"{GRAPH}book/passages": 6, f"{GRAPH}ontology": 25, PREFECTURES: 18}
    assert manifest.validation == {"error": 0, "warning": 0, "info": 0}
    assert (manifest.previous, release.gone) == ("", frozenset())
    assert set(manifest.software) == {
        "isal",
        "polars",
        "pyoxigraph",
        "pyshacl",
        "python",
        "rdflib",
        "sti-kg",
    }
    assert set(manifest.files) == set(tree(release.path)) - {"manifest.json"}
    assert release.damage() == []
    assert abs((datetime.now(UTC) - release.created).total_seconds()) < 24 * 3600


def test_named_files_are_there(release: Release) -> None:
    for path in (
        release.quads,
        release.triples,
        release.report,
        release.report_table,
        release.catalog,
        release.void,
        release.service,
        release.context,
        release.ontology,
    ):
        assert path.stat().st_size > 0, path
    assert release.resources.read_text().splitlines() == [
        f"{ID}passage/lines-1-3",
        f"{ID}passage/lines-4-5",
        f"{ID}region/010006",
        f"{ID}region/020001",
        f"{ID}region/130001",
    ]


def test_ontology_is_the_same_graph_in_every_form(release: Release) -> None:
    datasets = []
    for suffix, form in (
        ("nt", ox.RdfFormat.N_TRIPLES),
        ("ttl", ox.RdfFormat.TURTLE),
        ("jsonld", ox.RdfFormat.JSON_LD),
        ("rdf", ox.RdfFormat.RDF_XML),
    ):
        path = release.ontology.with_suffix(f".{suffix}")
        datasets.append(canonical(ox.parse(path=path, format=form)))
    assert len(datasets[0]) == 25
    assert all(dataset == datasets[0] for dataset in datasets)


def test_two_homes_give_the_same_bytes(release: Release, tmp_path: Path, mini: Path) -> None:
    other = build(tmp_path / "home", root=mini)
    assert tree(other.dumps) == tree(release.dumps)
    for name in ("report.ttl", "report.csv", "context.jsonld", "ontology.ttl", "resources.txt"):
        assert (other.path / name).read_bytes() == (release.path / name).read_bytes()


def test_nothing_is_built_when_nothing_changed(project: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    steps: list[Step] = []
    assert not is_current(home, root=project)
    first = build(home, root=project, watch=steps.append)
    assert steps[-1] == Step(Text("公開", "Publishing"), 8, 8)
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    steps.clear()
    assert is_current(home, root=project)
    assert build(home, root=project, watch=steps.append) == first
    assert steps == []


def test_only_the_changed_table_is_converted_again(project: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    build(home, root=project)
    kept = {path.name: path.stat().st_mtime_ns for path in (home / "cache").iterdir()}
    edit(csv_of(project), "青森県", "青森")
    release = build(home, root=project)
    after = {path.name: path.stat().st_mtime_ns for path in (home / "cache").iterdir()}
    same = {name for name, time in after.items() if kept.get(name) == time}
    assert (len(kept), len(after), len(same)) == (4, 4, 2)
    assert '"青森"@ja' in release.triples.read_text(encoding="utf-8")
    assert current(home) == release


def test_change_of_a_shape_or_of_the_ontology_makes_a_release(
    project: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    first = build(home, root=project)
    edit(project / "shapes/prefecture.ttl", '"no passage"@en', '"no passage named"@en')
    second = build(home, root=project)
    edit(project / "ontology/sti.ttl", '"first line"@en', '"line"@en')
    third = build(home, root=project)
    assert len({first.id, second.id, third.id}) == 3
    assert (first.manifest.previous, second.manifest.previous) == ("", first.id)
    assert third.manifest.previous == second.id
    assert load(first.path) == first


def test_resources_that_were_dropped_stay_known(project: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    before = csv_of(project).read_text(encoding="utf-8")
    build(home, root=project)
    edit(csv_of(project), "130001,東京都,Tokyo,とうきょうと,lines-4-5\n", "")
    tokyo, aomori = f"{ID}region/130001", f"{ID}region/020001"
    assert build(home, root=project).gone == {tokyo}
    edit(csv_of(project), "020001,青森県,Aomori,あおもりけん,lines-1-3\n", "")
    assert build(home, root=project).gone == {aomori, tokyo}
    csv_of(project).write_text(before, encoding="utf-8")
    assert build(home, root=project).gone == frozenset()


def test_iris_follow_the_base_and_terms_do_not(project: Path, tmp_path: Path) -> None:
    base = "https://example.org/kg/"
    release = build(tmp_path / "home", root=project, base=base, site="https://example.org")
    text = release.quads.read_text(encoding="utf-8")
    assert "https://w3id.org/sti-kg/" not in text.replace("https://w3id.org/sti-kg/ontology", "")
    assert set(release.manifest.graphs) == {
        f"{base}graph/book/passages",
        f"{base}graph/ontology",
        f"{base}graph/register/prefectures",
    }
    assert f"{base}id/region/010006" in release.resources.read_text().splitlines()
    assert f"<{STI}Prefecture>" in text
    assert (release.base, release.manifest.site) == (base, "https://example.org/")
    assert release.iris.resource("region", "010006") == f"{base}id/region/010006"


def test_base_that_cannot_begin_an_iri_is_refused(project: Path, tmp_path: Path) -> None:
    with pytest.raises(BadIriPart):
        build(tmp_path / "home", root=project, base="日本")


def test_warnings_are_reported_and_stop_nothing(project: Path, tmp_path: Path) -> None:
    edit(csv_of(project), "とうきょうと", "")
    release = build(tmp_path / "home", root=project)
    assert release.manifest.validation == {"error": 0, "warning": 1, "info": 0}
    rows = list(csv.DictReader(io.StringIO(release.report_table.read_text(encoding="utf-8"))))
    assert [(row["severity"], row["focus"], row["message_en"]) for row in rows] == [
        ("warning", f"{ID}region/130001", "no kana")
    ]
    assert (rows[0]["file"], rows[0]["row"]) == ("data/register/prefectures.csv", "4")
    assert rows[0]["passages"] == f"{ID}passage/lines-4-5"


def test_shape_that_finds_an_error_stops_the_build(project: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    served = build(home, root=project)
    edit(csv_of(project), "130001,東京都", "13000X,東京都")
    with pytest.raises(DataError) as caught:
        build(home, root=project)
    (problem,) = caught.value.problems
    assert (problem.file, problem.row) == ("data/register/prefectures.csv", 4)
    assert (problem.column, problem.value) == ("dcterms:identifier", "13000X")
    assert problem.says == Text(
        f"東京都（{ID}region/13000X）：コードは六桁の数字",
        f"Tokyo ({ID}region/13000X): the code has six digits",
    )
    assert current(home) == served
    assert (home / "failed/report.csv").read_text(encoding="utf-8").count("13000X") == 2
    assert sorted(p.name for p in (home / "releases").iterdir()) == [served.id]
    edit(csv_of(project), "13000X", "130002")
    build(home, root=project)
    assert not (home / "failed").exists()


def test_rule_about_a_whole_class_is_placed_by_the_value_it_names(
    project: Path, tmp_path: Path
) -> None:
    (project / "shapes/class.ttl").write_text(
        """@prefix sh: <http://www.w3.org/ns/shacl#> .
        <https://w3id.org/sti-kg/shapes/Names> a sh:NodeShape ;
          sh:targetNode <https://w3id.org/sti-kg/ontology#Prefecture> ;
          sh:sparql [ sh:message "東京は許されない"@ja, "Tokyo is not allowed"@en ;
            sh:prefixes <https://w3id.org/sti-kg/shapes/none> ;
            sh:select "SELECT $this ?value WHERE { ?value a $this ; rdfs:label 'Tokyo'@en }" ] .
        """,
        encoding="utf-8",
    )
    with pytest.raises(DataError) as caught:
        build(tmp_path / "home", root=project)
    assert [(p.file, p.row, p.value, p.says.en) for p in caught.value.problems] == [
        (
            "data/register/prefectures.csv",
            4,
            f"{ID}region/130001",
            f"Prefecture ({STI}Prefecture): Tokyo is not allowed",
        )
    ]


def test_store_that_cannot_be_written_is_a_fault(release: Release, tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file where a folder must be")
    with (
        Loading(tmp_path / "store", release.quads) as loading,
        pytest.raises(SystemFault, match=r"the store cannot be written: .* not a directory"),
    ):
        loading.result()


def test_every_problem_of_every_table_is_in_one_report(project: Path, tmp_path: Path) -> None:
    edit(csv_of(project), "020001,青森県", "010006,青森県")
    edit(csv_of(project), "とうきょうと,lines-4-5", "とうきょうと,lines-9-9")
    edit(project / "data/book/passages.csv", "lines-4-5,4", "lines-4-5,four")
    with pytest.raises(DataError) as caught:
        build(tmp_path / "home", root=project)
    found = {(p.file, p.row) for p in caught.value.problems if p.severity is Severity.ERROR}
    assert found == {
        ("data/register/prefectures.csv", 3),
        ("data/register/prefectures.csv", 4),
        ("data/book/passages.csv", 3),
    }
    assert not (tmp_path / "home/current").exists()


def test_foreign_key_is_checked_where_the_other_table_changed(
    project: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    build(home, root=project)
    edit(project / "data/book/passages.csv", "lines-4-5,4", "lines-4-6,4")
    with pytest.raises(DataError) as caught:
        build(home, root=project)
    assert {(p.file, p.row) for p in caught.value.problems} == {
        ("data/register/prefectures.csv", 4)
    }
    with pytest.raises(DataError):
        build(home, root=project)


def test_rows_without_iri_are_refused(project: Path, tmp_path: Path) -> None:
    path = project / "data/book/csv-metadata.json"
    edit(path, '        "aboutUrl": "https://w3id.org/sti-kg/id/passage/{key}",\n', "")
    with pytest.raises(DataError) as caught:
        build(tmp_path / "home", root=project)
    assert [(p.rule, p.file) for p in caught.value.problems] == [
        ("blank-node", "data/book/passages.csv")
    ]


@pytest.mark.parametrize("folder", ["ontology", "shapes"])
def test_turtle_that_does_not_parse_is_a_fault(project: Path, tmp_path: Path, folder: str) -> None:
    (project / folder / "broken.ttl").write_text("<a> <b>", encoding="utf-8")
    with pytest.raises(SystemFault, match=r"broken\.ttl cannot be read"):
        build(tmp_path / "home", root=project)
    assert sorted(p.name for p in (tmp_path / "home/releases").iterdir()) == []


def test_project_without_tables_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        build(tmp_path / "home", root=tmp_path)
    assert [p.rule for p in caught.value.problems] == ["no-tables"]


def test_names_and_missing_partners_are_all_reported(project: Path, tmp_path: Path) -> None:
    (project / "data/register/日本.csv").write_text("a\n1\n", encoding="utf-8")
    (project / "data/register/gone.csv-metadata.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        build(tmp_path / "home", root=project)
    assert [(p.rule, p.file) for p in caught.value.problems] == [
        ("missing-table", "data/register/gone.csv-metadata.json"),
        ("no-metadata", "data/register/日本.csv"),
        ("bad-table-name", "data/register/日本.csv"),
    ]


def test_check_says_all_and_publishes_nothing(project: Path, tmp_path: Path) -> None:
    edit(csv_of(project), "とうきょうと", "")
    edit(csv_of(project), "020001,青森県", "02000X,青森県")
    home = tmp_path / "home"
    for _ in range(2):  # from fresh tables, and from kept ones
        found = check(home, root=project)
        assert [(p.severity, p.row) for p in found.problems] == [
            (Severity.ERROR, 3),
            (Severity.WARNING, 4),
        ]
    assert not (home / "current").exists()
    assert list((home / "releases").iterdir()) == []


def test_a_graph_too_large_for_memory_is_validated_on_its_store(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(csv_of(project), "とうきょうと", "")
    small = build(tmp_path / "small", root=project)
    monkeypatch.setattr("kg.release.builder.IN_MEMORY", 0)
    large = build(tmp_path / "large", root=project)
    assert large.report.read_bytes() == small.report.read_bytes()
    assert large.manifest.validation == small.manifest.validation
    assert [p.row for p in check(tmp_path / "checked", root=project).problems] == [4]


def test_only_one_build_at_a_time(project: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with home.building(), pytest.raises(SystemFault, match="another build is running"):
        build(home.path, root=project)
    build(home.path, root=project)


def test_leftovers_are_removed_by_the_next_build(project: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "releases/.tmp-1/dumps").mkdir(parents=True)
    (home / "cache/.tmp-x").mkdir(parents=True)
    (home / "cache/.tmp-x/0000.parquet").write_text("half")
    (home / ".tmp-current").symlink_to("releases/nowhere")
    release = build(home, root=project)
    assert sorted(p.name for p in home.iterdir()) == [".lock", "cache", "current", "releases"]
    assert [p.name for p in (home / "releases").iterdir()] == [release.id]
    assert not any(p.name.startswith(".tmp") for p in (home / "cache").iterdir())


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda r: (r.path / "manifest.json").unlink(), "no release at"),
        (lambda r: (r.path / "manifest.json").write_text("{"), "cannot be read"),
        (lambda r: (r.path / "manifest.json").write_text('{"format": 2}'), "format 1"),
        (lambda r: (r.path / "manifest.json").write_text('{"format": 1}'), "fields are wrong"),
        (lambda r: r.quads.write_bytes(b""), r"sti-kg\.nq is missing or cut"),
        (lambda r: r.report.unlink(), r"report\.ttl is missing or cut"),
    ],
)
def test_damaged_release_is_refused_and_built_anew(
    release: Release, tmp_path: Path, mini: Path, damage: object, words: str
) -> None:
    home = tmp_path / "home"
    shutil.copytree(release.path, home / "releases" / release.id)
    Home(home).switch(home / "releases" / release.id)
    assert callable(damage)
    damage(current(home))
    with pytest.raises(SystemFault, match=words):
        current(home)
    again = build(home, root=mini)
    assert again.damage() == []
    assert tree(again.dumps) == tree(release.dumps)


def test_silent_damage_is_found_by_reading(release: Release, tmp_path: Path) -> None:
    copy = load(Path(shutil.copytree(release.path, tmp_path / release.id)))
    text = copy.quads.read_bytes()
    copy.quads.write_bytes(text[:-2] + b"x\n")
    assert load(copy.path).damage() == ["dumps/sti-kg.nq"]


def test_home_without_release_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SystemFault, match="make one with: kg build"):
        current(tmp_path)


def test_manifest_survives_its_json(release: Release) -> None:
    text = (release.path / "manifest.json").read_text(encoding="utf-8")
    assert json.loads(text)["files"]["report.csv"] == {
        "size": release.report_table.stat().st_size,
        "sha256": release.manifest.files["report.csv"].sha256,
    }
    assert release.manifest.to_json() == text
    assert isinstance(release.manifest.files["report.csv"], FileInfo)
