"""Canonical N-Triples in Polars: frames of terms, escaping, writing (RDF 1.2 N-Triples)."""

from collections.abc import Iterable, Mapping
from typing import BinaryIO

import polars as pl
from pyoxigraph import Literal, Triple

FRAME = pl.Schema({"subject": pl.String, "predicate": pl.String, "object": pl.String})
"""What every frame of triples looks like: a term in each cell."""

UNSAFE = r'["\\\x00-\x1f\x7f\x{FFFE}\x{FFFF}]'
"""The characters that are escaped in literals, as a regular expression."""

_NAMED = {"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r", '"': r"\"", "\\": r"\\"}
_NUMBERED = {chr(code): f"\\u{code:04X}" for code in [*range(0x20), 0x7F, 0xFFFE, 0xFFFF]}
_ESCAPES: Mapping[str, str] = _NUMBERED | _NAMED


def frame_of(triples: Iterable[Triple]) -> pl.DataFrame:
    """A frame of triples, in their order.

    >>> from pyoxigraph import Literal, NamedNode
    >>> node = NamedNode("https://example.org/x")
    >>> frame_of([Triple(node, node, Literal("1", language="ja"))]).row(0)
    ('<https://example.org/x>', '<https://example.org/x>', '"1"@ja')
    """
    rows = [(str(each.subject), str(each.predicate), str(each.object)) for each in triples]
    return pl.DataFrame(rows, schema=FRAME, orient="row")


def literal(text: pl.Expr, like: Literal, *, escape: bool) -> pl.Expr:
    """Literals of texts, with the language or the datatype of an example; null for null."""
    if escape:
        text = text.str.replace_many(_ESCAPES)
    return pl.concat_str(pl.lit('"'), text, pl.lit(str(like)[len(str(Literal(like.value))) - 1 :]))


def write(frame: pl.DataFrame, stream: BinaryIO, graph: str | None = None) -> None:
    """Writes a frame of triples as N-Triples, or, in a graph (its IRI), as N-Quads."""
    frame.write_csv(
        stream,
        include_header=False,
        separator=" ",
        line_terminator=" .\n" if graph is None else f" <{graph}> .\n",
        quote_style="never",
    )
