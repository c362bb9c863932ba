"""Companions are asked together with the graph, by name; its own default graph stays as it is."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import kg
from companion.conftest import GRAPH, put
from kg.companion import NONE, beside, sound
from kg.release import current
from kg.store import Dataset, ProcessEngine, QueryRefused, open_engine
from kit import kg_command

JSON = "application/sparql-results+json"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
PEOPLE = f"SELECT ?n {{ GRAPH <{GRAPH}> {{ ?a <http://e.example/people> ?n }} }} ORDER BY ?n"


@contextmanager
def opened(home: Path, place: str) -> Iterator[ProcessEngine]:
    """An engine over the release from memory or disk, with the companions."""
    release = current(home)
    source, files = beside(
        release.quads if place == "memory" else release.store, release, sound(home)
    )
    engine = open_engine(
        source, beside=files, apart=release.iris.companions, workers=1, base=release.base
    )
    try:
        yield engine
    finally:
        engine.close()


def ask(engine: ProcessEngine, text: str, dataset: Dataset = Dataset()) -> list[Any]:  # noqa: B008
    with engine.query(text, media_type=JSON, dataset=dataset) as answer:
        rows = json.loads(answer.read())["results"]["bindings"]
    return [tuple(term["value"] for term in row.values()) for row in rows]


@pytest.mark.parametrize("place", ["memory", "disk"])
def test_together_but_not_merged(lone: Path, place: str) -> None:
    own = current(lone).manifest
    with opened(lone, place) as engine:
        alone = {graph: ask(engine, COUNT, Dataset((graph,))) for graph in engine.graphs}
    put(lone)
    put(lone, "quoted", '<a:a> <a:b> "日本"@ja-Hrkt, _:x . _:x <a:b> 007 .')
    with opened(lone, place) as engine:
        assert engine.graphs == {*own.graphs, GRAPH, GRAPH.replace("others", "quoted")}
        assert ask(engine, COUNT) == [(str(own.triples),)]
        assert ask(engine, PEOPLE) == [("10",), ("11",)]
        assert not ask(engine, PEOPLE.replace(f"GRAPH <{GRAPH}>", ""))
        # FROM all of its own graphs is its default graph, whatever else there is.
        everything = Dataset(tuple(own.graphs))
        assert ask(engine, COUNT, everything) == [(str(own.triples),)]
        assert ask(engine, COUNT, Dataset((GRAPH,))) == [("3",)]
        assert ask(engine, PEOPLE, Dataset((), (GRAPH,))) == [("10",), ("11",)]
        assert ask(engine, COUNT, Dataset((*own.graphs, GRAPH))) == [(str(own.triples + 3),)]
        for graph, count in alone.items():
            assert ask(engine, COUNT, Dataset((graph,))) == count
        with pytest.raises(QueryRefused):
            ask(engine, COUNT, Dataset((f"{GRAPH}/none",)))


@pytest.mark.parametrize("place", ["memory", "disk"])
def test_joined_with_the_graph(lone: Path, place: str) -> None:
    prefecture = "https://w3id.org/sti-kg/id/region/130001"
    put(lone, text=f"<http://e.example/x> <http://e.example/in> <{prefecture}> .")
    text = (
        "SELECT ?x ?label { GRAPH ?g { ?x <http://e.example/in> ?area } "
        "?area <http://www.w3.org/2000/01/rdf-schema#label> ?label FILTER(LANG(?label) = 'ja') }"
    )
    with opened(lone, place) as engine:
        assert ask(engine, text) == [("http://e.example/x", "東京都")]


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in {"LOCK", "LOG"}
    }


def test_the_release_stays_what_was_published(lone: Path) -> None:
    release = current(lone)
    before = digests(release.path)
    put(lone)
    with opened(lone, "disk") as engine:
        assert ask(engine, PEOPLE)
    put(lone, text="<a:a> <a:b> 1 .")
    with opened(lone, "disk") as engine:
        assert not ask(engine, PEOPLE)
    assert digests(release.path) == before
    assert release.damage() == []


def test_a_store_is_made_once_and_old_ones_go_when_nobody_has_them(
    lone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.companion.stores._SPARED_SECONDS", -1)
    release = current(lone)
    put(lone)
    first, _ = beside(release.store, release, sound(lone))
    made = first.stat().st_mtime_ns
    assert beside(release.store, release, sound(lone)) == (first, ())
    assert first.stat().st_mtime_ns == made
    with opened(lone, "disk") as engine:
        put(lone, text="<a:a> <a:b> 1 .")
        second, _ = beside(release.store, release, sound(lone))
        assert ask(engine, PEOPLE) == [("10",), ("11",)]
        assert first.is_dir()
    put(lone, text="<a:a> <a:b> 2 .")
    third, _ = beside(release.store, release, sound(lone))
    assert [store.is_dir() for store in (first, second, third)] == [False, False, True]
    assert beside(release.store, release, NONE) == (release.store, ())


def test_python_asks_them_too(lone: Path) -> None:
    put(lone)
    with kg.open(lone) as graph:
        assert [row["n"] for row in graph.query(PEOPLE)] == [10, 11]
    with kg.open(current(lone).path) as graph:  # a release by itself is as it was published
        assert [row["n"] for row in graph.query(PEOPLE)] == []


def test_a_companion_that_vanished_stops_no_engine(
    lone: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    put(lone)
    companions = sound(lone)
    companions.files[0].unlink()
    release = current(lone)
    engine = open_engine(release.quads, beside=companions.files, workers=1)
    assert ask(engine, COUNT) == [(str(release.manifest.triples),)]
    engine.close()
    assert "is gone" in capfd.readouterr().err


# The command


def run(*arguments: str) -> tuple[int, str, str]:
    process = kg_command(*arguments, KG_LANG="en")
    said, complaint = process.communicate(timeout=60)
    return process.returncode, said, complaint


def test_add_list_ask_remove(lone: Path) -> None:
    file, home = lone.parent / "a.ttl", ("--home", str(lone))
    file.write_text("<a:a> <a:b> 1, 2 .", encoding="utf-8")
    details = ("--title", "題名@ja", "--title", "A title@en", "--issued", "2026-01-02")
    licence = ("--license", "https://creativecommons.org/publicdomain/zero/1.0/")
    added = run("companion", "add", "others", str(file), *details, *licence, *home)
    assert added == (
        0,
        f"<{GRAPH}> 2\nothers is kept: 2 triples; ask by GRAPH <{GRAPH}> {{ … }}\n",
        "",
    )
    status, said, _ = run("companion", "list", *home)
    assert status == 0
    assert [row.split() for row in said.splitlines()] == [
        ["Name", "Graph", "Triples", "Licence", "Issued", "State"],
        ["others", "(A", "title)", GRAPH, "2", licence[1], "2026-01-02"],
    ]
    (entry,) = json.loads(run("companion", "list", "--json", *home)[1])
    assert entry["details"]["titles"] == {"ja": "題名", "en": "A title"}
    assert entry["sound"] is True
    asked = f"SELECT (SUM(?o) AS ?n) {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}"
    assert run("query", asked, *home) == (0, "n\n3\n", "")
    assert run("companion", "remove", "others", *home) == (0, "others is removed\n", "")
    status, _, complaint = run("companion", "remove", "others", *home)
    assert (status, "there is no companion others" in complaint) == (2, True)
    assert run("companion", "list", "--json", *home) == (0, "[]\n", "")


def test_wrong_data_end_with_one_and_every_problem(lone: Path) -> None:
    file = lone.parent / "a.ttl"
    file.write_text("<a> <a:b> 1 .\n\n<a:a> <a:b> x:y .", encoding="utf-8")
    status, said, complaint = run("companion", "add", "others", str(file), "--home", str(lone))
    assert (status, said) == (1, "")
    first, second, count = complaint.splitlines()
    assert first.startswith(f"error: {file}, row 1: not valid RDF: No scheme found")
    assert second.startswith(f"error: {file}, row 3: not valid RDF: The prefix x:")
    assert count == "2 errors, 0 warnings, 0 notes"
    assert run("companion", "add", "a b", str(file), "--home", str(lone))[0] == 2
