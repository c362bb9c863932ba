"""Tables to named graphs: only what changed is converted again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from kg.iris import Iris
from kg.problems import DataError, Problem, Severity, Text
from kg.release import fingerprint
from kg.release.cache import Cache
from kg.release.frames import rebased
from kg.release.progress import Progress
from kg.release.project import Project, Table
from kg.release.reading import read
from kg.tables import TableGroup

_CONVERTING: Final = Text("表をRDFに変換", "Converting tables")


@dataclass(frozen=True)
class Converted:
    """The outcome for all tables.

    Attributes:
        graphs: graph IRI → the runs that the cache keeps of it.
        remarks: problems that stop nothing.
    """

    graphs: Mapping[str, tuple[Path, ...]]
    remarks: tuple[Problem, ...]


class Conversion:
    """Converts the tables of one build.

    Args:
        project: whose tables.
        inputs: path in the project → SHA-256.
        iris: the base of the build.
        cache: what earlier builds converted.
        progress: advances by one for each table.
    """

    def __init__(
        self,
        project: Project,
        inputs: Mapping[str, str],
        iris: Iris,
        cache: Cache,
        progress: Progress,
    ) -> None:
        self._project = project
        self._inputs = inputs
        self._iris = iris
        self._cache = cache
        self._progress = progress

    def run(self, *, reread: bool = False) -> Converted:
        """Every table as a named graph.

        Cells, keys and foreign keys are checked over all tables together whenever one of them
        changed.

        Args:
            reread: check all tables even where nothing changed, to learn the remarks.

        Raises:
            DataError: all problems of all tables.
        """
        self._progress.begin(_CONVERTING)
        keys = {table: self._key(table) for table in self._project.tables}
        kept = {table: self._cache.get(key) for table, key in keys.items()}
        missing = {table: keys[table] for table, runs in kept.items() if runs is None}
        for _ in range(len(kept) - len(missing)):
            self._progress.advance()
        checked = fingerprint.of_value(sorted(keys.values()))
        remarks: tuple[Problem, ...] = ()
        if reread or missing or self._cache.get(checked) is None:
            made, remarks = self._convert(read(self._project, self._project.tables), missing)
            self._cache.put(checked, ())
            kept.update(made)
        graphs = {self._iris.graph(t.source, t.name): runs or () for t, runs in kept.items()}
        return Converted(graphs, remarks)

    def _key(self, table: Table) -> str:
        """What a table's graph depends on."""
        files = [path.relative_to(self._project.root) for path in table.companions()]
        return fingerprint.of_value(
            {
                "files": {path.as_posix(): self._inputs[path.as_posix()] for path in files},
                "table": table.file,
                "base": self._iris.base,
                "software": fingerprint.software(),
            }
        )

    def _convert(
        self, group: TableGroup, wanted: Mapping[Table, str]
    ) -> tuple[dict[Table, tuple[Path, ...]], tuple[Problem, ...]]:
        """The wanted tables' runs, and what was found in all tables that stops nothing."""
        read_as = {table.file: table for table in group.tables}
        made = {}
        problems: list[Problem] = []
        for table, key in wanted.items():
            frames = read_as[table.file].frames() if table.file in read_as else ()
            try:
                made[table] = self._cache.put(key, _without_blanks(frames, self._iris, table.file))
            except DataError as error:
                problems += error.problems
            self._progress.advance()
        problems += group.problems
        if any(problem.severity is Severity.ERROR for problem in problems):
            raise DataError(problems)
        return made, tuple(problems)


def _without_blanks(
    frames: Iterable[pl.DataFrame], iris: Iris, file: str
) -> Iterator[pl.DataFrame]:
    """A table's triples under the base of the build.

    Raises:
        DataError: at the end, for blank nodes; nothing outside the graph could refer to them.
    """
    blank = 0
    for frame in frames:
        blank += len(frame.filter(pl.col("subject").str.starts_with("_:")))
        yield rebased(frame, iris)
    if blank:
        raise DataError([_blank_nodes(file, blank)])


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
