"""Terms of the vocabularies that describe datasets, and a small builder of descriptions."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeAlias

import pyoxigraph as ox

from kg.iris import expand
from kg.problems import Text

Term: TypeAlias = ox.NamedNode | ox.Literal


def term(name: str) -> ox.NamedNode:
    """The IRI of a prefixed name."""
    return ox.NamedNode(expand(name))


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
