"""The right answers, from the lines of a release's dump by plain Python: no query engine."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
OBSERVED = "<http://purl.org/linked-data/sdmx/2009/measure#obsValue>"
DATASET = "<http://purl.org/linked-data/cube#dataSet>"
_INTEGER = "<http://www.w3.org/2001/XMLSchema#integer>"

Term = str
"""In N-Triples syntax."""


class Triple(NamedTuple):
    """Subject, predicate and object."""

    subject: Term
    predicate: Term
    object: Term


Row = tuple[Term | None, ...]
"""One solution, in the order of the variables."""


def integer(number: int) -> Term:
    """An xsd:integer."""
    return f'"{number}"^^{_INTEGER}'


@dataclass(frozen=True)
class Oracle:
    """The statements of one release.

    Attributes:
        triples: those of the default graph.
        graphs: those of each named graph, by the graph's IRI.
    """

    triples: frozenset[Triple]
    graphs: dict[str, frozenset[Triple]]
    _by_subject: dict[Term, set[Triple]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        for triple in self.triples:
            self._by_subject[triple.subject].add(triple)

    @property
    def subjects(self) -> list[Term]:
        """Every subject, sorted."""
        return sorted(self._by_subject)

    def about(self, subject: Term) -> frozenset[Triple]:
        """The statements with a subject."""
        return frozenset(self._by_subject.get(subject, ()))

    def objects(self, predicate: Term) -> "Counter[Row]":
        """Subject and object of each statement with a predicate."""
        return Counter((t.subject, t.object) for t in self.triples if t.predicate == predicate)

    def merge(self, graphs: Iterable[str]) -> frozenset[Triple]:
        """The RDF merge of named graphs: a statement of several stands in it once."""
        return frozenset().union(*(self.graphs[graph] for graph in graphs))

    def sizes_of_classes(self) -> "Counter[Row]":
        """Each class with the number of its members."""
        sizes = Counter(t.object for t in self.triples if t.predicate == TYPE)
        return Counter((kind, integer(size)) for kind, size in sizes.items())

    def observed(self, dataset: Term) -> list[tuple[Term, int]]:
        """Observations of a dataset with their numbers, the greatest first, equals by IRI."""
        found = [
            (triple.subject, int(value(triple.object)))
            for triple in self.triples
            if triple.predicate == OBSERVED
            and Triple(triple.subject, DATASET, dataset) in self.triples
        ]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def value(literal: Term) -> str:
    """The lexical form of a literal without escapes in it."""
    return literal[1 : literal.rindex('"')]


def read(release: Path) -> Oracle:
    """The oracle of a release folder."""
    default: set[Triple] = set()
    named: dict[str, set[Triple]] = defaultdict(set)
    known: dict[Term, Term] = {}
    for quad in ox.parse(path=release / "dumps" / "sti-kg.nq", format=ox.RdfFormat.N_QUADS):
        terms = (str(quad.subject), str(quad.predicate), str(quad.object))
        triple = Triple(*(known.setdefault(term, term) for term in terms))
        if isinstance(quad.graph_name, ox.NamedNode):
            named[quad.graph_name.value].add(triple)
        else:
            default.add(triple)
    graphs = {name: frozenset(triples) for name, triples in named.items()}
    return Oracle(frozenset(default), graphs)
