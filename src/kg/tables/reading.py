"""One reading of a table, from its header to its last row: what is found out, and by rows, triples.

The rows of a file go through ``Reading`` one by one; ``columnar`` takes whole blocks of them past
it where it can, and hands it the rest.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from pyoxigraph import Triple

from .cells import cell_parser
from .columns import Header, TableColumn, check_header, table_columns
from .encodings import Encoding, codec, readable_as
from .keys import KeyLog, Names
from .messages import Report
from .model import Dialect, TableDescription
from .rdf import Node, RowWriter
from .reader import Row
from .rows import Data, Place, row_reader
from .steps import Steps
from .templates import BadTemplateError


@dataclass(slots=True)
class Findings:
    """What a whole reading found out about a table."""

    report: Report
    rows: int = 0
    encoding: str = ""
    keys: KeyLog | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What is read: the table's URL and name in problems, its description, its dialect.

    ``node`` is the table's node in standard mode, None in minimal mode; ``watched`` are the
    columns that foreign keys of other tables refer to.
    """

    url: str
    file: str
    description: TableDescription
    dialect: Dialect
    node: Node | None
    watched: Sequence[Names]
    max_row: int


@dataclass(slots=True)
class _Damage:
    """Rows with bytes that are not of the encoding."""

    rows: int = 0
    first: int = 0


class Reading:
    """One reading: ``begin`` with the header, then the rows, then ``end``.

    ``row`` is the number of the last row read; ``steps`` is None where the metadata give none.
    """

    def __init__(self, subject: Subject, encoding: Encoding, found: Findings) -> None:
        self.subject = subject
        self.found = found
        self.row = 0
        self.columns: tuple[TableColumn, ...] = ()
        self.comments: list[str] = []
        self.steps: Steps | None = None
        self._encoding = encoding
        self._damage = _Damage()
        self._place = Place(subject.file, found.report)
        found.encoding = encoding.codec

    def sound(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows that can be used; tells of the flaws in their writing."""
        for row in rows:
            self.row = row.number
            if row.damaged:
                self._damage.rows += 1
                self._damage.first = self._damage.first or row.number
            if row.flaw is None or self._is_usable(row):
                yield row

    def _is_usable(self, row: Row) -> bool:
        """Tells of a row's flaw; whether the row has values nevertheless."""
        assert row.flaw is not None  # the caller asks only of such rows
        rule, value = row.flaw
        place = {"file": self.subject.file, "row": row.number, "value": value}
        if rule == "stray-quote":
            self.found.report.fault(rule, **place)
            return True
        self.found.report.error(rule, limit=self.subject.max_row, **place)
        return False

    def begin(self, header: Sequence[Sequence[str]], number: int, width: int) -> None:
        """Holds the header, which begins in a row, against the metadata.

        ``width`` is the number of columns where there is no header.
        """
        widths = [len(values) for values in header] or [width]
        described, dialect = self.subject.description, self.subject.dialect
        head = Header(header, max(widths), number)
        check_header(described, head, self.subject.file, self.found.report)
        self.columns = table_columns(described, head, dialect.skip_columns)

    @property
    def is_prepared(self) -> bool:
        """Whether a row was met."""
        return self.found.keys is not None

    def prepare(self) -> None:
        """Compiles what the rows need; to be called where there is a row."""
        subject, columns = self.subject, self.columns
        schema = subject.description.schema
        self.keys = KeyLog(subject.file, columns, schema, subject.watched)
        self.found.keys = self.keys
        parsers = [cell_parser(each.settings, widen=subject.dialect.japanese) for each in columns]
        self._cells = row_reader(columns, parsers, self._place)
        self._gathers = bool(self.keys.places)
        self._writer = self._row_writer()

    def _row_writer(self) -> RowWriter | None:
        subject, titles = self.subject, self.subject.description.schema.row_titles
        try:
            self.steps = Steps(self.columns, subject.url)
        except BadTemplateError as error:
            self.found.report.error(
                "bad-property",
                file=subject.description.document or subject.file,
                property="URI template",
                value=str(error),
                expected_ja="波括弧の対が揃わない",
                expected_en="its braces do not match",
            )
            return None
        tell = self._place.tell
        return RowWriter(self.steps, subject.node, titles, tell)

    def from_start(self, rows: Iterator[Row]) -> Iterator[list[Triple]]:
        """The triples of a whole file, row by row; leaves its comments in ``comments``."""
        data = Data(self.sound(rows), self.subject.dialect)
        header, number = data.header()
        first = next(data.rows(), None)
        self.begin(header, number, len(first.values) if first else 0)
        if first is not None:
            self.prepare()
            for row in itertools.chain([first], data.rows()):
                yield self.triples(row)
        self.comments = data.comments

    def continued(self, rows: Iterator[Row]) -> Iterator[list[Triple]]:
        """The triples of further rows, row by row."""
        for row in Data(self.sound(rows), self.subject.dialect).rows():
            if not self.is_prepared:
                self.prepare()
            yield self.triples(row)

    def triples(self, row: Row) -> list[Triple]:
        """The triples of a row; its faults and its keys are taken in."""
        self._place.row = row.number
        self.found.rows += 1
        cells = self._cells(row.values)
        if self._gathers:
            self.keys.gather(cells, row.number)
        if self._writer is None:
            return []
        return self._writer.triples(cells, self.found.rows, row.number)

    def end(self, stream: BinaryIO) -> None:
        """Tells what only the whole table shows."""
        report, file = self.found.report, self.subject.file
        if self.found.keys is None:
            report.fault("empty-table", file=file)
        else:
            self.found.keys.close(report)
        if self._damage.rows:
            # What else looks wrong is the encoding's doing, and so are keys that match nothing.
            self.found.keys = None
            report.forget(file)
            self._tell_damage(stream)

    def _tell_damage(self, stream: BinaryIO) -> None:
        ja, en = "正しい文字コードで保存し直す", "save the file in its right encoding again"
        stream.seek(0)
        likely = None if self.subject.dialect.detect_encoding else readable_as(stream)
        if likely is not None and likely != codec(self._encoding.codec):
            ja = f"{likely} と思われる。UTF-8 で保存し直すか、dialect の encoding に書く"
            en = f"it is probably {likely}: save it as UTF-8, or say so in the dialect's encoding"
        self.found.report.fault(
            "wrong-encoding",
            file=self.subject.file,
            row=self._damage.first,
            encoding=self._encoding.codec,
            rows=self._damage.rows,
            mend_ja=ja,
            mend_en=en,
        )
