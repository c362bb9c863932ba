"""Reconciliation query batches as they are sent (Reconciliation API 0.2 §4.1)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from kg.problems import Text
from kg.web.front.refusals import BatchTooLarge
from kg.web.reconcile.documents import Document, count, read, sound
from kg.web.reconcile.faults import Fault

_CANDIDATES: Final = 10
_MEMBERS: Final = ("query", "type", "type_strict", "limit", "properties")


class Strictness(StrEnum):
    """What becomes of types: the candidates are of any or all of them, or should rather be."""

    ANY = "any"
    ALL = "all"
    SHOULD = "should"


@dataclass(frozen=True, slots=True)
class Query:
    """One query of a batch.

    Attributes:
        text: a name or an identifier; empty where properties alone identify what is sought.
        types: identifiers of types.
        strictness: what they mean for candidates.
        limit: the most candidates that the client wants.
        properties: identifiers of properties, each with its values as texts.
    """

    text: str
    types: tuple[str, ...] = ()
    strictness: Strictness = Strictness.ANY
    limit: int = _CANDIDATES
    properties: tuple[tuple[str, tuple[str, ...]], ...] = ()


def read_batch(text: str, most: int, faults: list[Fault]) -> dict[str, Query]:
    """The queries of a batch by their keys.

    Args:
        text: JSON, as ``reconciliation-query-batch.json`` describes it.
        most: queries that a batch may have.
        faults: gets what is wrong with single queries.

    Raises:
        BadReconciliation: it is no JSON object.
        BatchTooLarge: it has more queries.
    """
    document = read("queries", text)
    if len(document) > most:
        raise BatchTooLarge(most)
    return {key: _query(key, value, faults) for key, value in document.items()}


def _query(key: str, value: Any, faults: list[Fault]) -> Query:
    if not sound(key):
        faults.append(Fault("queries", Text("名前がUTF-8で表せません。", "A name is no UTF-8.")))
    if not isinstance(value, dict):
        faults.append(_fault(key, "JSONのオブジェクトが必要です。", "A JSON object is needed."))
        return Query("")
    found = len(faults)
    unknown = sorted(set(value) - set(_MEMBERS))
    if unknown:
        known = ", ".join(_MEMBERS)
        faults.append(_fault(key, f"使える項目は{known}です。", f"Its members may be {known}."))
    query = Query(
        _text(key, value, faults),
        _types(key, value.get("type"), faults),
        _strictness(key, value.get("type_strict"), faults),
        count(key, value.get("limit"), faults, default=_CANDIDATES),
        _properties(key, value.get("properties", []), faults),
    )
    if len(faults) == found and "query" not in value and not query.properties:
        faults.append(_fault(key, "queryかpropertiesが必要です。", "It needs query or properties."))
    return query


def _fault(key: str, ja: str, en: str) -> Fault:
    return Fault(key.encode(errors="replace").decode(), Text(ja, en))


def _text(key: str, query: Document, faults: list[Fault]) -> str:
    value = query.get("query", "")
    if not isinstance(value, str) or not sound(value):
        faults.append(_fault(key, "queryは文字列です。", "query is a text."))
        return ""
    return value


def _types(key: str, value: object, faults: list[Fault]) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(one, str) and sound(one) for one in values):
        faults.append(
            _fault(key, "typeは文字列かその配列です。", "type is a text, or an array of texts.")
        )
        return ()
    return tuple(values)


def _strictness(key: str, value: object, faults: list[Fault]) -> Strictness:
    if value is None:
        return Strictness.ANY
    if not isinstance(value, str) or value not in list(Strictness):
        known = ", ".join(Strictness)
        faults.append(
            _fault(key, f"type_strictは{known}のどれかです。", f"type_strict is one of {known}.")
        )
        return Strictness.ANY
    return Strictness(value)


def _properties(
    key: str, value: object, faults: list[Fault]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = []
    for one in value if isinstance(value, list) else [value]:
        name, texts = _property(one)
        if not name:
            faults.append(
                _fault(
                    key,
                    "propertiesは、pid（文字列）とv（文字列、数、真偽値、idのあるオブジェクト、"
                    "その配列）をもつオブジェクトの配列です。",
                    "properties is an array of objects with pid, a text, and v: a text, a number, "
                    "a truth value, an object with an id, or an array of these.",
                )
            )
            return ()
        found.append((name, texts))
    return tuple(found)


def _property(one: object) -> tuple[str, tuple[str, ...]]:
    """Identifier and values; an empty identifier for what is no property with values."""
    match one:
        case {"pid": str() as name, "v": list() as values} if sound(name):
            texts = [_value(value) for value in values]
        case {"pid": str() as name, "v": value} if sound(name):
            texts = [_value(value)]
        case _:
            return "", ()
    if None in texts:
        return "", ()
    return name, tuple(text for text in texts if text)


def _value(value: object) -> str | None:
    """A property value as text; None for what is none."""
    match value:
        case {"id": str() as text} | (str() as text):
            return text if sound(text) else None
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case float():
            return f"{value:.15g}"
    return None
