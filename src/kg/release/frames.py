"""Graphs as frames: a term in each cell, in canonical N-Triples, ``subject predicate object``.

A frame sorted by its columns is a canonical document: terms end where a space follows, and none of
them is another's beginning followed by something less than a space. So rows stand in the order of
their lines' bytes, which is the order that RDFC-1.0 (W3C RDF Dataset Canonicalization, section 5)
asks of canonical N-Quads.
"""

import io
from collections.abc import Iterator
from typing import Final

import polars as pl
import pyoxigraph as ox

from kg.iris import DEFAULT_BASE, ONTOLOGY, STI, Iris

TERMS: Final = ("subject", "predicate", "object")


def canonical(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows sorted, each once."""
    ordered = frame.sort(frame.columns)
    return ordered.filter(begins(*frame.columns))


def begins(*columns: str) -> pl.Expr:
    """Whether a row differs in these columns from the row before it."""
    return pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in columns)


def alone(*columns: str) -> pl.Expr:
    """Whether a row differs in these columns from both its neighbours."""
    first = begins(*columns)
    return first & first.shift(-1, fill_value=True)


def rebased(frame: pl.DataFrame, iris: Iris) -> pl.DataFrame:
    """Terms written with the default base, under the base of the build, as ``Iris.rebase`` says."""
    if iris.base == DEFAULT_BASE:
        return frame
    return frame.with_columns(_rebased(pl.col(name), iris).alias(name) for name in TERMS)


def _rebased(term: pl.Expr, iris: Iris) -> pl.Expr:
    start = f"<{DEFAULT_BASE}"
    ours = term.str.starts_with(start)
    ontology = (term == f"<{ONTOLOGY}>") | term.str.starts_with(f"<{STI}")
    moved = pl.concat_str(pl.lit(f"<{iris.base}"), term.str.strip_prefix(start))
    return pl.when(ours & ~ontology).then(moved).otherwise(term)


def is_iri(column: str) -> pl.Expr:
    """Whether the terms of a column are IRIs."""
    return pl.col(column).str.starts_with("<")


def bare(column: str) -> pl.Expr:
    """The IRIs of a column without their brackets; other terms as they are."""
    return pl.col(column).str.strip_prefix("<").str.strip_suffix(">")


def text(frame: pl.DataFrame, *, separator: str = " ", end: str = "\n") -> bytes:
    """The rows as lines of UTF-8, their columns joined as they are."""
    buffer = io.BytesIO()  # as a string of Python's, Japanese text would be copied twice
    frame.write_csv(
        buffer,
        include_header=False,
        separator=separator,
        line_terminator=end,
        quote_style="never",
    )
    return buffer.getvalue()


def document(frame: pl.DataFrame) -> bytes:
    """The rows as N-Triples."""
    return text(frame.select(TERMS), end=" .\n")


def triples(frame: pl.DataFrame) -> Iterator[ox.Triple]:
    """The rows as triples, in their order; raises SyntaxError where one is none."""
    return (quad.triple for quad in ox.parse(document(frame), format=ox.RdfFormat.N_TRIPLES))


def suffix() -> pl.Expr:
    """What follows the text of a literal object: ``@ja``, ``^^<datatype>`` or nothing.

    Null where the object is no literal. Neither languages nor datatypes have quotation marks.
    """
    return pl.col("object").str.extract('"([^"]*)$')
