"""XLSX: the values of one sheet, whatever the file tries.

Sheets are read by calamine, which is quick but takes a sheet whole: what a file unpacks to and how
far its cells reach are measured first. Calamine leaves cells with errors empty; they are read from
the sheet's own XML (ECMA-376 part 1, 18.3.1.4), so that ``#N/A`` stays what it is.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Final
from xml.etree import ElementTree as ET

import polars as pl
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from kg.joining.messages import refused
from kg.joining.model import BLOCK_ROWS, Block, Kind, Merge, column
from kg.problems import Text

MOST_BYTES: Final = 1 << 29
"""What all parts of a file may unpack to."""
MOST_RATIO: Final = 500
"""How many times its size a file may unpack to; spreadsheets of numbers reach about 20."""
MOST_CELLS: Final = 10_000_000
"""Cells of the rectangle that a sheet spans: some 600 MB while it is read."""

_PIECE: Final = 1 << 20
_SMALL: Final = 1 << 24
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CELL: Final = re.compile(rb'\sr="([A-Z]{1,3})([0-9]{1,7})"')
_Value = float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


@dataclass(frozen=True)
class _Extent:
    """How far the cells of a sheet reach, and whether one of them holds an error."""

    rows: int
    columns: int
    errors: bool


class Spreadsheet:
    """One sheet of an XLSX file; see :class:`kg.joining.model.Source`.

    Args:
        path: the file.
        sheet: name of the sheet; the first that is visible and not empty otherwise.

    Raises:
        DataError: the file is damaged or too large, or there is no such sheet.
    """

    names: tuple[str, ...] = ()

    def __init__(self, path: Path, sheet: str = "") -> None:
        self.path = path
        try:
            parts = _parts(path)
            with CalamineWorkbook.from_path(path) as book:
                self.sheet, found = self._open(book, sheet, parts)
                errors = _errors(path, parts[self.sheet]) if self._extent.errors else {}
                self._blocks = list(_blocks(found, errors))
                self.merges = tuple(
                    Merge(*first, *last) for first, last in found.merged_cell_ranges or ()
                )
                self.told: tuple[Text, ...] = (_told(self.sheet, book.sheet_names),)
        except (CalamineError, zipfile.BadZipFile, ET.ParseError, KeyError) as error:
            raise refused("unreadable-file", file=path.name, reason=error) from error
        self.rows = sum(block.cells.height for block in self._blocks)
        self.width = self._blocks[0].cells.width if self._blocks else 0
        if not self.rows:
            raise refused("empty-file", file=path.name)

    def _open(
        self, book: CalamineWorkbook, wanted: str, parts: Mapping[str, str]
    ) -> tuple[str, CalamineSheet]:
        if wanted and wanted not in parts:
            raise refused(
                "unknown-sheet", file=self.path.name, sheet=wanted, known=", ".join(parts)
            )
        visible = [
            each.name
            for each in book.sheets_metadata
            if each.visible is SheetVisibleEnum.Visible and each.name in parts
        ]
        for name in [wanted] if wanted else visible:
            self._extent = _extent(self.path, parts[name])
            if self._extent.rows or wanted:
                self._hold(name)
                return name, book.get_sheet_by_name(name)
        raise refused("empty-file", file=self.path.name)

    def _hold(self, name: str) -> None:
        extent = self._extent
        if extent.rows * extent.columns > MOST_CELLS:
            raise refused(
                "too-many-cells",
                file=self.path.name,
                sheet=name,
                rows=extent.rows,
                columns=extent.columns,
                limit=MOST_CELLS,
            )

    def blocks(self) -> Iterator[Block]:
        """Every row, in order."""
        return iter(self._blocks)


def _told(sheet: str, every: list[str]) -> Text:
    others = [name for name in every if name != sheet]
    if not others:
        return Text(f"シート：{sheet}", f"sheet: {sheet}")
    listed = ", ".join(others)
    return Text(
        f"シート：{sheet}（ほかのシート：{listed}。--sheet で選べる）",
        f"sheet: {sheet} (others: {listed}; choose with --sheet)",
    )


def _parts(path: Path) -> dict[str, str]:
    """The part of each sheet by its name; raises DataError for a file that unpacks to too much."""
    with zipfile.ZipFile(path) as archive:
        size = sum(member.file_size for member in archive.infolist())
        ratio = size / max(1, path.stat().st_size)
        if size > MOST_BYTES or (ratio > MOST_RATIO and size > _SMALL):
            raise refused(
                "zip-bomb",
                file=path.name,
                size=size,
                ratio=ratio,
                limit=MOST_BYTES,
                most=MOST_RATIO,
            )
        book = ET.fromstring(archive.read("xl/workbook.xml"))
        links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    return {
        sheet.get("name", ""): _resolved(targets[sheet.get(f"{{{_RELATED}}}id")])
        for sheet in book.iter(f"{{{_MAIN}}}sheet")
    }


def _resolved(target: str) -> str:
    """The name of a part within the package.

    >>> _resolved("worksheets/sheet1.xml"), _resolved("/xl/worksheets/sheet1.xml")
    ('xl/worksheets/sheet1.xml', 'xl/worksheets/sheet1.xml')
    """
    return str(PurePosixPath("/xl") / target).lstrip("/")


def _extent(path: Path, part: str) -> _Extent:
    """Looks through a sheet; raises BadZipFile where a part is not of the size it claims."""
    rows = columns = 0
    errors = False
    with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
        rest = b""
        while piece := stream.read(_PIECE):
            text = rest + piece
            for letters, number in set(_CELL.findall(text)):
                rows, columns = max(rows, int(number)), max(columns, _number(letters))
            errors = errors or b't="e"' in text
            rest = text[-64:]
    return _Extent(rows, columns, errors)


def _number(letters: bytes) -> int:
    """The number of a column.

    >>> _number(b"A"), _number(b"AA"), _number(b"XFD")
    (1, 27, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _errors(path: Path, part: str) -> dict[tuple[int, int], str]:
    """Row and column from 0 → the error that stands there."""
    found = {}
    with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
        for _, element in ET.iterparse(stream):
            if element.tag == f"{{{_MAIN}}}c" and element.get("t") == "e":
                place = re.fullmatch(r"([A-Z]+)([0-9]+)", element.get("r", ""))
                if place:
                    where = int(place[2]) - 1, _number(place[1].encode()) - 1
                    found[where] = element.findtext(f"{{{_MAIN}}}v", "")
            elif element.tag == f"{{{_MAIN}}}row":
                element.clear()
    return found


def _blocks(sheet: CalamineSheet, errors: Mapping[tuple[int, int], str]) -> Iterator[Block]:
    width = max([sheet.total_width, *(place[1] + 1 for place in errors)])
    height = max([sheet.total_height, *(place[0] + 1 for place in errors)])
    by_row: dict[int, dict[int, str]] = {}
    for (row, cell), error in errors.items():
        by_row.setdefault(row, {})[cell] = error
    rows = _whole(sheet.iter_rows(), width, height)
    done = 0
    while some := list(islice(rows, BLOCK_ROWS)):
        for row in range(done, done + len(some)):
            for cell, error in by_row.get(row, {}).items():
                some[row - done][cell] = error
        yield _block(some)
        done += len(some)


def _whole(rows: Iterable[list[_Value]], width: int, height: int) -> Iterator[list[_Value]]:
    """The rows, all of one width, and those at the end that hold nothing but errors."""
    count = 0
    for row in rows:
        count += 1
        yield row + [""] * (width - len(row))
    for _ in range(count, height):
        yield [""] * width


def _block(rows: list[list[_Value]]) -> Block:
    cells, kinds = {}, {}
    for number, values in enumerate(zip(*rows, strict=True)):
        name = column(number)
        cells[name] = pl.Series(name, [_text(value) for value in values], dtype=pl.String)
        kinds[name] = pl.Series(name, [_kind(value) for value in values], dtype=pl.UInt8)
    return Block(pl.DataFrame(cells).with_columns(pl.all().replace("", None)), pl.DataFrame(kinds))


def _text(value: _Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _kind(value: _Value) -> Kind:
    if isinstance(value, bool):
        return Kind.BOOLEAN
    if isinstance(value, float | int):
        return Kind.NUMBER
    if isinstance(value, dt.datetime):
        return Kind.DATETIME
    return Kind.DATE if isinstance(value, dt.date) else Kind.TEXT
