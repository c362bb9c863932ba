"""Tables to named graphs: only what changed is converted again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.iris import Iris
from kg.problems import DataError, Problem, Severity, Text
from kg.release import fingerprint
from kg.release.graphs import Cache, table_lines
from kg.release.progress import Progress
from kg.release.project import Project, Table
from kg.release.reading import read
from kg.tables import Mode, TableGroup

_CONVERTING = Text("表をRDFに変換", "Converting tables")


@dataclass(frozen=True)
class Converted:
    """The outcome for all tables.

    Attributes:
        graphs: graph IRI → sorted N-Triples lines.
        remarks: problems that stop nothing.
    """

    graphs: Mapping[str, list[bytes]]
    remarks: tuple[Problem, ...]


def convert_tables(
    project: Project, iris: Iris, cache: Cache, progress: Progress, *, reread: bool = False
) -> Converted:
    """Every table as the lines of its named graph.

    Cells, keys and foreign keys are checked over all tables together whenever one of them changed.

    Args:
        project: whose tables.
        iris: the base of the build.
        cache: what earlier builds converted.
        progress: advances by one for each table.
        reread: check all tables even where nothing changed, to learn the remarks.

    Raises:
        DataError: all problems of all tables.
    """
    progress.begin(_CONVERTING)
    keys = {table: _key(table, iris) for table in project.tables}
    kept = {table: cache.get(key) for table, key in keys.items()}
    missing = [table for table, content in kept.items() if content is None]
    checked = fingerprint.of_value(sorted(keys.values()))
    remarks: list[Problem] = []
    if reread or missing or cache.get(checked) is None:
        group = read(project, project.tables)
        made = _convert(group, missing, iris, remarks)
        for table, content in made.items():
            cache.put(keys[table], content)
        cache.put(checked, [])
        kept.update(made)
    for _ in project.tables:
        progress.advance()
    graphs = {iris.graph(t.source, t.name): content or [] for t, content in kept.items()}
    return Converted(graphs, tuple(remarks))


def _key(table: Table, iris: Iris) -> str:
    """What a table's graph depends on."""
    return fingerprint.of_value(
        {
            "files": fingerprint.of_files(table.companions(), table.csv.parent),
            "table": table.file,
            "base": iris.base,
            "software": fingerprint.software(),
        }
    )


def _convert(
    group: TableGroup, wanted: Iterable[Table], iris: Iris, remarks: list[Problem]
) -> dict[Table, list[bytes]]:
    """The wanted tables' lines; all tables are checked, and what stops nothing is remarked."""
    read_as = {table.file: table for table in group.tables}
    made = {}
    problems: list[Problem] = []
    for table in wanted:
        try:
            triples = read_as[table.file].triples(Mode.MINIMAL) if table.file in read_as else ()
            made[table] = table_lines(triples, iris, table.file)
        except DataError as error:
            problems += error.problems
    problems += group.problems
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise DataError(problems)
    remarks += problems
    return made
