"""One table: its rows read, checked and turned into triples, as often as asked.

The file is streamed. A run that was carried to its end leaves its findings (rows, encoding,
problems, keys); what asks for findings starts such a run where there was none.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.problems import Problem

from . import annotations
from .cells import cell_parser
from .columns import Header, TableColumn, check_header, table_columns
from .encodings import Encoding, codec, encoding_of, readable_as
from .fetch import Library
from .keys import KeyLog
from .media import with_media_type
from .messages import Report
from .model import Dialect, TableDescription
from .rdf import Mode, Node, RowWriter
from .reader import MAX_ROW, Row, read_rows
from .rows import Data, Place, row_reader
from .templates import BadTemplateError
from .terms import (
    CSVW_NOTE,
    CSVW_TABLE_CLASS,
    CSVW_URL,
    RDF_TYPE,
    RDFS_COMMENT,
)

if TYPE_CHECKING:
    import polars as pl

_FRAME_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Settings:
    """How tables are read: see ``convert``."""

    library: Library
    strict: bool = True
    max_row: int = MAX_ROW


@dataclass(slots=True)
class Findings:
    """What a whole run found out about a table."""

    report: Report
    rows: int = 0
    encoding: str = ""
    columns: tuple[TableColumn, ...] = ()
    keys: KeyLog | None = None


@dataclass(slots=True)
class _Damage:
    """Rows with bytes that are not of the encoding."""

    rows: int = 0
    first: int = 0


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
    def findings(self) -> Findings:
        """What a whole run found; makes one where there was none."""
        if self._findings is None:
            for _ in self._run(None):
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
            for batch in self._run(mode):
                yield from batch

    def frames(self) -> "Iterator[pl.DataFrame]":
        """The table's triples in minimal mode as frames of terms in canonical N-Triples.

        The columns are ``subject``, ``predicate`` and ``object``, the order is the file's. A triple
        may come more than once. Afterwards the findings are there, as with ``triples``.
        """
        from .frames import frame_of  # noqa: PLC0415 - Polars is loaded where it is used

        triples = self.triples(Mode.MINIMAL)
        while batch := list(itertools.islice(triples, _FRAME_ROWS)):
            yield frame_of(batch)

    def _run(self, mode: Mode | None) -> Iterator[Iterable[Triple]]:
        """The table's triples in batches, most of them one row's."""
        found = Findings(Report(self._settings.strict))
        if mode is Mode.STANDARD:
            yield self._table_triples()
        stream = self._settings.library.open(self.url, found.report)
        if stream is not None:
            with stream:
                yield from self._read(stream, mode, found)
        self._findings = found

    def _table_triples(self) -> Iterator[Triple]:
        yield Triple(self.node, RDF_TYPE, CSVW_TABLE_CLASS)
        yield Triple(self.node, CSVW_URL, NamedNode(self.url))
        for each in self.description.annotations:
            yield from annotations.triples(self.node, NamedNode(each.property), each.value)
        for note in self.description.notes:
            yield from annotations.triples(self.node, CSVW_NOTE, note)

    def _read(
        self, stream: BinaryIO, mode: Mode | None, found: Findings
    ) -> Iterator[Iterable[Triple]]:
        described = with_media_type(self.description, self._settings.library.response(self.url))
        dialect = described.dialect or Dialect()
        encoding = encoding_of(stream, dialect.encoding, detect=dialect.detect_encoding)
        found.encoding = encoding.codec
        damage = _Damage()
        rows = read_rows(stream, dialect, encoding, max_row=self._settings.max_row)
        data = Data(self._sound(rows, found, damage), dialect)
        header, row = data.header()
        first = next(data.rows(), None)
        widths = [len(values) for values in header] or [len(first.values) if first else 0]
        width = max(widths)
        check_header(described, Header(header, width, row), self.file, found.report)
        found.columns = table_columns(described, Header(header, width, row), dialect.skip_columns)
        if first is None:
            found.report.fault("empty-table", file=self.file)
        else:
            rest = itertools.chain([first], data.rows())
            yield from self._rows(rest, described, dialect, mode, found)
        if mode is Mode.STANDARD and self.description.embedded:
            yield [Triple(self.node, RDFS_COMMENT, Literal(text)) for text in data.comments]
        if damage.rows:
            # What else looks wrong is the encoding's doing, and so are keys that match nothing.
            found.keys = None
            found.report.forget(self.file)
            self._tell_damage(stream, encoding, dialect, damage, found.report)

    def _sound(self, rows: Iterator[Row], found: Findings, damage: _Damage) -> Iterator[Row]:
        """The rows that can be used; tells of the flaws in their writing."""
        for row in rows:
            if row.damaged:
                damage.rows += 1
                damage.first = damage.first or row.number
            if row.flaw is not None:
                rule, value = row.flaw
                place = {"file": self.file, "row": row.number, "value": value}
                if rule == "stray-quote":
                    found.report.fault(rule, **place)
                else:
                    found.report.error(rule, limit=self._settings.max_row, **place)
                    continue
            yield row

    def _rows(
        self,
        rows: Iterator[Row],
        described: TableDescription,
        dialect: Dialect,
        mode: Mode | None,
        found: Findings,
    ) -> Iterator[Iterable[Triple]]:
        columns, report = found.columns, found.report
        log = KeyLog(self.file, columns, described.schema, sorted(self._watched))
        found.keys = log
        place = Place(self.file, report)
        writer = self._writer(columns, mode, place)
        parsers = [cell_parser(column.settings, widen=dialect.japanese) for column in columns]
        read = row_reader(columns, parsers, place)
        for row in rows:
            place.row = row.number
            found.rows += 1
            cells = read(row.values)
            if log.is_needed:
                log.gather(cells, row.number, report)
            if writer is not None:
                yield writer.triples(cells, found.rows, row.number)

    def _writer(
        self, columns: Sequence[TableColumn], mode: Mode | None, place: Place
    ) -> RowWriter | None:
        """What makes the triples; without a mode, it only tells of IRIs that are not valid."""
        node = self.node if mode is Mode.STANDARD else None
        try:
            return RowWriter(
                columns, self.url, node, self.description.schema.row_titles, place.tell
            )
        except BadTemplateError as error:
            place.report.error(
                "bad-property",
                file=self.description.document or self.file,
                property="URI template",
                value=str(error),
                expected_ja="波括弧の対が揃わない",
                expected_en="its braces do not match",
            )
            return None

    def _tell_damage(
        self,
        stream: BinaryIO,
        encoding: Encoding,
        dialect: Dialect,
        damage: _Damage,
        report: Report,
    ) -> None:
        ja, en = "正しい文字コードで保存し直す", "save the file in its right encoding again"
        stream.seek(0)
        likely = None if dialect.detect_encoding else readable_as(stream)
        if likely is not None and likely != codec(encoding.codec):
            ja = f"{likely} と思われる。UTF-8 で保存し直すか、dialect の encoding に書く"
            en = f"it is probably {likely}: save it as UTF-8, or say so in the dialect's encoding"
        report.fault(
            "wrong-encoding",
            file=self.file,
            row=damage.first,
            encoding=encoding.codec,
            rows=damage.rows,
            mend_ja=ja,
            mend_en=en,
        )
