"""Primary and foreign keys: what a scan remembers of a table, and what disagrees afterwards.

Source: tabular-metadata, section 5.5.2; tabular-data-model, section 6.6. Keys are compared by the
canonical texts of their cells. A foreign key with a null part refers to nothing; one whose only
column holds a list refers to one row for each member.

Keys are kept in Polars columns, about 20 bytes for a short one, and compared when all are there.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import polars as pl

from .cells import Cell
from .columns import TableColumn
from .messages import Report
from .model import ForeignKey, Schema

Names = tuple[str, ...]
Part = str | list[str] | None
"""The canonical text of a cell that is part of a key."""

_ROW = "row"
_AT_ONCE = 10_000
_JOINT = "\x1f"
_Name = TypeVar("_Name")


class Keys:
    """The keys in some columns of a table, with their rows.

    Args:
        places: places of the columns among the cells.
        alone: whether a list in the only column is one key for each member, and a key with a null
            part none; else lists are joined and nulls kept.
    """

    def __init__(self, places: tuple[int, ...], *, alone: bool) -> None:
        self.places = places
        self.parts = [str(at) for at in range(len(places))]
        self._alone = alone
        self._schema = pl.Schema({_ROW: pl.UInt32} | dict.fromkeys(self.parts, pl.String))
        self._frames: list[pl.DataFrame] = []
        self._rows: list[tuple[int | str | None, ...]] = []

    def add(self, cells: Sequence[Cell], row: int) -> None:
        """Takes in the key of one row."""
        texts: list[Part] = [cells[at].text for at in self.places]
        if self._alone and len(texts) == 1 and isinstance(texts[0], list):
            self._rows.extend((row, text) for text in texts[0])
        elif not (self._alone and None in texts):
            self._rows.append((row, *map(_joined, texts)))
        if len(self._rows) >= _AT_ONCE:
            self._flush()

    def add_columns(self, texts: pl.DataFrame) -> None:
        """Takes in the keys of many rows: texts in columns named after their places, and rows."""
        self._flush()
        named = zip(self.parts, self.places, strict=True)
        found = texts.select(_ROW, *(pl.col(str(at)).alias(part) for part, at in named))
        lists = [name for name, dtype in found.schema.items() if isinstance(dtype, pl.List)]
        if self._alone and len(self.parts) == 1 and lists:
            found = found.explode(lists)
        elif lists:
            found = found.with_columns(pl.col(lists).list.join(_JOINT))
        self._frames.append(found.drop_nulls() if self._alone else found)

    @property
    def frame(self) -> pl.DataFrame:
        """All keys: ``row``, and a column for each part."""
        self._flush()
        if len(self._frames) != 1:
            self._frames = [pl.concat([self._schema.to_frame(), *self._frames])]
        return self._frames[0]

    def _flush(self) -> None:
        if self._rows:
            self._frames.append(pl.DataFrame(self._rows, schema=self._schema, orient="row"))
            self._rows = []


def _joined(text: Part) -> str | None:
    return _JOINT.join(text) if isinstance(text, list) else text


class KeyLog:
    """The keys of one table, gathered as it is read.

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
        self._primary_header = self.header(schema.primary_key)
        primary = self._found(schema.primary_key)
        self._primary = Keys(primary, alone=False) if primary else None
        self.watched = self._keys((names, names) for names in watched)
        self.uses = self._keys((key, key.columns) for key in schema.foreign_keys)

    def _found(self, names: Names) -> tuple[int, ...] | None:
        found = tuple(self._places[name] for name in names if name in self._places)
        return found if len(found) == len(names) else None

    def _keys(self, wanted: Iterable[tuple[_Name, Names]]) -> dict[_Name, Keys]:
        return {
            each: Keys(places, alone=True)
            for each, names in wanted
            if (places := self._found(names)) is not None
        }

    @property
    def _all(self) -> list[Keys]:
        primary = [] if self._primary is None else [self._primary]
        return [*primary, *self.watched.values(), *self.uses.values()]

    @property
    def places(self) -> frozenset[int]:
        """The places of all columns with keys among the cells; none where there are no keys."""
        return frozenset(at for keys in self._all for at in keys.places)

    def header(self, names: Names) -> str:
        """The headers of some columns, as problems name them."""
        return ", ".join(self.headers.get(name, name) for name in names)

    def gather(self, cells: Sequence[Cell], row: int) -> None:
        """Takes in the keys of one row."""
        for keys in self._all:
            keys.add(cells, row)

    def gather_columns(self, texts: pl.DataFrame) -> None:
        """Takes in the keys of many rows: texts in columns named after their places, and rows."""
        for keys in self._all:
            keys.add_columns(texts)

    def close(self, report: Report) -> None:
        """Tells of primary keys that are missing or were there before, in the order of the rows."""
        if self._primary is None:
            return
        parts, keys = self._primary.parts, self._primary.frame
        self._primary = None
        missing = pl.any_horizontal(pl.col(parts).is_null())
        if keys.select(missing.any()).item() is False and keys[parts].is_unique().all():
            return
        first = pl.col(_ROW).min().over(parts).alias("first")
        marked = keys.with_columns(first, missing.alias("missing"))
        for row in marked.filter(missing | (pl.col("first") != pl.col(_ROW))).iter_rows(named=True):
            place = {"file": self.file, "row": row[_ROW], "column": self._primary_header}
            if row["missing"]:
                report.fault("missing-key", **place)
            else:
                value = ", ".join(row[part] for part in parts)
                report.fault("duplicate-key", value=value, first=row["first"], **place)


def compare(foreign: ForeignKey, here: KeyLog, there: KeyLog, report: Report) -> None:
    """Tells of every row whose foreign key has no row there, or more than one."""
    missing = [name for name in foreign.target_columns if name not in there.headers]
    for name in missing:
        report.error("unknown-column", file=here.file, property="foreignKeys", name=name)
    targets, uses = there.watched.get(foreign.target_columns), here.uses.get(foreign)
    if missing or targets is None or uses is None:
        return
    place: dict[str, object] = {
        "file": here.file,
        "column": here.header(foreign.columns),
        "target": there.file,
        "columns": there.header(foreign.target_columns),
    }
    for *key, rows, count in _unmatched(uses, targets).iter_rows():
        rule = "ambiguous-foreign-key" if count else "broken-foreign-key"
        for row in rows:
            report.fault(rule, row=row, value=", ".join(key), count=count, **place)


def _unmatched(uses: Keys, targets: Keys) -> pl.DataFrame:
    """Keys that do not name just one row: their parts, their rows, how many rows they name."""
    if len(uses.parts) == len(targets.parts):
        counts = targets.frame.group_by(targets.parts).agg(count=pl.len())
        found = uses.frame.join(counts, on=uses.parts, how="left", maintain_order="left")
    else:
        found = uses.frame.with_columns(count=pl.lit(None, pl.UInt32))
    return (
        found.with_columns(pl.col("count").fill_null(0))
        .filter(pl.col("count") != 1)
        .group_by(uses.parts, maintain_order=True)
        .agg(_ROW, pl.col("count").first())
    )
