"""From pyoxigraph to rdflib and back: graphs in half the time of rdflib's own parser, and terms."""

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


def ox_term(term: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """An rdflib term as pyoxigraph's."""
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    assert isinstance(term, Literal)
    if term.language:
        return ox.Literal(str(term), language=term.language)
    if term.datatype:
        return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)))
    return ox.Literal(str(term))
