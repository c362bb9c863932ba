"""Types of entities: the kinds that the matcher knows, and the classes above them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kg.iris import STI, expand, shrink
from kg.web.vocabulary import Vocabulary

DEFAULT: Final = ("Municipality", "Prefecture", "Ward", "Region", "Agency", "Country", "Programme")
"""Types that clients offer first."""

_CONCEPT: Final = "Concept"


@dataclass(frozen=True)
class Types:
    """The types of a release.

    Args:
        vocabulary: names and definitions, and which class is above which.
        language: of names.
    """

    vocabulary: Vocabulary
    language: str

    def document(self, name: str) -> dict[str, Any]:
        """A type as clients read it (``type.json``), with the ones directly above it."""
        about = self.vocabulary.definition(_iri(name), self.language)
        return {
            **self.brief(name),
            **({"description": about.value} if about else {}),
            "broader": [self.brief(above) for above in self._above(name)],
        }

    def brief(self, name: str) -> dict[str, str]:
        """Its identifier and name."""
        return {"id": name, "name": self.vocabulary.label(_iri(name), self.language).value}

    def all(self, kinds: Iterable[str]) -> list[str]:
        """The kinds and those above them, each once."""
        found = dict.fromkeys(kinds)
        for name in list(found):
            found |= dict.fromkeys(self._above(name))
        return list(found)

    def family(self, name: str) -> frozenset[str]:
        """A type and those above it."""
        return frozenset((name, *self._above(name)))

    def _above(self, name: str) -> list[str]:
        supers = self.vocabulary.entry(_iri(name)).supers
        return [iri.removeprefix(STI) for iri in supers if iri.startswith(STI)]


def _iri(name: str) -> str:
    return expand("skos:Concept") if name == _CONCEPT else STI + name


def named(text: str, known: Collection[str]) -> str:
    """The type that an identifier, a prefixed name or an IRI means; empty where it is none.

    >>> [named(text, ["Ward"]) for text in ("Ward", "sti:Ward", f"{STI}Ward", "Town")]
    ['Ward', 'Ward', 'Ward', '']
    """
    return _spellings(tuple(known)).get(text, "")


def _spellings(known: tuple[str, ...]) -> Mapping[str, str]:
    return {spelling: name for name in known for spelling in (name, _iri(name), shrink(_iri(name)))}
