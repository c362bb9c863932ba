"""Datatypes: what each accepts, how it writes its values, what it refuses."""

import datetime
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.tables.datatypes import BadFormatError, BadValue, compile_parser
from kg.tables.model import Datatype, NumberFormat


def lexical(text: str, base: str, form: str | NumberFormat | None = None, **limits: Any) -> str:
    return compile_parser(Datatype(base, format=form, **limits))(text)[0]


def refusal(text: str, base: str, form: str | NumberFormat | None = None, **limits: Any) -> str:
    with pytest.raises(BadValue) as raised:
        lexical(text, base, form, **limits)
    return raised.value.rule


@pytest.mark.parametrize(
    ("base", "text", "canonical"),
    [
        ("integer", "007", "7"),
        ("decimal", "+1.50", "1.5"),
        ("decimal", "5.0", "5"),
        ("double", "42.5", "4.25E1"),
        ("double", "1e3", "1.0E3"),
        ("double", "-0.0", "-0.0E0"),
        ("float", "INF", "INF"),
        ("number", "NaN", "NaN"),
        ("boolean", "1", "true"),
        ("date", "2020-02-29", "2020-02-29"),
        ("gDay", "---31", "---31"),
        ("gMonthDay", "--02-29", "--02-29"),
        ("time", "24:00:00", "24:00:00"),
        ("dateTime", "-0044-03-15T12:00:00.5+14:00", "-0044-03-15T12:00:00.5+14:00"),
        ("duration", "-P1Y2M3DT4H5M6.7S", "-P1Y2M3DT4H5M6.7S"),
        ("hexBinary", "0aFF", "0aFF"),
        ("base64Binary", "YW Jj", "YWJj"),
        ("anyURI", "http://example.org/日本", "http://example.org/日本"),
        ("language", "ja-Hrkt", "ja-Hrkt"),
        ("QName", "a:b", "a:b"),
        ("json", "{", "{"),
    ],
)
def test_values_and_their_canonical_form(base: str, text: str, canonical: str) -> None:
    assert compile_parser(Datatype(base))(text)[1] == canonical


@pytest.mark.parametrize(
    ("base", "text", "rule"),
    [
        ("integer", "1.0", "bad-number"),
        ("integer", "1" * 5000, "bad-number"),
        ("integer", "１", "bad-number"),
        ("byte", "128", "bad-number"),
        ("negativeInteger", "0", "bad-number"),
        ("decimal", "1E3", "bad-number"),
        ("decimal", "NaN", "bad-number"),
        ("decimal", "12%", "bad-number"),
        ("double", "1,5", "bad-number"),
        ("boolean", "yes", "bad-boolean"),
        ("date", "2019-02-29", "bad-date"),
        ("date", "2020-13-01", "bad-date"),
        ("date", "20200101", "bad-date"),
        ("gMonth", "--13", "bad-date"),
        ("time", "24:00:01", "bad-date"),
        ("time", "12:60:00", "bad-date"),
        ("dateTimeStamp", "2020-01-01T00:00:00", "bad-date"),
        ("duration", "P", "bad-duration"),
        ("duration", "P1YT", "bad-duration"),
        ("yearMonthDuration", "P1D", "bad-duration"),
        ("dayTimeDuration", "P1Y", "bad-duration"),
        ("hexBinary", "0", "bad-value"),
        ("base64Binary", "***", "bad-value"),
        ("NCName", "a:b", "bad-value"),
        ("anyURI", "a b", "bad-value"),
    ],
)
def test_what_is_refused(base: str, text: str, rule: str) -> None:
    assert refusal(text, base) == rule


@pytest.mark.parametrize(
    ("base", "pattern", "text", "value"),
    [
        ("integer", "#,##0", "1,234,567", "1234567"),
        ("integer", "#,##,##0", "12,34,567", "1234567"),
        ("decimal", "#,##0.00#", "-1,234.50", "-1234.50"),
        ("decimal", "0.0##,###", "1.123,456", "1.123456"),
        ("decimal", "#0.0#%", "12.5%", "0.125"),
        ("decimal", "0‰", "5‰", "0.005"),
        ("decimal", "%0", "%-5", "-0.05"),
        ("double", "0.0E0", "1.5E-3", "1.5E-3"),
        ("double", "0.0", "INF", "INF"),
        ("integer", "00", "+07", "07"),
    ],
)
def test_number_patterns(base: str, pattern: str, text: str, value: str) -> None:
    assert lexical(text, base, pattern) == value


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("#,##0", "1234"),
        ("#,##0", "12,34"),
        ("000", "12"),
        ("#0.0", "1"),
        ("#0.0", "1.25"),
        ("#", ""),
        ("0.00,0", "1.234"),
    ],
)
def test_numbers_that_do_not_fit_the_pattern(pattern: str, text: str) -> None:
    assert refusal(text, "decimal", pattern) == "bad-number"


@pytest.mark.parametrize(
    ("base", "form"),
    [
        ("integer", "["),
        ("integer", "0#"),
        ("decimal", "0.#0"),
        ("decimal", ""),
        ("decimal", "#,,##0"),
        ("boolean", "YN"),
        ("boolean", "Y|Y"),
        ("date", "yy-MM-dd"),
        ("date", "yyyy-MM"),
        ("date", "yyyy-MM-dd-dd"),
        ("date", "yyyy-MM-dd 'open"),
        ("time", "mm:ss"),
        ("string", "("),
        ("date", NumberFormat("0")),
    ],
)
def test_formats_that_cannot_be(base: str, form: str | NumberFormat) -> None:
    with pytest.raises(BadFormatError):
        compile_parser(Datatype(base, format=form))


def test_other_decimal_and_group_characters() -> None:
    form = NumberFormat(None, ",", ".")
    assert lexical("10.000,1", "decimal", form) == "10000.1"
    assert refusal("10..000", "decimal", form) == "bad-number"
    assert lexical("1 234,5", "decimal", NumberFormat("# ##0,0", ",", " ")) == "1234.5"


@pytest.mark.parametrize(
    ("base", "form", "text", "value"),
    [
        ("date", "M/d/yyyy", "3/2/2015", "2015-03-02"),
        ("date", "yyyy年M月d日", "2020年3月1日", "2020-03-01"),
        ("date", "d.M.yyyy X", "1.2.2015 +0530", "2015-02-01+05:30"),
        ("date", "yyyyMMddx", "20150201-08", "2015-02-01-08:00"),
        ("time", "HHmm", "1502", "15:02:00"),
        ("time", "HH:mm:ss.SS", "15:02:37.1", "15:02:37.1"),
        ("time", "HH:mm:ss.S", "15:02:37", "15:02:37"),
        ("dateTime", "d-M-yyyy 'at' H:mm", "2-3-2015 at 9:05", "2015-03-02T09:05:00"),
        ("dateTimeStamp", "yyyy-MM-ddTHH:mm:ssXXX", "2015-03-02T01:02:03Z", "2015-03-02T01:02:03Z"),
        ("gYearMonth", "yyyy/M", "2020/3", "2020-03"),
        ("gMonthDay", "M/d", "2/29", "--02-29"),
        ("gDay", "d", "7", "---07"),
        ("gMonth", "M", "7", "--07"),
        ("gYear", "yyyy年", "2020年", "2020"),
    ],
)
def test_date_patterns(base: str, form: str, text: str, value: str) -> None:
    assert lexical(text, base, form) == value


def test_booleans_regular_expressions_and_durations_with_formats() -> None:
    assert lexical("有", "boolean", "有|無") == "true"
    assert lexical("AB1", "string", r"(?<letters>[A-Z]+)\d") == "AB1"
    assert refusal("AB1x", "string", r"[A-Z]+\d") == "bad-format"
    assert refusal("１", "string", r"\d") == "bad-format"
    assert refusal("P1Y", "duration", "P[0-9]+M") == "bad-format"


@pytest.mark.parametrize(
    ("base", "text", "limits", "rule"),
    [
        ("string", "日本", {"length": 3}, "wrong-length"),
        ("string", "日本", {"min_length": 3}, "wrong-length"),
        ("string", "日本", {"max_length": 1}, "wrong-length"),
        ("hexBinary", "0aff", {"max_length": 1}, "wrong-length"),
        ("base64Binary", "YWJj", {"length": 2}, "wrong-length"),
        ("integer", "4", {"min_inclusive": "5"}, "out-of-range"),
        ("decimal", "5.0", {"min_exclusive": "5"}, "out-of-range"),
        ("double", "5.1", {"max_inclusive": "5"}, "out-of-range"),
        ("date", "2020-01-02", {"max_exclusive": "2020-01-02"}, "out-of-range"),
        ("time", "10:00:00+09:00", {"min_inclusive": "02:00:00Z"}, "out-of-range"),
        ("duration", "P27D", {"min_inclusive": "P1M"}, "out-of-range"),
        ("duration", "P32D", {"max_inclusive": "P1M"}, "out-of-range"),
        ("duration", "P1M", {"max_exclusive": "P1M"}, "out-of-range"),
        ("gYear", "1999", {"min_inclusive": "2000"}, "out-of-range"),
    ],
)
def test_constraints(base: str, text: str, limits: dict[str, Any], rule: str) -> None:
    assert refusal(text, base, **limits) == rule


def test_a_duration_that_cannot_be_compared_is_let_through() -> None:
    assert lexical("P30D", "duration", min_inclusive="P1M") == "P30D"


@given(st.integers(-(10**12), 10**12))
def test_grouped_integers_round_trip(number: int) -> None:
    assert int(lexical(f"{number:,}", "integer", "#,##0")) == number


@given(st.decimals(-(10**9), 10**9, places=2))
def test_grouped_decimals_round_trip(number: Decimal) -> None:
    assert Decimal(lexical(f"{number:,.2f}", "decimal", "#,##0.00")) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_canonical_floats_keep_their_value(number: float) -> None:
    canonical = compile_parser(Datatype("double"))(repr(number))[1]
    assert float(canonical) == number
    assert re.fullmatch(r"-?[0-9]\.[0-9]+E-?[0-9]+", canonical)


@given(st.dates(), st.sampled_from(["yyyy-MM-dd", "d/M/yyyy", "yyyyMMdd", "yyyy年M月d日"]))
def test_dates_round_trip(day: datetime.date, form: str) -> None:
    written = (
        form.replace("yyyy", f"{day.year:04}")
        .replace("MM", f"{day.month:02}")
        .replace("M", str(day.month))
        .replace("dd", f"{day.day:02}")
        .replace("d", str(day.day))
    )
    assert lexical(written, "date", form) == day.isoformat()


@given(st.datetimes(), st.datetimes())
def test_date_limits_follow_the_calendar(one: datetime.datetime, limit: datetime.datetime) -> None:
    datatype = Datatype("dateTime", max_inclusive=limit.isoformat())
    parse = compile_parser(datatype)
    if one <= limit:
        assert parse(one.isoformat())[0] == one.isoformat()
    else:
        with pytest.raises(BadValue):
            parse(one.isoformat())
