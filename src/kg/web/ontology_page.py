"""The ontology as a page: every class and property in both languages."""

import re
from dataclasses import dataclass, replace
from typing import Final

import pyoxigraph as ox

from kg.web.graph import Named
from kg.web.language import LANGUAGES
from kg.web.links import Links
from kg.web.values import Value
from kg.web.vocabulary import TermEntry, Vocabulary

_RESOURCE: Final = re.compile(r"(?P<kind>[a-z][a-z0-9-]*)/(?P<key>[A-Za-z0-9][\w.-]*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class TermSection:
    """One term as the page shows it; texts in the reader's language first."""

    name: str
    labels: list[Value]
    definitions: list[Value]
    examples: list[Value]
    supers: list[Value]
    domains: list[Value]
    ranges: list[Value]
    inverses: list[Value]
    matches: list[Value]


@dataclass(frozen=True, slots=True)
class OntologyPage:
    """The sections of the page."""

    classes: list[TermSection]
    properties: list[TermSection]
    schemes: list[Value]


def ontology_page(
    vocabulary: Vocabulary, schemes: list[Named], links: Links, language: str
) -> OntologyPage:
    """The page in a language.

    Args:
        vocabulary: the ontology.
        schemes: the concept schemes of the graph.
        links: where IRIs lead.
        language: ``ja`` or ``en``.
    """
    writer = _Writer(vocabulary, links, language)
    return OntologyPage(
        [writer.section(entry) for entry in vocabulary.classes],
        [writer.section(entry) for entry in vocabulary.properties],
        [writer.scheme(scheme) for scheme in schemes],
    )


@dataclass(frozen=True)
class _Writer:
    vocabulary: Vocabulary
    links: Links
    language: str

    def section(self, entry: TermEntry) -> TermSection:
        return TermSection(
            name=entry.name,
            labels=self._texts(entry.labels),
            definitions=self._texts(entry.definitions),
            examples=[self._example(text) for text in self._texts(entry.examples)],
            supers=self._terms(entry.supers),
            domains=self._terms(entry.domains),
            ranges=self._terms(entry.ranges),
            inverses=self._terms(entry.inverses),
            matches=self._terms(entry.matches),
        )

    def _texts(self, texts: list[ox.Literal]) -> list[Value]:
        order = (self.language, *(tag for tag in LANGUAGES if tag != self.language))
        rank = {tag: place for place, tag in enumerate(order)}
        ordered = sorted(texts, key=lambda text: rank.get(text.language or "", len(rank)))
        return [Value(text.value, text.language or "") for text in ordered]

    def _example(self, text: Value) -> Value:
        """An example that starts with a resource's kind and key leads to its page."""
        named = _RESOURCE.match(text.text)
        if named is None:
            return text
        link = self.links.to(self.links.iris.resource(named["kind"], named["key"]))
        return replace(text, href=link.href, code=True)

    def _terms(self, iris: list[str]) -> list[Value]:
        found = []
        for iri in iris:
            label = self.vocabulary.label(iri, self.language)
            href, external = self.links.to(iri)
            found.append(
                Value(label.value, label.language or "", href, external, code=not label.language)
            )
        return found

    def scheme(self, scheme: Named) -> Value:
        own, other = (scheme.ja, scheme.en) if self.language == "ja" else (scheme.en, scheme.ja)
        spoken = self.language if own else next(t for t in LANGUAGES if t != self.language)
        return Value(own or other or scheme.iri, spoken, self.links.to(scheme.iri).href)
