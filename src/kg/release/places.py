"""Where in the tables a resource is written."""

from collections.abc import Iterable
from dataclasses import replace

import polars as pl
import pyoxigraph as ox

from kg.iris import Iris, expand
from kg.problems import Text
from kg.release.frames import canonical, triples
from kg.release.graphs import Graphs
from kg.release.project import Project, Table
from kg.release.reading import rows
from kg.validation import Verdict
from kg.validation.findings import Place, both

_LABEL = f"<{expand('rdfs:label')}>"


def labels(graphs: Graphs, iris: Iterable[str]) -> dict[str, Text]:
    """Resource → its labels, for those that have one."""
    found = pl.concat(graphs.about(f"<{iri}>" for iri in iris).values())
    texts: dict[str, dict[str, str]] = {}
    for triple in triples(canonical(found.filter(pl.col("predicate") == _LABEL))):
        subject, label = triple.subject, triple.object
        if isinstance(subject, ox.NamedNode) and isinstance(label, ox.Literal):
            texts.setdefault(subject.value, {})[label.language or ""] = label.value
    return {iri: both(by_language) for iri, by_language in texts.items()}


def placed(verdict: Verdict, graphs: Graphs, project: Project, iris: Iris) -> Verdict:
    """The verdict, each finding with the first table and row that write its resource.

    A constraint that is checked once for a whole class has the class as focus node; the offending
    resource is its value then.
    """
    subjects = {name for finding in verdict.findings for name in (finding.focus, finding.value)}
    places = {
        subject: Place(table.file, row)
        for table, own in _by_table(subjects, graphs, project, iris).items()
        for subject, row in rows(project, table, own, iris).items()
    }
    return replace(
        verdict,
        findings=tuple(
            replace(finding, place=places.get(finding.focus) or places.get(finding.value, Place()))
            for finding in verdict.findings
        ),
    )


def _by_table(
    subjects: set[str], graphs: Graphs, project: Project, iris: Iris
) -> dict[Table, set[str]]:
    """Table → the subjects of which it is the first to say something."""
    if not subjects:
        return {}
    about = graphs.about(f"<{name}>" for name in subjects)
    found: dict[Table, set[str]] = {}
    left = set(subjects)
    for table in project.tables:
        said = about[iris.graph(table.source, table.name)]["subject"].unique()
        own = left.intersection(name[1:-1] for name in said)
        if own:
            found[table] = own
            left -= own
    return found
