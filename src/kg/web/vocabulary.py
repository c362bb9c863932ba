"""Labels and definitions of classes and properties, from the ontology and a table of foreign terms.

``terms.ttl`` names the foreign terms that pages show, in both languages; what the ontology itself
says of a term comes first.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import pyoxigraph as ox

from kg.iris import STI, expand, shrink
from kg.web.language import LANGUAGES, best_text

TERMS_FILE: Final = Path(__file__).with_name("terms.ttl")

_TYPE: Final = expand("rdf:type")
_LABEL: Final = expand("rdfs:label")
_DEFINITIONS: Final = (expand("skos:definition"), expand("rdfs:comment"))
_EXAMPLES: Final = (expand("skos:example"), expand("vann:example"))
_SUPERS: Final = (expand("rdfs:subClassOf"), expand("rdfs:subPropertyOf"))
_MATCHES: Final = tuple(
    expand(f"skos:{name}Match") for name in ("exact", "close", "broad", "narrow", "related")
)
_CLASS: Final = expand("owl:Class")
_PROPERTIES: Final = frozenset(
    expand(f"owl:{name}Property") for name in ("Object", "Datatype", "Annotation")
)


Object: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal
Described: TypeAlias = dict[str, list[Object]]
Index: TypeAlias = dict[str, Described]


@dataclass(frozen=True, slots=True)
class TermEntry:
    """What the ontology says of one class or property, in terms and literals."""

    iri: str
    labels: list[ox.Literal]
    definitions: list[ox.Literal]
    examples: list[ox.Literal]
    kinds: list[str]
    supers: list[str]
    domains: list[str]
    ranges: list[str]
    inverses: list[str]
    matches: list[str]

    @property
    def name(self) -> str:
        """The local name, which is the anchor on the ontology's page."""
        return self.iri.removeprefix(STI)


class Vocabulary:
    """The terms that data and pages use.

    Args:
        ontology: the ontology's triples, order of no matter.
    """

    def __init__(self, ontology: Iterable[ox.Triple]) -> None:
        self._own = _index(ontology)
        self._foreign = _index(q.triple for q in ox.parse(path=TERMS_FILE))

    def label(self, iri: str, language: str) -> ox.Literal:
        """The name of a term in a language; the prefixed name where nobody named it."""
        found = self._texts(iri, (_LABEL,))
        text = best_text(found, language)
        return text if text is not None else ox.Literal(shrink(iri))

    def definition(self, iri: str, language: str) -> ox.Literal | None:
        """What a term means, in the language where it is said there."""
        return best_text(self._texts(iri, _DEFINITIONS), language)

    def _texts(self, iri: str, properties: Iterable[str]) -> list[ox.Literal]:
        # English alone, as foreign vocabularies have it, yields to the table that has both.
        return max(
            (_literals(index.get(iri, {}), properties) for index in (self._own, self._foreign)),
            key=lambda texts: len({text.language for text in texts} & set(LANGUAGES)),
        )

    @property
    def classes(self) -> list[TermEntry]:
        """The project's own classes by name."""
        return [self.entry(iri) for iri in self._own_of({_CLASS})]

    @property
    def properties(self) -> list[TermEntry]:
        """The project's own properties by name."""
        return [self.entry(iri) for iri in self._own_of(_PROPERTIES)]

    def _own_of(self, kinds: Iterable[str]) -> list[str]:
        wanted = set(kinds)
        return sorted(
            iri
            for iri in self._own
            if iri.startswith(STI) and wanted & set(self._iris(iri, (_TYPE,)))
        )

    def entry(self, iri: str) -> TermEntry:
        """All that the ontology's page shows of a term."""
        return TermEntry(
            iri=iri,
            labels=self._texts(iri, (_LABEL,)),
            definitions=self._texts(iri, _DEFINITIONS),
            examples=self._texts(iri, _EXAMPLES),
            kinds=self._iris(iri, (_TYPE,)),
            supers=self._iris(iri, _SUPERS),
            domains=self._iris(iri, (expand("rdfs:domain"),)),
            ranges=self._iris(iri, (expand("rdfs:range"),)),
            inverses=self._iris(iri, (expand("owl:inverseOf"),)),
            matches=self._iris(iri, _MATCHES),
        )

    def _iris(self, iri: str, properties: Iterable[str]) -> list[str]:
        described = self._own.get(iri, {})
        return sorted(
            {
                value.value
                for property_ in properties
                for value in described.get(property_, ())
                if isinstance(value, ox.NamedNode)
            }
        )


def _literals(described: Described, properties: Iterable[str]) -> list[ox.Literal]:
    return [
        text
        for property_ in properties
        for text in described.get(property_, ())
        if isinstance(text, ox.Literal)
    ]


def _index(triples: Iterable[ox.Triple]) -> Index:
    found: Index = defaultdict(lambda: defaultdict(list))
    for triple in sorted(triples, key=str):
        if isinstance(triple.subject, ox.NamedNode) and not isinstance(triple.object, ox.Triple):
            found[triple.subject.value][triple.predicate.value].append(triple.object)
    return {iri: dict(described) for iri, described in found.items()}
