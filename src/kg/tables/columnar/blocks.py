"""A file in blocks of whole rows, and such a block as a frame of texts.

Polars reads a block in one go, but takes much for a table that is none: it fills short rows up and
leaves stray quotes as they are. Hence a block counts only when each of its bytes is accounted for.
"""

import codecs
import io
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

import polars as pl

from ..encodings import Encoding
from ..model import Dialect
from .distinct import UnfitError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

UTF8 = "utf-8"
BLOCK = 1 << 22
"""Bytes read at a time: some ten thousand rows."""

_CODECS = frozenset({UTF8, "cp932", "euc_jp", "euc-jp", "utf-16-le", "utf-16-be", "cp1252"})


def can_read(dialect: Dialect, encoding: Encoding) -> bool:
    """Whether blocks of a file in this dialect mean to Polars what they mean to ``reader``."""
    quote, prefix = dialect.quote_char, dialect.comment_prefix or ""
    marks = [dialect.delimiter, *([] if quote is None else [quote])]
    return (
        encoding.codec in _CODECS
        and all(len(mark) == 1 and mark.isascii() and mark not in "\r\n" for mark in marks)
        and (quote is None or (dialect.double_quote and quote not in prefix + dialect.delimiter))
        and "\n" not in prefix
        and set(dialect.line_terminators) == {"\r\n", "\n"}
        and dialect.header_rows <= 1
        and not (dialect.skip_rows or dialect.skip_columns or dialect.skip_blank_rows)
        and not (dialect.trims_start or dialect.trims_end)
    )


def utf8(stream: BinaryIO, codec: str) -> Iterator[bytes]:
    """The text of a stream as UTF-8, in pieces; U+FFFD where bytes are not of the encoding."""
    pieces = iter(lambda: stream.read(BLOCK), b"")
    if codec == UTF8:
        return pieces
    return (text.encode() for text in codecs.iterdecode(pieces, codec, errors="replace"))


class Blocks:
    """A file's rows in blocks, up to where only a reader of rows can tell them apart.

    Iterating ends at the end of the file, before comments and before rows longer than ``max_row``
    bytes; ``rest`` is what is left.
    """

    def __init__(self, pieces: Iterator[bytes], dialect: Dialect, max_row: int) -> None:
        self._pieces = pieces
        self._buffer = b""
        self._quote = (dialect.quote_char or "").encode()
        self._prefix = (dialect.comment_prefix or "").encode()
        self._limit = max_row

    def first_row(self) -> bytes:
        """The first row with its terminator; more than a row where it is too long."""
        end = 0
        while not end and len(self._buffer) <= self._limit and self._fill():
            end = self._first_end()
        return self._buffer[: end or None]

    def skip(self, size: int) -> None:
        """Passes over some bytes at the start."""
        self._buffer = self._buffer[size:]

    def __iter__(self) -> Iterator[bytes]:
        """The blocks."""
        while self._buffer or self._fill():
            end = self._last_end()
            while not end and len(self._buffer) <= self._limit and self._fill():
                end = self._last_end()
            block = self._buffer[: end or None]
            if len(block) > self._limit or not self._is_plain(block):
                return
            self._buffer = self._buffer[len(block) :]
            yield block
            self._fill()

    @property
    def rest(self) -> BinaryIO:
        """All that was not given."""
        return io.BufferedReader(_Pieces(chain([self._buffer], self._pieces)))

    def _fill(self) -> bool:
        piece = next(self._pieces, b"")
        self._buffer += piece
        return bool(piece)

    def _count(self, start: int, end: int) -> int:
        return self._buffer.count(self._quote, start, end) if self._quote else 0

    def _first_end(self) -> int:
        """Where the first row ends; 0 where it does not."""
        end = quotes = 0
        while found := self._buffer.find(b"\n", end) + 1:
            quotes += self._count(end, found)
            end = found
            if quotes % 2 == 0:
                return end
        return 0

    def _last_end(self) -> int:
        """Where the last row ends that does, a row beginning at the start; 0 where none does."""
        end = len(self._buffer)
        quotes = self._count(0, end)
        while found := self._buffer.rfind(b"\n", 0, end) + 1:
            quotes -= self._count(found, end)
            end = found - 1
            if quotes % 2 == 0:
                return found
        return 0

    def _is_plain(self, block: bytes) -> bool:
        """Whether a block holds whole rows and no comment."""
        if self._quote and block.count(self._quote) % 2:
            return False
        if not self._prefix:
            return True
        start = b"\n" + self._prefix
        if block.startswith(self._prefix):
            return False
        return start not in block or start not in _outside(block, self._quote)


class _Pieces(io.RawIOBase):
    """Pieces of bytes as a stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._piece = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)
        while not self._piece:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._piece = piece
        size = min(len(view), len(self._piece))
        view[:size], self._piece = self._piece[:size], self._piece[size:]
        return size


def _outside(block: bytes, quote: bytes) -> bytes:
    """A block without what stands in quotes, a quote mark in the place of each such text."""
    return quote.join(block.split(quote)[::2]) if quote else block


def _in_order(block: bytes, quote: bytes, delimiter: bytes) -> bool:
    """Whether quotes open at the start of values and close at their end, but for doubled ones."""
    first, *between, last = block.split(quote)[::2]
    ends = (delimiter, b"\n", b"\r\n")
    if first and not first.endswith((delimiter, b"\n")):
        return False
    if last and not last.startswith(ends):
        return False
    # Between two quoted texts there is nothing (a doubled quote), or whole values.
    values = list(filter(None, between))
    text = quote + quote.join(values) + quote
    closed = sum(text.count(quote + end) for end in ends)
    opened = text.count(delimiter + quote) + text.count(b"\n" + quote)
    return closed == opened == len(values)


def texts(block: bytes, names: list[str], dialect: Dialect) -> pl.DataFrame:
    """A block's values in columns; raises UnfitError for what only a reader of rows should read."""
    quote, delimiter = (dialect.quote_char or "").encode(), dialect.delimiter.encode()
    if quote and quote in block and not _in_order(block, quote, delimiter):
        raise UnfitError
    if not names or "\ufffd".encode() in block:
        raise UnfitError
    try:
        frame = pl.read_csv(
            block,
            has_header=False,
            schema=dict.fromkeys(names, pl.String),
            separator=dialect.delimiter,
            quote_char=dialect.quote_char,
            infer_schema=False,
            empty_string_is_null=False,
            extra_columns="raise",
        )
    except pl.exceptions.PolarsError:
        raise UnfitError from None
    if not _accounts_for(frame, block, quote):
        raise UnfitError
    return frame


def _accounts_for(frame: pl.DataFrame, block: bytes, quote: bytes) -> bool:
    """Whether values, quotes, delimiters and line ends together are the block, byte for byte."""
    rows, width = frame.shape
    size = sum(frame.select(pl.all().str.len_bytes().sum()).row(0))
    quotes = block.count(quote) if quote else 0
    marks = pl.all().str.count_matches(quote.decode(), literal=True).sum()
    inner = sum(frame.select(marks).row(0)) if quotes else 0
    outside = _outside(block, quote)
    ends = outside.count(b"\n")
    whole = ends + (not block.endswith(b"\n"))
    total = size - inner + quotes + rows * (width - 1) + ends + outside.count(b"\r\n")
    return rows == whole and total == len(block)
