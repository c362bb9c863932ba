"""From a project's files to the named graphs of a release."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.iris import Iris
from kg.problems import DataError, Problem, Text
from kg.release import lines
from kg.release.errors import ReleaseFault


@dataclass(frozen=True)
class Graphs:
    """The graphs of a build, as sorted N-Triples lines.

    Attributes:
        named: graph IRI → lines; the ontology's graph among them.
        default: their merge, each triple once.
    """

    named: Mapping[str, list[bytes]]
    default: list[bytes]

    @classmethod
    def merge(cls, named: Mapping[str, list[bytes]]) -> "Graphs":
        """Graphs with their merge as the default graph."""
        return cls(dict(sorted(named.items())), lines.merged(named))

    def quads(self) -> list[bytes]:
        """The whole dataset as N-Quads lines, sorted."""
        return lines.quads(self.default, self.named)


def rebased(triples: Iterable[ox.Triple], iris: Iris) -> Iterator[ox.Triple]:
    """Triples written with the default base, under the base of the build."""
    known: dict[str, ox.NamedNode] = {}

    def node(named: ox.NamedNode) -> ox.NamedNode:
        if named.value not in known:
            known[named.value] = ox.NamedNode(iris.rebase(named.value))
        return known[named.value]

    for triple in triples:
        subject, obj = triple.subject, triple.object
        yield ox.Triple(
            node(subject) if isinstance(subject, ox.NamedNode) else subject,
            node(triple.predicate),
            node(obj) if isinstance(obj, ox.NamedNode) else obj,
        )


def table_lines(triples: Iterable[ox.Triple], iris: Iris, file: str) -> list[bytes]:
    """A table's triples as lines.

    Raises:
        DataError: a blank node; nothing outside the graph could refer to it.
    """
    made = lines.of_triples(rebased(triples, iris))
    blank = sum(line.startswith(b"_:") for line in made)
    if blank:
        raise DataError([_blank_nodes(file, blank)])
    return made


def _blank_nodes(file: str, count: int) -> Problem:
    return Problem(
        "blank-node",
        Text(f"IRIのない資源が{count}件ある", f"{count} statements about resources without an IRI"),
        Text(
            "メタデータの aboutUrl で各行にIRIを与える",
            "give each row an IRI by aboutUrl in the metadata",
        ),
        file=file,
    )


def ontology_lines(files: Iterable[Path], iris: Iris) -> list[bytes]:
    """All ontology files as one graph's lines, blank nodes canonical for the whole dataset.

    Only quads that mention blank nodes decide their labels (RDFC-1.0), and only the ontology has
    some, in its own graph and in the default graph.

    Raises:
        ReleaseFault: a file cannot be read or is not Turtle; the message has file, line and column.
    """
    triples = [triple for file in files for triple in rebased(_parsed(file), iris)]
    blank = [t for t in triples if isinstance(t.subject, ox.BlankNode) or _has_blank(t)]
    graph = ox.NamedNode(iris.ontology_graph)
    dataset = ox.Dataset(
        [
            ox.Quad(t.subject, t.predicate, t.object, g)
            for t in blank
            for g in (graph, ox.DefaultGraph())
        ]
    )
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    skip = set(blank)
    plain = [t for t in triples if t not in skip]
    labelled = [q.triple for q in dataset if q.graph_name == graph]
    return lines.of_triples([*plain, *labelled])


def _has_blank(triple: ox.Triple) -> bool:
    return isinstance(triple.object, ox.BlankNode)


def _parsed(file: Path) -> list[ox.Triple]:
    try:
        parsed = ox.parse(path=file, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
        return [quad.triple for quad in parsed]
    except (SyntaxError, OSError) as error:
        raise ReleaseFault(
            Text(
                f"オントロジーのファイル {file.name} を読めない：{error}",
                f"ontology file {file.name} cannot be read: {error}",
            )
        ) from error


class Cache:
    """A folder of table graphs by key; a half-written file never shows up under its name.

    Args:
        folder: made when something is first kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: set[Path] = set()

    def get(self, key: str) -> list[bytes] | None:
        """What was kept under a key; None where nothing was."""
        path = self._path(key)
        self._used.add(path)
        return path.read_bytes().splitlines() if path.is_file() else None

    def put(self, key: str, content: list[bytes]) -> None:
        """Keep lines under a key."""
        path = self._path(key)
        self._used.add(path)
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".tmp-{path.name}")
        draft.write_bytes(lines.document(content))
        os.replace(draft, path)  # noqa: PTH105 (says that it replaces)

    def prune(self) -> None:
        """Drop what this build did not ask for."""
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if path not in self._used:
                    path.unlink()

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.nt"
