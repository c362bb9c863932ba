"""A file of sorted lines, looked into where it lies: nothing of it is held in memory."""

import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kg.closing import Closing

_FIRST: Final = 256  # bytes compared at first where two files may run alike
_LARGEST: Final = 1 << 20


class SortedLines(Closing):
    """N-Triples or N-Quads lines in the order of their bytes, as dumps hold them; each ends in LF.

    Args:
        path: the file; it must not change while it is open.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            # an empty file cannot be mapped
            empty = path.stat().st_size == 0
            self._data = b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def close(self) -> None:
        """Let go of the file."""
        if isinstance(self._data, mmap.mmap):
            self._data.close()

    def about(self, subject: bytes) -> Iterator[bytes]:
        """The lines of a subject, given as the term that they begin with."""
        start = subject + b" "
        position = self._first(start)
        while (line := self.line(position)).startswith(start):
            yield line
            position += len(line)

    def line(self, position: int) -> bytes:
        """The line that begins at a position, with its end; empty at the end of the file."""
        end = self._data.find(b"\n", position)
        return self._data[position : end + 1 or len(self._data)]

    def alike(self, position: int, other: "SortedLines", theirs: int) -> int:
        """Bytes of whole lines that two files have in common from two beginnings of lines on.

        There may be more of them: what is asked for is a long way to skip, not the longest.
        """
        length, size = 0, _FIRST
        while True:
            block = self._data[position + length : position + length + size]
            if not block or block != other._data[theirs + length : theirs + length + size]:
                end = self._data.rfind(b"\n", position, position + length) + 1
                return max(0, end - position)
            length += len(block)
            size = min(2 * size, _LARGEST)

    def _first(self, start: bytes) -> int:
        """Where the first line that is not less than ``start`` begins."""
        low, high = 0, len(self._data)
        while low < high:
            begin = self._data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            line = self.line(begin)
            if line < start:
                low = begin + len(line)
            else:
                high = begin
        return low
