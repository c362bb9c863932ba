"""Numbers, dates and inexact figures in words that people read, in Japanese and English.

Pure functions from lexical forms to texts; nothing here knows a graph or a web server.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final

from babel.dates import format_date
from babel.numbers import format_decimal

from kg.iris import expand

_DATE_PATTERNS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        expand("xsd:date"): {"ja": "y年M月d日", "en": "d MMMM y"},
        expand("xsd:gYearMonth"): {"ja": "y年M月", "en": "MMMM y"},
        expand("xsd:gYear"): {"ja": "y年", "en": "y"},
    }
)
_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_DATE_TIME: Final = expand("xsd:dateTime")
_UTC_MINUTE: Final = re.compile(r"(?P<date>\d{4}-\d\d-\d\d)T(?P<time>\d\d:\d\d)(?::[\d.]+)?Z")

# Written around a figure; {} is the figure as a number with its unit.
QUALIFIERS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "exact": {"ja": "{}", "en": "{}"},
        "approximate": {"ja": "約{}", "en": "about {}"},
        "lower-bound-exclusive": {"ja": "{}を超える", "en": "more than {}"},
        "lower-bound": {"ja": "{}以上", "en": "at least {}"},
        "upper-bound": {"ja": "{}以下", "en": "at most {}"},
        "upper-bound-exclusive": {"ja": "{}未満", "en": "less than {}"},
        "approximate-upper-bound": {"ja": "約{}まで", "en": "up to about {}"},
        "range": {"ja": "{}", "en": "{}"},
    }
)


def date_in_words(lexical: str, datatype: str, language: str) -> str | None:
    """A date, month, year or UTC time in words; None where the datatype or the form is another.

    >>> date_in_words("2020-03", "http://www.w3.org/2001/XMLSchema#gYearMonth", "ja")
    '2020年3月'
    >>> date_in_words("2019-11-07", "http://www.w3.org/2001/XMLSchema#date", "en")
    '7 November 2019'
    """
    moment = _UTC_MINUTE.fullmatch(lexical) if datatype == _DATE_TIME else None
    if moment is not None:
        worded = date_in_words(moment["date"], expand("xsd:date"), language)
        return worded and f"{worded} {moment['time']} UTC"
    patterns, parts = _DATE_PATTERNS.get(datatype), _DATE.fullmatch(lexical)
    if patterns is None or parts is None:
        return None
    year, month, day = (int(part or 1) for part in parts.groups())
    try:
        return format_date(date(year, month, day), patterns[language], locale=language)
    except ValueError:
        return None


def number_in_words(lexical: str, language: str) -> str:
    """A decimal with thousands separators and all its digits; other texts as they are.

    >>> number_in_words("151000000", "en"), number_in_words("0.4680", "ja")
    ('151,000,000', '0.468')
    """
    try:
        value = Decimal(lexical)
    except InvalidOperation:
        return lexical
    if not value.is_finite():
        return lexical
    return format_decimal(value, locale=language, decimal_quantization=False)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as the source states it.

    Attributes:
        qualifier: key of the qualifier concept; empty stands for ``exact``.
        amount: lexical decimal, empty where only bounds are known.
        low: lexical decimal, lower bound.
        high: lexical decimal, upper bound.
        unit: name of the unit in the reader's language, or a currency code.
    """

    qualifier: str = ""
    amount: str = ""
    low: str = ""
    high: str = ""
    unit: str = ""

    def in_words(self, language: str) -> str:
        """The figure with its unit and qualifier; empty where no number is known.

        >>> Figure("approximate", "50000000000", unit="EUR").in_words("en")
        'about 50,000,000,000 EUR'
        >>> Figure("lower-bound-exclusive", low="450", unit="組織").in_words("ja")
        '450組織を超える'
        """
        bare = self._bare(lambda lexical: number_in_words(lexical, language), language)
        if not bare:
            return ""
        space = " " if self.unit[:1].isascii() and self.unit[:1].isalnum() else ""
        pattern = QUALIFIERS.get(self.qualifier, QUALIFIERS["exact"])[language]
        return pattern.format(f"{bare}{space}{self.unit}")

    def _bare(self, number: Callable[[str], str], language: str) -> str:
        if self.amount:
            return number(self.amount)
        if self.low and self.high:
            if self.low == self.high:
                return number(self.low)
            between = "～" if language == "ja" else " to "
            return f"{number(self.low)}{between}{number(self.high)}"
        return number(self.low or self.high) if self.low or self.high else ""


def status_in_words(status: str, as_of: str, language: str) -> str:
    """A status with the date it held at, both already in words.

    >>> status_in_words("提案段階", "2020年3月", "ja")
    '2020年3月時点で提案段階'
    >>> status_in_words("proposed", "March 2020", "en")
    'proposed as of March 2020'
    """
    if not as_of:
        return status
    return f"{as_of}時点で{status}" if language == "ja" else f"{status} as of {as_of}"
