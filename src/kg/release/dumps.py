"""The files to download: the same input gives the same bytes, compressed ones too.

Graphs are written part by part, so that memory holds one part whatever their size.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import polars as pl

from kg import jsonld
from kg.iris import Iris
from kg.jsonld.columns import nodes
from kg.release import linksets
from kg.release.class_tables import ClassTables
from kg.release.frames import TERMS, begins, document, text
from kg.release.graphs import Graphs, default_of
from kg.release.model import NAME, FileInfo
from kg.release.packing import zipped
from kg.release.statistics import Counter, Statistics
from kg.release.targets import FOLDER
from kg.release.turtle import TurtleParts
from kg.release.writing import Dump, HashedFile

_SLICE: Final = 100_000  # rows that are made into one text
_FORMS: Final = ("jsonld", "nq", "nt", "ttl")

REST_STEPS: Final = 3


def write_triples(path: Path, graphs: Graphs) -> int:
    """Write the default graph as N-Triples, and nothing else; gives the number of triples."""
    count = 0
    with path.open("wb") as file:
        for part in graphs.parts():
            default = default_of(part)
            count += len(default)
            file.writelines(map(document, default.iter_slices(_SLICE)))
    return count


class Dumps:
    """The dumps of one release: first lines, which a store and validation read, then the rest.

    Args:
        folder: where they are written.
        graphs: what is dumped.
        iris: the base of the build.
    """

    def __init__(self, folder: Path, graphs: Graphs, iris: Iris) -> None:
        self._folder = folder
        self._graphs = graphs
        self._iris = iris
        self._tables = ClassTables(iris)
        self._files: dict[str, FileInfo] = {}

    @property
    def triples(self) -> Path:
        """The default graph as N-Triples."""
        return self._folder / f"{NAME}.nt"

    @property
    def quads(self) -> Path:
        """The whole dataset as N-Quads."""
        return self._folder / f"{NAME}.nq"

    @property
    def files(self) -> Mapping[str, FileInfo]:
        """Name below the folder → size and hash of what is written so far."""
        return self._files

    def write_lines(self) -> Statistics:
        """Write N-Triples and N-Quads, and count."""
        counter = Counter(self._graphs.names, self._iris)
        with self._dump("nt") as triples, self._dump("nq") as quads:
            for part in self._graphs.parts():
                default = default_of(part)
                counter.add(part, default)
                self._tables.survey(default)
                for rows in default.iter_slices(_SLICE):
                    triples.write(document(rows))
                for lines in _quads(part, self._graphs.names):
                    quads.write(lines)
        self._files |= {**triples.infos(), **quads.infos()}
        return counter.statistics()

    def write_rest(self, counts: Statistics, step: Callable[[], None]) -> None:
        """Write Turtle, JSON-LD, class tables and linksets, and everything packed.

        Args:
            counts: what write_lines gave.
            step: called after each of the REST_STEPS steps.

        Raises:
            SyntaxError: a term is none of RDF.
        """
        with self._dump("ttl") as turtle, self._dump("jsonld") as nodes_, ExitStack() as stack:
            tables = self._open(stack, "csv", self._tables.headers())
            sets = self._open(stack, FOLDER, linksets.heads(counts.links, self._iris))
            parts = TurtleParts(counts.namespaces)
            nodes_.write(jsonld.opening())
            separator = b"\n"
            for part in self._graphs.parts():
                default = default_of(part)
                turtle.write(parts.part(default))
                for lines in _json_texts(default):
                    nodes_.write(separator + lines)
                    separator = jsonld.SEPARATOR
                for name, rows in self._tables.rows(default):
                    tables[f"csv/{name}"].write(rows)
                for name, rows in linksets.rows(default, self._iris):
                    sets[f"{FOLDER}/{name}"].write(rows)
            nodes_.write(jsonld.CLOSING)
        self._files |= {**turtle.infos(), **nodes_.infos()}
        self._files |= {name: file.info() for name, file in {**tables, **sets}.items()}
        step()
        self._zip(f"{NAME}-csv.zip", [self._folder / name for name in tables])
        step()
        self._zip(f"{NAME}.zip", [self._folder / f"{NAME}.{suffix}" for suffix in _FORMS])
        step()

    def _dump(self, suffix: str) -> Dump:
        return Dump(self._folder / f"{NAME}.{suffix}")

    def _open(
        self, stack: ExitStack, folder: str, heads: Mapping[str, bytes]
    ) -> dict[str, HashedFile]:
        """Begin the files of a folder; their names are those below the folder of dumps."""
        (self._folder / folder).mkdir()
        files = {}
        for name, head in heads.items():
            path = f"{folder}/{name}"
            files[path] = stack.enter_context(HashedFile(self._folder / path))
            files[path].write(head)
        return files

    def _zip(self, name: str, files: Sequence[Path]) -> None:
        with HashedFile(self._folder / name) as target:
            zipped(target, files)
        self._files[name] = target.info()


def _quads(part: pl.DataFrame, names: Sequence[str]) -> Iterator[bytes]:
    """A part's lines of N-Quads: each triple of the default graph, then of the graphs it is in."""
    triple = pl.concat_str(TERMS, separator=" ")
    default = pl.when("first").then(pl.concat_str(triple, pl.lit(" .\n"))).otherwise(pl.lit(""))
    endings = pl.Series([f" <{name}> ." for name in names], dtype=pl.String)
    graph = pl.lit(endings).gather(pl.col("graph"))
    for rows in part.with_columns(first=begins(*TERMS)).iter_slices(_SLICE):
        yield text(rows.select(pl.concat_str(default, triple, graph)))


def _json_texts(default: pl.DataFrame) -> Iterator[bytes]:
    """The nodes of a part in stretches, separated as a document asks, with no separator at ends."""
    separator = jsonld.SEPARATOR.decode()
    for some in nodes(default).to_frame().iter_slices(_SLICE):
        if len(some):
            yield text(some, end=separator)[: -len(separator)]
