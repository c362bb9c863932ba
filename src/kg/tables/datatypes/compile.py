"""One parser per column: the datatype's base, its format and its constraints, put together once."""

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ..model import Datatype, NumberFormat
from . import dates, durations, numbers, strings
from .values import BadFormatError, BadValue, Comparable, Hint, Parsed, Parser

Check = Callable[[str], None]
"""Raises BadValue for a lexical form that breaks a constraint."""

Broken = Callable[[Any, Any], bool]
"""Whether a value breaks a limit; both are values of one datatype."""

ORDERED = frozenset({*numbers.NUMERIC, *dates.KINDS, *durations.DURATIONS})
"""Datatypes that value constraints apply to."""

_LIMITS = (
    ("min_inclusive", operator.lt, "{} 以上とする", "the least value is {}"),
    ("min_exclusive", operator.le, "{} より大きくする", "it must be greater than {}"),
    ("max_inclusive", operator.gt, "{} 以下とする", "the greatest value is {}"),
    ("max_exclusive", operator.ge, "{} より小さくする", "it must be less than {}"),
)
"""The four limits: field, the comparison that breaks it, what to say."""


def compile_parser(datatype: Datatype, *, widen: bool = False) -> Parser:
    """The parser of a datatype with format and constraints; ``widen`` adds Japanese writing.

    Raises:
        BadFormatError: the format is not one that the base can have.

    >>> compile_parser(Datatype("integer", format="#,##0"))("1,234")
    ('1234', '1234')
    """
    parse = _base_parser(datatype, widen=widen)
    checks = [*_length_checks(datatype), *_range_checks(datatype)]
    if not checks:
        return parse

    def checked(text: str) -> Parsed:
        found = parse(text)
        for check in checks:
            check(found[0])
        return found

    return checked


def _base_parser(datatype: Datatype, *, widen: bool) -> Parser:
    base, form = datatype.base, datatype.format
    if base in numbers.NUMERIC:
        return numbers.number_parser(base, form, widen=widen)
    if isinstance(form, NumberFormat):
        raise BadFormatError("pattern")
    if base in dates.KINDS:
        return dates.date_parser(base, form, widen=widen)
    if base == "boolean":
        return strings.boolean_parser(form, widen=widen)
    is_duration = base in durations.DURATIONS
    parse = durations.duration_parser(base) if is_duration else strings.form_parser(base)
    return parse if form is None else _matching(parse, form)


def _matching(parse: Parser, form: str) -> Parser:
    shape = strings.text_format(form)

    def matched(text: str) -> Parsed:
        if not shape.fullmatch(text):
            raise BadValue("bad-format", pattern=form)
        return parse(text)

    return matched


def _length_checks(datatype: Datatype) -> list[Check]:
    constraints = (
        (datatype.length, operator.ne, "ちょうど", "exactly"),
        (datatype.min_length, operator.lt, "少なくとも", "at least"),
        (datatype.max_length, operator.gt, "多くとも", "at most"),
    )
    return [
        _length_check(datatype.base, limit, broken, (ja, en))
        for limit, broken, ja, en in constraints
        if limit is not None
    ]


def _length_check(base: str, limit: int, broken: Broken, word: Hint) -> Check:
    def check(lexical: str) -> None:
        length = strings.size(base, lexical)
        if broken(length, limit):
            raise BadValue(
                "wrong-length",
                length=length,
                limit_ja=f"{word[0]} {limit} とする",
                limit_en=f"{word[1]} {limit} is wanted",
            )

    return check


def _range_checks(datatype: Datatype) -> list[Check]:
    found: list[Check] = []
    for field, usual, ja, en in _LIMITS:
        text = getattr(datatype, field)
        if text is not None:
            limit = constraint_value(datatype.base, text)
            broken = _duration_breaks(field) if datatype.base in durations.DURATIONS else usual
            word = (ja.format(text), en.format(text))
            found.append(_range_check(datatype.base, limit, broken, word))
    return found


def _range_check(base: str, limit: Comparable, broken: Broken, word: Hint) -> Check:
    def check(lexical: str) -> None:
        if broken(_value(base, lexical), limit):
            raise BadValue("out-of-range", limit_ja=word[0], limit_en=word[1])

    return check


def _duration_breaks(field: str) -> Broken:
    """The comparison of durations for one of the limits; their order is partial."""

    def broken(value: tuple[int, Decimal], limit: tuple[int, Decimal]) -> bool:
        below, above = durations.less(value, limit), durations.less(limit, value)
        beyond = below if field.startswith("min") else above
        return beyond or (field.endswith("exclusive") and value == limit)

    return broken


def constraint_value(base: str, text: str) -> Comparable:
    """The value of a limit, written in the XSD form of the base; raises BadValue."""
    lexical, _ = _base_parser(Datatype(base), widen=False)(text)
    return _value(base, lexical)


def _value(base: str, lexical: str) -> Comparable:
    if base in numbers.NUMERIC:
        return numbers.number_value(base, lexical)
    if base in dates.KINDS:
        return dates.date_value(base, lexical)
    return durations.duration_value(lexical)
