"""The curated graph from its tables, whole or cut down for the reasoner."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from rdflib import Graph

from kg.iris import Iris
from kg.tables import Mode, read_tables
from kit import ROOT

ID: Final = Iris().base + "id/"
FOLDER: Final = ROOT / "ontology"
POPULATIONS: Final = frozenset({"residents-2018", "residents-2019", "census-2020-preliminary"})
PREFECTURE: Final = "41"
"""Saga, whose 20 municipalities stand for all: the reasoner takes minutes for 1,741."""


def tables() -> list[Path]:
    """The CSV files of every source."""
    return sorted((ROOT / "data").glob("*/*.csv"))


def triples(paths: Iterable[Path] | None = None) -> set[ox.Triple]:
    """The triples of tables, of all of them where none are named, without the ontology."""
    wanted = None if paths is None else {path.stem for path in paths}
    return {
        triple
        for table in read_tables(tables()).tables
        if wanted is None or Path(table.url).stem in wanted
        for triple in table.triples(Mode.MINIMAL)
    }


def small() -> set[ox.Triple]:
    """Everything but the population tables and the municipalities of other prefectures."""
    return {
        triple
        for triple in triples(path for path in tables() if path.stem not in POPULATIONS)
        if _near(triple.subject)
    }


def _near(subject: object) -> bool:
    key = str(getattr(subject, "value", "")).removeprefix(f"{ID}region/")
    far = len(key) == 6 and key.isdigit() and not key.startswith(PREFECTURE)
    return not far or key[2:5] == "000"


def ontology(*names: str) -> Graph:
    """Files of the ontology, merged."""
    graph = Graph()
    for name in names:
        graph.parse(FOLDER / f"{name}.ttl")
    return graph


def add(graph: Graph, more: Iterable[ox.Triple]) -> Graph:
    """A graph with triples of pyoxigraph added to it."""
    text = ox.serialize(more, format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    return graph.parse(data=text, format="nt")
