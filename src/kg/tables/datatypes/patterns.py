"""Number patterns of UTS 35, and numbers written with a group character but no pattern.

Source: tabular-data-model, section 6.4.2; UTS 35 part 3, "Number Format Patterns". Recognised are
``0 # . , E + - % ‰``, grouping with a primary and a secondary size, and grouping of fractions.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from .values import BadFormatError

_SHIFTS = {"%": 2, "‰": 3}


class Split(NamedTuple):
    """A number taken apart: digits without groups, decimal places to shift, sign."""

    negative: bool
    whole: str
    fraction: str
    exponent: str
    shift: int


@dataclass(frozen=True, slots=True)
class NumberPattern:
    """A compiled pattern; ``split`` takes apart the texts that fit it."""

    shape: re.Pattern[str]
    decimal_char: str
    group_char: str
    least_whole: int
    least_fraction: int
    greatest_fraction: int

    @classmethod
    def parse(cls, pattern: str, decimal_char: str, group_char: str) -> "NumberPattern":
        """Compiles a pattern; raises BadFormatError for one that is not of the known symbols."""
        point, group = re.escape(decimal_char), re.escape(group_char)
        found = re.fullmatch(
            rf"(?P<prefix>[%‰]?)(?P<sign>[+-]?)(?P<more>[%‰]?)(?P<whole>(?:[#0]|{group})*)"
            rf"(?:{point}(?P<fraction>(?:[#0]|{group})*))?(?P<exponent>E\+?[#0]*0)?"
            rf"(?P<suffix>[%‰]?)",
            pattern,
        )
        if found is None:
            raise BadFormatError(pattern)
        wholes = found["whole"].split(group_char)
        fractions = (found["fraction"] or "").split(group_char)
        digits, places = "".join(wholes), "".join(fractions)
        if not re.fullmatch("#*0*", digits) or not re.fullmatch("0*#*", places):
            raise BadFormatError(pattern)
        if not digits + places or not all(wholes[1:]) or not all(fractions[:-1]):
            raise BadFormatError(pattern)
        shape = (
            rf"(?P<prefix>{found['prefix'] or found['more']})(?P<sign>[+-]?)"
            rf"(?P<whole>{_whole_shape([len(part) for part in wholes], group)})"
            rf"(?:{point}(?P<fraction>{_fraction_shape(fractions, group)}))?"
            rf"{'E(?P<exponent>[+-]?[0-9]+)' if found['exponent'] else '(?P<exponent>)'}"
            rf"(?P<suffix>{found['suffix']})"
        )
        return cls(
            re.compile(shape),
            decimal_char,
            group_char,
            digits.count("0"),
            places.count("0"),
            len(places),
        )

    def split(self, text: str) -> Split | None:
        """The parts of a number; None for a text that does not fit."""
        found = self.shape.fullmatch(text)
        if found is None:
            return None
        whole = found["whole"].replace(self.group_char, "")
        fraction = (found["fraction"] or "").replace(self.group_char, "")
        if not self.least_fraction <= len(fraction) <= self.greatest_fraction:
            return None
        if len(whole) < self.least_whole or not whole + fraction:
            return None
        shift = _SHIFTS.get(found["prefix"] or found["suffix"], 0)
        return Split(found["sign"] == "-", whole or "0", fraction, found["exponent"] or "", shift)


def _whole_shape(sizes: list[int], group: str) -> str:
    """Digits before the point: the last group has the primary size, those before the secondary."""
    if len(sizes) == 1:
        return "[0-9]*"
    primary = sizes[-1]
    secondary = sizes[-2] if len(sizes) > 2 else primary
    many = rf"[0-9]{{1,{secondary}}}(?:{group}[0-9]{{{secondary}}})*{group}[0-9]{{{primary}}}"
    return rf"{many}|[0-9]{{0,{primary}}}"


def _fraction_shape(parts: list[str], group: str) -> str:
    """Digits after the point, in groups of the size of the pattern's first group."""
    if len(parts) == 1:
        return "[0-9]*"
    size = len(parts[0])
    return rf"(?:[0-9]{{{size}}}{group})*[0-9]{{1,{size}}}"


class LooseNumber:
    """Numbers of a decimal and a group character without a pattern.

    Groups may have any size, as the standard says; with ``thousands`` they have three digits.
    """

    def __init__(
        self, decimal_char: str, group_char: str | None, *, thousands: bool = False
    ) -> None:
        point = re.escape(decimal_char)
        group = re.escape(group_char) if group_char else ""
        whole = "[0-9]+"
        if group and thousands:
            whole = rf"[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+"
        elif group:
            whole = rf"[0-9]+(?:{group}[0-9]+)*"
        self._group = group_char or ""
        self._shape = re.compile(
            rf"(?P<sign>[+-]?)(?P<whole>{whole})(?:{point}(?P<fraction>[0-9]+))?"
            r"(?:[eE](?P<exponent>[+-]?[0-9]+))?(?P<suffix>[%‰]?)"
        )

    def split(self, text: str) -> Split | None:
        """The parts of a number; None for a text that does not fit.

        >>> LooseNumber(",", ".").split("-10.000,1")
        Split(negative=True, whole='10000', fraction='1', exponent='', shift=0)
        """
        found = self._shape.fullmatch(text)
        if found is None:
            return None
        whole = found["whole"].replace(self._group, "") if self._group else found["whole"]
        return Split(
            found["sign"] == "-",
            whole,
            found["fraction"] or "",
            found["exponent"] or "",
            _SHIFTS.get(found["suffix"], 0),
        )
