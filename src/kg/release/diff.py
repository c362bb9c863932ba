"""What changed from one release to another, resource by resource.

Dumps are sorted, so that two of them are compared as they lie on the disk: stretches that are alike
are passed over by blocks, and no more than the changes of one resource is held in memory.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final

import pyoxigraph as ox

from kg.closing import Closing
from kg.iris import expand
from kg.problems import Text
from kg.release.model import Release
from kg.release.sorted_lines import SortedLines
from kg.validation.findings import both

_LABEL: Final = ox.NamedNode(expand("rdfs:label"))


class Kind(StrEnum):
    """What became of a resource."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """The difference that one subject makes.

    Attributes:
        subject: IRI or blank node, as N-Triples write it.
        kind: whether all of it is added or removed, or some of it changed.
        removed: canonical N-Triples or N-Quads lines, sorted, with their ends.
        added: likewise.
    """

    subject: str
    kind: Kind
    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much changed: resources of each kind; triples, or quads where graphs are compared."""

    added: int = 0
    removed: int = 0
    changed: int = 0
    triples_added: int = 0
    triples_removed: int = 0

    def with_one(self, change: Change) -> "Counts":
        """The counts with a change counted in."""
        return Counts(
            self.added + (change.kind is Kind.ADDED),
            self.removed + (change.kind is Kind.REMOVED),
            self.changed + (change.kind is Kind.CHANGED),
            self.triples_added + len(change.added),
            self.triples_removed + len(change.removed),
        )


class Comparison(Closing):
    """Two releases side by side; to be used as a context manager.

    Args:
        before: the earlier release, or whichever is compared with.
        after: the other one.
        graphs: compare the named graphs as well as the default graph, which is their merge.
    """

    def __init__(self, before: Release, after: Release, *, graphs: bool = False) -> None:
        self.before, self.after, self.graphs = before, after, graphs
        self._files = ExitStack()
        self._old = self._opened(before)
        self._new = self._opened(after)

    def _opened(self, release: Release) -> SortedLines:
        path = release.quads if self.graphs else release.triples
        return self._files.enter_context(SortedLines(path))

    def close(self) -> None:
        """Let go of both files."""
        self._files.close()

    def changes(self) -> Iterator[Change]:
        """Every subject that is not the same, sorted."""
        for subject, group in groupby(_differences(self._old, self._new), _subject):
            lines = list(group)
            yield Change(
                subject.decode(),
                self._kind(subject),
                tuple(line for line, added in lines if not added),
                tuple(line for line, added in lines if added),
            )

    def _kind(self, subject: bytes) -> Kind:
        if next(self._old.about(subject), None) is None:
            return Kind.ADDED
        return Kind.CHANGED if next(self._new.about(subject), None) else Kind.REMOVED

    def label(self, term: str) -> Text | None:
        """The label of something, given as N-Triples write it, by the later release if it has one.

        Text in which both languages are the same where there is a label in one only.
        """
        return _label(self._new, term) or _label(self._old, term)


def count(changes: Iterable[Change]) -> Counts:
    """How much changed."""
    counts = Counts()
    for change in changes:
        counts = counts.with_one(change)
    return counts


def _differences(old: SortedLines, new: SortedLines) -> Iterator[tuple[bytes, bool]]:
    """The lines that only one of two files has, in their order; True where it is the second."""
    here = there = 0
    while True:
        skip = old.alike(here, new, there)
        here, there = here + skip, there + skip
        ours, theirs = old.line(here), new.line(there)
        if ours == theirs:
            if not ours:
                return
            here, there = here + len(ours), there + len(theirs)
        elif theirs and (not ours or theirs < ours):
            yield theirs, True
            there += len(theirs)
        else:
            yield ours, False
            here += len(ours)


def _subject(difference: tuple[bytes, bool]) -> bytes:
    return difference[0].partition(b" ")[0]


def _label(lines: SortedLines, term: str) -> Text | None:
    parsed = ox.parse(b"".join(lines.about(term.encode())), format=ox.RdfFormat.N_QUADS)
    texts = {
        quad.object.language or "": quad.object.value
        for quad in parsed
        if quad.predicate == _LABEL and isinstance(quad.object, ox.Literal)
    }
    return both(texts) if texts else None
