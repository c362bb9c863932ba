"""Primary and foreign keys: what a scan remembers of a table, and what disagrees afterwards.

Source: tabular-metadata, section 5.5.2; tabular-data-model, section 6.6. Keys are compared by the
canonical texts of their cells. A foreign key with a null part refers to nothing; one whose only
column holds a list refers to one row for each member.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from .cells import Cell
from .columns import TableColumn
from .messages import Report
from .model import ForeignKey, Schema

Key = tuple[str, ...]
Names = tuple[str, ...]


class KeyLog:
    """The keys of one table, gathered row by row.

    Args:
        file: how problems name the table.
        columns: its columns, in the order of the cells.
        schema: its primary key and foreign keys; those of columns it has not are passed over.
        watched: columns that foreign keys of other tables refer to.
    """

    def __init__(
        self, file: str, columns: Sequence[TableColumn], schema: Schema, watched: Iterable[Names]
    ) -> None:
        self.file = file
        self.headers = {column.name: column.header for column in columns}
        self._places = {column.name: at for at, column in enumerate(columns)}
        self._primary = self._positions(schema.primary_key) or ()
        self._primary_header = self.header(schema.primary_key)
        self._first_rows: dict[Key, int] = {}
        self._watched = [
            (positions, Counter[Key](), names)
            for names in watched
            if (positions := self._positions(names)) is not None
        ]
        self.counts = {names: counts for _, counts, names in self._watched}
        self.uses: dict[ForeignKey, dict[Key, list[int]]] = {}
        self._foreign: list[tuple[tuple[int, ...], dict[Key, list[int]]]] = []
        for key in schema.foreign_keys:
            positions = self._positions(key.columns)
            if positions is not None:
                self._foreign.append((positions, self.uses.setdefault(key, {})))
        self.is_needed = bool(self._primary or self._watched or self._foreign)

    def _positions(self, names: Names) -> tuple[int, ...] | None:
        found = tuple(self._places[name] for name in names if name in self._places)
        return found if len(found) == len(names) else None

    def header(self, names: Names) -> str:
        """The headers of some columns, as problems name them."""
        return ", ".join(self.headers.get(name, name) for name in names)

    def gather(self, cells: Sequence[Cell], row: int, report: Report) -> None:
        """Takes the keys of one row in; tells of a primary key that is missing or was there."""
        if self._primary:
            self._gather_primary(cells, row, report)
        for positions, counts, _ in self._watched:
            counts.update(_keys(cells, positions))
        for positions, uses in self._foreign:
            for key in _keys(cells, positions):
                uses.setdefault(key, []).append(row)

    def _gather_primary(self, cells: Sequence[Cell], row: int, report: Report) -> None:
        place: dict[str, object] = {"file": self.file, "row": row, "column": self._primary_header}
        texts = [cells[at].text for at in self._primary]
        if None in texts:
            report.fault("missing-key", **place)
            return
        key = tuple([_joined(text) for text in texts])
        first = self._first_rows.setdefault(key, row)
        if first != row:
            report.fault("duplicate-key", value=", ".join(key), first=first, **place)


def _keys(cells: Sequence[Cell], positions: tuple[int, ...]) -> list[Key]:
    texts = [cells[at].text for at in positions]
    if len(texts) == 1 and isinstance(texts[0], list):
        return [(text,) for text in texts[0]]
    if None in texts:
        return []
    return [tuple([_joined(text) for text in texts])]


def _joined(text: str | list[str] | None) -> str:
    return "\x1f".join(text) if isinstance(text, list) else text or ""


def compare(foreign: ForeignKey, here: KeyLog, there: KeyLog, report: Report) -> None:
    """Tells of every row whose foreign key has no row there, or more than one."""
    missing = [name for name in foreign.target_columns if name not in there.headers]
    for name in missing:
        report.error("unknown-column", file=here.file, property="foreignKeys", name=name)
    counts = there.counts.get(foreign.target_columns)
    if missing or counts is None or foreign not in here.uses:
        return
    place: dict[str, object] = {
        "file": here.file,
        "column": here.header(foreign.columns),
        "target": there.file,
        "columns": there.header(foreign.target_columns),
    }
    for key, rows in here.uses[foreign].items():
        count = counts[key]
        if count == 1:
            continue
        rule = "ambiguous-foreign-key" if count else "broken-foreign-key"
        for row in rows:
            report.fault(rule, row=row, value=", ".join(key), count=count, **place)
