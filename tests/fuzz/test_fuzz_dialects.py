"""Tables written in any dialect are read back as they were."""

import io
from dataclasses import replace
from itertools import permutations

from hypothesis import assume, given
from hypothesis import strategies as st

from fuzz.profile import FUZZ
from kg.tables.model import Dialect
from kg.tables.reader import Row, read_rows

DELIMITERS = (",", ";", "\t", "|", "::", "、", " ")
QUOTES = ('"', "'", "“", "|")
TERMINATORS = (("\r\n", "\n"), ("\n",), ("\r",), ("\r", "\n"), ("||", "|"), ("\u2028",), ("<br>",))
CODECS = ("utf-8", "utf-16-le", "cp932")
TRIMS = ("false", "true", "start", "end")

DIALECT = st.builds(
    Dialect,
    comment_prefix=st.none(),
    delimiter=st.sampled_from(DELIMITERS),
    quote_char=st.sampled_from(QUOTES),
    double_quote=st.booleans(),
    line_terminators=st.sampled_from(TERMINATORS),
    trim=st.sampled_from(TRIMS),
)
_MARKS = st.sampled_from("\r\n\t \"'|,;:<br>\\、“#")
CELL = st.text(st.one_of(_MARKS, st.characters(codec="utf-8")), max_size=8)
TABLE = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=5)
)


def written(table: list[list[str]], dialect: Dialect, *, spaces: str = "") -> str:
    """A table with every value quoted, line ends of the dialect's first kind."""
    quote = dialect.quote_char or ""
    lines = [
        dialect.delimiter.join(f"{spaces}{quote}{_escaped(v, dialect)}{quote}{spaces}" for v in row)
        for row in table
    ]
    return "".join(line + dialect.line_terminators[0] for line in lines)


def _escaped(value: str, dialect: Dialect) -> str:
    quote = dialect.quote_char or ""
    if dialect.double_quote:
        return value.replace(quote, quote + quote)
    return value.replace("\\", "\\\\").replace(quote, "\\" + quote)


def read(text: str, dialect: Dialect, codec: str = "utf-8") -> list[Row]:
    return list(read_rows(io.BytesIO(text.encode(codec)), dialect, codec))


def fits(dialect: Dialect) -> bool:
    """Whether no character of the dialect has two meanings."""
    marks = [dialect.delimiter, dialect.quote_char or "", *dialect.line_terminators[:1]]
    return not any(a in b for a, b in permutations(marks, 2))


@FUZZ
@given(TABLE, DIALECT)
def test_what_is_written_quoted_is_read_back(table: list[list[str]], dialect: Dialect) -> None:
    assume(fits(dialect))
    # Within quotes, a line end of the dialect's own is read as a line feed.
    own = set(dialect.line_terminators) - {"\r\n", "\n"}
    assume(not any(end in value for row in table for value in row for end in own))
    found = read(written(table, dialect), dialect)
    assert [row.values for row in found] == table
    assert [row.flaw for row in found] == [None] * len(table)


@FUZZ
@given(TABLE, st.sampled_from(["true", "start", "end"]))
def test_white_space_around_quotes_is_trimmed(table: list[list[str]], trim: str) -> None:
    dialect = Dialect(comment_prefix=None, trim=trim)
    spaces = "  " if trim == "true" else ""
    assert [row.values for row in read(written(table, dialect, spaces=spaces), dialect)] == table


@FUZZ
@given(TABLE, st.sampled_from(CODECS))
def test_any_encoding_is_read(table: list[list[str]], codec: str) -> None:
    dialect = Dialect(comment_prefix=None)
    text = written(table, dialect)
    assume(text.encode(codec, "ignore").decode(codec) == text)
    assert [row.values for row in read(text, dialect, codec)] == table


@FUZZ
@given(st.binary(max_size=80), DIALECT)
def test_any_bytes_are_rows_with_or_without_flaws(content: bytes, dialect: Dialect) -> None:
    for settings in (dialect, replace(dialect, quote_char=None)):
        rows = list(read_rows(io.BytesIO(content), settings, "utf-8", max_row=40))
        numbers = [row.number for row in rows]
        assert numbers == sorted(set(numbers))
        assert all(row.values or row.flaw or row.comment is not None for row in rows)
