"""A pyoxigraph store as an rdflib graph, literals as they were written.

pySHACL looks at few resources once the screen has run; loading a graph of a million triples into
rdflib for them would take longer than all the rest.
"""

from collections.abc import Generator
from typing import Any

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.plugins.stores.memory import Memory
from rdflib.term import Node

from kg.validation.loading import Terms, ox_term
from kg.validation.spelling import Spelling, stored_forms

Triple = tuple[Node, Node, Node]
Pattern = tuple[Node | None, Node | None, Node | None]


class StoredTriples(Memory):
    """The default graph of a store, read-only; the memory store keeps the prefixes."""

    def __init__(self, store: ox.Store, spelling: Spelling) -> None:
        super().__init__()
        self._store, self._spelling = store, spelling
        self._size = len(store)  # a store counts all its triples, and pySHACL asks often
        self._terms = Terms()
        self._stored: dict[Literal, ox.Literal] = {}
        self.graph = Graph(store=self, bind_namespaces="none")

    def triples(
        self,
        triple_pattern: Pattern,
        context: Graph | None = None,  # noqa: ARG002 (rdflib's signature)
    ) -> Generator[tuple[Triple, Generator[Graph | None, None, None]], None, None]:
        """The triples that match a pattern, in whatever context: there is one graph."""
        subject, predicate, obj = triple_pattern
        if isinstance(subject, Literal) or not isinstance(predicate, URIRef | None):
            return
        quads = self._store.quads_for_pattern(
            None if subject is None else self._resource(subject),
            None if predicate is None else ox.NamedNode(predicate),
            None if obj is None else self._object(obj),
            ox.DefaultGraph(),
        )
        terms, written = self._terms, self._spelling.written
        for quad in quads:
            key: Any = (quad.subject, quad.predicate, quad.object)
            for form in written.get(key, (quad.object,)) if written else (quad.object,):
                term = terms[form]
                if obj is None or term == obj:
                    triple = (terms[quad.subject], terms[quad.predicate], term)
                    yield triple, (each for each in (self.graph,))

    def __len__(self, context: Graph | None = None) -> int:
        return self._size

    def add(self, *_: object, **__: object) -> None:
        """Refused."""
        raise TypeError("a stored graph is read-only")

    def remove(self, *_: object, **__: object) -> None:
        """Refused."""
        raise TypeError("a stored graph is read-only")

    @staticmethod
    def _resource(term: Node) -> ox.NamedNode | ox.BlankNode:
        return ox.BlankNode(str(term)) if isinstance(term, BNode) else ox.NamedNode(str(term))

    def _object(self, term: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        if not isinstance(term, Literal):
            return self._resource(term)
        if term not in self._stored:
            literal = ox_term(term)
            assert isinstance(literal, ox.Literal)
            self._stored[term] = stored_forms([literal])[literal]
        return self._stored[term]


def stored_graph(store: ox.Store, spelling: Spelling) -> Graph:
    """The default graph of a store for rdflib."""
    return StoredTriples(store, spelling).graph
