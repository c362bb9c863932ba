"""The curated graph from its tables, whole or cut down for the reasoner."""

import re
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
NEAR: Final = ("41", "2213", "2214")
"""Codes of Saga and of Hamamatsu with its wards, which stand for all: the reasoner takes minutes
for 1,741 municipalities."""
_CODE: Final = re.compile(r"(?:region/|former-area/|area-change/\d{8}-)(\d{5})")


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
    """Everything but the population tables and municipalities, wards and changes elsewhere."""
    return {
        triple
        for triple in triples(path for path in tables() if path.stem not in POPULATIONS)
        if _near(triple.subject)
    }


def _near(subject: object) -> bool:
    code = _CODE.match(str(getattr(subject, "value", "")).removeprefix(ID))
    return code is None or code[1].startswith(NEAR) or code[1].endswith("000")


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
