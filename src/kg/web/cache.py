"""Answers of one release, kept in memory to be given again.

An answer is kept only when it is whole and its query gives the same each time. What is kept is
bounded in bytes; what was not used for longest goes first.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

from kg.store import Dataset

_SHARE: Final = 16
"""One answer may take this part of the cache, no more."""
_OVERHEAD: Final = 512
"""Bytes that an entry takes beside its body, more or less."""
_WORDS: Final = 512
"""The same of a request's words."""


@dataclass(frozen=True, slots=True)
class Key:
    """What the bytes of an answer depend on within one release.

    Attributes:
        query: SHA-256 of the query's text in hexadecimal digits.
        dataset: the graphs that the request names.
        content_type: of the answer.
    """

    query: str
    dataset: Dataset
    content_type: str


def query_hash(text: str) -> str:
    """SHA-256 of a query's text in hexadecimal digits."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole answer.

    Attributes:
        body: its bytes.
        rows: how many rows of bindings it has; None for what has none.
    """

    body: bytes
    rows: int | None = None


class ResultCache:
    """Whole answers by what they answer, and requests by their words; for many threads.

    Args:
        capacity: bytes that all of it may take; 0 keeps nothing.

    Attributes:
        largest: bytes that one answer may have.
    """

    def __init__(self, capacity: int) -> None:
        self.largest = capacity // _SHARE
        self._capacity = capacity
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._size = 0

    @property
    def size(self) -> int:
        """Bytes that are held, more or less."""
        return self._size

    def answer(self, key: Key) -> Kept | None:
        """An answer, where it is kept."""
        found = self._get(key)
        return found if isinstance(found, Kept) else None

    def keep(self, key: Key, answer: Kept) -> None:
        """Keeps a whole answer, unless it is too large."""
        size = len(answer.body) + _OVERHEAD
        if size <= self.largest:
            self._put(key, answer, size)

    def known(self, words: bytes) -> Key | None:
        """What a request asks, by the hash of its words."""
        found = self._get(words)
        return found if isinstance(found, Key) else None

    def remember(self, words: bytes, key: Key) -> None:
        """Remembers what a request's words ask."""
        if self.largest >= _WORDS:
            self._put(words, key, _WORDS)

    def _get(self, key: Hashable) -> object | None:
        with self._lock:
            found = self._held.get(key)
            if found is None:
                return None
            self._held.move_to_end(key)
            return found[0]

    def _put(self, key: Hashable, value: object, size: int) -> None:
        with self._lock:
            self._size += size - self._held.pop(key, (None, 0))[1]
            self._held[key] = value, size
            while self._size > self._capacity:
                self._size -= self._held.popitem(last=False)[1][1]
