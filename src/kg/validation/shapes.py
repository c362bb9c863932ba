"""Reading shapes: all files merged, under the base of the build."""

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from kg.iris import Iris, expand
from kg.problems import Text
from kg.validation.errors import ValidationFault
from kg.validation.rdf import serialized

_FILES = "https://w3id.org/sti-kg/shapes/"
_SPARQL_TEXT = frozenset(expand(f"sh:{name}") for name in ("select", "ask", "construct"))
_NAMESPACE = expand("sh:namespace")
_IRI_IN_SPARQL = re.compile(r"<([^<>\"{}|^`\\\x00-\x20]*)>")


def read_shapes(files: Iterable[Path], iris: Iris) -> bytes:
    """The shapes of all files as N-Triples.

    IRIs are written with the default base in the files; they come under the base of the build, in
    the texts of SPARQL constraints too.

    Raises:
        ValidationFault: a file cannot be read or is not Turtle; the message has the place.
    """
    triples: list[ox.Triple] = []
    for file in sorted(files):
        try:
            quads = list(
                ox.parse(
                    path=file,
                    format=ox.RdfFormat.TURTLE,
                    base_iri=_FILES + file.stem,
                    rename_blank_nodes=True,
                )
            )
        except (SyntaxError, OSError) as error:
            raise ValidationFault(
                Text(
                    f"シェイプのファイル {file.name} を読めない：{error}",
                    f"shapes file {file.name} cannot be read: {error}",
                )
            ) from error
        triples.extend(_rebased(quad.triple, iris) for quad in quads)
    return serialized(triples, ox.RdfFormat.N_TRIPLES)


def _rebased(triple: ox.Triple, iris: Iris) -> ox.Triple:
    predicate = triple.predicate.value
    obj = triple.object
    if isinstance(obj, ox.Literal) and predicate in _SPARQL_TEXT:
        text = _IRI_IN_SPARQL.sub(lambda found: f"<{iris.rebase(found[1])}>", obj.value)
        obj = ox.Literal(text, datatype=obj.datatype)
    elif isinstance(obj, ox.Literal) and predicate == _NAMESPACE:
        obj = ox.Literal(iris.rebase(obj.value), datatype=obj.datatype)
    elif isinstance(obj, ox.NamedNode):
        obj = ox.NamedNode(iris.rebase(obj.value))
    subject = triple.subject
    if isinstance(subject, ox.NamedNode):
        subject = ox.NamedNode(iris.rebase(subject.value))
    return ox.Triple(subject, triple.predicate, obj)
