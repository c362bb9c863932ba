"""Numbers and dates as Japanese documents write them (an extension, off by default).

Full-width characters are read as their ordinary forms (NFKC). Eras count only within their days:
Gregorian dates begin with 明治6年1月1日 (1873-01-01), the day the calendar changed.
"""

import datetime
import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

_MINUS = str.maketrans({"▲": "-", "△": "-", "−": "-", "‐": "-", "–": "-"})

_GROUPED = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_SMALL = r"[0-9]?千(?:[0-9]?百)?(?:[0-9]?十)?[0-9]?|[0-9]?百(?:[0-9]?十)?[0-9]?|[0-9]?十[0-9]?"
_PART = rf"(?:{_SMALL}|{_GROUPED})"
_UNITS = (("兆", 10**12), ("億", 10**8), ("万", 10**4), ("", 1))
_NUMBER = re.compile(
    "(?P<sign>[+-]?)" + "".join(rf"(?:(?P<u{power}>{_PART}){unit})?" for unit, power in _UNITS)
)
_SMALL_UNITS = {"千": 1000, "百": 100, "十": 10}


def plain_text(text: str) -> str:
    """Full-width letters, digits and signs as their ordinary forms."""
    return unicodedata.normalize("NFKC", text).strip()


def number_text(text: str) -> str:
    """Likewise, and the triangles and dashes that stand for minus as ``-``.

    >>> number_text("▲１，２３４．５"), number_text("－３％")
    ('-1,234.5', '-3%')
    """
    return plain_text(text).translate(_MINUS)


def number(text: str) -> Decimal | None:
    """A number written with 兆, 億, 万, 千, 百, 十; None for any other text.

    >>> number("1億5,100万"), number("3千万"), number("1.5億"), number("約100万") is None
    (Decimal('151000000'), Decimal('30000000'), Decimal('150000000'), True)
    """
    found = _NUMBER.fullmatch(text)
    if found is None or not re.search("[兆億万千百十]", text):
        return None
    total, higher = Decimal(0), False
    for _, power in _UNITS:
        part = found[f"u{power}"]
        if part is None:
            continue
        amount = _part(part)
        if higher and amount >= 10_000:
            return None
        if amount != amount.to_integral_value() and any(
            found[f"u{lower}"] for _, lower in _UNITS if lower < power
        ):
            return None
        total, higher = total + amount * power, True
    total = total.to_integral_value() if total == total.to_integral_value() else total
    return -total if found["sign"] == "-" else total


def _part(text: str) -> Decimal:
    if not any(unit in text for unit in _SMALL_UNITS):
        return Decimal(text.replace(",", ""))
    total = 0
    for digits, unit in re.findall("([0-9]*)([千百十]?)", text):
        if unit:
            total += int(digits or 1) * _SMALL_UNITS[unit]
        elif digits:
            total += int(digits)
    return Decimal(total)


class Era(NamedTuple):
    """An era with its first and last day; the days at a change belong to both eras."""

    name: str
    english: str
    first: datetime.date
    last: datetime.date


_MEIJI = Era("明治", "Meiji", datetime.date(1868, 1, 25), datetime.date(1912, 7, 30))
_TAISHO = Era("大正", "Taisho", datetime.date(1912, 7, 30), datetime.date(1926, 12, 25))
_SHOWA = Era("昭和", "Showa", datetime.date(1926, 12, 25), datetime.date(1989, 1, 7))
_HEISEI = Era("平成", "Heisei", datetime.date(1989, 1, 8), datetime.date(2019, 4, 30))
_REIWA = Era("令和", "Reiwa", datetime.date(2019, 5, 1), datetime.date.max)

_ERAS = {
    name: era
    for era, letter in ((_MEIJI, "M"), (_TAISHO, "T"), (_SHOWA, "S"), (_HEISEI, "H"), (_REIWA, "R"))
    for name in (era.name, letter)
}
_GREGORIAN = datetime.date(1873, 1, 1)

_DATE = re.compile(
    r"(?:(?P<era>明治|大正|昭和|平成|令和|[MTSHR])\s*(?P<era_year>[0-9]{1,2}|元)|(?P<year>[0-9]{4}))"
    r"(?:年(?:\s*(?P<month>[0-9]{1,2})月(?:\s*(?P<day>[0-9]{1,2})日)?)?"
    r"|(?P<mark>[./-])(?P<month2>[0-9]{1,2})(?:(?P=mark)(?P<day2>[0-9]{1,2}))?)?",
    re.IGNORECASE,
)


class PlainDate(NamedTuple):
    """A year, with month and day as far as they are written."""

    year: int
    month: int | None
    day: int | None


class NoSuchDay(ValueError):
    """A date that is written rightly but never was; ``ja`` and ``en`` say why."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.ja = ja
        self.en = en


def date(text: str) -> PlainDate | None:
    """A date of an era or of the common calendar; None for a text that is none.

    Raises:
        NoSuchDay: the era did not have that day, or the calendar has not.

    >>> date("平成31年1月")
    PlainDate(year=2019, month=1, day=None)
    >>> date("Ｒ元.11.7")
    PlainDate(year=2019, month=11, day=7)
    """
    found = _DATE.fullmatch(plain_text(text))
    if found is None or found[0].isdigit():
        return None
    month, day = found["month"] or found["month2"], found["day"] or found["day2"]
    era = _ERAS[found["era"].upper()] if found["era"] else None
    if era is None:
        year = int(found["year"])
    elif found["era_year"] == "元":
        year = era.first.year
    else:
        year = era.first.year + int(found["era_year"]) - 1
        if found["era_year"].strip("0") == "":
            raise NoSuchDay(f"{era.name}0年はない", f"{era.english} has no year 0")
    written = PlainDate(year, int(month) if month else None, int(day) if day else None)
    first, last = _days(written)
    if era is not None:
        _check_era(era, first, last)
    return written


def _days(written: PlainDate) -> tuple[datetime.date, datetime.date]:
    """First and last day of the year, month or day."""
    year, month, day = written
    try:
        if month is None:
            return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
        first = datetime.date(year, month, 1 if day is None else day)
    except ValueError:
        raise NoSuchDay("暦にない日である", "the calendar has no such day") from None
    if day is not None:
        return first, first
    following = datetime.date(year + month // 12, month % 12 + 1, 1)
    return first, following - datetime.timedelta(days=1)


def _check_era(era: Era, first: datetime.date, last: datetime.date) -> None:
    if last < era.first or first > era.last:
        end = "" if era is _REIWA else era.last.isoformat()
        raise NoSuchDay(
            f"{era.name}は {era.first} から {end} まで",
            f"{era.english} lasted from {era.first} to {end or 'this day'}",
        )
    whole_year = (last - first).days > 31
    if first < _GREGORIAN and not whole_year:
        raise NoSuchDay(
            "明治5年までの月日は太陽暦でない", "months before 1873 are of the lunisolar calendar"
        )
