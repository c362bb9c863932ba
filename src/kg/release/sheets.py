"""CSV for people with a spreadsheet.

Files begin with the byte-order mark without which Excel garbles Japanese.
"""

import io
from typing import Final

import polars as pl

from kg.release.frames import bare, suffix

BOM: Final = "\ufeff".encode()
_ESCAPES: Final = {  # of canonical N-Triples
    **{f"\\u{code:04X}": chr(code) for code in (*range(0x20), 0x7F)},
    "\\t": "\t",
    "\\b": "\b",
    "\\n": "\n",
    "\\r": "\r",
    "\\f": "\f",
    '\\"': '"',
    "\\\\": "\\",
}


def sheet(frame: pl.DataFrame) -> bytes:
    """Rows as CSV (RFC 4180), without a header."""
    buffer = io.BytesIO()
    frame.write_csv(buffer, include_header=False, line_terminator="\r\n")
    return buffer.getvalue()


def plain(ending: pl.Expr) -> pl.Expr:
    """The objects of a frame as people read them.

    Args:
        ending: what follows the text of a literal, as ``frames.suffix`` gives it.
    """
    quoted = pl.col("object").str.strip_suffix(ending)
    escaped = quoted.str.strip_prefix('"').str.strip_suffix('"')
    text = escaped.str.replace_many(list(_ESCAPES), list(_ESCAPES.values()))
    return pl.when(ending.is_null()).then(bare("object")).otherwise(text)


def label(language: str) -> pl.Expr:
    """The texts of the objects that are in a language; null for the others."""
    return pl.when(suffix() == f"@{language}").then(plain(suffix()))
