"""Durations by XSD 1.1: lexical forms, values and their partial order."""

import re
from decimal import Decimal

from .values import Comparable, Parsed, Parser, refused

DURATIONS = frozenset({"duration", "dayTimeDuration", "yearMonthDuration"})

_TIME = r"(?:T(?=[0-9])(?:(?P<H>[0-9]+)H)?(?:(?P<N>[0-9]+)M)?(?:(?P<S>[0-9]+(?:\.[0-9]+)?)S)?)?"
_YEARS = r"(?:(?P<Y>[0-9]+)Y)?(?:(?P<M>[0-9]+)M)?"
_DAYS = r"(?:(?P<D>[0-9]+)D)?"
_SHAPES = {
    "duration": re.compile(rf"(?P<sign>-?)P(?=[0-9T]){_YEARS}{_DAYS}{_TIME}"),
    "dayTimeDuration": re.compile(rf"(?P<sign>-?)P(?=[0-9T]){_DAYS}{_TIME}"),
    "yearMonthDuration": re.compile(rf"(?P<sign>-?)P(?=[0-9]){_YEARS}"),
}
_HINT = ("P1Y2M3DT4H5M6S の形で書く", "write it like P1Y2M3DT4H5M6S")
_SECONDS = {"D": 86400, "H": 3600, "N": 60, "S": 1}
_REFERENCES = ((1696, 9), (1697, 2), (1903, 3), (1903, 7))


def duration_parser(base: str) -> Parser:
    """A parser of one of the duration datatypes."""
    shape = _SHAPES[base]

    def parse(text: str) -> Parsed:
        if shape.fullmatch(text) is None:
            raise refused("bad-duration", base, _HINT)
        return text, text

    return parse


def duration_value(lexical: str) -> tuple[int, Decimal]:
    """Months and seconds of a duration's lexical form."""
    found = _SHAPES["duration"].fullmatch(lexical)
    parts = found.groupdict() if found else {}
    months = 12 * int(parts.get("Y") or 0) + int(parts.get("M") or 0)
    seconds = sum(
        (Decimal(parts.get(key) or 0) * size for key, size in _SECONDS.items()), Decimal(0)
    )
    sign = -1 if parts.get("sign") else 1
    return sign * months, sign * seconds


def _points(value: Comparable) -> tuple[Decimal, ...]:
    assert isinstance(value, tuple)  # every parser of a duration gives months and seconds
    months, seconds = value
    return tuple(_days(year, month + months) * 86400 + seconds for year, month in _REFERENCES)


def _days(year: int, month: int) -> int:
    """Days from a fixed day to the first day of a month (proleptic Gregorian)."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    before = year - (month <= 2)
    shifted = (month + 9) % 12
    return 365 * before + before // 4 - before // 100 + before // 400 + (153 * shifted + 2) // 5


def less(one: Comparable, other: Comparable) -> bool:
    """Whether one duration is shorter by XSD's order: at all four reference days."""
    return all(a < b for a, b in zip(_points(one), _points(other), strict=True))
