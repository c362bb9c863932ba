"""One CSV per class, for people with a spreadsheet.

Columns: ``iri``, ``key``, ``label_ja``, ``label_en``, then the class's properties by name; texts
with a language have a column per language. Several values stand in one cell, sorted, joined by
``"; "``. Files begin with the byte-order mark without which Excel garbles Japanese.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Final

import pyoxigraph as ox

from kg.iris import Iris, expand, shrink

_BOM: Final = "\ufeff"
_JOINT: Final = "; "
_TYPE: Final = expand("rdf:type")
_LABEL: Final = "rdfs:label@"
_HEAD: Final = ("iri", "key", "label_ja", "label_en")


@dataclass(frozen=True, slots=True)
class _Row:
    iri: str
    key: str
    cells: dict[str, str]

    def values(self, columns: Iterable[str]) -> list[str]:
        labels = (self.cells.get(f"{_LABEL}{language}", "") for language in ("ja", "en"))
        return [self.iri, self.key, *labels, *(self.cells.get(name, "") for name in columns)]


def class_tables(triples: Iterable[ox.Triple], iris: Iris) -> Iterator[tuple[str, bytes]]:
    """A file name and a CSV for every class that resources of this base have, by file name.

    Args:
        triples: sorted by subject; other subjects than the base's resources are passed over.
        iris: the base of the build.
    """
    rows: dict[str, list[_Row]] = defaultdict(list)
    for subject, group in groupby(triples, key=lambda triple: triple.subject):
        name = iris.parse(subject.value) if isinstance(subject, ox.NamedNode) else None
        if name is None:
            continue
        own = list(group)
        row = _Row(str(subject)[1:-1], name.key, _cells(own))
        for triple in own:
            if triple.predicate.value == _TYPE and isinstance(triple.object, ox.NamedNode):
                rows[triple.object.value].append(row)
    for name_of_class in sorted(rows, key=file_name):
        yield file_name(name_of_class), _table(rows[name_of_class])


def file_name(iri: str) -> str:
    """The file of a class: its local name, with the prefix where it is not the project's own.

    >>> file_name("https://w3id.org/sti-kg/ontology#Agency")
    'Agency.csv'
    >>> file_name("http://purl.org/linked-data/cube#Observation")
    'qb-Observation.csv'
    >>> file_name("https://example.org/terms/Fête")
    'example.org-terms-F-te.csv'
    """
    short = shrink(iri).removeprefix("sti:").removeprefix("https://").removeprefix("http://")
    return re.sub(r"[^A-Za-z0-9._]+", "-", short).strip("-") + ".csv"


_column = cache(shrink)


def _cells(triples: list[ox.Triple]) -> dict[str, str]:
    values: dict[str, set[str]] = defaultdict(set)
    for triple in triples:
        if triple.predicate.value != _TYPE:
            column, value = _cell(triple)
            values[column].add(value)
    return {column: _JOINT.join(sorted(every)) for column, every in values.items()}


def _cell(triple: ox.Triple) -> tuple[str, str]:
    column, value = _column(triple.predicate.value), triple.object
    if isinstance(value, ox.Literal):
        return (f"{column}@{value.language}" if value.language else column), value.value
    return column, value.value if isinstance(value, ox.NamedNode) else str(value)


def _table(rows: list[_Row]) -> bytes:
    labels = {f"{_LABEL}{language}" for language in ("ja", "en")}
    columns = sorted({column for row in rows for column in row.cells} - labels)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*_HEAD, *columns])
    writer.writerows(row.values(columns) for row in rows)
    return (_BOM + text.getvalue()).encode()
