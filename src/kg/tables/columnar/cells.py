"""The cells of a column, for a whole block: canonical texts, literals, words as printed.

A column whose texts all have the shape of its datatype is formatted by expressions. Any other is
parsed by ``kg.tables.cells``, once for each distinct text.
"""

from collections.abc import Mapping

import polars as pl
from pyoxigraph import Literal, NamedNode

from ..cells import Cell, CellParser
from ..columns import TableColumn
from ..model import UNDETERMINED, Datatype
from ..terms import DATATYPES
from . import ntriples
from .distinct import UnfitError, mapped
from .shapes import TEXTUAL, shape

Results = Mapping[str, bool]
"""What the checks of a block came to, by their names."""

LIST = pl.List(pl.String)
ROW = "row"
"""The column of a frame that holds the numbers of the rows in the file."""


def raw(at: int) -> str:
    """The column of a frame that holds the texts of the file."""
    return f"raw {at}"


def text(at: int) -> str:
    """The column of canonical texts; null for null."""
    return str(at)


def terms(at: int) -> str:
    """The column of literals, or of lists of them; null for none."""
    return f"terms {at}"


def printed(at: int) -> str:
    """The column of words as printed; null where there are no literals."""
    return f"printed {at}"


class CellColumn:
    """The cells of one column of the file.

    Args:
        at: the column's place.
        column: the column.
        parse: its parser.
        widen: whether Japanese numbers and dates are read.
        canonical: whether canonical texts are needed, for keys and templates.
    """

    def __init__(
        self, at: int, column: TableColumn, parse: CellParser, *, widen: bool, canonical: bool
    ) -> None:
        settings = column.settings
        datatype = settings.datatype or Datatype()
        self.at = at
        self._parse = parse
        self._settings = settings
        self._is_list = bool(settings.separator)
        self._tests = None if self._is_list else shape(datatype, widen=widen, canonical=canonical)
        language = None if settings.lang in (None, UNDETERMINED) else settings.lang
        self._words = Literal("", language=language)
        is_text = datatype.base == "string" and datatype.iri is None
        node = NamedNode(datatype.iri or DATATYPES[datatype.base])
        self._like = self._words if is_text else Literal("", datatype=node)
        self._may_escape = datatype.base in TEXTUAL

    @property
    def texts(self) -> list[pl.Expr]:
        """The texts without nulls, if the column may have a shape."""
        if self._tests is None:
            return []
        value = pl.col(raw(self.at))
        null = self._settings.null if self._settings.null is not None else ("",)
        if self._settings.default:
            value = pl.when(value == "").then(pl.lit(self._settings.default)).otherwise(value)
        if null:
            value = pl.when(~value.is_in(null)).then(value)
        return [value.alias(text(self.at))]

    @property
    def checks(self) -> list[pl.Expr]:
        """Whether the texts have the shape, and whether they hold what must be escaped."""
        found = []
        if self._tests is not None:
            value = pl.col(text(self.at))
            tests = [value.is_null() | test(value).fill_null(value=False) for test in self._tests]
            required = [value.is_not_null()] if self._settings.required else []
            found.append(
                pl.all_horizontal(pl.lit(value=True), *tests, *required).all().alias(self._shaped)
            )
            if self._may_escape:
                found.append(value.str.contains(ntriples.UNSAFE).any().alias(self._unsafe))
        if self._settings.as_printed is not None:
            unsafe = pl.col(raw(self.at)).str.contains(ntriples.UNSAFE)
            found.append(unsafe.any().alias(self._unsafe_print))
        return found

    @property
    def _shaped(self) -> str:
        return f"shaped {self.at}"

    @property
    def _unsafe(self) -> str:
        return f"unsafe {self.at}"

    @property
    def _unsafe_print(self) -> str:
        return f"unsafe print {self.at}"

    def is_parsed(self, results: Results) -> bool:
        """Whether the block's texts have to be parsed."""
        return not results.get(self._shaped, False)

    def parsed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with texts and literals; raises UnfitError where a text is at fault."""
        names = {text(self.at): LIST if self._is_list else pl.String()}
        names[terms(self.at)] = names[text(self.at)]
        key = [raw(self.at)]
        known = [name for name in names if name in frame.columns]
        return mapped(frame.drop(known), key, key, self._cell, names)

    def _cell(self, row: tuple[str]) -> tuple[str | list[str] | None, str | list[str] | None]:
        cell: Cell = self._parse(row[0])
        if cell.faults:
            raise UnfitError
        literals = [str(each) for each in cell.literals] or None
        if self._is_list or literals is None:
            return cell.text, literals
        return cell.text, literals[0]

    def terms(self, results: Results) -> list[pl.Expr]:
        """The literals, where they were not parsed."""
        if self.is_parsed(results):
            return []
        escape = results.get(self._unsafe, False)
        literals = ntriples.literal(pl.col(text(self.at)), self._like, escape=escape)
        return [literals.alias(terms(self.at))]

    def printed(self, results: Results) -> pl.Expr:
        """The words as printed, where there are literals."""
        words = ntriples.literal(
            pl.col(raw(self.at)), self._words, escape=results[self._unsafe_print]
        )
        return pl.when(pl.col(terms(self.at)).is_not_null()).then(words).alias(printed(self.at))


def virtual(at: int, parse: CellParser) -> list[pl.Expr]:
    """The cells of a column that the file has not: the same in each row."""
    cell = parse("")
    is_list = isinstance(cell.text, list)
    literals = [str(each) for each in cell.literals] or None
    words = None if cell.printed is None else str(cell.printed)
    dtype = LIST if is_list else pl.String()
    return [
        pl.lit(cell.text, dtype).alias(text(at)),
        pl.lit(literals if is_list or literals is None else literals[0], dtype).alias(terms(at)),
        pl.lit(words, pl.String).alias(printed(at)),
    ]
