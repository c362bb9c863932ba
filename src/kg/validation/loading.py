"""N-Triples into an rdflib graph, by pyoxigraph's parser: half the time of rdflib's own."""

from collections.abc import Iterable
from typing import cast

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

_STRING = "http://www.w3.org/2001/XMLSchema#string"


class Terms(dict[object, Node]):
    """pyoxigraph's terms → rdflib's, each made once, literals with their spelling."""

    def __missing__(self, term: object) -> Node:
        made = _made(term)
        self[term] = made
        return made


def _made(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    literal = cast("ox.Literal", term)
    if literal.language:
        return Literal(literal.value, lang=literal.language)
    if literal.datatype.value == _STRING:
        return Literal(literal.value)
    return Literal(literal.value, datatype=URIRef(literal.datatype.value), normalize=False)


def graph_of(quads: Iterable[ox.Quad]) -> Graph:
    """The parsed triples as an rdflib graph."""
    graph = Graph(bind_namespaces="none")
    terms = Terms()
    add = graph.store.add
    for quad in quads:
        add((terms[quad.subject], terms[quad.predicate], terms[quad.object]), graph)
    return graph
