"""Python functions over columns, called once for each distinct row."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

Made = tuple[object, ...]


class UnfitError(Exception):
    """A block holds what only the way by rows can tell of, or write."""


def mapped(
    frame: pl.DataFrame,
    keys: Sequence[str],
    wanted: Sequence[str],
    make: Callable[[tuple[Any, ...]], Made],
    schema: Mapping[str, pl.DataType],
) -> pl.DataFrame:
    """A frame with columns added that a function makes of some of its columns.

    Args:
        frame: the frame.
        keys: columns of text without nulls on which the result depends.
        wanted: columns that the function takes, each determined by the keys.
        make: from the values wanted to the values of the added columns.
        schema: names and types of the added columns.
    """
    found = frame.unique(keys) if keys else frame.head(1)
    rows = [make(row) for row in _rows(found, wanted)]
    made = pl.DataFrame(rows, schema=schema, orient="row")
    if not keys:
        return frame.join(made, how="cross", maintain_order="left")
    lookup = pl.concat([found.select(keys), made], how="horizontal")
    return frame.join(lookup, on=keys, how="left", maintain_order="left")


def _rows(frame: pl.DataFrame, names: Sequence[str]) -> list[tuple[Any, ...]]:
    """The values of some columns, row by row; a column may be named twice."""
    columns = [frame[name].to_list() for name in names]
    return list(zip(*columns, strict=True)) if columns else [()] * len(frame)
