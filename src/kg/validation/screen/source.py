"""The shapes graph as a look-up, and the strict reading of its values.

pySHACL decides what a malformed shape means. Whatever is not plainly well-formed is therefore
inexpressible here and goes to pySHACL, which raises its fault or lets it pass.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from kg.iris import expand

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal

_FIRST: Final = ox.NamedNode(expand("rdf:first"))
_REST: Final = ox.NamedNode(expand("rdf:rest"))
_NIL: Final = ox.NamedNode(expand("rdf:nil"))
_TRUTH: Final = {"true": True, "false": False}
_COUNT: Final = re.compile(r"0|[1-9][0-9]{0,5}")


class Inexpressible(Exception):
    """A shape or graph that the screen cannot state as a query; pySHACL has to see to it."""


def sh(name: str) -> ox.NamedNode:
    """A term of SHACL's vocabulary."""
    return ox.NamedNode(expand(f"sh:{name}"))


def iri(term: Term) -> ox.NamedNode:
    """The term, which has to be an IRI."""
    if isinstance(term, ox.NamedNode):
        return term
    raise Inexpressible(f"{term} is no IRI")


def node(term: Term) -> Node:
    """The term, which must not be a literal."""
    if isinstance(term, ox.Literal):
        raise Inexpressible(f"{term} is a literal")
    return term


def literal(term: Term, datatype: str) -> str:
    """The text of a literal that has to have a datatype."""
    if isinstance(term, ox.Literal) and term.datatype.value == expand(datatype):
        return term.value
    raise Inexpressible(f"{term} is no {datatype}")


def count(term: Term) -> int:
    """A count as the cardinality parameters take it: a plain xsd:integer that is not negative."""
    text = literal(term, "xsd:integer")
    if not _COUNT.fullmatch(text):
        raise Inexpressible(f"{text} is no count")
    return int(text)


def truth(term: Term) -> bool:
    """A truth value, spelled out."""
    text = literal(term, "xsd:boolean")
    if text not in _TRUTH:
        raise Inexpressible(f"{text} is no truth value")
    return _TRUTH[text]


class Source:
    """A graph of shapes, looked up by subject and predicate or by predicate."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._objects: dict[tuple[Term, ox.NamedNode], list[Term]] = defaultdict(list)
        self._pairs: dict[ox.NamedNode, list[tuple[Node, Term]]] = defaultdict(list)
        for triple in dict.fromkeys(triples):
            subject, obj = triple.subject, triple.object
            if isinstance(subject, ox.Triple) or isinstance(obj, ox.Triple):
                raise Inexpressible("a quoted triple")
            self._objects[subject, triple.predicate].append(obj)
            self._pairs[triple.predicate].append((subject, obj))

    def objects(self, subject: Term, predicate: ox.NamedNode) -> list[Term]:
        """The values of a property."""
        return self._objects.get((subject, predicate), [])

    def pairs(self, predicate: ox.NamedNode) -> list[tuple[Node, Term]]:
        """Subject and object of every triple with a predicate."""
        return self._pairs.get(predicate, [])

    def subjects(self, predicate: ox.NamedNode, obj: Term) -> list[Node]:
        """The subjects that have a value."""
        return [subject for subject, value in self.pairs(predicate) if value == obj]

    def only(self, subject: Term, predicate: ox.NamedNode) -> Term | None:
        """The value of a property that has one at most."""
        values = self.objects(subject, predicate)
        if len(values) > 1:
            raise Inexpressible(f"{subject} has several values of {predicate}")
        return values[0] if values else None

    def items(self, head: Term) -> list[Term]:
        """The members of a well-formed list that is not empty (SHACL section 1.1)."""
        members: list[Term] = []
        seen: set[Term] = set()
        while head != _NIL:
            firsts, rests = self.objects(head, _FIRST), self.objects(head, _REST)
            if head in seen or len(firsts) != 1 or len(rests) != 1:
                raise Inexpressible(f"{head} is no well-formed list")
            seen.add(head)
            members.append(firsts[0])
            head = rests[0]
        if not members:
            raise Inexpressible("an empty list")
        return members
