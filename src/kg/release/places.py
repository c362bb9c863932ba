"""Where in the tables a resource is written."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pyoxigraph as ox

from kg.iris import Iris, expand
from kg.problems import Text
from kg.release import lines
from kg.release.project import Project, Table
from kg.release.reading import rows
from kg.validation import Verdict
from kg.validation.findings import Place, both

_LABEL = ox.NamedNode(expand("rdfs:label"))


def about(graph: list[bytes], iri: str) -> list[bytes]:
    """The lines of a graph whose subject is an IRI."""
    start = f"<{iri}> ".encode()
    first = bisect_left(graph, start)
    last = first
    while last < len(graph) and graph[last].startswith(start):
        last += 1
    return graph[first:last]


def labels(graph: list[bytes], iris: Iterable[str]) -> dict[str, Text]:
    """Resource → its labels, for those that have one."""
    found = {}
    for iri in iris:
        texts = {
            triple.object.language or "": triple.object.value
            for triple in lines.triples(about(graph, iri))
            if triple.predicate == _LABEL and isinstance(triple.object, ox.Literal)
        }
        if texts:
            found[iri] = both(texts)
    return found


def placed(
    verdict: Verdict, graphs: Mapping[str, list[bytes]], project: Project, iris: Iris
) -> Verdict:
    """The verdict, each finding with the first table and row that write its resource.

    A constraint that is checked once for a whole class has the class as focus node; the offending
    resource is its value then.
    """
    wanted: dict[Table, set[str]] = {}
    subjects = {name for finding in verdict.findings for name in (finding.focus, finding.value)}
    for subject in sorted(subjects):
        table = _table(subject, graphs, project, iris)
        if table is not None:
            wanted.setdefault(table, set()).add(subject)
    places = {
        subject: Place(table.file, row)
        for table, subjects in wanted.items()
        for subject, row in rows(project, table, subjects, iris).items()
    }
    return replace(
        verdict,
        findings=tuple(
            replace(finding, place=places.get(finding.focus) or places.get(finding.value, Place()))
            for finding in verdict.findings
        ),
    )


def _table(
    focus: str, graphs: Mapping[str, list[bytes]], project: Project, iris: Iris
) -> Table | None:
    return next(
        (t for t in project.tables if about(graphs[iris.graph(t.source, t.name)], focus)), None
    )
