"""Small views: previews in frames, flyouts beside suggestions (Reconciliation API 0.2 §5, §6.4)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.iris import expand
from kg.problems import Text
from kg.properties import PROPERTIES, Property
from kg.web.front.headers import POLICY
from kg.web.links import Links
from kg.web.reconcile.types import Types
from kg.web.wording import date_in_words, number_in_words

if TYPE_CHECKING:
    from kg.linking import Entity

_SHOWN: Final = (
    "kana", "acronym", "within", "country", "part_of", "code6", "code5", "population_2020",
    "existed_from", "existed_until", "replaced_by", "corporate_number", "iso_alpha3", "wikidata",
    "ror",
)  # fmt: skip
"""Properties on a card, where the entity's kind has them."""

_VALUES: Final = 3
_WHOLE_NUMBERS: Final = frozenset({expand("xsd:integer"), expand("xsd:nonNegativeInteger")})
_FRAMED: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)
FRAMING: Final = {POLICY: _FRAMED}
"""Headers of a page that anybody may frame: it holds public data, no form, and keeps no state."""

Ask = Callable[[str], Iterable[ox.QuerySolution]]


@dataclass(frozen=True, slots=True)
class Line:
    """A property on a card: its name and values in words, each with where it leads."""

    name: str
    values: list[tuple[str, str]]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """What a small view shows.

    Attributes:
        title: name, in the reader's language.
        second: the name in the other language; empty where it is the same.
        second_language: of that name.
        kind: name of the type.
        note: what tells it from others of the name, or what it is.
        iri: of what is shown; empty for a property without one.
        href: its page.
        lines: facts.
    """

    title: str
    second: str = ""
    second_language: str = ""
    kind: str = ""
    note: str = ""
    iri: str = ""
    href: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class EntityCards:
    """Draws up the cards of entities.

    Args:
        ask: answers SELECT queries.
        base: what the IRIs of resources begin with.
        types: of entities; their language is the reader's.
        links: where IRIs lead.
    """

    ask: Ask
    base: str
    types: Types
    links: Links

    def card(self, entity: "Entity") -> Card:
        """The card of an entity."""
        language = self.types.language
        other = "en" if language == "ja" else "ja"
        title, second = (entity.label.in_language(one) for one in (language, other))
        lines = (
            self._line(PROPERTIES[name], entity.iri)
            for name in _SHOWN
            if entity.kind in PROPERTIES[name].kinds
        )
        return Card(
            title,
            second if second != title else "",
            other,
            self.types.brief(entity.kind)["name"],
            entity.note.in_language(language),
            entity.iri,
            self.links.to(entity.iri).href,
            tuple(line for line in lines if line.values),
        )

    def _line(self, known: Property, iri: str) -> Line:
        language = self.types.language
        named = language if known.leads_to else ""
        rows = list(self.ask(known.question([iri], self.base, named)))
        values = [self._words(row["value"], row["name"]) for row in rows[:_VALUES]]
        return Line(known.label.in_language(language), values, max(len(rows) - _VALUES, 0))

    def _words(self, value: object, name: object) -> tuple[str, str]:
        if isinstance(value, ox.NamedNode):
            shown = name.value if isinstance(name, ox.Literal) else value.value
            return shown, self.links.to(value.value).href
        assert isinstance(value, ox.Literal)
        datatype, language = value.datatype.value, self.types.language
        worded = date_in_words(value.value, datatype, language)
        if worded is None and datatype in _WHOLE_NUMBERS:
            worded = number_in_words(value.value, language)
        return worded or value.value, ""


def type_card(name: str, types: Types) -> Card:
    """The card of a type."""
    document = types.document(name)
    above = "、" if types.language == "ja" else ", "
    return Card(
        document["name"],
        kind=above.join(one["name"] for one in document["broader"]),
        note=document.get("description", ""),
    )


def property_card(label: Text, about: Text, language: str) -> Card:
    """The card of a property."""
    return Card(label.in_language(language), note=about.in_language(language))
