"""Columns whose value is given once for several rows, in the first of them."""

from collections.abc import Iterator, Sequence

from kg.joining.model import Matches, Merge
from kg.linking import Answer, Outcome, Question

Rows = Sequence[Sequence[str]]


def merged_down(merges: Sequence[Merge], number: int, start: int) -> bool:
    """Whether cells of a column that are shown as one reach over rows of the table."""
    return any(m.left <= number <= m.right and m.bottom > m.top >= start for m in merges)


def given_once(rows: Rows, number: int, on: int, kinds: frozenset[str], matcher: Matches) -> bool:
    """Whether the empty cells of a context mean the cell above, where no merged cells say so.

    Most cells must be empty, the first not, and no value may come twice. And the keys must bear it
    out: what means one thing by itself lies in what stands above it, every time. An empty cell may
    as well mean that nothing is known.

    Args:
        rows: the first rows of the table.
        number: of the context's column.
        on: number of the key's column.
        kinds: that keys may mean.
        matcher: recognises them.
    """
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    cells = [row[number].strip() for row in rows]
    filled = [cell for cell in cells if cell]
    if not (len(filled) > 1 and cells[0] and 2 * len(filled) <= len(cells)):
        return False
    return len(set(filled)) == len(filled) and _borne_out(rows, number, on, kinds, matcher)


def _borne_out(rows: Rows, number: int, on: int, kinds: frozenset[str], matcher: Matches) -> bool:
    pairs = list(dict.fromkeys(_carried(rows, number, on)))
    alone = matcher.match_all((Question(key, kinds) for key, _ in pairs), limit=1)
    within = matcher.match_all((Question(key, kinds, (above,)) for key, above in pairs), limit=1)
    told = [
        _meant(one) == _meant(other)
        for one, other in zip(alone, within, strict=True)
        if one.outcome is Outcome.MATCHED
    ]
    return bool(told) and all(told)


def _carried(rows: Rows, number: int, on: int) -> Iterator[tuple[str, str]]:
    """The keys beside empty cells, each with the value above."""
    above = ""
    for row in rows:
        cell, key = row[number].strip(), row[on].strip()
        above = cell or above
        if key and not cell:
            yield key, above


def _meant(answer: Answer) -> list[str]:
    return [candidate.entity.iri for candidate in answer.meant]
