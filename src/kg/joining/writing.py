"""Writes joined tables: the rows as they were, and the columns that are added.

A file is complete or not there: it is written beside its place and moved there at the end.
"""

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Final, NamedTuple, Protocol

import polars as pl

from kg.joining.messages import refused
from kg.joining.model import Block, Kind, Layout, Source

BOM: Final = b"\xef\xbb\xbf"
SHEET_ROWS: Final = 1_048_576
SHEET_CELL: Final = 32_767


class Plan(NamedTuple):
    """What a writer must know before the first row.

    Attributes:
        source: the table.
        layout: where in it the header is.
        added: names of the columns that are added.
        excel: whether CSV begins with a byte-order mark, without which Excel garbles it.
    """

    source: Source
    layout: Layout
    added: tuple[str, ...]
    excel: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Of all columns."""
        return (*self.layout.names, *self.added)

    @property
    def headed(self) -> bool:
        """Whether the header is no row of the table but the format's own."""
        return bool(self.source.names)


class Writer(Protocol):
    """Takes rows in order."""

    def write(self, block: Block, added: pl.DataFrame) -> None:
        """Some rows and what is added to them; the header's line gets the names."""
        ...

    def close(self) -> None:
        """What is left to do after the last row."""


def suffixes() -> tuple[str, ...]:
    """Of the files that can be written."""
    return tuple(_WRITERS)


@contextmanager
def writing(path: Path, plan: Plan) -> Iterator[Writer]:
    """A writer for a file, by its suffix; the file appears when all is written.

    Raises:
        DataError: the table is too large for XLSX.
        KeyError: for a suffix that :func:`suffixes` lacks.
    """
    make = _WRITERS[path.suffix.lower()]
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        part = Path(folder) / path.name
        writer = make(part, plan)
        try:
            yield writer
        finally:
            writer.close()
        part.replace(path)


class _Lines:
    """Where the names of the added columns go, as rows come in blocks."""

    def __init__(self, plan: Plan) -> None:
        self._line = plan.layout.start - 1 if plan.layout.lines else -1
        self._done = 0

    def header(self, rows: int) -> int | None:
        """The header's last line among the next rows; None where it is not there."""
        line = self._line - self._done
        self._done += rows
        return line if 0 <= line < rows else None


class _Csv:
    def __init__(self, path: Path, plan: Plan) -> None:
        self._file: BinaryIO = path.open("wb")
        self._lines, self._added = _Lines(plan), plan.added
        self._separator = "\t" if path.suffix.lower() == ".tsv" else ","
        self._end = getattr(plan.source, "line_end", "\n")
        if plan.excel:
            self._file.write(BOM)
        if plan.headed:
            self._write(pl.DataFrame([plan.names], orient="row"))

    def write(self, block: Block, added: pl.DataFrame) -> None:
        cells = block.cells.hstack(added.cast(pl.String))
        line = self._lines.header(cells.height)
        if line is not None:
            names = pl.DataFrame([self._added], schema=added.columns, orient="row")
            head = block.cells.slice(line, 1).hstack(names)
            cells = pl.concat([cells.head(line), head, cells.slice(line + 1)])
        self._write(cells)

    def _write(self, cells: pl.DataFrame) -> None:
        texts = pl.col(pl.String)
        returns = cells.select(pl.any_horizontal(texts.str.contains("\r", literal=True).any()))
        cells.write_csv(
            self._file,
            include_header=False,
            separator=self._separator,
            line_terminator=self._end,
            # Polars does not see that a lone carriage return ends a line for others
            quote_style="always" if returns.item() else "necessary",
        )

    def close(self) -> None:
        self._file.close()


class _Xlsx:
    def __init__(self, path: Path, plan: Plan) -> None:
        import xlsxwriter  # noqa: PLC0415 - imported where needed

        rows = plan.source.rows + plan.headed
        if rows > SHEET_ROWS:
            raise refused("too-many-rows", file=path.name, rows=rows, limit=SHEET_ROWS)
        self._path, self._plan, self._lines = path, plan, _Lines(plan)
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        self._sheet = self._book.add_worksheet()
        self._formats = {
            Kind.DATE: self._book.add_format({"num_format": "yyyy-mm-dd"}),
            Kind.DATETIME: self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        self._row = 0
        if plan.headed:
            self._texts(plan.names, 0)

    def write(self, block: Block, added: pl.DataFrame) -> None:
        line = self._lines.header(block.cells.height)
        kinds = block.kinds.iter_rows() if block.kinds is not None else None
        for number, (cells, more) in enumerate(
            zip(block.cells.iter_rows(), added.iter_rows(), strict=True)
        ):
            own = next(kinds) if kinds else ()
            for place, cell in enumerate(cells):
                self._cell(place, cell, own[place] if own else Kind.TEXT)
            if number == line:
                self._texts(self._plan.added, len(cells))
                continue
            for place, cell in enumerate(more, len(cells)):
                self._cell(place, cell, Kind.TEXT)
            self._row += 1

    def _texts(self, texts: tuple[str, ...], first: int) -> None:
        for place, text in enumerate(texts, first):
            self._cell(place, text, Kind.TEXT)
        self._row += 1

    def _cell(self, place: int, value: Any, kind: int) -> None:
        """One cell; texts are written as texts, whatever they begin with."""
        if value is None:
            return
        if isinstance(value, str) and kind != Kind.TEXT:
            value = _TYPED[Kind(kind)](value)
        if isinstance(value, bool):
            self._sheet.write_boolean(self._row, place, value)
        elif isinstance(value, int | float):
            self._sheet.write_number(self._row, place, value)
        elif isinstance(value, str):
            if len(value) > SHEET_CELL:
                raise refused(
                    "long-cell",
                    file=self._path.name,
                    row=self._row + 1,
                    value=value,
                    limit=SHEET_CELL,
                )
            self._sheet.write_string(self._row, place, value)
        else:
            self._other(place, value)

    def _other(self, place: int, value: Any) -> None:
        kind = Kind.DATETIME if isinstance(value, dt.datetime) else Kind.DATE
        if isinstance(value, dt.date):
            self._sheet.write_datetime(self._row, place, value, self._formats[kind])
        else:
            self._sheet.write_string(self._row, place, str(value))

    def close(self) -> None:
        self._book.close()


class _Parquet:
    """Rows of data as Parquet; what stands above the header is kept in the file's metadata."""

    def __init__(self, path: Path, plan: Plan) -> None:
        self._path, self._plan = path, plan
        self._parts = path.parent / "parts"
        self._parts.mkdir()
        self._count = self._done = 0
        self._above: list[list[Any]] = []

    def write(self, block: Block, added: pl.DataFrame) -> None:
        cells = block.cells.hstack(added)
        cells.columns = list(self._plan.names)
        skipped = max(0, self._plan.layout.start - self._done)
        self._above += [list(row) for row in block.cells.head(skipped).iter_rows()]
        self._done += cells.height
        cells.slice(skipped).write_parquet(self._parts / f"{self._count:06}.parquet")
        self._count += 1

    def close(self) -> None:
        kept = {"kg.above": json.dumps(self._above, ensure_ascii=False)} if self._above else None
        parts = pl.scan_parquet(self._parts / "*.parquet")
        parts.sink_parquet(self._path, metadata=kept)
        shutil.rmtree(self._parts)


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


_TYPED: Final[Mapping[Kind, Callable[[str], Any]]] = MappingProxyType(
    {
        Kind.NUMBER: _number,
        Kind.BOOLEAN: "TRUE".__eq__,
        Kind.DATE: dt.date.fromisoformat,
        Kind.DATETIME: dt.datetime.fromisoformat,
    }
)
_WRITERS: Final[Mapping[str, Callable[[Path, Plan], Writer]]] = MappingProxyType(
    {".csv": _Csv, ".tsv": _Csv, ".xlsx": _Xlsx, ".parquet": _Parquet}
)
