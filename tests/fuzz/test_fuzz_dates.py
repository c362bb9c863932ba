"""Dates in every format and era: read back as the day they were, or refused as what they are."""

import datetime
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz.profile import FUZZ
from kg.tables.datatypes import BadFormatError, BadValue, compile_parser, japanese
from kg.tables.datatypes.compile import constraint_value
from kg.tables.datatypes.dates import KINDS
from kg.tables.model import Datatype

DAY_FORMATS = (
    "yyyy-MM-dd", "yyyyMMdd", "dd-MM-yyyy", "d-M-yyyy", "MM-dd-yyyy", "M-d-yyyy", "dd/MM/yyyy",
    "d/M/yyyy", "MM/dd/yyyy", "M/d/yyyy", "dd.MM.yyyy", "d.M.yyyy", "MM.dd.yyyy", "M.d.yyyy",
    "yyyy年M月d日", "yyyy/M/d",
)  # fmt: skip
TIME_FORMATS = ("HH:mm:ss.SSS", "HH:mm:ss", "HHmmss", "HH:mm", "HHmm")
ZONES = ("", "X", "XX", "XXX", "x", "xx", "xxx", " XXX")

DAYS = st.dates(datetime.date(1000, 1, 1), datetime.date(9999, 12, 31))
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: datetime.timedelta(minutes=minutes))
TIMES = st.times().map(lambda time: time.replace(microsecond=time.microsecond // 1000 * 1000))


def read(text: str, base: str, form: str | None = None, *, widen: bool = False) -> str:
    return compile_parser(Datatype(base, format=form), widen=widen)(text)[0]


def written(moment: datetime.datetime, form: str) -> str:
    """A moment in a date pattern (UTS 35), by the pattern's fields one by one."""
    offset = moment.utcoffset() or datetime.timedelta()
    minutes = abs(offset) // datetime.timedelta(minutes=1)
    sign = "-" if offset < datetime.timedelta() else "+"
    hours = f"{sign}{minutes // 60:02}"
    short = hours if minutes % 60 == 0 else f"{hours}{minutes % 60:02}"
    zones = {"x": short, "xx": f"{hours}{minutes % 60:02}", "xxx": f"{hours}:{minutes % 60:02}"}
    fields = {
        "yyyy": f"{moment.year:04}", "MM": f"{moment.month:02}", "M": str(moment.month),
        "dd": f"{moment.day:02}", "d": str(moment.day), "HH": f"{moment.hour:02}",
        "mm": f"{moment.minute:02}", "ss": f"{moment.second:02}",
        "SSS": f"{moment.microsecond // 1000:03}", "T": "T", **zones,
        **{name.upper(): "Z" if minutes == 0 else text for name, text in zones.items()},
    }  # fmt: skip
    return re.sub(r"([A-Za-z])\1*", lambda field: fields[field[0]], form)


def seconds(moment: datetime.datetime) -> Decimal:
    """On the time line of XSD: since 1970-01-01."""
    since = moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    return Decimal(since // datetime.timedelta(milliseconds=1)) / 1000


@FUZZ
@given(DAYS, st.sampled_from(DAY_FORMATS))
def test_days_in_every_format(day: datetime.date, form: str) -> None:
    moment = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    assert read(written(moment, form), "date", form) == day.isoformat()


def as_far_as(moment: datetime.datetime, form: str) -> datetime.datetime:
    """A moment as far as a format tells it."""
    known = moment if "SSS" in form else moment.replace(microsecond=0)
    return known if "ss" in form else known.replace(second=0)


MOMENT_FORMATS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(DAY_FORMATS),
    st.sampled_from(["T", " "]),
    st.sampled_from(TIME_FORMATS),
    st.sampled_from(ZONES),
)


@FUZZ
@given(DAYS, TIMES, OFFSETS, MOMENT_FORMATS)
def test_moments_in_every_format(
    day: datetime.date, time: datetime.time, offset: datetime.timedelta, form: str
) -> None:
    is_zoned = form[-1] in "Xx"
    zone = datetime.timezone(offset) if is_zoned else datetime.UTC
    moment = datetime.datetime.combine(day, time, zone)
    found = read(written(moment, form), "dateTime", form)
    assert constraint_value("dateTime", found) == seconds(as_far_as(moment, form))
    assert bool(re.search(r"(Z|[+-]\d\d:\d\d)$", found)) == is_zoned


@FUZZ
@given(TIMES, st.sampled_from(TIME_FORMATS))
def test_times_in_every_format(time: datetime.time, form: str) -> None:
    moment = datetime.datetime.combine(datetime.date(1972, 1, 1), time, datetime.UTC)
    kept = time.replace(
        microsecond=time.microsecond if "SSS" in form else 0,
        second=time.second if "ss" in form else 0,
    )
    found = read(written(moment, form), "time", form)
    assert datetime.time.fromisoformat(found) == kept


@FUZZ
@given(st.datetimes(datetime.datetime(1, 1, 1), datetime.datetime(9999, 12, 31)))
def test_native_forms_stay_as_they_are(moment: datetime.datetime) -> None:
    assert read(moment.isoformat(), "dateTime") == moment.isoformat()
    assert read(moment.date().isoformat(), "date") == moment.date().isoformat()
    assert read(f"--{moment:%m-%d}", "gMonthDay") == f"--{moment:%m-%d}"


ERAS = (
    ("明治", "M", datetime.date(1873, 1, 1), datetime.date(1912, 7, 30), 1867),
    ("大正", "T", datetime.date(1912, 7, 30), datetime.date(1926, 12, 25), 1911),
    ("昭和", "S", datetime.date(1926, 12, 25), datetime.date(1989, 1, 7), 1925),
    ("平成", "H", datetime.date(1989, 1, 8), datetime.date(2019, 4, 30), 1988),
    ("令和", "R", datetime.date(2019, 5, 1), datetime.date(2117, 12, 31), 2018),
)
_FULL_WIDTH = str.maketrans("0123456789.MTSHR", "０１２３４５６７８９．ＭＴＳＨＲ")


@st.composite
def era_days(draw: st.DrawFn) -> tuple[str, datetime.date]:
    """A day and one of the ways in which Japanese documents write it."""
    name, letter, first, last, before = draw(st.sampled_from(ERAS))
    day = draw(st.dates(first, last))
    number = day.year - before
    year = draw(st.sampled_from(["元", "1", "01"])) if number == 1 else str(number)
    month, of_month = day.month, day.day
    writings = (
        f"{name}{year}年{month}月{of_month}日",
        f"{name} {year}年 {month:02}月 {of_month:02}日",
        f"{letter}{year}.{month}.{of_month}",
        f"{letter}{year}/{month}/{of_month}",
    )
    text = draw(st.sampled_from(writings))
    return (text.translate(_FULL_WIDTH) if draw(st.booleans()) else text), day


@FUZZ
@given(era_days())
def test_days_of_eras_in_every_writing(case: tuple[str, datetime.date]) -> None:
    text, day = case
    assert read(text, "date", widen=True) == day.isoformat()


@FUZZ
@given(st.sampled_from(ERAS), st.integers(0, 99), st.integers(0, 13), st.integers(0, 32))
def test_a_day_of_an_era_is_read_just_where_it_was(
    era: tuple[str, str, datetime.date, datetime.date, int], year: int, month: int, day: int
) -> None:
    name, _, first, last, before = era
    try:
        meant = datetime.date(before + year, month, day)
    except ValueError:
        meant = datetime.date.min
    text = f"{name}{year}年{month}月{day}日"
    if year and first <= meant <= last:
        assert read(text, "date", widen=True) == meant.isoformat()
    else:
        with pytest.raises(BadValue):
            read(text, "date", widen=True)


_SCRAPS = st.text("0123456789-+:.TZ/年月日元平成令和昭明治大正MTSHR０１９ .,", max_size=24)


@FUZZ
@given(st.one_of(_SCRAPS, st.text(max_size=12)), st.sampled_from(sorted(KINDS)), st.booleans())
def test_any_text_is_a_date_or_refused(text: str, base: str, widen: bool) -> None:
    try:
        found = read(text, base, widen=widen)
    except BadValue:
        return
    assert read(found, base) == found
    constraint_value(base, found)


@FUZZ
@given(_SCRAPS)
def test_any_text_is_a_japanese_date_or_none(text: str) -> None:
    try:
        japanese.date(text)
        japanese.number(text)
    except japanese.NoSuchDay:
        pass


@FUZZ
@given(st.text("yMdHmsSXxT'-/:. 年G", max_size=14), st.text("0123456789-:TZ+年", max_size=14),
       st.sampled_from(sorted(KINDS)))  # fmt: skip
def test_any_format_is_compiled_or_refused(form: str, text: str, base: str) -> None:
    try:
        found = read(text, base, form)
    except (BadFormatError, BadValue):
        return
    assert read(found, base) == found
