"""Numeric datatypes: XSD forms, number patterns (UTS 35) and Japanese ways of writing numbers.

Source: tabular-data-model, section 6.4.2.
"""

import math
import re
from collections.abc import Mapping
from decimal import Decimal

from ..model import NumberFormat
from . import japanese
from .patterns import LooseNumber, NumberPattern, Split
from .values import Hint, Parsed, Parser, refused

_UNBOUNDED: tuple[int | None, int | None] = (None, None)

INTEGERS: Mapping[str, tuple[int | None, int | None]] = {
    "integer": _UNBOUNDED,
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
}
"""Integer datatypes with their least and greatest value."""

FLOATS = frozenset({"double", "float", "number"})
NUMERIC = frozenset({*INTEGERS, *FLOATS, "decimal"})

_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_FLOAT = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SPECIAL = {"NaN": math.nan, "INF": math.inf, "+INF": math.inf, "-INF": -math.inf}
_MAX_DIGITS = 4000  # Python refuses to convert longer integers (sys.set_int_max_str_digits)

_PLAIN: Hint = ("1234 や -0.5 のように数字で書く", "write digits, like 1234 or -0.5")
_JAPANESE: Hint = (
    "1234、1,234、1億5,100万 のように書く。約や超などの語は別の列に移す",
    "write 1234, 1,234 or 1億5,100万; words such as 約 or 超 belong in another column",
)


def number_parser(base: str, form: NumberFormat | str | None, *, widen: bool) -> Parser:
    """A parser of one numeric datatype; ``widen`` accepts Japanese writing as well.

    Raises:
        BadFormatError: the pattern is not one of section 6.4.2.
    """
    exact = _exact_parser(base, _JAPANESE if widen else _PLAIN)
    if isinstance(form, str):
        form = NumberFormat(pattern=form)
    if form is None:
        return _japanese_parser(base, exact, None) if widen else exact
    shape = _shape(form)
    if widen:
        return _japanese_parser(base, exact, shape)
    return _formatted_parser(base, exact, shape, form.pattern)


def _shape(form: NumberFormat) -> NumberPattern | LooseNumber:
    if form.pattern is None:
        return LooseNumber(form.decimal_char, form.group_char)
    return NumberPattern.parse(form.pattern, form.decimal_char, form.group_char or ",")


def _formatted_parser(
    base: str, exact: Parser, shape: NumberPattern | LooseNumber, pattern: str | None
) -> Parser:
    hint = (f"書式 {pattern} で書く", f"write it as {pattern}") if pattern else _PLAIN

    def parse(text: str) -> Parsed:
        if text in _SPECIAL:
            return exact(text)
        split = shape.split(text)
        if split is None:
            raise refused("bad-number", base, hint)
        return exact(_joined(split))

    return parse


def _japanese_parser(base: str, exact: Parser, shape: NumberPattern | LooseNumber | None) -> Parser:
    loose = LooseNumber(".", ",", thousands=True)

    def parse(text: str) -> Parsed:
        plain = japanese.number_text(text)
        if plain in _SPECIAL:
            return exact(plain)
        split = shape.split(plain) if shape is not None else None
        split = split or loose.split(plain)
        if split is not None:
            return exact(_joined(split))
        amount = japanese.number(plain)
        if amount is None:
            raise refused("bad-number", base, _JAPANESE)
        return exact(f"{amount:f}")

    return parse


def _joined(split: Split) -> str:
    """The XSD form of a number that was taken apart: percent applied, groups gone."""
    text = split.whole + (f".{split.fraction}" if split.fraction else "")
    if split.exponent:
        text = f"{text}E{split.exponent}"
    if split.shift:
        text = format(Decimal(text).scaleb(-split.shift), "f")
    return f"-{text}" if split.negative else text


def _exact_parser(base: str, hint: Hint) -> Parser:
    if base in INTEGERS:
        return _integer_parser(base, hint)
    return _decimal_parser(hint) if base == "decimal" else _float_parser(base, hint)


def _integer_parser(base: str, hint: Hint) -> Parser:
    least, greatest = INTEGERS[base]
    low = -math.inf if least is None else least
    high = math.inf if greatest is None else greatest
    ja = f"{'' if least is None else least} から {'' if greatest is None else greatest} まで"
    en = f"from {'any' if least is None else least} to {'any' if greatest is None else greatest}"

    def parse(text: str) -> Parsed:
        if not _INTEGER.fullmatch(text) or len(text) > _MAX_DIGITS:
            raise refused("bad-number", base, hint)
        number = int(text)
        if not low <= number <= high:
            raise refused("bad-number", base, hint, f"{base} は {ja}", f"{base} goes {en}")
        return text, str(number)

    return parse


def _decimal_parser(hint: Hint) -> Parser:
    def parse(text: str) -> Parsed:
        if not _DECIMAL.fullmatch(text):
            raise refused("bad-number", "decimal", hint)
        return text, canonical_decimal(text)

    return parse


def canonical_decimal(text: str) -> str:
    """The canonical form of a decimal by XSD 1.1.

    >>> canonical_decimal("+05.10"), canonical_decimal("-0.0"), canonical_decimal(".5")
    ('5.1', '0', '0.5')
    """
    whole, _, fraction = text.lstrip("+-").partition(".")
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    if not fraction and whole == "0":
        return "0"
    sign = "-" if text.startswith("-") else ""
    return f"{sign}{whole}.{fraction}" if fraction else sign + whole


def _float_parser(base: str, hint: Hint) -> Parser:
    def parse(text: str) -> Parsed:
        if text in _SPECIAL:
            plain = text.removeprefix("+")
            return plain, plain
        if not _FLOAT.fullmatch(text):
            raise refused("bad-number", base, hint)
        return text, canonical_float(float(text))

    return parse


def canonical_float(number: float) -> str:
    """The canonical form of a double by XSD: mantissa with a point, exponent.

    >>> canonical_float(42.5), canonical_float(-0.001), canonical_float(0.0)
    ('4.25E1', '-1.0E-3', '0.0E0')
    """
    if not math.isfinite(number):
        return "INF" if number > 0 else "-INF"
    if number == 0:
        return "-0.0E0" if math.copysign(1, number) < 0 else "0.0E0"
    sign, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
    mantissa = "".join(map(str, digits))
    power = int(exponent) + len(mantissa) - 1
    return f"{'-' if sign else ''}{mantissa[0]}.{mantissa[1:] or '0'}E{power}"


def number_value(base: str, lexical: str) -> Decimal | float:
    """The number that a lexical form stands for."""
    return float(_SPECIAL.get(lexical, lexical)) if base in FLOATS else Decimal(lexical)
