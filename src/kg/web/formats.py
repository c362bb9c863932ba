"""The RDF formats in which descriptions are served."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

import pyoxigraph as ox

from kg import jsonld
from kg.iris import PREFIXES


@dataclass(frozen=True, slots=True)
class Format:
    """One format: file extension, media type, and the name that people read."""

    extension: str
    media_type: str
    name: str

    @property
    def content_type(self) -> str:
        """The Content-Type header; texts are UTF-8."""
        text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if text else self.media_type


TURTLE: Final = Format("ttl", "text/turtle", "Turtle")
JSON_LD: Final = Format("jsonld", "application/ld+json", "JSON-LD")
RDF_XML: Final = Format("rdf", "application/rdf+xml", "RDF/XML")
N_TRIPLES: Final = Format("nt", "application/n-triples", "N-Triples")
FORMATS: Final = (TURTLE, JSON_LD, RDF_XML, N_TRIPLES)
BY_EXTENSION: Final = {form.extension: form for form in FORMATS}
BY_MEDIA_TYPE: Final = {form.media_type: form for form in FORMATS}
_ROOT: Final = re.compile(rb"(<rdf:RDF)((?: xmlns:[\w-]+=\"[^\"]*\")*)")
_ATTRIBUTE: Final = re.compile(rb" xmlns:[\w-]+=\"[^\"]*\"")
_WRITERS: Final = {
    TURTLE: ox.RdfFormat.TURTLE,
    RDF_XML: ox.RdfFormat.RDF_XML,
    N_TRIPLES: ox.RdfFormat.N_TRIPLES,
}


def serialize(triples: Iterable[ox.Triple], form: Format, frame: str | None = None) -> bytes:
    """A graph in a format; in JSON-LD with the frame on top.

    Args:
        triples: the graph.
        form: one of :data:`FORMATS`.
        frame: IRI of the resource that the graph describes.
    """
    found = sorted(triples, key=lambda triple: (_text(triple.subject) != frame, str(triple)))
    if form == JSON_LD:
        return jsonld.document(found, frame)
    body = ox.serialize(found, format=_WRITERS[form], prefixes=_prefixes_of(found)) or b""
    return _in_order(body, form)


def _in_order(body: bytes, form: Format) -> bytes:
    """The same document with its prefixes sorted: the serializer writes them in any order."""
    if form == TURTLE:
        lines = body.splitlines(keepends=True)
        count = sum(1 for _ in takewhile(lambda line: line.startswith(b"@prefix "), lines))
        return b"".join([*sorted(lines[:count]), *lines[count:]])
    if form == RDF_XML:
        return _ROOT.sub(lambda tag: tag[1] + b"".join(sorted(_ATTRIBUTE.findall(tag[2]))), body, 1)
    return body


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _prefixes_of(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """The project's prefixes whose namespaces occur in a graph."""
    iris: set[str] = set()
    for triple in triples:
        iris.add(triple.predicate.value)
        iris.update(_text(term) for term in (triple.subject, triple.object))
        if isinstance(triple.object, ox.Literal):
            iris.add(triple.object.datatype.value)
    return {
        prefix: namespace
        for prefix, namespace in PREFIXES.items()
        if any(iri.startswith(namespace) for iri in iris)
    }
