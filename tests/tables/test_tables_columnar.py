"""What may go by columns: shapes never accept what a parser changes or refuses; odd files."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import polars as pl
import pytest

from kg.tables import Mode, read_tables
from kg.tables.columnar import blocks
from kg.tables.columnar.ntriples import frame_of
from kg.tables.columnar.shapes import shape
from kg.tables.datatypes import BadValue, compile_parser
from kg.tables.model import Datatype

Write = Callable[..., Path]

YEARS = ["0000", "0004", "1582", "1600", "1900", "1996", "2000", "2019", "2020", "2100"]
DAYS = [f"{y}-{m:02}-{d:02}" for y in YEARS for m in range(14) for d in range(33)]
CLOCKS = ["00:00:00", "23:59:59.9", "24:00:00", "12:60:00", "12:00:60", "1:00:00"]
ZONES = ["", "Z", "+09:00", "-13:59", "+14:00", "+14:01", "+9"]
TIMES = [f"2020-02-{d}T{clock}{zone}" for d in (29, 30) for clock in CLOCKS for zone in ZONES]
NUMBERS = [
    *(
        "0",
        "-0",
        "+0",
        "00",
        "7",
        "007",
        "+7",
        "-7",
        "128",
        "-129",
        "256",
        "1.",
        ".1",
        "0.10",
        "-0.5",
    ),
    *("-0.0", "10", "1.5", "1.50", "1e5", "1E5", "-1e-5", "1e999", "INF", "NaN", "", "-", "1,234"),
    *("１", "1 ", "9" * 15, "9" * 16, "9" * 18, "9" * 19, "18446744073709551616", "100", "100.0"),
    *("99.99999999999999", "99.999999999999999", "100.000000000000001", "1\n", "50%", "▲1"),
]
WORDS = [
    "",
    "a",
    "ab",
    "p1",
    "a b",
    " a",
    "a ",
    "a  b",
    "東京",
    "a\n",
    "a\tb",
    "-a",
    "1a",
    "é",
    "١",
]
LINKS = ["http://a/b", "a b", "a<b", "a%zz", "[x]", "{x}", "a\\b", "a\x7fb", "x'y", "~", "^", "`"]
ALL = [*DAYS, *TIMES, *NUMBERS, *WORDS, *LINKS, "2020", "2020-03", "2020-13", "true", "1", "TRUE"]

DATATYPES = [
    *("string", "token", "normalizedString", "json", "anyURI", "language", "Name", "NCName"),
    *("NMTOKEN", "QName", "boolean", "date", "dateTime", "dateTimeStamp", "gYear", "gYearMonth"),
    *("integer", "byte", "unsignedByte", "long", "unsignedLong", "negativeInteger", "decimal"),
    *("double", "float", "number"),
]
CONSTRAINED = [
    Datatype("integer", min_inclusive="0", max_exclusive="100"),
    Datatype("decimal", min_exclusive="0", max_inclusive="100"),
    Datatype("double", min_inclusive="-1", max_exclusive="1e5"),
    Datatype("date", min_inclusive="2000-02-29", max_exclusive="2020-01-31"),
    Datatype("date", format="yyyy-MM-dd"),
    Datatype("gYear", max_inclusive="2020"),
    Datatype("string", min_length=1, max_length=2),
    Datatype("token", length=1),
    Datatype("string", format=r"\d+"),
    Datatype("string", format=r"^[a-z]\d?$"),
    Datatype("anyURI", format="http://.*"),
]


@pytest.mark.parametrize("widen", [False, True])
@pytest.mark.parametrize("canonical", [False, True])
@pytest.mark.parametrize("datatype", [*map(Datatype, DATATYPES), *CONSTRAINED], ids=str)
def test_a_shape_holds_only_texts_that_stand_for_themselves(
    datatype: Datatype, canonical: bool, widen: bool
) -> None:
    tests = shape(datatype, widen=widen, canonical=canonical)
    if tests is None:
        assert canonical
        assert datatype.base in ("double", "float", "number")
        return
    value = pl.col("text")
    holds = pl.all_horizontal(pl.lit(value=True), *(test(value).fill_null(False) for test in tests))
    accepted = pl.DataFrame({"text": ALL}).filter(holds)["text"].to_list()
    assert accepted
    parse = compile_parser(datatype, widen=widen)
    for text in accepted:
        try:
            lexical, canonical_text = parse(text)
        except BadValue:
            pytest.fail(f"{text!r} is not a value")
        assert lexical == text
        assert canonical_text == text or not canonical


def test_every_day_of_the_calendar_has_the_shape_of_a_date() -> None:
    first = datetime.date(1999, 1, 1)
    days = [str(first + datetime.timedelta(days)) for days in range(1000)]
    tests = shape(Datatype("date"), widen=True, canonical=True)
    assert tests is not None
    assert pl.DataFrame({"text": days}).select(tests[0](pl.col("text")).all()).item()


@pytest.mark.parametrize(
    "content",
    [
        "n\n1\n2\n#x\n3\n",
        "n\n1\n#3\n4\n",
        'n\n1\n2\n3\n#,"\n4\n',
        'n\n1\n"\n#x"\n4\n',
        'n\n1\n2"\n3\n4\n',
        'n\n1\n"2\n3\n4\n',
        'n\n1\n"2"x\n3\n',
        "n\n1\n2,3\n4\n5\n",
        "n\n1\n\n3\n",
        "n\n1\n2\r",
        "n\r\n1\r\n2\r\r\n3",
        'n\r\n"1"\r\n"2"\r\n',
        'n\n1\n"2\r\n"\r\n3\n',
        "n\n1\n\ufeff2\n3\n4\n",
        "n\n1\n\ufffd\n3\n",
        'n\n1\n"long, and never closed\n2\n"3"\n',
        "n\n1\nlonger than the limit\n2\n",
        "#n\n1\n2\n",
        '"n\n1\n',
        "n",
        "",
        "\n",
    ],
)
@pytest.mark.parametrize("size", [4, 8, blocks.BLOCK])
@pytest.mark.parametrize("limit", [12, 10_000_000])
def test_odd_files_are_read_as_row_by_row(
    content: str, size: int, limit: int, table: Write
) -> None:
    columns: list[dict[str, Any]] = [{"name": "n", "propertyUrl": "https://example.org/{_row}"}]
    path = table(content, columns, schema={"aboutUrl": "https://example.org/{_sourceRow}"})
    with mock.patch.object(blocks, "BLOCK", size):
        rows, found = (read_tables([path], max_row=limit) for _ in range(2))
        frames = list(found.tables[0].frames())
    expected = frame_of(rows.tables[0].triples(Mode.MINIMAL))
    assert pl.concat([expected.clear(), *frames]).equals(expected)
    assert found.problems == rows.problems
    assert found.tables[0].rows == rows.tables[0].rows
