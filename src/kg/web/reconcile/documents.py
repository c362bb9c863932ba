"""JSON documents that clients send: read strictly, so that nothing of them is lost unnoticed."""

import json
from typing import Any, Final, NoReturn

from kg.problems import Text
from kg.web.reconcile.faults import Fault, refuse

Document = dict[str, Any]

MOST_CANDIDATES: Final = 100
"""A client gets no more candidates of a query, or suggestions, at a time."""

MOST_SKIPPED: Final = 1000
"""Suggestions that a client may skip: nobody turns that many pages."""


class _RepeatedName(ValueError):
    """An object has two members of one name, of which a reader would silently lose one."""


def read(parameter: str, text: str) -> Document:
    """The JSON object that a parameter holds.

    Raises:
        BadReconciliation: it is no JSON object, or has two members of one name.
    """
    try:
        document = json.loads(text, object_pairs_hook=_members, parse_constant=_no_number)
    except _RepeatedName as error:
        raise refuse(
            parameter,
            f"同じ名前「{error}」が二つあります。",
            f"The name {str(error)!r} stands twice.",
        ) from None
    except (ValueError, RecursionError):
        raise refuse(parameter, "JSONではありません。", "This is not JSON.") from None
    if not isinstance(document, dict):
        raise refuse(parameter, "JSONのオブジェクトが必要です。", "A JSON object is needed.")
    return document


def _members(pairs: list[tuple[str, Any]]) -> Document:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _RepeatedName(next(name for name in found if names.count(name) > 1))
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def sound(text: str) -> bool:
    """Whether a text can be written in UTF-8, which half a surrogate pair cannot."""
    return text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text)


def count(at: str, value: object, faults: list[Fault], *, default: int) -> int:
    """A number of things to return, at most :data:`MOST_CANDIDATES`; notes a fault for none."""
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 1 or value % 1:
        faults.append(
            Fault(at, Text("limitは1以上の整数です。", "limit is a whole number, at least 1."))
        )
        return default
    return min(int(value), MOST_CANDIDATES)
