"""Texts that stand for themselves: the forms of a datatype that need no parsing.

A shape tells, for a whole column at once, that each text is a value of the datatype whose lexical
form is that very text. It may say no to texts that are values all the same: those are parsed one by
one. Where the canonical form is asked for, the text must be that as well.
"""

import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from ..datatypes import BadFormatError, BadValue, compile_parser
from ..datatypes.numbers import FLOATS, INTEGERS, NUMERIC, number_value
from ..model import Datatype

Test = Callable[[pl.Expr], pl.Expr]
"""From a column of texts to whether each of them passes; null may be either."""

_LEAP = "(?:[1-9][0-9](?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[13579][26])00)"
_DATE = (
    "(?:[1-9][0-9]{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    f"|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)|{_LEAP}-02-29)"
)
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
_ZONE = "(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])"
_NAME = "[A-Za-z_][A-Za-z0-9_.-]*"
_ANY = r"[\s\S]*"

_FORMS: Mapping[str, str] = {
    "date": _DATE,
    "dateTime": f"{_DATE}T{_CLOCK}{_ZONE}?",
    "datetime": f"{_DATE}T{_CLOCK}{_ZONE}?",
    "dateTimeStamp": f"{_DATE}T{_CLOCK}{_ZONE}",
    "gYear": "[1-9][0-9]{3}",
    "gYearMonth": "[1-9][0-9]{3}-(?:0[1-9]|1[0-2])",
    "boolean": "true|false",
    "anyURI": r"[!#-;=?-\[\]_a-z~]*",
    "language": "[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
    "Name": _NAME,
    "NCName": _NAME,
    "NMTOKEN": _NAME,
    "QName": _NAME,
    "token": r"[^ \t\r\n]+(?: [^ \t\r\n]+)*",
    "normalizedString": r"[^\t\r\n]*",
    **dict.fromkeys(("string", "json", "xml", "html", "anyAtomicType", "any"), _ANY),
}
"""Forms whose canonical form is the text itself; the names are ASCII ones only."""

TEXTUAL = frozenset(base for base, form in _FORMS.items() if form == _ANY) | {
    "token",
    "normalizedString",
}
"""Datatypes whose texts may have to be escaped."""

_WRITTEN: Mapping[str, str] = {
    **dict.fromkeys(INTEGERS, "[+-]?[0-9]{1,18}"),
    "decimal": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)",
    **dict.fromkeys(FLOATS, r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"),
}
_CANONICAL: Mapping[str, str] = {
    **dict.fromkeys(INTEGERS, "0|-?[1-9][0-9]{0,17}"),
    "decimal": r"0|-?[1-9][0-9]*|-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9]",
}
_PLAIN_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_ISO_FORMATS = {"date": "yyyy-MM-dd", "gYear": "yyyy", "gYearMonth": "yyyy-MM"}
_SORTABLE = frozenset(_ISO_FORMATS)
_Comparison = Callable[[Any, Any], pl.Expr]
_COMPARISONS: Mapping[str, _Comparison] = {
    "min_inclusive": operator.ge,
    "min_exclusive": operator.gt,
    "max_inclusive": operator.le,
    "max_exclusive": operator.lt,
}
_EXACT = 15
"""Decimal digits that a double tells apart."""

_REPEATED = r"(?:[*+?]|\{[0-9]{1,3}(?:,[0-9]{0,3})?\})?(?![*+?{])"
_PORTABLE = re.compile(
    r"(?:(?:[A-Za-z0-9 _,:;@/=#%&!~'\"<>\u0080-\uD7FF\uE000-\uFFFD-]|\\[d\-.\\/+*?()\[\]{}|^$]|\."
    rf"|\[\^?(?:[A-Za-z0-9_ .,:;/@+*-]|\\[\-\\\].])+\]){_REPEATED}"
    rf"|\((?:\?:)?|\){_REPEATED}|\||\^|\$)*"
)
"""Regular expressions that mean the same to ECMAScript, Python and Rust, but for ``\\d``."""


_ESCAPED = {"d": "[0-9]"}
"""Escapes that Rust would take for more than ASCII."""


def matches(pattern: str) -> Test:
    """Whether the whole text matches a regular expression."""
    return lambda text: text.str.contains(f"^(?:{pattern})$")


def shape(datatype: Datatype, *, widen: bool, canonical: bool) -> list[Test] | None:
    """The tests that together tell a datatype's texts; None where there is no shape.

    Args:
        datatype: with its format and its constraints.
        widen: whether Japanese numbers and dates are read, which rewrites some XSD forms as well.
        canonical: whether the texts must be canonical forms.
    """
    try:
        compile_parser(datatype)
    except (BadFormatError, BadValue):
        return None
    form = _form(datatype.base, widen=widen, canonical=canonical)
    written = _format(datatype)
    limits = _limits(datatype)
    if form is None or written is None or limits is None:
        return None
    return [*([] if form == _ANY else [matches(form)]), *written, *_lengths(datatype), *limits]


def _form(base: str, *, widen: bool, canonical: bool) -> str | None:
    if base not in NUMERIC:
        return _FORMS.get(base)
    if canonical or (widen and base in INTEGERS):
        return _CANONICAL.get(base)
    return _PLAIN_NUMBER if widen else _WRITTEN[base]


def _format(datatype: Datatype) -> list[Test] | None:
    """The test of a format; None for one that takes parsing."""
    form = datatype.format
    if form is None or form == _ISO_FORMATS.get(datatype.base):
        return []
    if datatype.base not in _FORMS or datatype.base in ("boolean", *_SORTABLE):
        return None
    if not isinstance(form, str) or "--" in form or not _PORTABLE.fullmatch(form):
        return None
    return [matches(re.sub(r"\\(.)", lambda found: _ESCAPED.get(found[1], found[0]), form))]


def _lengths(datatype: Datatype) -> list[Test]:
    found: list[Test] = []
    if datatype.length is not None:
        found.append(lambda text: text.str.len_chars() == datatype.length)
    if datatype.min_length is not None:
        found.append(lambda text: text.str.len_chars() >= datatype.min_length)
    if datatype.max_length is not None:
        found.append(lambda text: text.str.len_chars() <= datatype.max_length)
    return found


def _limits(datatype: Datatype) -> list[Test] | None:
    """The tests of a datatype's range; None where a limit cannot be tested so."""
    given = [(compare, getattr(datatype, field)) for field, compare in _COMPARISONS.items()]
    least, greatest = INTEGERS.get(datatype.base, (None, None))
    bounds = [(operator.ge, least), (operator.le, greatest)]
    found = [
        _limit(datatype.base, compare, str(limit))
        for compare, limit in [*given, *bounds]
        if limit is not None
    ]
    tests = [test for test in found if test is not None]
    return tests if len(tests) == len(found) else None


def _limit(base: str, compare: _Comparison, limit: str) -> Test | None:
    if base in _SORTABLE and re.fullmatch(_FORMS[base], limit):
        return lambda text: compare(text, pl.lit(limit))
    if base in FLOATS:
        number = float(number_value(base, limit))
        return lambda text: compare(text.cast(pl.Float64, strict=False), number)
    if base not in NUMERIC:
        return None
    exact = Decimal(limit)
    if len(exact.as_tuple().digits) > _EXACT and abs(exact) < 10**_EXACT:
        return None

    def within(text: pl.Expr) -> pl.Expr:
        few = text.str.len_bytes() <= _EXACT
        return few & compare(text.cast(pl.Float64, strict=False), float(exact))

    return within
