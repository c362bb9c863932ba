"""Turtle for people: the type of a resource first, and only the prefixes that are used."""

from collections.abc import Collection, Iterable
from typing import Final

import polars as pl
import pyoxigraph as ox

from kg.iris import PREFIXES, expand
from kg.release.frames import is_iri, suffix, triples
from kg.validation.rdf import serialized

_TYPE: Final = f"<{expand('rdf:type')}>"
_NAMESPACE: Final = "<(.*[/#])"  # an IRI up to its last # or /


class TurtleParts:
    """Writes a graph as Turtle part by part; all parts together are one document.

    Args:
        namespaces: of the whole graph, from ``namespaces``.
    """

    def __init__(self, namespaces: Collection[str]) -> None:
        self._prefixes = {name: iri for name, iri in PREFIXES.items() if iri in namespaces}
        self._begun = False

    def part(self, frame: pl.DataFrame) -> bytes:
        """The next triples, sorted; their subjects are not those of other parts.

        Raises:
            SyntaxError: a row is no triple.
        """
        body = serialized(triples(_types_first(frame)), ox.RdfFormat.TURTLE, self._prefixes)
        if self._begun:
            return body.split(b"\n", len(self._prefixes))[-1]
        self._begun = bool(body)
        return body


def turtle(frame: pl.DataFrame) -> bytes:
    """A small graph, sorted, as Turtle."""
    return TurtleParts(namespaces(frame)).part(frame)


def namespaces(frame: pl.DataFrame) -> frozenset[str]:
    """The namespaces of a graph's IRIs, those of datatypes among them."""
    terms = (frame["subject"], frame["predicate"], frame.filter(is_iri("object"))["object"])
    named = (_spaces(term.unique(), f"^{_NAMESPACE}") for term in terms)
    kinds = frame.select(suffix()).to_series().drop_nulls().unique()
    written = _spaces(kinds, rf"^\^\^{_NAMESPACE}")
    return frozenset().union(*named, written, _implied(kinds))


def _spaces(terms: pl.Series, pattern: str) -> frozenset[str]:
    return frozenset(terms.str.extract(pattern).drop_nulls().unique().to_list())


def _implied(suffixes: Iterable[str]) -> frozenset[str]:
    """The namespaces of the datatypes that stand in no literal: xsd:string and rdf:langString."""
    found = {PREFIXES["rdf" if text else "xsd"] for text in suffixes if not text.startswith("^")}
    return frozenset(found)


def _types_first(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort(pl.col("subject").rle_id(), pl.col("predicate") != _TYPE, maintain_order=True)
