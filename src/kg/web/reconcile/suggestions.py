"""What people may mean while they type: entities, types, properties (Reconciliation API 0.2 §6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from kg.properties import PROPERTIES, Property
from kg.web.reconcile.identifiers import Space
from kg.web.reconcile.questions import DATE, TYPE
from kg.web.reconcile.types import Types

if TYPE_CHECKING:
    from kg.linking import Entity, Matcher

Document = dict[str, Any]

ALL_PROPERTIES: Final[dict[str, Property]] = {
    **PROPERTIES, DATE.name: DATE, TYPE.name: TYPE
}  # fmt: skip
"""Those of entities, and those that only queries have."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, and how many suggestions are wanted after how many others."""

    prefix: str
    limit: int
    skipped: int


def entities(
    typed: Typed, matcher: "Matcher", space: Space, types: Types, kinds: frozenset[str]
) -> Document:
    """Suggestions of entities, by names in any writing, codes and identifiers."""
    wanted = typed.skipped + typed.limit
    named = matcher.entity(space.iri(typed.prefix.strip()) or "")
    found = matcher.suggest(typed.prefix, kinds=kinds, limit=wanted)
    if named:
        found = [named, *(one for one in found if one.iri != named.iri)]
    return {"result": [_entity(one, space, types) for one in found[typed.skipped : wanted]]}


def _entity(entity: "Entity", space: Space, types: Types) -> Document:
    language = types.language
    note = entity.note.in_language(language)
    return {
        "id": space.identifier(entity.iri),
        "name": entity.label.in_language(language),
        **({"description": note} if note else {}),
        "notable": [types.brief(entity.kind)],
    }


def of_types(typed: Typed, names: Iterable[str], types: Types) -> Document:
    """Suggestions of types, by their names in either language."""
    found = [
        name
        for name in names
        if _begins(
            typed.prefix,
            name,
            *(Types(types.vocabulary, language).brief(name)["name"] for language in ("ja", "en")),
        )
    ]
    return {"result": [types.document(name) for name in _page(typed, found)]}


def of_properties(typed: Typed, language: str) -> Document:
    """Suggestions of properties, by their names in either language."""
    found = [
        one
        for one in ALL_PROPERTIES.values()
        if _begins(typed.prefix, one.name, one.term, *one.label)
    ]
    return {"result": [property_document(one, language) for one in _page(typed, found)]}


def proposed(kind: str, names: frozenset[str], limit: int | None, language: str) -> Document:
    """Properties that entities of a type may have.

    Args:
        kind: the type as the client calls it; empty for every type.
        names: the kinds that it is, or that are below it.
        limit: how many are wanted; None for all.
        language: of names.
    """
    found = [
        property_document(one, language)
        for one in PROPERTIES.values()
        if not kind or not one.kinds or not names.isdisjoint(one.kinds)
    ]
    return {
        "properties": found[:limit],
        **({"type": kind} if kind else {}),
        **({"limit": limit} if limit is not None else {}),
    }


def property_document(one: Property, language: str) -> Document:
    """A property as clients read it."""
    about = one.about.in_language(language)
    return {
        "id": one.name,
        "name": one.label.in_language(language),
        **({"description": about} if about else {}),
    }


def _page(typed: Typed, found: list[Any]) -> list[Any]:
    return found[typed.skipped : typed.skipped + typed.limit]


def _begins(prefix: str, *names: str) -> bool:
    """Whether a name, or a word in it, begins so; anything does where nothing is typed.

    >>> _begins("area", "code5", "standard area code"), _begins("コード", "標準地域コード")
    (True, True)
    """
    typed = prefix.strip().casefold()
    if not typed.isascii():
        return any(typed in name for name in names)
    return any(
        word.startswith(typed)
        for name in names
        for word in (name.casefold(), *name.casefold().replace("_", " ").replace(":", " ").split())
    )
