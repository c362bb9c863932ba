"""Whole JSON-LD documents: a graph as a list of nodes, or one resource with all that belongs to it.

W3C JSON-LD 1.1, sections 3 (context), 4.8 (reverse properties) and 4.9 (included blocks).
"""

import json
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Final

import pyoxigraph as ox

from kg.jsonld.context import CONTEXT, Context
from kg.jsonld.nodes import (
    RDF_TYPE,
    Node,
    Properties,
    Subject,
    by_predicate,
    compact_node,
    identifier,
    misread,
    plain_node,
    subject_of,
)

MEDIA_TYPE: Final = "application/ld+json"
SEPARATOR: Final = b",\n"
CLOSING: Final = b"\n]}\n"


def stream(triples: Iterable[ox.Triple], *, context: Context = CONTEXT) -> Iterator[bytes]:
    """A graph as ``@context`` and ``@graph``, one node a line, in the order of the triples.

    Memory holds one subject's triples at a time. A subject whose triples are not adjacent gets
    several nodes, which a reader merges; triples sorted by subject give the same bytes each time.

    Args:
        triples: grouped by subject.
        context: what the document states as its context.

    Yields:
        UTF-8 chunks; together one JSON document.

    Raises:
        QuotedTripleError: a term that JSON-LD 1.1 cannot hold.
    """
    yield opening(context)
    separator = b"\n"
    for node in stream_nodes(triples, context):
        yield separator + node
        separator = SEPARATOR
    yield CLOSING


def opening(context: Context = CONTEXT) -> bytes:
    """What a list of nodes begins with; a line break follows it."""
    return b'{"@context":' + _compact_json(context.data) + b',"@graph":['


def stream_nodes(triples: Iterable[ox.Triple], context: Context = CONTEXT) -> Iterator[bytes]:
    """The nodes of ``stream`` without what stands around and between them."""
    for subject, group in groupby(triples, key=subject_of):
        yield _compact_json(_flat(context, subject, by_predicate(group)))


def document(
    triples: Iterable[ox.Triple], frame: str | None = None, *, context: Context = CONTEXT
) -> bytes:
    """A graph as one UTF-8 JSON-LD document, the same bytes for the same triples.

    Args:
        triples: in any order, doubles allowed.
        frame: IRI of the resource to put on top, what belongs to it nested, under the part of the
            context that this needs; None for a sorted list of nodes. A frame that the triples do
            not describe also gives the list.
        context: what the document states as its context.

    Raises:
        QuotedTripleError: a term that JSON-LD 1.1 cannot hold.
    """
    if frame is None:
        ordered = sorted(triples, key=lambda triple: str(triple.subject))
        return b"".join(stream(ordered, context=context))
    top = _Frame(triples, context).top(frame)
    top["@context"] = _used(context, top)
    text = json.dumps(top, ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def _used(context: Context, document: Node) -> dict[str, Any]:
    """The part of a context that a document needs: it reads the same under the whole of it."""
    names = {"@version", "@vocab", "id", "type"}
    for text in _keys_and_types(document):
        names |= {text, text.partition(":")[0]}
    for name in names & context.data.keys():
        definition = context.data[name]
        if isinstance(definition, dict):
            names |= {value.partition(":")[0] for value in definition.values()}
    return {name: value for name, value in context.data.items() if name in names}


def _keys_and_types(value: Any) -> Iterator[str]:
    """Every string of a document that a reader looks up in the context."""
    if isinstance(value, list):
        for item in value:
            yield from _keys_and_types(item)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key in {"type", "@type"}:
                yield from [inner] if isinstance(inner, str) else inner
            else:
                yield from _keys_and_types(inner)


def _compact_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _flat(context: Context, subject: Subject, properties: Properties) -> Node:
    if misread(context, subject, properties):
        return plain_node(subject, properties)
    return compact_node(context, subject, properties)


class _Frame:
    """Nests every node at the place nearest to the top that refers to it, and only there."""

    def __init__(self, triples: Iterable[ox.Triple], context: Context) -> None:
        groups: dict[Subject, list[ox.Triple]] = defaultdict(list)
        for triple in triples:
            groups[subject_of(triple)].append(triple)
        subjects = sorted(groups, key=str)
        self.context = context
        self.subject = {identifier(subject): subject for subject in subjects}
        self.properties = {identifier(s): by_predicate(groups[s]) for s in subjects}
        self.plain = {
            name: misread(context, self.subject[name], properties)
            for name, properties in self.properties.items()
        }
        self.parent: dict[str, str | None] = {}

    def top(self, frame: str) -> Node:
        """The document; a list of nodes where the resource cannot stand on top."""
        head: Node = {"@context": None}
        if self.plain.get(frame, True):
            nodes = [
                _flat(self.context, self.subject[name], properties)
                for name, properties in self.properties.items()
            ]
            return {**head, "@graph": sorted(nodes, key=lambda node: _name(node) != frame)}
        self._adopt(frame, None)
        pointing = self._adopt_pointing(frame)
        included = []
        for name in self.properties:
            if name not in self.parent:
                self._adopt(name, None)
                included.append(name)
        node = {**head, **self._node(frame)}
        self._add_reverse(node, pointing)
        if included:
            node["@included"] = [self._node(name) for name in included]
        return node

    def _adopt(self, root: str, parent: str | None) -> None:
        """Give every node that can be reached from the root its parent, nearest first."""
        self.parent[root] = parent
        queue = deque([root])
        while queue:
            name = queue.popleft()
            if self.plain[name]:
                continue
            for child in self._links(name):
                if child in self.properties and child not in self.parent:
                    self.parent[child] = name
                    queue.append(child)

    def _links(self, name: str) -> Iterator[str]:
        for predicate, objects in sorted(self.properties[name].items()):
            if predicate != RDF_TYPE:
                yield from (identifier(o) for o in objects if not isinstance(o, ox.Literal))

    def _adopt_pointing(self, frame: str) -> dict[str, list[str]]:
        """Predicate → nodes that no link reaches and that point to the frame by it."""
        pointing: dict[str, list[str]] = defaultdict(list)
        for name, properties in self.properties.items():
            if name in self.parent or self.plain[name]:
                continue
            for predicate, objects in sorted(properties.items()):
                if predicate != RDF_TYPE and any(_is(o, frame) for o in objects):
                    pointing[predicate].append(name)
                    break
        for names in pointing.values():
            for name in names:
                if name not in self.parent:
                    self._adopt(name, "")
        return pointing

    def _add_reverse(self, node: Node, pointing: dict[str, list[str]]) -> None:
        others: Node = {}
        for predicate, names in sorted(pointing.items()):
            nodes = [self._node(n) for n in names if self.parent[n] == ""]
            if not nodes:
                continue
            term = self.context.reverse.get(predicate)
            target, key = (node, term) if term else (others, self.context.compact(predicate))
            target[key] = nodes
        if others:
            node["@reverse"] = others

    def _node(self, name: str) -> Node:
        if self.plain[name]:
            return plain_node(self.subject[name], self.properties[name])
        placed: set[str] = set()

        def nested(child: str) -> Node | None:
            if child in placed or self.parent.get(child) != name:
                return None
            placed.add(child)
            return self._node(child)

        return compact_node(self.context, self.subject[name], self.properties[name], nested)


def _name(node: Node) -> str:
    return str(node.get("id") or node["@id"])


def _is(term: object, name: str) -> bool:
    return isinstance(term, ox.NamedNode) and term.value == name
