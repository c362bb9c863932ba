"""CSV and TSV of any size: two passes over the file, one block of rows in memory.

The first pass learns what the second needs: how many rows and columns there are, and that every
quote closes. Files without any quotation mark are split by Polars; all others by Python's ``csv``.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

import polars as pl

from kg.joining.messages import refused
from kg.joining.model import BLOCK_ROWS, Block, Merge, column
from kg.problems import Text
from kg.tables.encodings import Encoding, codec, encoding_of, readable_as

LONGEST: Final = 1 << 20
"""Characters that one value may have: what is longer is a quote that was never closed."""
_SAMPLE: Final = 1 << 16
_PIECE: Final = 1 << 23
_DELIMITERS: Final = ",\t;"
_QUOTED: Final = re.compile(r'"[^"]*"')
_NAMES: Final = {"cp932": "Shift_JIS (CP932)", "utf-8": "UTF-8"}


class Delimited:
    """A text file of delimited values; see :class:`kg.joining.model.Source`.

    Args:
        path: the file.
        encoding: its encoding; detected where it is not given.

    Raises:
        DataError: neither UTF-8 nor CP932, a quote that is never closed, an empty file.
    """

    names: tuple[str, ...] = ()
    merges: tuple[Merge, ...] = ()

    def __init__(self, path: Path, encoding: str = "") -> None:
        self.path = path
        with path.open("rb") as stream:
            self.encoding = _encoding(stream, encoding, path)
        with self._opened() as text:
            sample = self._read(text, _SAMPLE)
        self.delimiter = _delimiter(sample)
        self.line_end = "\r\n" if "\r\n" in sample else "\n"
        self.told: tuple[Text, ...] = (self._told(),)
        self.rows, self.width, self._quoted = self._measure()
        if not self.rows:
            raise refused("empty-file", file=path.name)

    def _told(self) -> Text:
        name = _NAMES.get(self.encoding.codec, self.encoding.codec)
        mark = ("（BOM付き）", " with BOM") if self.encoding.mark else ("", "")
        shown = {"\t": ("タブ", "tabs")}.get(self.delimiter, (self.delimiter, self.delimiter))
        return Text(
            f"文字コード：{name}{mark[0]}、区切り：{shown[0]}",
            f"encoding: {name}{mark[1]}; values are separated by {shown[1]}",
        )

    @contextmanager
    def _opened(self) -> Iterator[io.TextIOWrapper]:
        with self.path.open("rb") as stream:
            stream.seek(self.encoding.mark)
            with io.TextIOWrapper(stream, self.encoding.codec, newline="") as text:
                yield text

    def _read(self, text: io.TextIOWrapper, size: int) -> str:
        try:
            return text.read(size)
        except UnicodeDecodeError:
            raise refused("wrong-encoding", file=self.path.name) from None

    def _records(self, text: io.TextIOWrapper) -> Iterator[list[str]]:
        csv.field_size_limit(LONGEST)
        return csv.reader(text, delimiter=self.delimiter)

    def _measure(self) -> tuple[int, int, bool]:
        """Rows, columns, and whether there are quotation marks."""
        with self.path.open("rb") as stream:
            quoted = any(b'"' in piece for piece in iter(lambda: stream.read(_PIECE), b""))
        rows = width = 0
        with self._opened() as text:
            try:
                for size in map(len, self._records(text)):
                    rows += 1
                    width = max(width, size)
            except csv.Error:
                raise refused(
                    "unclosed-quote", file=self.path.name, row=rows + 1, limit=LONGEST
                ) from None
            except UnicodeDecodeError:
                raise refused("wrong-encoding", file=self.path.name, row=rows + 1) from None
        return rows, width, quoted

    def blocks(self) -> Iterator[Block]:
        """Every row, in order."""
        with self._opened() as text:
            yield from self._by_rows(text) if self._quoted else self._by_columns(text)

    def _by_rows(self, text: io.TextIOWrapper) -> Iterator[Block]:
        records = self._records(text)
        while rows := list(islice(records, BLOCK_ROWS)):
            yield Block(grid(rows, self.width))

    def _by_columns(self, text: io.TextIOWrapper) -> Iterator[Block]:
        rest = ""
        while piece := text.read(_PIECE):
            whole, end, rest = (rest + piece).rpartition("\n")
            if end:
                yield Block(self._split(whole))
        if rest:
            yield Block(self._split(rest))

    def _split(self, text: str) -> pl.DataFrame:
        """Lines without quotation marks as a frame; by ``csv`` where Polars counts otherwise."""
        lines = text.count("\n") + 1
        if "\r" not in text.replace("\r\n", ""):
            found = pl.read_csv(
                io.BytesIO(text.encode()),
                has_header=False,
                separator=self.delimiter,
                quote_char=None,
                schema={column(number): pl.String for number in range(self.width)},
                missing_columns="insert",
            )
            if found.height == lines:
                return found
        return grid(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter), self.width)


def grid(rows: Iterable[list[str]], width: int) -> pl.DataFrame:
    """Rows of texts as a frame; short rows are filled up, and empty texts are None.

    >>> grid([["a", "b"], ["c"]], 2).rows()
    [('a', 'b'), ('c', None)]
    """
    padded = [row + [""] * (width - len(row)) for row in rows]
    columns = list(zip(*padded, strict=True)) or [()] * width
    frame = pl.DataFrame(
        {column(number): pl.Series(cells, dtype=pl.String) for number, cells in enumerate(columns)}
    )
    return frame.with_columns(pl.all().replace("", None))


def _encoding(stream: BinaryIO, given: str, path: Path) -> Encoding:
    """As told, or by its byte-order mark, or the first of UTF-8 and CP932 that reads all of it."""
    if given:
        return encoding_of(stream, codecs.lookup(codec(given)).name, detect=False)
    found = encoding_of(stream, "", detect=False)
    if found.codec:
        return found
    name = readable_as(stream)
    if name is None:
        raise refused("wrong-encoding", file=path.name)
    return Encoding(name)


def _delimiter(sample: str) -> str:
    r"""Of comma, tab and semicolon the one that most lines of a sample have equally often.

    >>> _delimiter("a;b\n1,5;2,5\n"), _delimiter("title\na\tb\nc\td"), _delimiter("a")
    (';', '\t', ',')
    """
    lines = _QUOTED.sub("", sample).splitlines()

    def regularity(mark: str) -> tuple[int, int]:
        counts = Counter(line.count(mark) for line in lines if mark in line)
        return max(((lines, count) for count, lines in counts.items()), default=(0, 0))

    return max(_DELIMITERS, key=regularity)
