"""Dates and times: XSD forms, date patterns (UTS 35) and Japanese writing.

Source: tabular-data-model, section 6.4.4. Patterns may be any sequence of the fields that the
standard lists, with any marks between, so ``yyyy年M月d日`` works.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from . import japanese
from .values import BadFormatError, Hint, Parsed, Parser, refused

_ZONE = r"(?P<zone>Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
_YEAR = r"(?P<y>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))"
_MONTH, _DAY = r"(?P<M>[0-9]{2})", r"(?P<d>[0-9]{2})"
_CLOCK = r"(?P<H>[0-9]{2}):(?P<m>[0-9]{2}):(?P<s>[0-9]{2}(?:\.[0-9]+)?)"


class Kind(NamedTuple):
    """A datatype: its XSD form, the fields that a pattern must have, an example."""

    form: re.Pattern[str]
    fields: str
    example: str


def _kind(form: str, fields: str, example: str) -> Kind:
    return Kind(re.compile(form + _ZONE), fields, example)


KINDS: Mapping[str, Kind] = {
    "date": _kind(f"{_YEAR}-{_MONTH}-{_DAY}", "yMd", "2020-03-31"),
    "dateTime": _kind(f"{_YEAR}-{_MONTH}-{_DAY}T{_CLOCK}", "yMdHms", "2020-03-31T12:00:00"),
    "datetime": _kind(f"{_YEAR}-{_MONTH}-{_DAY}T{_CLOCK}", "yMdHms", "2020-03-31T12:00:00"),
    "dateTimeStamp": _kind(f"{_YEAR}-{_MONTH}-{_DAY}T{_CLOCK}", "yMdHms", "2020-03-31T12:00:00Z"),
    "time": _kind(_CLOCK, "Hms", "12:00:00"),
    "gYear": _kind(_YEAR, "y", "2020"),
    "gYearMonth": _kind(f"{_YEAR}-{_MONTH}", "yM", "2020-03"),
    "gMonth": _kind(f"--{_MONTH}", "M", "--03"),
    "gMonthDay": _kind(f"--{_MONTH}-{_DAY}", "Md", "--03-31"),
    "gDay": _kind(f"---{_DAY}", "d", "---31"),
}
_JAPANESE = {
    "date": (
        "2020-03-31、2020年3月31日、令和2年3月31日",
        "2020-03-31, 2020年3月31日 or 令和2年3月31日",
    ),
    "gYearMonth": ("2020-03、2020年3月、令和2年3月", "2020-03, 2020年3月 or 令和2年3月"),
    "gYear": ("2020、2020年、令和2年", "2020, 2020年 or 令和2年"),
}

_FIELDS: Mapping[str, tuple[str, str]] = {
    "yyyy": ("y", "[0-9]{4}"),
    "MM": ("M", "[0-9]{2}"),
    "M": ("M", "[0-9]{1,2}"),
    "dd": ("d", "[0-9]{2}"),
    "d": ("d", "[0-9]{1,2}"),
    "HH": ("H", "[0-9]{2}"),
    "H": ("H", "[0-9]{1,2}"),
    "mm": ("m", "[0-9]{2}"),
    "ss": ("s", "[0-9]{2}"),
    "X": ("zone", "Z|[+-][0-9]{2}(?:[0-9]{2})?"),
    "XX": ("zone", "Z|[+-][0-9]{4}"),
    "XXX": ("zone", "Z|[+-][0-9]{2}:[0-9]{2}"),
    "x": ("zone", "[+-][0-9]{2}(?:[0-9]{2})?"),
    "xx": ("zone", "[+-][0-9]{4}"),
    "xxx": ("zone", "[+-][0-9]{2}:[0-9]{2}"),
}
_TOKENS = re.compile(r"(?P<field>([A-Za-z])\2*)|'(?P<quoted>[^']*)'|(?P<mark>[^A-Za-z'])")

_Fields = Mapping[str, str | None]


def date_parser(base: str, form: str | None, *, widen: bool) -> Parser:
    """A parser of one date or time datatype; ``widen`` accepts Japanese writing as well.

    Raises:
        BadFormatError: the pattern has unknown fields, or not those of the datatype.
    """
    pattern = _pattern(base, form) if form is not None else KINDS[base].form
    hint = _hint(base, form, widen=widen)

    is_native = form is None

    def parse(text: str) -> Parsed:
        found = pattern.fullmatch(text)
        if found is None:
            raise refused("bad-date", base, hint)
        fields = found.groupdict()
        _check(base, fields, hint)
        lexical = text if is_native else _lexical(base, fields)
        return lexical, lexical

    return _japanese_parser(base, parse, hint) if widen else parse


def _hint(base: str, form: str | None, *, widen: bool) -> Hint:
    if widen and base in _JAPANESE:
        ja, en = _JAPANESE[base]
        return f"{ja} のように書く", f"write {en}"
    if form is not None:
        return f"書式 {form} で書く", f"write it as {form}"
    example = KINDS[base].example
    return f"{example} のように書く", f"write it like {example}"


def _japanese_parser(base: str, ordinary: Parser, hint: Hint) -> Parser:
    fields = {"date": 3, "gYearMonth": 2, "gYear": 1}.get(base)

    def parse(text: str) -> Parsed:
        plain = japanese.plain_text(text)
        try:
            written = japanese.date(plain) if fields else None
        except japanese.NoSuchDay as reason:
            raise refused("bad-date", base, hint, reason.ja, reason.en) from None
        if written is None:
            return ordinary(plain)
        if sum(part is not None for part in written) != fields:
            ja, en = "年月日の細かさがデータ型に合わない", "its precision is not the datatype's"
            raise refused("bad-date", base, hint, ja, en)
        year, month, day = written
        parts = {"y": f"{year:04}", "M": f"{month or 0:02}", "d": f"{day or 0:02}"}
        lexical = _lexical(base, parts)
        return lexical, lexical

    return parse


def _pattern(base: str, form: str) -> re.Pattern[str]:
    """The regular expression of a date pattern."""
    seen: list[str] = []
    shape = ""
    position = 0
    while position < len(form):
        token = _TOKENS.match(form, position)
        if token is None:
            raise BadFormatError(form)
        position = token.end()
        field = token["field"]
        if field is None:
            shape += re.escape(token["mark"] or token["quoted"] or "")
        elif field in _FIELDS:
            name, digits = _FIELDS[field]
            seen.append(name)
            shape += f"(?P<{name}>{digits})"
        elif set(field) == {"S"} and shape.endswith(r"\.") and seen[-1:] == ["s"]:
            shape = shape[:-2] + rf"(?P<S>\.[0-9]{{1,{len(field)}}})?"
        elif field == "T":
            shape += "T"
        else:
            raise BadFormatError(form)
    _check_fields(base, form, seen)
    return re.compile(shape)


def _check_fields(base: str, form: str, seen: list[str]) -> None:
    fields = [name for name in seen if name != "zone"]
    wanted = KINDS[base].fields
    optional = "s" if "H" in wanted else ""
    if len(set(seen)) != len(seen) or not set(wanted) - set(optional) <= set(fields) <= set(wanted):
        raise BadFormatError(form)


def _check(base: str, found: _Fields, hint: Hint) -> None:
    """Raises BadValue for days and times that are written rightly but are none."""
    fields = KINDS[base].fields
    year, month, day = int(found.get("y") or 0), int(found.get("M") or 0), int(found.get("d") or 0)
    if not _in_calendar(fields, year, month, day):
        ja, en = "暦にない日である", "the calendar has no such day"
        raise refused("bad-date", base, hint, ja, en)
    if "H" in fields and not _on_clock(found):
        raise refused("bad-date", base, hint, "時計にない時刻である", "the clock has no such time")
    if base == "dateTimeStamp" and not found.get("zone"):
        raise refused("bad-date", base, hint, "時間帯がない", "the time zone is missing")


def _on_clock(found: _Fields) -> bool:
    hour, minute = int(found.get("H") or 0), int(found.get("m") or 0)
    second = found.get("s") or "0"
    if hour == 24:
        return minute == 0 and not (second + (found.get("S") or "")).strip("0.")
    return hour < 24 and minute < 60 and int(second.partition(".")[0]) < 60


def date_value(base: str, lexical: str) -> Decimal:
    """Seconds on the time line of a lexical form; without a time zone, as if in UTC."""
    match = KINDS[base].form.fullmatch(lexical)
    found = match.groupdict() if match else {}
    days = _day_number(
        int(found.get("y") or 1972), int(found.get("M") or 1), int(found.get("d") or 1)
    )
    clock = int(found.get("H") or 0) * 3600 + int(found.get("m") or 0) * 60
    return days * 86400 + clock + Decimal(found.get("s") or 0) - _offset(found.get("zone") or "")


def _zone(text: str | None) -> str:
    """A time zone as XSD writes it.

    >>> _zone("+0530"), _zone("-08"), _zone("Z"), _zone(None)
    ('+05:30', '-08:00', 'Z', '')
    """
    if not text or text == "Z":
        return text or ""
    digits = text[1:].replace(":", "").ljust(4, "0")
    return f"{text[0]}{digits[:2]}:{digits[2:]}"


def _offset(zone: str) -> int:
    if zone in ("", "Z"):
        return 0
    seconds = int(zone[1:3]) * 3600 + int(zone[4:6]) * 60
    return -seconds if zone[0] == "-" else seconds


_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _in_calendar(fields: str, year: int, month: int, day: int) -> bool:
    if "M" in fields and not 1 <= month <= 12:
        return False
    if "d" not in fields:
        return True
    if month == 2 and day == 29 and "y" in fields:
        return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= day <= (_LONGEST[month - 1] if month else 31)


def _lexical(base: str, found: _Fields) -> str:
    year, month, day = found.get("y") or "", found.get("M") or "", found.get("d") or ""
    month, day = month.rjust(2, "0"), day.rjust(2, "0")
    second = (found.get("s") or "00") + (found.get("S") or "")
    zone = _zone(found.get("zone"))
    clock = f"{(found.get('H') or '').rjust(2, '0')}:{(found.get('m') or '00')}:{second}"
    forms = {
        "date": f"{year}-{month}-{day}",
        "time": clock,
        "gYear": year,
        "gYearMonth": f"{year}-{month}",
        "gMonth": f"--{month}",
        "gMonthDay": f"--{month}-{day}",
        "gDay": f"---{day}",
    }
    return forms.get(base, f"{year}-{month}-{day}T{clock}") + zone


def _day_number(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the proleptic Gregorian calendar, for any year."""
    year -= month <= 2
    shifted = (month + 9) % 12
    era_days = 365 * year + year // 4 - year // 100 + year // 400
    return era_days + (153 * shifted + 2) // 5 + day - 719469
