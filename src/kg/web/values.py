"""RDF terms as a page shows them: a text, its language, and where it leads."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias
from urllib.parse import urlsplit

import pyoxigraph as ox

from kg.iris import expand, shrink
from kg.web.language import best_text
from kg.web.links import Links
from kg.web.vocabulary import Vocabulary
from kg.web.wording import date_in_words, number_in_words

Object: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal

LABEL: Final = expand("rdfs:label")
_NAMINGS: Final = (LABEL, expand("dcterms:title"), expand("foaf:name"))
_NUMBERS: Final = frozenset(
    expand(f"xsd:{name}")
    for name in ("decimal", "integer", "nonNegativeInteger", "positiveInteger", "int", "long")
)
_URL: Final = expand("xsd:anyURI")
_BOOLEANS: Final = {"true": {"ja": "はい", "en": "yes"}, "false": {"ja": "いいえ", "en": "no"}}


@dataclass(frozen=True, slots=True)
class Value:
    """One value on a page.

    Attributes:
        text: what is read.
        lang: its language tag, empty where none applies.
        href: where it leads, empty for plain text.
        external: whether ``href`` leaves this server.
        note: more words on it, shown beside it.
        machine: the lexical form of a date, for programs.
        code: whether it is a code or an address rather than words.
        aside: whether it says in another language what the reader's own has beside it.
    """

    text: str
    lang: str = ""
    href: str = ""
    external: bool = False
    note: str = ""
    machine: str = ""
    code: bool = False
    aside: bool = False


def _host(text: str, href: str) -> str:
    """Whose address a shortened one is."""
    return urlsplit(href).hostname or "" if text != href else ""


def _language(term: Object) -> str:
    """The language of a text; empty for what is none."""
    return (isinstance(term, ox.Literal) and term.language) or ""


class Description:
    """The triples of a description, by subject and property, with the wording of their terms.

    Args:
        triples: what :meth:`kg.web.graph.Graph.describe` gives.
        vocabulary: names of properties and classes.
        links: where IRIs lead.
        language: ``ja`` or ``en``.
    """

    def __init__(
        self, triples: Iterable[ox.Triple], vocabulary: Vocabulary, links: Links, language: str
    ) -> None:
        self.vocabulary = vocabulary
        self.links = links
        self.language = language
        self._nodes: dict[str, dict[str, list[Object]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            subject, value = triple.subject, triple.object
            if isinstance(subject, ox.NamedNode) and not isinstance(value, ox.Triple):
                self._nodes[subject.value][triple.predicate.value].append(value)

    def properties(self, iri: str) -> Mapping[str, list[Object]]:
        """Property → values of a resource."""
        return self._nodes.get(iri, {})

    def subjects(self) -> list[str]:
        """IRIs of all resources that the description says something of."""
        return sorted(self._nodes)

    def iris(self, iri: str, *properties: str) -> list[str]:
        """The IRIs among the values of some properties, each once."""
        found = self.properties(iri)
        return list(
            dict.fromkeys(
                value.value
                for property_ in properties
                for value in found.get(property_, ())
                if isinstance(value, ox.NamedNode)
            )
        )

    def texts(self, iri: str, property_: str) -> list[ox.Literal]:
        """The literals among the values of a property."""
        return [v for v in self.properties(iri).get(property_, ()) if isinstance(v, ox.Literal)]

    def first(self, iri: str, *properties: str) -> str:
        """The lexical form of the first literal of the first property that has one, or empty."""
        for property_ in properties:
            text = best_text(self.texts(iri, property_), self.language)
            if text is not None:
                return text.value
        return ""

    def value(self, term: Object) -> Value:
        """A term in words: labels for resources, separators in numbers, dates in words."""
        if isinstance(term, ox.NamedNode):
            return self.resource(term.value)
        if isinstance(term, ox.BlankNode):
            return Value(f"_:{term.value}", code=True)
        return self._literal(term)

    def values(self, terms: Iterable[Object]) -> list[Value]:
        """Terms in words; texts in other languages than the reader's last, and aside of its own."""
        worded = [(term, self.value(term)) for term in terms]
        told = any(_language(term) == self.language for term, _ in worded)
        values = [
            replace(value, aside=told and _language(term) not in {"", self.language})
            for term, value in worded
        ]
        return sorted(values, key=lambda value: value.lang not in {"", self.language})

    def resource(self, iri: str) -> Value:
        """A resource by its label in the reader's language, and where it leads."""
        href, external = self.links.to(iri)
        texts = (self.texts(iri, naming) for naming in _NAMINGS)
        name = best_text(next(filter(None, texts), []), self.language)
        if name is None:
            name = self.vocabulary.label(iri, self.language)
        if name.language is None and name.value in {iri, shrink(iri)}:
            return Value(name.value, "", href, external, note=_host(name.value, href), code=True)
        return Value(name.value, name.language or "", href, external)

    def _literal(self, literal: ox.Literal) -> Value:
        text, datatype = literal.value, literal.datatype.value
        if literal.language:
            return Value(text, literal.language)
        worded = date_in_words(text, datatype, self.language)
        if worded is not None:
            return Value(worded, self.language, machine=text)
        if datatype in _NUMBERS:
            return Value(number_in_words(text, self.language))
        if datatype == expand("xsd:boolean") and text in _BOOLEANS:
            return Value(_BOOLEANS[text][self.language], self.language)
        href, external = self.links.to(text)
        return Value(text, href=href, external=external, code=bool(href) or datatype == _URL)
