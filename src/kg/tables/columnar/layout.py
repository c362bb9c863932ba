"""How a block of rows is written, and its values in columns.

Polars reads a block in one go, but takes much for a table that is none: it fills short rows up and
leaves stray quotes as they are. Hence a block counts only when its quotes are in order and each of
its bytes is accounted for.
"""

from operator import itemgetter
from typing import NamedTuple

import polars as pl

from ..model import Dialect
from .distinct import UnfitError

_DAMAGE = "\ufffd".encode()
_FIRST, _LAST = itemgetter(slice(1)), itemgetter(slice(-1, None))


class Layout(NamedTuple):
    """What a block has beside values: quotes (some doubled), line ends (some with a return)."""

    quotes: int
    doubled: int
    line_ends: int
    returns: int


def outside(block: bytes, quote: bytes) -> list[bytes]:
    """The pieces of a block that do not stand in quotes."""
    return block.split(quote)[::2] if quote else [block]


def layout(block: bytes, dialect: Dialect) -> Layout:
    """The layout of a block of whole rows.

    Raises:
        UnfitError: a quote opens elsewhere than at the start of a value, or closes elsewhere than
            at its end.
    """
    quote = (dialect.quote_char or "").encode()
    pieces = outside(block, quote)
    # Between two quoted texts there is nothing (a doubled quote), or there are whole values.
    values = list(filter(None, pieces[1:-1]))
    if len(pieces) > 1:
        delimiter = dialect.delimiter.encode()
        opened = {*map(_LAST, [*values, pieces[0]])}
        closed = {*map(_FIRST, [*values, pieces[-1]])}
        if not opened <= {b"", delimiter, b"\n"} or not closed <= {b"", delimiter, b"\n", b"\r"}:
            raise UnfitError
        if b"\r" in closed and not all(map(_ends_well, [*values, pieces[-1]])):
            raise UnfitError
    text = quote.join([pieces[0], *values, *pieces[1:][-1:]])
    returns = text.count(b"\r\n") if b"\r" in text else 0
    doubled = len(pieces[1:-1]) - len(values)
    return Layout(block.count(quote) if quote else 0, doubled, text.count(b"\n"), returns)


def _ends_well(piece: bytes) -> bool:
    """Whether a piece does not begin with a return that is part of a value."""
    return piece[:1] != b"\r" or piece[:2] == b"\r\n"


def texts(block: bytes, names: list[str], dialect: Dialect) -> pl.DataFrame:
    """A block's values in columns; raises UnfitError for what only a reader of rows should read."""
    if not names or _DAMAGE in block:
        raise UnfitError
    found = layout(block, dialect)
    try:
        frame = pl.read_csv(
            block,
            has_header=False,
            schema=dict.fromkeys(names, pl.String),
            separator=dialect.delimiter,
            quote_char=dialect.quote_char,
            infer_schema=False,
            empty_string_is_null=False,
            extra_columns="raise",
        )
    except pl.exceptions.PolarsError:
        raise UnfitError from None
    if not _accounts_for(frame, block, found):
        raise UnfitError
    return frame


def _accounts_for(frame: pl.DataFrame, block: bytes, found: Layout) -> bool:
    """Whether values, quotes, delimiters and line ends together are the block, byte for byte."""
    rows, width = frame.shape
    values = sum(frame.select(pl.all().str.len_bytes().sum()).row(0))
    marks = found.quotes - found.doubled
    ends = found.line_ends + found.returns
    whole = found.line_ends + (not block.endswith(b"\n"))
    return rows == whole and values + marks + rows * (width - 1) + ends == len(block)
