"""Opens a table, whatever kind of file it is."""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from kg.joining.delimited import Delimited
from kg.joining.messages import refused
from kg.joining.model import BLOCK_ROWS, Block, Merge, Source, column
from kg.problems import Text
from kg.tables.encodings import codec

_ZIP: Final = b"PK\x03\x04"
_PARQUET: Final = b"PAR1"
_OLD_EXCEL: Final = Text(
    "古い形式の Excel（.xls）か、パスワード付きのファイル",
    "of the old Excel format (.xls), or locked by a password",
)
_SIGNATURES: Final = (
    (b"\xd0\xcf\x11\xe0", _OLD_EXCEL),
    (b"%PDF", Text("PDF", "PDF")),
    (b"\x1f\x8b", Text("gzip で圧縮されたファイル", "compressed with gzip")),
    (b"SQLite format 3", Text("SQLite データベース", "an SQLite database")),
    (b"\x89PNG", Text("画像", "a picture")),
    (b"\xff\xd8\xff", Text("画像", "a picture")),
)
_BINARY: Final = Text("バイナリーファイル", "a binary file")
_CONTROL: Final = frozenset(range(32)) - frozenset(b"\t\n\r\f\v\x1a\x1b")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


def open_source(path: Path, *, sheet: str = "", encoding: str = "") -> Source:
    """The table in a file: CSV, TSV, XLSX or Parquet, told apart by its first bytes.

    Args:
        path: the file.
        sheet: which sheet of a spreadsheet.
        encoding: of CSV and TSV, where it is not to be detected.

    Raises:
        DataError: it is missing, empty, damaged, too large, or no table.
    """
    if not path.is_file():
        raise refused("missing-file", file=str(path))
    with path.open("rb") as stream:
        head = stream.read(1 << 16)
    if not head.strip():
        raise refused("empty-file", file=path.name)
    if head.startswith(_ZIP):
        from kg.joining.spreadsheet import Spreadsheet  # noqa: PLC0415 - imported where needed

        return Spreadsheet(path, sheet)
    if head.startswith(_PARQUET):
        return Parquet(path)
    _require_text(path, head)
    return Delimited(path, encoding)


def known(encoding: str) -> bool:
    """Whether text in an encoding of that name can be read.

    >>> known("Shift_JIS"), known("nonsense")
    (True, False)
    """
    try:
        return bool(codecs.lookup(codec(encoding)))
    except LookupError:
        return False


def _require_text(path: Path, head: bytes) -> None:
    kind = next((text for start, text in _SIGNATURES if head.startswith(start)), None)
    if kind is None and not head.startswith(_UTF16) and _CONTROL.intersection(head):
        kind = _BINARY
    if kind is not None:
        raise refused("binary-file", file=path.name, kind_ja=kind.ja, kind_en=kind.en)


class Parquet:
    """A Parquet file; see :class:`kg.joining.model.Source`. Its columns keep their types."""

    merges: tuple[Merge, ...] = ()

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._frame = pl.scan_parquet(path)
            self.names = tuple(self._frame.collect_schema().names())
            self.rows = int(self._frame.select(pl.len()).collect().item())
        except pl.exceptions.PolarsError as error:
            raise refused("unreadable-file", file=path.name, reason=error) from error
        self.width = len(self.names)
        self.told: tuple[Text, ...] = (Text("形式：Parquet", "format: Parquet"),)
        if not self.rows:
            raise refused("no-rows", file=path.name)

    def blocks(self) -> Iterator[Block]:
        """Every row, in order."""
        named = {name: column(number) for number, name in enumerate(self.names)}
        for start in range(0, self.rows, BLOCK_ROWS):
            yield Block(self._frame.slice(start, BLOCK_ROWS).collect().rename(named))
