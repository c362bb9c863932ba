"""Triples as Polars frames: one term in each cell, in canonical N-Triples."""

from collections.abc import Iterable

import polars as pl
from pyoxigraph import Triple

FRAME = pl.Schema({"subject": pl.String, "predicate": pl.String, "object": pl.String})
"""What every frame of triples looks like."""


def frame_of(triples: Iterable[Triple]) -> pl.DataFrame:
    """A frame of triples, in their order.

    >>> from pyoxigraph import Literal, NamedNode
    >>> node = NamedNode("https://example.org/x")
    >>> frame_of([Triple(node, node, Literal("1", language="ja"))]).row(0)
    ('<https://example.org/x>', '<https://example.org/x>', '"1"@ja')
    """
    rows = [(str(each.subject), str(each.predicate), str(each.object)) for each in triples]
    return pl.DataFrame(rows, schema=FRAME, orient="row")
