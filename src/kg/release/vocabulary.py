"""Terms of the vocabularies that describe datasets, and a small builder of descriptions."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, TypeAlias

import pyoxigraph as ox

from kg.iris import DEFAULT_BASE, PREFIXES, Iris, expand
from kg.problems import Text

CATALOG_PREFIXES: Final[Mapping[str, str]] = {
    **PREFIXES,
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}

Term: TypeAlias = ox.NamedNode | ox.Literal


def term(name: str) -> ox.NamedNode:
    """The IRI of a prefixed name, the prefixes of catalogues included."""
    prefix, _, local = name.partition(":")
    return ox.NamedNode(CATALOG_PREFIXES[prefix] + local)


def iri(value: str) -> ox.NamedNode:
    """An IRI."""
    return ox.NamedNode(value)


def texts(text: Text) -> tuple[ox.Literal, ox.Literal]:
    """One literal per language."""
    return ox.Literal(text.ja, language="ja"), ox.Literal(text.en, language="en")


def typed(value: str, datatype: str) -> ox.Literal:
    """A literal with a datatype given as prefixed name."""
    return ox.Literal(value, datatype=ox.NamedNode(expand(datatype)))


def integer(value: int) -> ox.Literal:
    """An ``xsd:integer``, as VoID counts."""
    return typed(str(value), "xsd:integer")


def moment(value: datetime) -> ox.Literal:
    """An ``xsd:dateTime``."""
    return typed(value.strftime("%Y-%m-%dT%H:%M:%SZ"), "xsd:dateTime")


def fragment(document: str, name: str) -> str:
    """The IRI of a thing that one document describes: ``{document}#{name}``."""
    return f"{document}#{name}"


def ontology_graph(iris: Iris) -> str:
    """The IRI of the named graph that holds the ontology."""
    return iris.rebase(f"{DEFAULT_BASE}graph/ontology")


def resources(iris: Iris) -> str:
    """What every resource's IRI begins with."""
    return iris.rebase(f"{DEFAULT_BASE}id/")


class Description:
    """Collects the triples that describe resources."""

    def __init__(self) -> None:
        self._triples: set[ox.Triple] = set()

    def add(self, subject: str, properties: Mapping[str, Term | Iterable[Term]]) -> str:
        """State properties (prefixed name → one or more values) of a subject; gives the subject."""
        for name, values in properties.items():
            every = (values,) if isinstance(values, ox.NamedNode | ox.Literal) else values
            for value in every:
                self._triples.add(ox.Triple(iri(subject), term(name), value))
        return subject

    def triples(self) -> list[ox.Triple]:
        """What was stated, sorted."""
        return sorted(self._triples, key=str)
