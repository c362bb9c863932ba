"""A table's steps as expressions over blocks of its rows."""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from ..cells import cell_parser
from ..columns import TableColumn
from ..steps import Gives, Steps
from .cells import ROW, CellColumn, Results, raw, text, virtual
from .distinct import UnfitError
from .ntriples import FRAME
from .step_terms import StepTerms, TripleTerms

_NUMBERED = pl.Schema([(ROW, pl.UInt32), *FRAME.items()])


class Sound(NamedTuple):
    """A block without a fault: its texts and what had to be parsed, and what its checks came to."""

    frame: pl.DataFrame
    results: Results


class Plan:
    """How blocks of a table become triples.

    Args:
        columns: all columns, in the order of the cells.
        steps: what the columns add to a row.
        widen: whether Japanese numbers and dates are read.
        keys: places of the columns whose texts are keys.
        blank: what the labels of blank nodes begin with.

    Raises:
        UnfitError: the metadata ask for what only goes by rows: lists in order, properties that
            are no IRIs.
    """

    def __init__(
        self,
        columns: Sequence[TableColumn],
        steps: Steps,
        *,
        widen: bool,
        keys: frozenset[int],
        blank: str,
    ) -> None:
        if any(step.gives is Gives.LIST for step in steps.steps):
            raise UnfitError
        made = StepTerms(columns, steps, blank)
        self._links, self._triples = made.links, made.triples
        self._keys = sorted(keys)
        self._width = len(columns)
        needed = keys.union(*(link.places for link in self._links))
        self._counts = not needed.isdisjoint({self._width, self._width + 1})
        self._cells: list[CellColumn] = []
        self._fixed: list[pl.Expr] = []
        for at, column in enumerate(columns):
            parse = cell_parser(column.settings, widen=widen)
            if column.virtual:
                self._fixed.extend(virtual(at, parse))
            else:
                canonical = at in needed
                self._cells.append(CellColumn(at, column, parse, widen=widen, canonical=canonical))
        given = {step.place: step.gives for step in steps.steps if step.value is None}
        self._valued = [each for each in self._cells if each.at in given]
        places = {step.place for step in steps.steps if step.gives is Gives.PRINTED}
        self._printed = [each for each in self._cells if each.at in places]

    @property
    def has_keys(self) -> bool:
        """Whether the table has keys at all."""
        return bool(self._keys)

    @property
    def names(self) -> list[str]:
        """The columns that a block of texts has."""
        return [raw(each.at) for each in self._cells]

    def read(self, texts: pl.DataFrame, rows: int, row: int) -> Sound:
        """A block, each cell and each link found to be sound.

        Args:
            texts: the block's texts.
            rows: how many rows of data came before.
            row: how many rows of the file came before.

        Raises:
            UnfitError: one is at fault.
        """
        frame = texts.with_columns(self._numbers(len(texts), rows, row))
        frame = frame.with_columns(*self._fixed, *(e for each in self._cells for e in each.texts))
        results = _results(frame, [check for each in self._cells for check in each.checks])
        for cells in self._cells:
            if cells.is_parsed(results):
                frame = cells.parsed(frame)
        results |= _results(frame, [check for link in self._links for check in link.checks])
        for link in self._links:
            frame = link.add_to(frame, results)
        return Sound(frame, results)

    def _numbers(self, size: int, rows: int, row: int) -> list[pl.Series]:
        """Numbers of the rows, and as texts where a template takes them."""
        numbers = pl.int_range(row + 1, row + size + 1, dtype=pl.UInt32, eager=True)
        found = [numbers.alias(ROW)]
        if self._counts:
            counts = pl.int_range(rows + 1, rows + size + 1, dtype=pl.UInt32, eager=True)
            found.append(counts.cast(pl.String).alias(text(self._width)))
            found.append(numbers.cast(pl.String).alias(text(self._width + 1)))
        return found

    def keys(self, block: Sound) -> pl.DataFrame:
        """The numbers of a block's rows and the texts of its keys."""
        return block.frame.select(ROW, *map(text, self._keys))

    def triples(self, block: Sound) -> pl.DataFrame:
        """The triples of a block, row by row."""
        frame, results = block
        frame = frame.with_columns(e for each in self._valued for e in each.terms(results))
        frame = frame.with_columns(
            *(each.printed(results) for each in self._printed),
            *(joined for link in self._links for joined in link.joined(results)),
        )
        parts = [_part(frame, each) for each in self._triples]
        return pl.concat([_NUMBERED.to_frame(), *parts]).sort(ROW, maintain_order=True).drop(ROW)


def _results(frame: pl.DataFrame, checks: Sequence[pl.Expr]) -> dict[str, bool]:
    return frame.select(checks).row(0, named=True) if checks else {}


def _part(frame: pl.DataFrame, triple: TripleTerms) -> pl.DataFrame:
    """The triples of one step, with the rows they come from."""
    part = frame.select(ROW, **triple._asdict())
    if isinstance(part.schema["object"], pl.List):
        part = part.explode("object")
    return part.drop_nulls("object")
