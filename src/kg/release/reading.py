"""A project's tables, as the room of tables reads them."""

from collections.abc import Iterable

import pyoxigraph as ox

from kg.iris import DEFAULT_BASE, Iris, expand
from kg.release.project import Project, Table
from kg.tables import Mode, TableGroup, read_tables

_DESCRIBES = ox.NamedNode(expand("csvw:describes"))
_URL = ox.NamedNode(expand("csvw:url"))
_ROW = "#row="


def read(project: Project, tables: Iterable[Table], *, foreign_keys: bool = True) -> TableGroup:
    """Some tables as one group; files are named from the project's folder.

    The folder stands for the default base, so that no path of this machine gets into a graph.
    """
    return read_tables(
        [table.csv for table in tables],
        folder=project.root,
        base_url=DEFAULT_BASE,
        foreign_keys=foreign_keys,
    )


def rows(
    project: Project, table: Table, resources: Iterable[str], iris: Iris
) -> dict[str, int | None]:
    """Resource → the first row of a table that describes it, as a spreadsheet counts rows.

    Standard mode says of each row where it stands and what it describes (csv2rdf, section 4.2).
    """
    found: dict[str, int | None] = dict.fromkeys(resources)
    row: int | None = None
    group = read(project, [table], foreign_keys=False)
    for triple in (t for one in group.tables for t in one.triples(Mode.STANDARD)):
        if triple.predicate == _URL and isinstance(triple.object, ox.NamedNode):
            number = triple.object.value.rpartition(_ROW)[2]
            row = int(number) if number.isdigit() else None
        elif triple.predicate == _DESCRIBES and isinstance(triple.object, ox.NamedNode):
            resource = iris.rebase(triple.object.value)
            if resource in found and found[resource] is None:
                found[resource] = row
    return found
