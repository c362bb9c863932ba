"""A join from file to file: read, find the keys, ask, add, write, report."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, Protocol

import polars as pl

from kg.joining import decisions, guessing, header, report, summary
from kg.joining.adding import Additions, Select
from kg.joining.marking import Marking
from kg.joining.matching import FOUND, SEPARATOR, Findings, Matching, Step, different, keyed
from kg.joining.messages import refused
from kg.joining.model import Counts, Keys, Layout, Mark, Source, column
from kg.joining.naming import unique_names
from kg.joining.options import Options, UnknownOption
from kg.joining.unsettled import Unsettled
from kg.joining.writing import Plan, Writer, writing
from kg.linking import Answer, Matcher, Means, level_remark
from kg.problems import Text

ALWAYS: Final = ("iri", "match", "score")
"""Columns that every join adds, before those that ``--add`` names."""

_NOTHING: Final = Text(
    "どの値も照合できなかった。自由記述の列や、別の列ではないか（--on、--header-row を確かめる）",
    "none of the values was recognised: free text, or another column? (see --on, --header-row)",
)
_MARKS: Final = (str(Mark.AMBIGUOUS), str(Mark.UNMATCHED))


class Listener(Protocol):
    """Hears what a join finds out, and how far it is."""

    def tell(self, text: Text) -> None:
        """Something that people should know."""
        ...

    def step(self, text: Text) -> Step:
        """A part of the work begins; what is returned is told how far it is."""
        ...


class Silence:
    """A listener that says nothing."""

    def tell(self, text: Text) -> None:
        """Nothing."""

    def step(self, text: Text) -> Step:
        """Nothing either."""
        del text
        return _nothing


def _nothing(done: int, total: int) -> None:
    del done, total


@dataclass(frozen=True, slots=True)
class Joined:
    """What a join came to.

    Attributes:
        table: the joined table.
        reports: what was not settled, as a page and as CSV.
        counts: how many rows ended how.
        names: of all columns.
        says: the last line.
        source: the table that was joined.
        layout: where in it the header is.
        keys: its key columns.
        findings: what its keys mean.
    """

    table: Path
    reports: tuple[Path, Path]
    counts: Counts
    names: tuple[str, ...]
    says: Text
    source: Source
    layout: Layout
    keys: Keys
    findings: Findings


@dataclass(frozen=True, slots=True)
class Door:
    """The graph that tables are joined with.

    Attributes:
        select: answers SELECT queries.
        base: what IRIs of resources begin with.
        matcher: of that graph.
    """

    select: Select
    base: str
    matcher: Matcher

    @classmethod
    def of(cls, select: Select, base: str) -> "Door":
        """The door to a graph."""
        return cls(select, base, Matcher.of(select, base=base))


def join_file(
    source: Source, output: Path, door: Door, options: Options, listener: Listener | None = None
) -> Joined:
    """Join a table with the graph.

    Args:
        source: the table; see :func:`kg.joining.reading.open_source`.
        output: its suffix says what is written. The report is written beside it.
        door: the graph.
        options: see there.
        listener: hears what is found out.

    Raises:
        DataError: the table has no key, or cannot be written.
        UnknownColumn: a column is named that it does not have.
        UnknownAddition: likewise of what is to be added.
        UnknownOption: a kind that the graph does not have.
        QueryError: the graph does not answer.
    """
    heard = listener or Silence()
    unknown = options.told.kinds.difference(door.matcher.kinds)
    if unknown:
        every = ", ".join(sorted(door.matcher.kinds))
        detail = Text(f"種類は {every}", f"the kinds are {every}")
        raise UnknownOption("--kind", ", ".join(sorted(unknown)), detail)
    additions = Additions(options.add)
    _tell(heard, source.told)
    layout, guess = _understood(source, door.matcher, options, heard)
    keys = guess.keys
    settled = decisions.read(options.decisions, door.matcher) if options.decisions else {}
    step = heard.step(Text("表を読む", "Reading the table"))
    wanted = different(source, layout, keys, advance=step)
    matching = Matching(
        door.matcher, keys, kinds=guess.kinds, as_of=options.as_of, decisions=settled
    )
    findings = matching.find(wanted, advance=heard.step(Text("照合する", "Matching")))
    added = additions.of(door.select, door.base, [one.iris for one in findings.found])
    columns = pl.concat([always(findings), added.frame], how="horizontal")
    names, renamed = unique_names(layout.names, columns.columns)
    _tell(heard, renamed)
    columns.columns = list(names)
    plan = Plan(source, layout, names, excel=options.excel)
    counts = Counts()
    unsettled = Unsettled(keys, findings)
    step = heard.step(Text("書き出す", "Writing"))
    with writing(output, plan) as writer:
        _write(writer, plan, findings, columns, counts, unsettled, step)
    if not findings.answers and not counts.by.get(Means.DECISION):
        heard.tell(_NOTHING)
    _tell(heard, added.told)
    _tell(heard, _levels(findings.answers.values()))
    says = summary.says(counts)
    reports = report.write(output, unsettled, says)
    return Joined(output, reports, counts, plan.names, says, source, layout, keys, findings)


def _tell(listener: Listener, texts: Iterable[Text]) -> None:
    for text in texts:
        listener.tell(text)


def _understood(
    source: Source, matcher: Matcher, options: Options, heard: Listener
) -> tuple[Layout, guessing.Guess]:
    """Where the table is, and which columns are its keys."""
    rows = head(source, header.SAMPLE + 5 * guessing.SAMPLE)
    if source.names:
        layout = header.named(source.names)
    else:
        layout = header.find(rows[: header.SAMPLE], source.merges, options.header)
        _tell(heard, header.says(layout))
    if len(rows) <= layout.start:
        raise refused("no-rows", file=source.path.name)
    guess = guessing.find(
        layout,
        rows[layout.start :],
        options.told,
        matcher,
        merges=source.merges,
        file=source.path.name,
    )
    _tell(heard, guess.told)
    return layout, guess


def head(source: Source, most: int) -> list[list[str]]:
    """The first rows as texts; empty cells are empty texts."""
    rows = (
        [str(cell) if cell is not None else "" for cell in row]
        for block in source.blocks()
        for row in block.cells.iter_rows()
    )
    return list(islice(rows, most))


def always(findings: Findings) -> pl.DataFrame:
    """The columns that every join adds, a row for each different key."""
    found = findings.found
    return pl.DataFrame(
        {
            "iri": pl.Series(
                [SEPARATOR.join(one.iris) if one.iris else None for one in found], dtype=pl.String
            ),
            "match": pl.Series([one.match for one in found], dtype=pl.String),
            "score": pl.Series(
                [None if one.score is None else int(one.score) for one in found], dtype=pl.Int64
            ),
        }
    )


def _write(  # noqa: PLR0913, PLR0917 - one pass that writes, counts and lists
    writer: Writer,
    plan: Plan,
    findings: Findings,
    columns: pl.DataFrame,
    counts: Counts,
    unsettled: Unsettled,
    advance: Step,
) -> None:
    index = findings.index()
    names = [column(number) for number in dict.fromkeys(findings.keys.columns)]
    marking = Marking(plan.layout, findings.keys)
    match = plan.added[1]
    first = 1 + plan.headed
    done = 0
    for block, texts in keyed(plan.source, plan.layout, findings.keys):
        below = pl.int_range(texts.height, eager=True) >= plan.layout.start - done
        found = (
            texts.join(index, on=names, how="left", maintain_order="left")
            .select(pl.when(below).then(pl.col(FOUND)))
            .to_series()
        )
        marks, open_ = _marked(columns[match].gather(found), found, block.cells, marking)
        added = columns.select(pl.all().gather(found))
        writer.write(block, added.with_columns(marks.alias(match)))
        unsettled.see((first + done + row, number) for row, number in open_)
        _count(counts, marks)
        done += texts.height
        advance(done, plan.source.rows)
    counts.around -= plan.layout.lines


def _marked(
    matches: pl.Series, found: pl.Series, cells: pl.DataFrame, marking: Marking
) -> tuple[pl.Series, list[tuple[int, int]]]:
    """The column ``match`` of some rows, and those to be listed: row and number of the find."""
    listed = matches.is_in([*_MARKS, str(Means.DECISION)])
    places = listed.arg_true()
    changed: dict[int, str | None] = {}
    open_ = []
    for place, row in zip(places, cells.select(pl.all().gather(places)).iter_rows(), strict=True):
        old = matches[place]
        new = marking.mark(row, old) if old in _MARKS else old
        if new == old:
            open_.append((place, found[place]))
        else:
            changed[place] = None if new is None else str(new)
    if changed:
        matches = matches.scatter(list(changed), list(changed.values()))
    return matches, open_


def _count(counts: Counts, marks: pl.Series) -> None:
    for mark, rows in marks.value_counts().iter_rows():
        if mark is None or mark in (Mark.TOTAL, Mark.NOTE, Mark.HEADER):
            counts.around += rows
        else:
            counts.rows += rows
            counts.by[mark] = counts.by.get(mark, 0) + rows


def _levels(answers: Iterable[Answer]) -> Iterator[Text]:
    remark = level_remark(answers)
    if remark.en:
        yield remark
