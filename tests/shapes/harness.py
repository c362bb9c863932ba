"""Validating fixtures: what is asked, and the rows that come back."""

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.iris import Iris, shrink
from kg.validation.shapes import read_shapes

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
SHAPES: Final = ROOT / "shapes"
FIXTURES: Final = HERE / "fixtures"
ONTOLOGY: Final = ROOT / "ontology" / "sti.ttl"
FILES: Final = tuple(sorted(path.stem for path in SHAPES.glob("*.ttl")))
PARTNERS: Final[Mapping[str, tuple[str, ...]]] = {
    # the shapes of common.ttl get their targets from the files of classes
    "common": ("agency", "municipality"),
}


class Row(NamedTuple):
    """One violation: ``rule`` is shape and component, ``Agency:Pattern``."""

    focus: str
    path: str
    value: str
    rule: str
    severity: str


@dataclass(frozen=True)
class Question:
    """A graph and the shapes files that it is held against."""

    graph: Sequence[ox.Triple]
    shapes: tuple[str, ...] = FILES
    meta: bool = False


def turtle(*files: Path) -> list[ox.Triple]:
    """The triples of Turtle files, merged."""
    return [
        quad.triple
        for file in files
        for quad in ox.parse(path=file, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    ]


def with_base(*names: str) -> list[ox.Triple]:
    """The base of all fixtures and the ontology, with further fixtures."""
    return turtle(ONTOLOGY, FIXTURES / "base.ttl", *(FIXTURES / f"{name}.ttl" for name in names))


def shapes_of(name: str) -> tuple[str, ...]:
    """A shapes file with what it needs beside it."""
    return tuple(sorted({"common", name, *PARTNERS.get(name, ())}))


def expected(name: str) -> list[Row]:
    """The rows that a failing fixture must give, from the table beside it."""
    with (FIXTURES / f"{name}-fail.csv").open(encoding="utf-8", newline="") as table:
        return [Row(**row) for row in csv.DictReader(table)]


def ask(questions: Iterable[Question]) -> list[list[Row]]:
    """The sorted rows of each question, all answered by one process of their own."""
    with tempfile.TemporaryDirectory() as folder:
        lines = [
            _request(question, Path(folder) / f"{number}.nt")
            for number, question in enumerate(questions)
        ]
        done = subprocess.run(
            [sys.executable, str(HERE / "batch.py")],
            input="\n".join(lines),
            capture_output=True,
            check=True,
            encoding="utf-8",
        )
    return [_rows(json.loads(line)) for line in done.stdout.splitlines()]


def _request(question: Question, data: Path) -> str:
    ox.serialize(question.graph, str(data), format=ox.RdfFormat.N_TRIPLES)
    shapes = read_shapes((SHAPES / f"{name}.ttl" for name in question.shapes), Iris())
    return json.dumps({"data": str(data), "shapes": shapes.decode(), "meta": question.meta})


def _rows(answer: dict[str, object]) -> list[Row]:
    if "fault" in answer:
        raise AssertionError(answer["fault"])
    records = answer["records"]
    assert isinstance(records, list)
    return sorted(
        Row(
            record["focus"],
            record["path"],
            record["value"],
            f"{record['shape'].rpartition('#')[2]}:{record['component']}",
            shrink(record["severity"]).removeprefix("sh:"),
        )
        for record in records
    )
