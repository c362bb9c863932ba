"""Groups of tables: loaded by their metadata, checked across tables, converted.

Source: tabular-data-model, section 6.1; csv2rdf, section 4.2.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode, Triple

from kg.problems import DataError, Problem, Severity

from . import annotations
from .discovery import candidates, normalized, same_url
from .messages import Report
from .metadata import Sources, parse_json, read_metadata
from .model import ForeignKey, GroupDescription, Json, TableDescription
from .rdf import Mode
from .table import Settings, Table
from .terms import CSVW_NOTE, CSVW_TABLE, CSVW_TABLE_GROUP, RDF_TYPE


@dataclass(frozen=True, slots=True)
class _Document:
    """One metadata document's group and its tables."""

    description: GroupDescription
    tables: tuple[Table, ...]


class TableGroup:
    """Tables that belong together: foreign keys may lead from any to any of them.

    Iterating over ``tables`` and converting each by ``table.triples(mode)`` reads each file once;
    ``problems`` then costs no further reading. ``documents`` names the metadata that was used.
    """

    def __init__(self, settings: Settings, *, foreign_keys: bool = True) -> None:
        self._settings = settings
        self._report = Report(settings.strict)
        self._documents: dict[str, _Document] = {}
        self._tables: dict[str, Table] = {}
        self._foreign_keys = foreign_keys

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables, in the order of loading."""
        return tuple(self._tables.values())

    @property
    def problems(self) -> list[Problem]:
        """Every problem of metadata, files, cells and keys; reads what was not read before."""
        found = list(self._report.problems)
        for table in self.tables:
            found.extend(table.problems)
        keys = Report(self._settings.strict)
        if self._foreign_keys:
            for table in self.tables:
                for key in table.description.schema.foreign_keys:
                    self._compare(table, key, keys)
        return found + keys.problems

    def require_sound(self) -> None:
        """Raises DataError, with all problems, where any of them is an error."""
        problems = self.problems
        if any(each.severity is Severity.ERROR for each in problems):
            raise DataError(problems)

    def triples(self, mode: Mode = Mode.STANDARD) -> Iterator[Triple]:
        """The triples of all groups and tables; problems are left to ``problems``."""
        for document in self._documents.values():
            described = document.description
            if mode is Mode.STANDARD:
                group = NamedNode(described.iri) if described.iri else BlankNode()
                yield Triple(group, RDF_TYPE, CSVW_TABLE_GROUP)
                for each in described.annotations:
                    yield from annotations.triples(group, NamedNode(each.property), each.value)
                for note in described.notes:
                    yield from annotations.triples(group, CSVW_NOTE, note)
                for table in document.tables:
                    if not table.suppressed:
                        yield Triple(group, CSVW_TABLE, table.node)
            for table in document.tables:
                yield from table.triples(mode)

    def add_table(self, url: str) -> None:
        """Takes in a file, with the metadata that is found for it (section 5)."""
        if normalized(url) in self._tables:
            return
        library = self._settings.library
        if library.path(url) is None and library.get(url, self._report) is None:
            return
        for place in candidates(url, library):
            body = library.find(place)
            if body is None:
                continue
            loaded = self._describe(place, body)
            if loaded is None or any(same_url(url, table.url) for table in loaded.tables):
                if loaded is not None:
                    self._take(place, loaded)
                return
            self._report.fault(
                "metadata-not-for-file", file=library.shown(place), table=library.shown(url)
            )
        self._take(url, GroupDescription((TableDescription(url, embedded=True),)))

    def add_metadata(self, url: str) -> None:
        """Takes in the tables that a metadata document describes."""
        if url in self._documents:
            return
        stream = self._settings.library.open(url, self._report)
        if stream is None:
            return
        with stream:
            loaded = self._describe(url, stream.read())
        if loaded is not None:
            self._take(url, loaded)

    def _describe(self, url: str, body: bytes) -> GroupDescription | None:
        file = self._settings.library.shown(url)
        document = parse_json(body, file, self._report)
        if not isinstance(document, dict):
            return None
        return read_metadata(document, url, file, self._report, Sources(self._referenced))

    def _referenced(self, url: str, report: Report) -> Json:
        library = self._settings.library
        stream = library.open(url, report)
        if stream is None:
            return None
        with stream:
            return parse_json(stream.read(), library.shown(url), report)

    def _take(self, url: str, described: GroupDescription) -> None:
        if url in self._documents:
            return
        tables = []
        for each in described.tables:
            table = self._tables.setdefault(normalized(each.url), Table(each, self._settings))
            tables.append(table)
        self._documents[url] = _Document(described, tuple(tables))
        if self._foreign_keys:
            self._watch()

    def _watch(self) -> None:
        for table in self.tables:
            for key in table.description.schema.foreign_keys:
                target = self._target(key)
                if target is not None:
                    target.watch(key.target_columns)

    def _target(self, key: ForeignKey) -> Table | None:
        if key.table is not None:
            return self._tables.get(normalized(key.table))
        for table in self.tables:
            if table.description.schema.iri == key.schema:
                return table
        return None

    def _compare(self, table: Table, key: ForeignKey, report: Report) -> None:
        target = self._target(key)
        file = table.description.document or table.file
        if target is None:
            shown = self._settings.library.shown(key.table or key.schema or "")
            report.error("unknown-table", file=file, target=shown)
            return
        here, there = table.findings.keys, target.findings.keys
        if here is not None and there is not None:
            from .keys import compare  # noqa: PLC0415 - Polars is loaded where it is used

            compare(key, here, there, report)
