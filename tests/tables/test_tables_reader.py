"""Rows of delimited files, in all dialects."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.tables.model import Dialect
from kg.tables.reader import Row, read_rows


def rows(text: str, max_row: int = 10_000, **dialect: Any) -> list[Row]:
    stream = io.BytesIO(text.encode())
    settings = Dialect(**{"comment_prefix": None, **dialect})
    return list(read_rows(stream, settings, "utf-8", max_row=max_row))


def values(text: str, **dialect: Any) -> list[list[str]]:
    found = rows(text, **dialect)
    assert not [row.flaw for row in found if row.flaw]
    return [row.values for row in found]


@pytest.mark.parametrize(
    ("text", "dialect", "expected"),
    [
        ('a,"b ""c"" d",e\r\n', {}, [["a", 'b "c" d', "e"]]),
        ('a,"b\r\nc"\nd,e\n', {}, [["a", "b\r\nc"], ["d", "e"]]),
        ('"",""\n', {}, [["", ""]]),
        ('"a",\n', {}, [["a", ""]]),
        ("a\rb\n", {}, [["a\rb"]]),
        ("a\rb\n", {"line_terminators": ("\r", "\n")}, [["a"], ["b"]]),
        ("a|b||c", {"line_terminators": ("||", "|")}, [["a"], ["b"], ["c"]]),
        ('a;"b\\"c;d"\n', {"delimiter": ";", "double_quote": False}, [["a", 'b"c;d']]),
        ("a::b\n", {"delimiter": "::"}, [["a", "b"]]),
        ('a::"b::c"\n', {"delimiter": "::"}, [["a", "b::c"]]),
        ("'a,b',c\n", {"quote_char": "'"}, [["a,b", "c"]]),
        ('"a,b\n', {"quote_char": None}, [['"a', "b"]]),
        (' a , " b " \n', {"trim": "true"}, [["a", " b "]]),
        (" a , b \n", {"trim": "start"}, [["a ", "b "]]),
        (" a , b \n", {"trim": "end"}, [[" a", " b"]]),
        (" a , b \n", {"skip_initial_space": True}, [["a ", "b "]]),
        (" a , b \n", {}, [[" a ", " b "]]),
        ("\n\n", {}, [[""], [""]]),
    ],
)
def test_dialects(text: str, dialect: dict[str, Any], expected: list[list[str]]) -> None:
    assert values(text, **dialect) == expected


def test_rows_are_counted_as_a_spreadsheet_does() -> None:
    found = rows('#x\n"a\nb",1\nc,2\n', comment_prefix="#")
    assert [(row.number, row.comment, row.values) for row in found] == [
        (1, "x", []),
        (2, None, ["a\nb", "1"]),
        (3, None, ["c", "2"]),
    ]


def test_lines_beyond_the_limit_are_passed_over() -> None:
    found = rows("a\n" + "x" * 200_000 + "\nb\n", max_row=100)
    assert [(row.number, row.flaw and row.flaw.rule) for row in found] == [
        (1, None),
        (2, "row-too-long"),
        (3, None),
    ]


def test_the_limit_holds_with_other_terminators() -> None:
    found = rows("a|" + "x" * 200_000 + "|b", max_row=100, line_terminators=("|",))
    assert {row.flaw.rule for row in found if row.flaw} == {"row-too-long"}


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8"), max_size=5), min_size=2, max_size=3),
        min_size=1,
    )
)
def test_what_the_csv_module_writes_is_read_back(table: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(table)
    assert values(out.getvalue()) == table
