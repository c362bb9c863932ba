"""Faulty rows, and the list of validation results that they give.

They stand in tables of their own, ``data/bench-faults``, whose metadata demand nothing: no required
cells, formats, keys. So the shapes are what catches them, not the reader of tables.
"""

import csv
import itertools
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from copy import deepcopy
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.generator.fault_kinds import KINDS, Kind
from benchmarks.generator.metadata import Layout
from benchmarks.generator.rows import Unit
from benchmarks.generator.tables import TableWriter
from benchmarks.generator.words import Words

_STI: Final = "https://w3id.org/sti-kg/ontology#"
_ID: Final = "https://w3id.org/sti-kg/id/"
_DEMANDS: Final = ("primaryKey", "foreignKeys")
_FURTHER: Final[Mapping[str, tuple[Mapping[str, str], ...]]] = {
    "projects": (
        {"name": "label_fr", "propertyUrl": "rdfs:label", "lang": "fr"},
        {"name": "label_kana", "propertyUrl": "rdfs:label", "lang": "ja-Hrkt"},
    ),
    "budgets": ({"name": "amount_whole", "propertyUrl": f"{_STI}amount", "datatype": "integer"},),
    "passages": (
        {"name": "slide", "propertyUrl": f"{_STI}slide"},
        {"name": "first_line", "propertyUrl": f"{_STI}firstLine", "datatype": "integer"},
        {"name": "last_line", "propertyUrl": f"{_STI}lastLine", "datatype": "integer"},
        {"name": "words", "propertyUrl": f"{_STI}words", "lang": "ja"},
    ),
}
"""Columns that let a row say what its kind of table does not let it say."""


class Expected(NamedTuple):
    """One validation result: what provokes it, and what the result says."""

    fault: int
    kind: str
    resource: str
    path: str
    value: str
    rule: str


def plant(folder: Path, tables: Mapping[str, Layout], results: int) -> None:
    """Write faulty rows and ``faults.csv``, the list of the results that they give.

    Args:
        folder: of the project; its generated tables stand already.
        tables: their layouts.
        results: how many results to provoke, exactly.
    """
    place = folder / "data" / "bench-faults"
    place.mkdir()
    words = Words.read(folder / "data")
    sound = {row.table: row.cells for row in Unit(words, seed=0, number=0).rows()}
    with ExitStack() as stack:
        writers = {
            name: stack.enter_context(TableWriter(place, careless(tables[name])))
            for name in sorted({kind.table for kind in KINDS})
        }
        expected: list[Expected] = []
        for number, kind in _planned(results):
            base = _sound(sound[kind.table], number)
            for cells in _rows(kind, base, number):
                writers[kind.table].write(cells)
            expected += _expected(kind, base, number)
    with (folder / "faults.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Expected._fields)
        writer.writerows(expected)


def careless(layout: Layout) -> Layout:
    """The layout without its demands, and with further columns where faults need them."""
    metadata: dict[str, Any] = deepcopy(dict(layout.metadata))
    schema = metadata["tableSchema"]
    for demand in _DEMANDS:
        schema.pop(demand, None)
    for column in schema["columns"]:
        column.pop("required", None)
        if isinstance(column.get("datatype"), dict):
            column["datatype"].pop("format", None)
    further = [
        {**column, "titles": {"ja": column["name"]}} for column in _FURTHER.get(layout.name, ())
    ]
    # virtual columns stand last
    first_virtual = len(layout.columns)
    schema["columns"][first_virtual:first_virtual] = further
    return Layout(layout.name, metadata)


def _planned(results: int) -> Iterator[tuple[int, Kind]]:
    """Kinds in turn until the number of results is reached."""
    left = results
    for number, kind in enumerate(itertools.cycle(KINDS), 1):
        if left == 0:
            return
        given = 1 + kind.twin
        if given <= left:
            yield number, kind
            left -= given


def _sound(cells: Mapping[str, str], number: int) -> dict[str, str]:
    return {
        **cells,
        "key": f"fault-{number}",
        "label_ja": f"{cells['label_ja']}（不備{number}）",
        "label_en": f"{cells['label_en']} (fault {number})",
    }


def _rows(kind: Kind, base: Mapping[str, str], number: int) -> Iterator[Mapping[str, str]]:
    cells = {**base, **_filled(kind.change, number)}
    yield cells
    if kind.again:
        yield {"key": cells["key"], **_filled(kind.again, number)}
    if kind.twin:
        yield {**cells, "key": _twin(cells["key"]), "label_en": f"{cells['label_en']}, twin"}


def _expected(kind: Kind, base: Mapping[str, str], number: int) -> Iterator[Expected]:
    key = _filled(kind.change, number).get("key", base["key"])
    for one in (key, _twin(key)) if kind.twin else (key,):
        prefix = "bench-" if kind.table == "passages" else ""
        words = {"n": number, "id": _ID, "iri": f"{_ID}{kind.table[:-1]}/{prefix}{one}"}
        yield Expected(
            number,
            kind.name,
            kind.resource.format_map(words),
            kind.path,
            kind.value.format_map(words),
            kind.rule,
        )


def _filled(cells: Mapping[str, str], number: int) -> dict[str, str]:
    return {column: text.format(n=number) for column, text in cells.items()}


def _twin(key: str) -> str:
    return f"{key}-twin"
