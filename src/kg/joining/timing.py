"""Of which days a cell with a date, a month or a year speaks."""

import datetime as dt
from typing import NamedTuple

from kg.tables.datatypes import japanese


class Span(NamedTuple):
    """First and last day of a time."""

    first: dt.date
    last: dt.date


def span(text: str) -> Span | None:
    """The days of a date, month, calendar year or fiscal year; None for any other text.

    >>> span("平成17年").last, span("2005.0") == span("2005"), span("2005年度").last
    (datetime.date(2005, 12, 31), True, datetime.date(2006, 3, 31))
    >>> span("H17.4.1").first, span("20050401").first, span("札幌市") is None
    (datetime.date(2005, 4, 1), datetime.date(2005, 4, 1), True)
    """
    plain = japanese.plain_text(text).removesuffix(".0").partition(" ")[0]
    fiscal = plain.endswith("年度") or plain.upper().startswith("FY")
    plain = plain.removesuffix("度").removeprefix("FY").removeprefix("fy")
    if plain.isdecimal():
        plain = _digits(plain)
    try:
        found = japanese.date(plain)
    except japanese.NoSuchDay:
        return None
    if found is None:
        return None
    if fiscal and found.month is None:
        return Span(dt.date(found.year, 4, 1), dt.date(found.year + 1, 3, 31))
    return _days(found)


def _digits(text: str) -> str:
    """A year, month or day written as digits alone, with its units."""
    if len(text) == 4:
        return f"{text}年"
    if len(text) in (6, 8):
        return "-".join(part for part in (text[:4], text[4:6], text[6:]) if part)
    return text


def _days(found: japanese.PlainDate) -> Span:
    year, month, day = found
    if month is None:
        return Span(dt.date(year, 1, 1), dt.date(year, 12, 31))
    first = dt.date(year, month, day or 1)
    if day is not None:
        return Span(first, first)
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return Span(first, following - dt.timedelta(days=1))
