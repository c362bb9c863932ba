"""One table: its rows read, checked and turned into triples, as often as asked.

The file is streamed. A run that was carried to its end leaves its findings (rows, encoding,
problems, keys); what asks for findings starts such a run where there was none.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.problems import Problem

from . import annotations
from .encodings import Encoding, encoding_of
from .fetch import Library
from .media import with_media_type
from .messages import Report
from .model import Dialect, TableDescription
from .rdf import Mode, Node
from .reader import MAX_ROW, read_rows
from .terms import (
    CSVW_NOTE,
    CSVW_TABLE_CLASS,
    CSVW_URL,
    RDF_TYPE,
    RDFS_COMMENT,
)

if TYPE_CHECKING:
    import polars as pl

    from .reading import Findings, Reading


@dataclass(frozen=True, slots=True)
class Settings:
    """How tables are read: see ``convert``."""

    library: Library
    strict: bool = True
    max_row: int = MAX_ROW


@dataclass(frozen=True, slots=True)
class _Opened:
    """A table's file: positioned after a byte-order mark; its encoding; its reading."""

    stream: BinaryIO
    encoding: Encoding
    reading: "Reading"


class Table:
    """A table of a group; made by ``read_tables``.

    ``url`` is the table's URL, ``file`` how problems name it, ``node`` its node in standard mode.
    """

    def __init__(self, description: TableDescription, settings: Settings) -> None:
        self.description = description
        self.url = description.url
        self.file = settings.library.shown(description.url)
        self.node: Node = NamedNode(description.iri) if description.iri else BlankNode()
        self._settings = settings
        self._watched: set[tuple[str, ...]] = set()
        self._findings: Findings | None = None

    @property
    def suppressed(self) -> bool:
        """Whether the table is only checked, for its metadata suppress its output."""
        return self.description.suppress_output

    @property
    def findings(self) -> "Findings":
        """What a whole run found; makes one where there was none."""
        if self._findings is None:
            for _ in self._by_columns(terms=False):
                pass
        assert self._findings is not None  # a run to the end always leaves findings
        return self._findings

    @property
    def problems(self) -> list[Problem]:
        """Every problem of the file and its cells; foreign keys are the group's matter."""
        return self.findings.report.problems

    @property
    def rows(self) -> int:
        """The number of rows of data."""
        return self.findings.rows

    @property
    def encoding(self) -> str:
        """The codec that the file was read with."""
        return self.findings.encoding

    def watch(self, names: tuple[str, ...]) -> None:
        """Asks for the keys of some columns to be gathered, for foreign keys that refer to them."""
        if names not in self._watched:
            self._watched.add(names)
            self._findings = None

    def triples(self, mode: Mode = Mode.MINIMAL) -> Iterator[Triple]:
        """The table's triples, as the file is read; none where its output is suppressed.

        In standard mode, ``node`` and all that hangs on it are among them.
        """
        if not self.suppressed:
            for batch in self._by_rows(mode):
                yield from batch

    def frames(self) -> "Iterator[pl.DataFrame]":
        """The table's triples in minimal mode as frames of terms in canonical N-Triples.

        The columns are ``subject``, ``predicate`` and ``object``, the order is the file's; a triple
        may come more than once. Made by columns wherever the metadata and the file allow it:
        ``columnar`` says when. Leaves the same findings as ``triples``.
        """
        if not self.suppressed:
            yield from self._by_columns(terms=True)

    def _by_rows(self, mode: Mode) -> Iterator[Iterable[Triple]]:
        """The table's triples in batches, most of them one row's."""
        if mode is Mode.STANDARD:
            yield self._table_triples()
        with self._open(mode) as opened:
            if opened is None:
                return
            reading = opened.reading
            rows = read_rows(
                opened.stream,
                reading.subject.dialect,
                opened.encoding.codec,
                max_row=self._settings.max_row,
            )
            yield from reading.from_start(rows)
            if mode is Mode.STANDARD and self.description.embedded:
                yield [Triple(self.node, RDFS_COMMENT, Literal(text)) for text in reading.comments]

    def _by_columns(self, *, terms: bool) -> "Iterator[pl.DataFrame]":
        from .columnar import frames  # noqa: PLC0415 - Polars is loaded where it is used

        with self._open(Mode.MINIMAL) as opened:
            if opened is not None:
                yield from frames(opened.stream, opened.encoding, opened.reading, terms=terms)

    @contextmanager
    def _open(self, mode: Mode) -> Iterator[_Opened | None]:
        """The file at its first row, None where there is none; leaves the findings at the end."""
        from .reading import Findings, Reading, Subject  # noqa: PLC0415 - likewise

        found = Findings(Report(self._settings.strict))
        stream = self._settings.library.open(self.url, found.report)
        if stream is None:
            yield None
        else:
            with stream:
                described = with_media_type(
                    self.description, self._settings.library.response(self.url)
                )
                dialect = described.dialect or Dialect()
                encoding = encoding_of(stream, dialect.encoding, detect=dialect.detect_encoding)
                subject = Subject(
                    self.url,
                    self.file,
                    described,
                    dialect,
                    self.node if mode is Mode.STANDARD else None,
                    sorted(self._watched),
                    self._settings.max_row,
                )
                reading = Reading(subject, encoding, found)
                stream.seek(encoding.mark)
                yield _Opened(stream, encoding, reading)
                reading.end(stream)
        self._findings = found

    def _table_triples(self) -> Iterator[Triple]:
        yield Triple(self.node, RDF_TYPE, CSVW_TABLE_CLASS)
        yield Triple(self.node, CSVW_URL, NamedNode(self.url))
        for each in self.description.annotations:
            yield from annotations.triples(self.node, NamedNode(each.property), each.value)
        for note in self.description.notes:
            yield from annotations.triples(self.node, CSVW_NOTE, note)
