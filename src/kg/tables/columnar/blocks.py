"""A file in blocks of whole rows."""

import codecs
import io
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from ..encodings import Encoding
from ..model import Dialect
from .layout import outside

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
            if len(block) > self._limit or not (end or self._is_closed) or self._comments(block):
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

    @property
    def _is_closed(self) -> bool:
        """Whether no quote is open at the end."""
        return self._count(0, len(self._buffer)) % 2 == 0

    def _comments(self, block: bytes) -> bool:
        """Whether there are comments in a block."""
        if not self._prefix:
            return False
        line = b"\n" + self._prefix
        return block.startswith(self._prefix) or (
            line in block and line in self._quote.join(outside(block, self._quote))
        )


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
