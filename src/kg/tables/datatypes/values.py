"""What parsing a cell's text gives, or why it gives nothing."""

from collections.abc import Callable
from decimal import Decimal

Comparable = Decimal | float | tuple[int, Decimal]
"""A number; seconds on the time line; months and seconds of a duration."""

Parsed = tuple[str, str]
"""The lexical form for the literal, and the canonical form for templates and keys."""

Parser = Callable[[str], Parsed]
"""Text of a cell (white space handled already) to its forms; raises BadValue."""


class BadValue(Exception):
    """A text that is no value of the datatype; the details fill the rule's message."""

    def __init__(self, rule: str, **details: object) -> None:
        super().__init__(rule)
        self.rule = rule
        self.details = details


class BadFormatError(ValueError):
    """A ``format`` that the datatype cannot have: it is ignored with a warning."""


Hint = tuple[str, str]
"""How to write the value, in Japanese and English."""


def refused(rule: str, datatype: str, hint: Hint, ja: str = "", en: str = "") -> BadValue:
    """A BadValue with the details that all ``bad-…`` rules of cells share."""
    return BadValue(
        rule,
        datatype=datatype,
        detail_ja=f"（{ja}）" if ja else "",
        detail_en=f" ({en})" if en else "",
        format_ja=hint[0],
        format_en=hint[1],
    )
