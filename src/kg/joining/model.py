"""What a table is on its way through a join."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Final, NamedTuple, Protocol

import polars as pl

from kg.linking import Answer, Question
from kg.problems import Text

BLOCK_ROWS: Final = 50_000
"""Rows that are held at a time."""


class Kind(IntEnum):
    """What a cell of a spreadsheet is, beside its text."""

    TEXT = 0
    NUMBER = 1
    BOOLEAN = 2
    DATE = 3
    DATETIME = 4


class Block(NamedTuple):
    """Some rows of a table as they follow one another.

    Attributes:
        cells: one column for each of the table's, named ``c0``, ``c1``, …; texts (None: empty), or
            the types of a Parquet file.
        kinds: of spreadsheets: columns of the same names with a :class:`Kind` for each cell.
    """

    cells: pl.DataFrame
    kinds: pl.DataFrame | None = None


class Merge(NamedTuple):
    """Cells that a spreadsheet shows as one; rows and columns count from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int


class Source(Protocol):
    """A table where it lies.

    Attributes:
        path: the file.
        told: what was found out about it, for people.
        rows: how many it has, header and all that stands around the table included.
        width: how many columns.
        names: of the columns where the format itself names them; else empty.
        merges: cells shown as one.
    """

    path: Path
    told: tuple[Text, ...]
    rows: int
    width: int
    names: tuple[str, ...]
    merges: tuple[Merge, ...]

    def blocks(self) -> Iterator[Block]:
        """Every row, in order; may be asked for again."""
        ...


@dataclass(frozen=True, slots=True)
class Layout:
    """Where in the rows the table is.

    Attributes:
        above: rows before the header: titles, units, notes.
        lines: rows of the header; 0 where there is none.
        names: of the columns, none twice; ``#3`` for the third where it has no name.
        renamed: columns whose name was taken: name in the table → name here.
    """

    above: int
    lines: int
    names: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...] = ()

    @property
    def start(self) -> int:
        """How many rows stand before the first row of data."""
        return self.above + self.lines


@dataclass(frozen=True, slots=True)
class Keys:
    """Which columns say what a row is about, by their numbers from 0.

    Attributes:
        on: names, codes or identifiers.
        context: what these lie in or belong to.
        year: the date or year that a row speaks of.
        fill: those of the above that are given once for several rows, in the first of them.
    """

    on: int
    context: tuple[int, ...] = ()
    year: int | None = None
    fill: frozenset[int] = frozenset()

    @property
    def columns(self) -> tuple[int, ...]:
        """All of them, the key first."""
        return (self.on, *self.context, *(() if self.year is None else (self.year,)))


class Mark(StrEnum):
    """What stands in the column ``match`` where nothing was matched."""

    AMBIGUOUS = "ambiguous"
    UNMATCHED = "unmatched"
    TOTAL = "total"
    NOTE = "note"
    HEADER = "header"


@dataclass(slots=True)
class Counts:
    """How many rows ended how.

    Attributes:
        rows: of data, without blank ones, totals and notes.
        by: value of the column ``match`` → rows.
        around: others: above the table, blank, totals and notes; not its header.
    """

    rows: int = 0
    by: dict[str, int] = field(default_factory=dict)
    around: int = 0

    @property
    def complete(self) -> bool:
        """Whether every row was matched."""
        return not self.by.get(Mark.AMBIGUOUS) and not self.by.get(Mark.UNMATCHED)


def column(number: int) -> str:
    """The name of a column in blocks.

    >>> column(0)
    'c0'
    """
    return f"c{number}"


class Matches(Protocol):
    """What is needed of :class:`kg.linking.Matcher`."""

    def match_all(self, questions: Iterable[Question], *, limit: int = 10) -> list[Answer]:
        """An answer for each question."""
        ...

    def area_codes(self, texts: Iterable[str]) -> dict[str, str]:
        """Cells of one column that are codes → six digits."""
        ...
