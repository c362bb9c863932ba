"""What was not settled, one entry for each different key, for the report."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from kg.joining.matching import MOST_LISTED, NOTHING, Findings, Found, decision_key
from kg.joining.model import Keys
from kg.linking import Means

_ROWS: Final = 5


@dataclass(slots=True)
class Entry:
    """A key that is not settled, or was by a decision.

    Attributes:
        id: stands for it in decisions.
        context: cells that tell where it lies.
        found: what is known of it.
        rows: how many rows have it.
        first: numbers of the first of them, as a spreadsheet counts.
    """

    id: str
    context: tuple[str, ...]
    found: Found
    rows: int = 0
    first: list[int] = field(default_factory=list)

    @property
    def decided(self) -> bool:
        """Whether people settled it."""
        return self.found.match == Means.DECISION

    @property
    def nothing(self) -> bool:
        """Whether people decided that the graph has nothing of the kind."""
        return self.found.note is NOTHING


@dataclass(slots=True)
class Unsettled:
    """Collects entries as rows come.

    Attributes:
        keys: the key columns.
        findings: what the keys mean.
    """

    keys: Keys
    findings: Findings
    _entries: dict[str, Entry] = field(default_factory=dict)
    left_out: int = 0

    def see(self, numbers: Iterable[tuple[int, int]]) -> None:
        """Takes in rows that are not settled: number of the row, number of what was found."""
        for row, found in numbers:
            one = self.findings.found[found]
            key = decision_key(self.keys, one.key)
            entry = self._entries.get(key)
            if entry is None:
                if len(self._entries) >= MOST_LISTED:
                    self.left_out += 1
                    continue
                entry = self._entries[key] = Entry(key, self._context(one), one)
            entry.rows += 1
            if len(entry.first) < _ROWS:
                entry.first.append(row)

    def _context(self, one: Found) -> tuple[str, ...]:
        return tuple(filter(None, one.key[1 : 1 + len(self.keys.context)]))

    @property
    def entries(self) -> list[Entry]:
        """In the order of the rows."""
        return list(self._entries.values())
