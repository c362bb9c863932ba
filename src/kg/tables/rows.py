"""Rows of a table on their way from the file to cells: what is data, and where a fault is."""

import itertools
from collections.abc import Callable, Iterator, Sequence

from .cells import NULL, Cell, CellParser
from .columns import TableColumn
from .messages import Report
from .model import Dialect
from .reader import Row


class Data:
    """The rows of a table without the columns to skip, its comments put aside."""

    def __init__(self, rows: Iterator[Row], dialect: Dialect) -> None:
        self._rows = rows
        self._dialect = dialect
        self.comments: list[str] = []

    def header(self) -> tuple[list[list[str]], int]:
        """The header rows and the number of the first; to be asked before the rows."""
        for row in itertools.islice(self._rows, self._dialect.skip_rows):
            text = self._dialect.delimiter.join(row.values) if row.comment is None else row.comment
            if text:
                self.comments.append(text)
        header: list[list[str]] = []
        number = 0
        for row in itertools.islice(self._rows, self._dialect.header_rows):
            number = number or row.number
            if row.comment is None:
                header.append(row.values[self._dialect.skip_columns :])
            else:
                self.comments.append(row.comment)
        return header, number

    def rows(self) -> Iterator[Row]:
        """The rows of data."""
        skip_blank, skipped = self._dialect.skip_blank_rows, self._dialect.skip_columns
        for row in self._rows:
            if row.comment is not None:
                self.comments.append(row.comment)
            elif not skip_blank or any(row.values):
                yield row._replace(values=row.values[skipped:]) if skipped else row


class Place:
    """Where in a table the reading is, for the problems it tells of."""

    def __init__(self, file: str, report: Report) -> None:
        self.file, self.report, self.row = file, report, 0

    def tell(self, rule: str, column: TableColumn, details: dict[str, object]) -> None:
        """A fault of the row at hand."""
        self.report.fault(rule, file=self.file, row=self.row, column=column.header, **details)


def row_reader(
    columns: Sequence[TableColumn],
    parsers: Sequence[CellParser],
    place: Place,
) -> Callable[[list[str]], list[Cell]]:
    """A function from the values of a row to its cells, those of virtual columns included."""
    real = [parse for parse, column in zip(parsers, columns, strict=True) if not column.virtual]
    width = len(real)
    fixed = [parse("") for parse, column in zip(parsers, columns, strict=True) if column.virtual]

    def read(values: list[str]) -> list[Cell]:
        if len(values) != width:
            place.report.fault(
                "ragged-row", file=place.file, row=place.row, found=len(values), expected=width
            )
            cells = [parse(value) for parse, value in zip(real, values, strict=False)]
            cells.extend([NULL] * (width - len(cells)))
        else:
            cells = [parse(value) for parse, value in zip(real, values, strict=True)]
        for at, cell in enumerate(cells):
            if cell.faults:
                for rule, text, details in cell.faults:
                    place.tell(rule, columns[at], {"value": text, **details})
        return cells + fixed

    return read
