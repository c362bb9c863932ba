"""``kg.join``: a frame of pandas or polars, with columns of the graph beside its own."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TypeVar

import narwhals as nw
import polars as pl
from narwhals.typing import IntoDataFrame

from kg.api import Graph, open_graph
from kg.joining import guessing, header
from kg.joining.adding import Additions
from kg.joining.guessing import Guess, Told
from kg.joining.matching import Findings, Key, Matching
from kg.joining.model import Keys
from kg.joining.naming import unique_names
from kg.joining.options import Options, require_time
from kg.joining.run import Door, always

Frame = TypeVar("Frame", bound=IntoDataFrame)
Names = str | Sequence[str]
_DTYPES = {pl.String: nw.String(), pl.Int64: nw.Int64(), pl.Float64: nw.Float64()}


def join(  # noqa: PLR0913 - what ``kg join`` has as options
    frame: Frame,
    on: Names = (),
    context: Names = (),
    add: Names = (),
    source: Graph | str | Path | None = None,
    *,
    as_of: str = "",
    year: str = "",
    kinds: Names = (),
) -> Frame:
    """The frame with ``iri``, ``match``, ``score`` and what is asked for beside its columns.

    Rows and columns stay as they are. Where a row is ambiguous or unmatched, ``match`` says so, and
    the other columns are empty. Nothing is written, and no report is made: see ``kg join``.

    Args:
        frame: of pandas, polars, or another kind that narwhals knows and that is in memory.
        on: the column to match; several where a code is split in two. Guessed where it is empty.
        context: columns that tell where these lie; guessed likewise.
        add: columns to add, as ``kg join --add`` has them: ``code6``, ``population_2019``, a
            property (``sti:surfaceArea``), a file with a query.
        source: a graph that is open, or what :func:`kg.open` takes.
        as_of: day, month or year of which the frame speaks.
        year: the column that says so for each row.
        kinds: that may be meant, such as ``Municipality``; any where it is empty.

    Returns:
        A frame of the same kind.

    Raises:
        UnknownColumn: a column is named that the frame does not have.
        UnknownAddition: likewise of what is to be added.
        UnknownOption: ``as_of`` is no time.
        DataError: no column holds what the graph knows.
    """
    require_time(as_of)
    wanted = nw.from_native(frame, eager_only=True)
    graph: AbstractContextManager[Graph] = (
        nullcontext(source) if isinstance(source, Graph) else open_graph(source)
    )
    options = Options(
        Told(_names(on), _names(context), year, kinds=frozenset(_names(kinds))),
        _names(add),
        as_of,
    )
    additions = Additions(options.add)
    with graph as opened:
        door = Door.of(opened.query, opened.iris.base)
        return _joined(wanted, door, options, additions).to_native()


def _names(given: Names) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) and given else tuple(given)


def _joined(
    frame: nw.DataFrame[Frame], door: Door, options: Options, additions: Additions
) -> nw.DataFrame[Frame]:
    guess = _guess(frame, door, options.told)
    keys = guess.keys
    rows = list(_texts(frame, keys))
    different = list(dict.fromkeys(rows))
    matching = Matching(door.matcher, keys, kinds=guess.kinds, as_of=options.as_of)
    findings = matching.find(different, advance=lambda *_: None)
    added = additions.of(door.select, door.base, [one.iris for one in findings.found]).frame
    columns = pl.concat([always(findings), added], how="horizontal")
    return _beside(frame, columns, _places(findings, rows))


def _guess(frame: nw.DataFrame[Frame], door: Door, told: Told) -> Guess:
    layout = header.named([str(name) for name in frame.columns])
    head = frame.head(guessing.SAMPLE * 5)
    rows = [[_text(cell) for cell in row] for row in head.iter_rows()]
    return guessing.find(layout, rows, told, door.matcher, file="frame")


def _texts(frame: nw.DataFrame[Frame], keys: Keys) -> Iterable[Key]:
    cells = ([_text(cell) for cell in frame[:, number].to_list()] for number in keys.columns)
    return zip(*cells, strict=True)


def _text(cell: object) -> str:
    """A cell as a file would have it; empty for None and for NaN, which equals nothing."""
    return "" if cell is None or cell != cell else str(cell).strip()  # noqa: PLR0124 - see above


def _places(findings: Findings, rows: Sequence[Key]) -> list[int]:
    place = {one.key: number for number, one in enumerate(findings.found)}
    return [place[row] for row in rows]


def _beside(
    frame: nw.DataFrame[Frame], columns: pl.DataFrame, places: Sequence[int]
) -> nw.DataFrame[Frame]:
    names, _ = unique_names([str(name) for name in frame.columns], columns.columns)
    spread = columns.select(pl.all().gather(places))
    series = [
        nw.new_series(name, each.to_list(), _dtype(frame, each), backend=frame.implementation)
        for name, each in zip(names, spread, strict=True)
    ]
    return frame.with_columns(*series)


def _dtype(frame: nw.DataFrame[Frame], column: pl.Series) -> nw.dtypes.DType | None:
    """The type of a column; None where pandas is to choose how it holds empty numbers."""
    if column.null_count() and frame.implementation.is_pandas_like():
        return None
    return _DTYPES[column.dtype.base_type()]
