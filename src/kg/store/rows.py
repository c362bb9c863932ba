"""How many rows an answer has, told from its bytes: the engine does not say."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_MARKS: Final[Mapping[str, Mapping[bytes, int]]] = MappingProxyType(
    {
        # The first row; one after another; but not where a text ends like that, for no name of a
        # variable begins with what follows a text. Within one, a quotation mark is escaped.
        "application/sparql-results+json": {
            b'"bindings":[{"': 1,
            b'},{"': 1,
            b'},{",': -1,
            b'},{"}': -1,
        },
        "application/sparql-results+xml": {b"</result>": 1},
        "text/csv": {b"\r\n": 1},
        "text/tab-separated-values": {b"\n": 1},
    }
)
"""Media type → what stands in its bytes, and how many rows each stands for."""
_HEADED: Final = frozenset({"text/csv", "text/tab-separated-values"})


class RowCounter:
    r"""Counts rows in the bytes of bindings, as they come.

    In CSV a line break (CR LF) within a text counts as one more row; in JSON a row that binds
    nothing does not count.

    Args:
        media_type: of the bytes; one of bindings.

    >>> counter = RowCounter("text/tab-separated-values")
    >>> for part in (b"?a\t?b\n1\t", b"2\n3\t4\n"):
    ...     counter.feed(part)
    >>> counter.rows
    2
    """

    def __init__(self, media_type: str) -> None:
        self._marks = _MARKS[media_type]
        self._reach = max(map(len, self._marks)) - 1
        self._found = -1 if media_type in _HEADED else 0
        self._tail = b""

    def feed(self, data: bytes) -> None:
        """Take the next bytes."""
        seen = self._tail
        data = seen + data
        for mark, rows in self._marks.items():
            self._found += rows * (data.count(mark) - seen.count(mark))
        self._tail = data[len(data) - self._reach :] if len(data) > self._reach else data

    @property
    def rows(self) -> int:
        """How many rows there are so far."""
        return max(self._found, 0)
