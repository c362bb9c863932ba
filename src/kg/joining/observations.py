"""A joined table as observations of the RDF Data Cube vocabulary (``qb:Observation``).

One observation for each row that means one area and each column of whole numbers. What a reader of
the row would have to guess is left out and told: rows that name a former area (their value is that
area's, not its successor's), rows that name several areas, and what is no area.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from kg.iris import Iris
from kg.joining.matching import FOUND, Findings, Found, keyed
from kg.joining.messages import problem, refused
from kg.joining.model import Block, Layout, Source, column
from kg.joining.timing import Span, span
from kg.joining.wording import is_number, role
from kg.linking import Means
from kg.problems import DataError, Problem, Text

_FORMER: Final = frozenset({str(Means.FORMER_NAME), str(Means.FORMER_CODE)})
_DAY: Final = 1
_MONTH: Final = 31


class Measure(NamedTuple):
    """A column of values: its number from 0 and its name."""

    number: int
    name: str


class Observation(NamedTuple):
    """A value of an area at a time.

    Attributes:
        measure: the column.
        area: key of the area's IRI.
        period: ISO 8601, as precise as the table has it.
        time: first and last day of it.
        printed: the time as the table has it.
        value: a whole number of 0 or more.
    """

    measure: Measure
    area: str
    period: str
    time: Span
    printed: str
    value: str


@dataclass(frozen=True, slots=True)
class Observed:
    """What a table says of areas.

    Attributes:
        rows: in the order of the table.
        datatype: of all periods: ``date``, ``gYearMonth`` or ``gYear``.
        measures: columns that have values.
        told: what was left out.
    """

    rows: tuple[Observation, ...]
    datatype: str
    measures: tuple[Measure, ...]
    told: tuple[Text, ...]


def measures(layout: Layout, rows: Sequence[Sequence[str]], keys: Sequence[int]) -> list[Measure]:
    """Columns that hold whole numbers of 0 or more and nothing else, as far as a sample tells."""
    found = []
    for number, name in enumerate(layout.names):
        cells = [row[number] for row in rows if row[number].strip()]
        counted = [cell for cell in cells if not is_missing(cell)]
        if number in keys or role(name) is not None or not counted:
            continue
        if all(whole(cell) is not None for cell in counted):
            found.append(Measure(number, name))
    return found


def whole(text: str) -> str | None:
    """A whole number of 0 or more in its canonical form; None for any other text.

    >>> whole("260,000"), whole("１２"), whole("12.0"), whole("-1"), whole("0.5")
    ('260000', '12', '12', None, None)
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "").removesuffix(".0")
    return str(int(plain)) if plain.isascii() and plain.isdigit() else None


def is_missing(text: str) -> bool:
    """Whether a cell holds what tables write where there is no number.

    >>> is_missing("…"), is_missing("-"), is_missing("12"), is_missing("約12")
    (True, True, False, False)
    """
    return not text.strip() or (is_number(text) and not any(c.isdigit() for c in text))


class Observer:
    """Reads observations off a joined table.

    Args:
        source: the table.
        layout: where in it the header is.
        findings: what its keys mean.
        iris: of the graph.
        wanted: columns of values.
        as_of: time of the whole table; empty where a column tells it.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what a join knows of its table
        self,
        source: Source,
        layout: Layout,
        findings: Findings,
        iris: Iris,
        wanted: Sequence[Measure],
        as_of: str,
    ) -> None:
        self._source, self._layout, self._findings = source, layout, findings
        self._iris, self._wanted, self._as_of = iris, tuple(wanted), as_of
        self._left: Counter[str] = Counter()
        self._problems: list[Problem] = []
        self._seen: dict[tuple[str, str], int] = {}

    def observe(self) -> Observed:
        """All observations.

        Raises:
            DataError: values that are no whole numbers, two rows about one area and time, times
                of different precision; or no observation at all.
        """
        rows = tuple(self._rows())
        if self._problems:
            raise DataError(self._problems)
        if not rows:
            raise refused("nothing-observed", file=self._source.path.name)
        kinds = {_datatype(row.period) for row in rows}
        if len(kinds) > 1:
            raise refused("mixed-times", file=self._source.path.name)
        used = {row.measure for row in rows}
        return Observed(
            rows,
            kinds.pop(),
            tuple(each for each in self._wanted if each in used),
            tuple(self._told()),
        )

    def _rows(self) -> Iterator[Observation]:
        index = self._findings.index()
        names = [column(number) for number in dict.fromkeys(self._findings.keys.columns)]
        done = 0
        for block, texts in keyed(self._source, self._layout, self._findings.keys):
            found = texts.join(index, on=names, how="left", maintain_order="left")[FOUND]
            for place, number in enumerate(found):
                if done + place >= self._layout.start and number is not None:
                    one = self._findings.found[number]
                    yield from self._row(one, block, place, done + place)
            done += texts.height

    def _row(self, one: Found, block: Block, place: int, number: int) -> Iterator[Observation]:
        area = self._area(one)
        if area is None:
            return
        row = number + 1 + bool(self._source.names)
        printed = self._as_of if self._findings.keys.year is None else one.key[-1]
        time = span(printed)
        period = iso(time) if time else ""
        if time is None or not period:
            self._problem("no-time", row, value=printed)
            return
        first = self._seen.setdefault((area, period), row)
        if first != row:
            self._problem("same-area", row, value=one.key[0], first=first)
            return
        for measure in self._wanted:
            cell = str(block.cells[place, measure.number] or "")
            value = whole(cell)
            if value is not None:
                yield Observation(measure, area, period, time, printed, value)
            elif not is_missing(cell):
                self._problem("bad-measure", row, column=measure.name, value=cell)

    def _area(self, one: Found) -> str | None:
        """The key of the area that a row is about; None where it is about none, or not surely."""
        if not one.iris:
            return None
        name = self._iris.parse(one.iris[0])
        if len(one.iris) > 1:
            self._left["several"] += 1
        elif one.match in _FORMER:
            self._left["former"] += 1
        elif name is None or name.kind != "region":
            self._left["other"] += 1
        else:
            return name.key
        return None

    def _problem(self, rule: str, row: int, **place: object) -> None:
        file = self._source.path.name
        self._problems.append(problem(rule, file=file, row=row, **place))  # type: ignore[arg-type]

    def _told(self) -> Iterator[Text]:
        for why, text in _LEFT.items():
            count = self._left[why]
            if count:
                yield Text(f"{text.ja}：{count:,}", f"{text.en}: {count:,}")


_LEFT: Final = {
    "former": Text(
        "旧市区町村の行は観測値にしない（値は今の市区町村のものではない）。キー数",
        "names of former areas make no observations, for their values are not those of the areas "
        "of today; rows",
    ),
    "several": Text(
        "複数の地域を挙げた行は観測値にしない。行数", "rows that name several areas make none; rows"
    ),
    "other": Text("地域でない行は観測値にしない。行数", "what is no area makes none; rows"),
}


def iso(time: Span) -> str:
    """A time as ISO 8601 has it; empty for what is no day, month or calendar year.

    >>> [iso(span(text)) for text in ("2005", "2005-04", "2005-04-01", "2005年度")]
    ['2005', '2005-04', '2005-04-01', '']
    """
    days = (time.last - time.first).days + 1
    if days == _DAY:
        return time.first.isoformat()
    if days <= _MONTH:
        return f"{time.first:%Y-%m}"
    return str(time.first.year) if time.first.year == time.last.year else ""


def _datatype(period: str) -> str:
    return {4: "gYear", 7: "gYearMonth"}.get(len(period), "date")
