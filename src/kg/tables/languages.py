"""Language tags (BCP 47): whether one is well formed, and whether two match."""

import re

from .model import UNDETERMINED

_TAG = re.compile(
    r"""(?: (?P<language> [a-z]{2,3} (?:-[a-z]{3}){0,3} | [a-z]{4} | [a-z]{5,8} )
        (?: - [a-z]{4} )?
        (?: - (?: [a-z]{2} | [0-9]{3} ) )?
        (?: - (?: [a-z0-9]{5,8} | [0-9][a-z0-9]{3} ) )*
        (?: - [a-wyz0-9] (?: - [a-z0-9]{2,8} )+ )*
        (?: - x (?: - [a-z0-9]{1,8} )+ )?
        | x (?: - [a-z0-9]{1,8} )+
        | i-[a-z]{2,8} )""",
    re.VERBOSE | re.IGNORECASE,
)


def is_language(tag: str) -> bool:
    """Whether a tag is well formed by BCP 47.

    >>> is_language("ja-Hrkt"), is_language("en-US"), is_language("a-bad-language")
    (True, True, False)
    """
    return _TAG.fullmatch(tag) is not None


def languages_match(one: str, other: str) -> bool:
    """Whether one tag is the other or a truncation of it; ``und`` matches every tag.

    >>> languages_match("en", "en-US"), languages_match("en", "de"), languages_match("und", "ja")
    (True, False, True)
    """
    if UNDETERMINED in (one, other):
        return True
    shorter, longer = sorted((one.lower(), other.lower()), key=len)
    return longer == shorter or longer.startswith(shorter + "-")
