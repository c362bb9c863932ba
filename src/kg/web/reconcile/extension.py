"""Data extension: values of properties of entities (Reconciliation API 0.2 §7)."""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeAlias

import pyoxigraph as ox

from kg.api.rows import Value, python_value
from kg.iris import PREFIXES
from kg.problems import Text
from kg.properties import PROPERTIES, Property
from kg.web.front.refusals import BatchTooLarge
from kg.web.reconcile.documents import Document, read, sound
from kg.web.reconcile.faults import BadReconciliation, Fault, refuse
from kg.web.reconcile.identifiers import Space
from kg.web.reconcile.questions import short_name
from kg.web.reconcile.types import Types

MOST_PROPERTIES: Final = 50
"""Properties that may be asked for at a time."""

Solutions: TypeAlias = Iterable[ox.QuerySolution]
_LIMIT: Final = "limit"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A property to fetch.

    Attributes:
        identifier: as the client calls it.
        property: what it is.
        limit: how many values of an entity are wanted; 0 for all.
    """

    identifier: str
    property: Property
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Extension:
    """A data extension query: identifiers of entities, and what is wanted of each."""

    ids: tuple[str, ...]
    wanted: tuple[Wanted, ...]


def read_extension(text: str, most: int) -> Extension:
    """The query that a parameter holds.

    Args:
        text: JSON, as ``data-extension-query.json`` describes it.
        most: entities that it may ask about.

    Raises:
        BadReconciliation: it is none; every fault is told.
        BatchTooLarge: it asks about more entities.
    """
    document = read("extend", text)
    faults: list[Fault] = []
    ids = _array(document, "ids", Text("識別子の配列です。", "An array of identifiers."), faults)
    if not all(isinstance(one, str) and sound(one) for one in ids):
        faults.append(Fault("ids", Text("識別子は文字列です。", "Identifiers are texts.")))
    properties = _array(
        document, "properties", Text("プロパティの配列です。", "An array of properties."), faults
    )
    if faults:
        raise BadReconciliation(faults)
    if len(ids) > most:
        raise BatchTooLarge(most)
    if len(properties) > MOST_PROPERTIES:
        raise refuse(
            "properties",
            f"一度に{MOST_PROPERTIES}個までです。",
            f"There may be {MOST_PROPERTIES} at a time.",
        )
    wanted = [_wanted(one, faults) for one in properties]
    if faults:
        raise BadReconciliation(faults)
    return Extension(
        tuple(dict.fromkeys(ids)), tuple({one.identifier: one for one in wanted if one}.values())
    )


def _array(document: Document, name: str, says: Text, faults: list[Fault]) -> list[Any]:
    found = document.get(name)
    if isinstance(found, list):
        return found
    faults.append(Fault(name, says))
    return []


def _wanted(one: object, faults: list[Fault]) -> Wanted | None:
    match one:
        case {"id": str() as name, "settings": dict() as settings} if sound(name):
            pass
        case {"id": str() as name, "settings": None} if sound(name):
            settings = {}
        case {"id": str() as name, **others} if sound(name) and "settings" not in others:
            settings = {}
        case _:
            faults.append(
                Fault(
                    "properties",
                    Text(
                        "idと、あればsettings（オブジェクト）をもつオブジェクトです。",
                        "Each is an object with an id and, where wanted, settings, an object.",
                    ),
                )
            )
            return None
    property_ = PROPERTIES.get(short_name(name)) or _direct(name)
    limit = _number(settings.get(_LIMIT))
    if property_ is None:
        faults.append(_unknown(name))
    if limit is None:
        faults.append(
            Fault(name, Text("limitは0以上の整数です。", "limit is a whole number, at least 0."))
        )
    return Wanted(name, property_, limit) if property_ and limit is not None else None


def _number(value: object) -> int | None:
    """A limit; clients send what was typed into a field, as text too."""
    if value in (None, ""):
        return 0
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 9:
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0 or value % 1:
        return None
    return int(value)


def _unknown(name: str) -> Fault:
    return Fault(
        name,
        Text(
            "このプロパティはありません。propertiesの一覧にあるものか、接頭辞付きの名前"
            "（sti:surfaceArea）かIRIで指定してください。",
            "There is no such property: name one of those proposed, or any by its prefixed name "
            "(sti:surfaceArea) or IRI.",
        ),
    )


def _direct(name: str) -> Property | None:
    """A property of the graph that no table names."""
    prefix, colon, local = name.partition(":")
    if name.startswith(("http://", "https://")):
        iri = name
    elif colon and local and prefix in PREFIXES:
        iri = PREFIXES[prefix] + local
    else:
        return None
    try:
        term = str(ox.NamedNode(iri))
    except ValueError:
        return None
    return Property(name, Text(name, name), Text("", ""), f"?iri {term} ?value")


def extended(
    extension: Extension, ask: Callable[[str], Solutions], space: Space, types: Types
) -> dict[str, Any]:
    """The answer to a data extension query; an entity that is not there has no values.

    Args:
        extension: the query.
        ask: answers SELECT queries.
        space: identifiers of entities.
        types: their language is that of names.

    Raises:
        QueryError, EngineUnavailable: see Engine.query.
    """
    iris = {identifier: space.iri(identifier) for identifier in extension.ids}
    asked = list(dict.fromkeys(iri for iri in iris.values() if iri))
    rows: dict[str, dict[str, list[Any]]] = {identifier: {} for identifier in iris}
    for one in extension.wanted:
        values = _values(one.property, asked, ask, space, types.language)
        for identifier, iri in iris.items():
            found = values.get(iri or "", [])
            rows[identifier][one.identifier] = found[: one.limit or None]
    return {"meta": [_meta(one, types) for one in extension.wanted], "rows": rows}


def _values(
    property_: Property,
    iris: Sequence[str],
    ask: Callable[[str], Solutions],
    space: Space,
    language: str,
) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    named = language if property_.leads_to or property_.name not in PROPERTIES else ""
    if iris:
        for row in ask(property_.question(iris, space.iris.base, named)):
            found[row["iri"].value].append(_cell(row["value"], row["name"], space))
    return found


def _cell(value: Any, name: Any, space: Space) -> dict[str, Any]:
    """A value as clients read it: an entity, or a number, date or text."""
    if isinstance(value, ox.NamedNode) and value.value.startswith(space.start):
        identifier = space.identifier(value.value)
        return {"id": identifier, "name": name.value if name else identifier}
    return _literal(python_value(value))


def _literal(value: Value) -> dict[str, Any]:
    match value:
        case bool():
            return {"str": str(value).lower()}
        case int():
            return {"int": value}
        case float() | Decimal() if math.isfinite(value):
            return {"float": float(value)}
        case dt.datetime():
            return {"date": value.isoformat()}
        case dt.date():
            return {"date": f"{value.isoformat()}T00:00:00"}
    return {"str": str(value)}


def _meta(wanted: Wanted, types: Types) -> dict[str, Any]:
    known = wanted.property
    document: dict[str, Any] = {
        "id": wanted.identifier,
        "name": known.label.in_language(types.language),
    }
    if known.leads_to:
        document["type"] = types.brief(known.leads_to)
    return document
