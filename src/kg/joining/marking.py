"""Rows that are no data: blank ones, sums, remarks, headers repeated on each page."""

from collections.abc import Sequence
from typing import Final

from kg.joining.model import Keys, Layout, Mark
from kg.joining.wording import is_note, is_number, is_total, plain

_LONG: Final = 20
"""Characters from which a text that stands alone in a row is a remark."""

Row = Sequence[object]


class Marking:
    """Tells rows that were not matched apart.

    Args:
        layout: of the table.
        keys: its key columns.
    """

    def __init__(self, layout: Layout, keys: Keys) -> None:
        self._names = tuple(plain(name) for name in layout.names)
        self._keys = keys
        self._last = max(keys.columns)

    def mark(self, row: Row, mark: str) -> str | None:
        """What stands in ``match``: the given mark for a row of data, None for a blank row."""
        cells = [str(cell).strip() if cell is not None else "" for cell in row]
        filled = [cell for cell in cells if cell]
        if not filled:
            return None
        key = cells[self._keys.on]
        if key and self._names[self._keys.on].endswith(plain(key)):
            return Mark.HEADER
        if any(is_total(cell) for cell in cells[: self._last + 1] if cell):
            return Mark.TOTAL
        alone = len(filled) == 1 and len(cells) > 1
        if (alone and len(filled[0]) > _LONG) or (is_note(filled[0]) and not _counts(filled)):
            return Mark.NOTE
        return mark


def _counts(filled: Sequence[str]) -> bool:
    return any(is_number(cell) for cell in filled[1:])
