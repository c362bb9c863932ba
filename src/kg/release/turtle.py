"""Turtle for people: the type of a resource first, and only the prefixes that are used."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final

import pyoxigraph as ox

from kg.iris import expand
from kg.validation.rdf import serialized

_TYPE: Final = ox.NamedNode(expand("rdf:type"))


def turtle(triples: list[ox.Triple], prefixes: Mapping[str, str]) -> bytes:
    """Triples as Turtle.

    Args:
        triples: sorted by subject and predicate.
        prefixes: those that may be used.
    """
    namespaces = _namespaces(triples)
    used = {prefix: iri for prefix, iri in prefixes.items() if iri in namespaces}
    return serialized(_types_first(triples), ox.RdfFormat.TURTLE, used)


def _types_first(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    for _, group in groupby(triples, key=lambda triple: triple.subject):
        yield from sorted(group, key=lambda triple: triple.predicate != _TYPE)


def _namespaces(triples: Iterable[ox.Triple]) -> set[str]:
    return {_namespace(iri) for iri in {iri for triple in triples for iri in _iris(triple)}}


def _iris(triple: ox.Triple) -> Iterator[str]:
    if isinstance(triple.subject, ox.NamedNode):
        yield triple.subject.value
    yield triple.predicate.value
    if isinstance(triple.object, ox.NamedNode):
        yield triple.object.value
    elif isinstance(triple.object, ox.Literal):
        yield triple.object.datatype.value


def _namespace(iri: str) -> str:
    """An IRI up to its last ``#`` or ``/``."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
