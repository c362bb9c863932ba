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
    if not keys:
        row = make(frame.select(wanted).row(0))
        made = pl.DataFrame([row], schema=schema, orient="row")
        return frame.with_columns(
            pl.lit(made[name].first(), made[name].dtype).alias(name) for name in schema
        )
    found = frame.select(list(dict.fromkeys([*keys, *wanted]))).unique(keys, maintain_order=True)
    rows = [make(row) for row in found.select(wanted).iter_rows()]
    made = pl.DataFrame(rows, schema=schema, orient="row")
    lookup = pl.concat([found.select(keys), made], how="horizontal")
    return frame.join(lookup, on=keys, how="left", maintain_order="left")
