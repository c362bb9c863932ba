"""Counting a graph: what VoID and the manifest say about it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

import pyoxigraph as ox

from kg.iris import expand

_TYPE = expand("rdf:type")


@dataclass(frozen=True, slots=True)
class PropertyCount:
    """How often one property is used: triples, and distinct subjects and objects."""

    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True, slots=True)
class ClassCount:
    """The members of one class.

    Attributes:
        entities: all of them.
        resources: those under the base.
        triples: the triples of which they are the subject.
        example: IRI of the first that has one; empty where none has.
    """

    entities: int
    resources: int
    triples: int
    example: str


@dataclass(frozen=True)
class Statistics:
    """Counts of one graph.

    Attributes:
        triples: all triples.
        subjects: distinct subjects.
        objects: distinct objects.
        resources: IRIs of the subjects under the base, sorted.
        classes: class IRI → counts, sorted.
        properties: property IRI → counts, sorted.
    """

    triples: int
    subjects: int
    objects: int
    resources: tuple[str, ...]
    classes: Mapping[str, ClassCount]
    properties: Mapping[str, PropertyCount]


class _PropertyTally:
    def __init__(self) -> None:
        self.triples = 0
        self.subjects = 0
        self.objects: set[object] = set()

    def count(self) -> PropertyCount:
        return PropertyCount(self.triples, self.subjects, len(self.objects))


def count(triples: Iterable[ox.Triple], resource_prefix: str) -> Statistics:
    """Count a graph in one pass.

    Args:
        triples: sorted by subject and predicate, each once.
        resource_prefix: what the IRIs of resources begin with.
    """
    total = subjects = 0
    objects: set[object] = set()
    resources = []
    members: dict[str, list[tuple[str, int]]] = defaultdict(list)
    tallies: dict[str, _PropertyTally] = defaultdict(_PropertyTally)
    for subject, group in groupby(triples, key=lambda triple: triple.subject):
        own = list(group)
        total += len(own)
        subjects += 1
        if isinstance(subject, ox.NamedNode) and subject.value.startswith(resource_prefix):
            resources.append(subject.value)
        for triple in own:
            objects.add(triple.object)
            if triple.predicate.value == _TYPE and isinstance(triple.object, ox.NamedNode):
                members[triple.object.value].append((str(subject), len(own)))
        _tally(own, tallies)
    return Statistics(
        triples=total,
        subjects=subjects,
        objects=len(objects),
        resources=tuple(sorted(resources)),
        classes={
            name: _class_count(rows, f"<{resource_prefix}")
            for name, rows in sorted(members.items())
        },
        properties={name: tally.count() for name, tally in sorted(tallies.items())},
    )


def _tally(own: list[ox.Triple], tallies: dict[str, _PropertyTally]) -> None:
    for predicate, group in groupby(own, key=lambda triple: triple.predicate.value):
        tally = tallies[predicate]
        tally.subjects += 1
        for triple in group:
            tally.triples += 1
            tally.objects.add(triple.object)


def _class_count(rows: list[tuple[str, int]], prefix: str) -> ClassCount:
    named = [subject for subject, _ in rows if subject.startswith("<")]
    return ClassCount(
        entities=len(rows),
        resources=sum(subject.startswith(prefix) for subject in named),
        triples=sum(size for _, size in rows),
        example=named[0][1:-1] if named else "",
    )
