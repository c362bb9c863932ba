"""Counting a graph: what VoID and the manifest say about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from kg.iris import Iris, expand
from kg.release.frames import bare, begins, is_iri
from kg.release.targets import links
from kg.release.turtle import namespaces

_TYPE: Final = f"<{expand('rdf:type')}>"


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
    """Counts of a dataset's default graph, which is the merge of its named graphs.

    Attributes:
        graphs: named graph → triples, by IRI.
        triples: all triples.
        subjects: distinct subjects.
        objects: distinct objects.
        resources: IRIs of the subjects under the base, sorted.
        classes: class IRI → counts, sorted.
        properties: property IRI → counts, sorted.
        namespaces: of all its IRIs.
        links: key of a dataset elsewhere → triples that link to it.
    """

    graphs: Mapping[str, int]
    triples: int
    subjects: int
    objects: int
    resources: pl.Series
    classes: Mapping[str, ClassCount]
    properties: Mapping[str, PropertyCount]
    namespaces: frozenset[str]
    links: Mapping[str, int]


class Counter:
    """Counts a dataset part by part.

    Distinct objects are told apart by 64 bits of hash: among ten million, the odds that two fall
    together are three in a million.

    Args:
        graphs: IRIs of the named graphs.
        iris: the base of the build.
    """

    def __init__(self, graphs: Sequence[str], iris: Iris) -> None:
        self._graphs = dict.fromkeys(graphs, 0)
        self._iris = iris
        self._prefix = iris.resources
        self._triples = 0
        self._subjects = 0
        self._namespaces: frozenset[str] = frozenset()
        self._resources: list[pl.Series] = []
        self._classes: list[pl.DataFrame] = []
        self._properties: list[pl.DataFrame] = []
        self._links: dict[str, int] = {}

    def add(self, part: pl.DataFrame, frame: pl.DataFrame) -> None:
        """Count a part, whose subjects no other part has.

        Args:
            part: statements with the index of their ``graph``.
            frame: its default graph: sorted triples, each once.
        """
        names = list(self._graphs)
        for graph, triples in part["graph"].value_counts().iter_rows():
            self._graphs[names[graph]] += triples
        subjects = frame.filter(begins("subject"))["subject"]
        self._triples += len(frame)
        self._subjects += len(subjects)
        self._namespaces |= namespaces(frame)
        ours = subjects.filter(subjects.str.starts_with(f"<{self._prefix}"))
        self._resources.append(ours.str.slice(1).str.strip_suffix(">"))
        self._classes.append(self._class_counts(frame))
        self._properties.append(_property_counts(frame))
        for target, found in links(frame, self._iris):
            self._links[target.key] = self._links.get(target.key, 0) + len(found)

    def statistics(self) -> Statistics:
        """The counts of all parts."""
        classes = pl.concat(self._classes)
        properties = pl.concat(self._properties)
        return Statistics(
            graphs=self._graphs,
            triples=self._triples,
            subjects=self._subjects,
            objects=properties["hashes"].explode().n_unique(),
            resources=pl.concat(self._resources).sort(),
            classes=_class_sums(classes),
            properties=_property_sums(properties),
            namespaces=self._namespaces,
            links=self._links,
        )

    def _class_counts(self, frame: pl.DataFrame) -> pl.DataFrame:
        sizes = frame.group_by("subject").len("triples")
        return (
            frame.filter(pl.col("predicate") == _TYPE, is_iri("object"))
            .join(sizes, on="subject", maintain_order="left")
            .group_by(bare("object").alias("name"))
            .agg(
                entities=pl.len(),
                resources=pl.col("subject").str.starts_with(f"<{self._prefix}").sum(),
                triples=pl.col("triples").sum(),
                # IRIs stand before blank nodes
                example=pl.when(is_iri("subject")).then(bare("subject")).first(),
            )
        )


def _class_sums(counts: pl.DataFrame) -> dict[str, ClassCount]:
    sums = (
        counts.group_by("name")
        .agg(
            pl.col("entities", "resources", "triples").sum(),
            pl.col("example").drop_nulls().first().fill_null(""),
        )
        .sort("name")
    )
    return {name: ClassCount(*row) for name, *row in sums.iter_rows()}


def _property_counts(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.group_by(bare("predicate").alias("name")).agg(
        triples=pl.len(),
        subjects=begins("subject").sum(),
        hashes=pl.col("object").hash().unique(),
    )


def _property_sums(counts: pl.DataFrame) -> dict[str, PropertyCount]:
    sums = (
        counts.group_by("name")
        .agg(
            pl.col("triples", "subjects").sum(),
            objects=pl.col("hashes").explode().n_unique(),
        )
        .sort("name")
    )
    return {name: PropertyCount(*row) for name, *row in sums.iter_rows()}
