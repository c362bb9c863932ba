"""Generated project folders: of the size asked for, the same each time, and judged as foretold."""

import csv
import hashlib
from collections import Counter
from pathlib import Path

import pytest
from benchmarks.generator import make_project
from benchmarks.generator.fault_kinds import KINDS
from benchmarks.generator.metadata import MODELS

from kg import release as releases
from kg.tables import Mode, read_tables

SIZE = 5_000
FAULTS = 2 * len(KINDS) + 5


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("generated") / "project"
    make_project(made, SIZE, faults=FAULTS)
    return made


def digest(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    make_project(tmp_path / "again", SIZE, faults=FAULTS)
    make_project(tmp_path / "other", SIZE, faults=FAULTS, seed=2)
    assert digest(tmp_path / "again") == digest(folder)
    assert digest(tmp_path / "other") != digest(folder)


@pytest.mark.parametrize("size", [1_000, SIZE])
def test_the_size_counts_distinct_triples(tmp_path: Path, size: int) -> None:
    made = make_project(tmp_path / "project", size)
    tables = sorted((tmp_path / "project" / "data" / "bench").glob("*.csv"))
    assert sorted(table.stem for table in tables) == sorted(MODELS)
    group = read_tables(tables, foreign_keys=False)
    triples = {str(triple) for table in group.tables for triple in table.triples(Mode.MINIMAL)}
    assert len(triples) == made
    assert size <= made <= size * 1.01 + 20


def test_texts_try_what_csv_must_quote(folder: Path) -> None:
    with (folder / "data" / "bench" / "cases.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["取り組みの概要（英語）"] for row in csv.DictReader(file)]
    for mark in ('"', ",", "\n"):
        assert any(mark in text for text in texts)
    assert len(set(texts)) > 0.8 * len(texts)


def test_validation_finds_the_listed_faults_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    with (folder / "faults.csv").open(encoding="utf-8", newline="") as file:
        listed = Counter(
            (row["resource"], row["path"], row["value"], row["rule"])
            for row in csv.DictReader(file)
        )
    found = releases.check(tmp_path / "home", root=folder)
    assert found.remarks == ()
    assert Counter((f.focus, f.path, f.value, f.rule) for f in found.verdict.findings) == listed
    assert listed.total() == FAULTS


def test_without_faults_the_graph_conforms(tmp_path: Path) -> None:
    make_project(tmp_path / "project", SIZE)
    found = releases.check(tmp_path / "home", root=tmp_path / "project")
    assert found.remarks == ()
    assert found.verdict.conforms
