"""Where in a file the table begins, and what its columns are called.

Government tables have titles and units above their header, headers of two or three lines, and
names that span columns. Nothing is dropped for that: rows are told apart, and all are written.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import quantiles
from typing import Final

from kg.joining.model import Layout, Merge
from kg.joining.wording import is_note, is_number, is_unit, is_year, plain, role
from kg.problems import Text

SAMPLE: Final = 200
"""Rows that are looked at."""
_DEEPEST: Final = 40
_MOST_LINES: Final = 4

Row = Sequence[str]


def find(rows: Sequence[Row], merges: Iterable[Merge] = (), header: int | None = None) -> Layout:
    """The layout of a table.

    Args:
        rows: its first rows, all as long as the table is wide; empty cells are empty texts.
        merges: cells that are shown as one.
        header: the row of the header as a spreadsheet counts, its last where it has several; 0
            where there is none; found where it is None.

    >>> find([["Table 1", ""], ["市区町村", "人口"], ["札幌市", "1955457"], ["計", "9"]])
    Layout(above=1, lines=1, names=('市区町村', '人口'), renamed=())
    """
    if header is not None:
        last = header - 1
        return _layout(rows, max(0, last), 0 if header == 0 else 1, merges)
    first = _first(rows)
    if first is None:
        return _layout(rows, 0, 0, merges)
    top = _top(rows, first, merges)
    bottom = _bottom(rows, first, merges)
    return _layout(rows, top, bottom - top + 1, merges)


def named(names: Sequence[str]) -> Layout:
    """The layout of a table whose format names its columns."""
    unique, renamed = _names([list(names)], len(names))
    return Layout(0, 0, unique, renamed)


def says(layout: Layout) -> Iterator[Text]:
    """What people should know of a layout."""
    if not layout.lines:
        yield Text(
            "見出しの行がないとみなす。列は #1、#2 … で指定する（--header-row で変えられる）",
            "there seems to be no header; name columns as #1, #2, … (--header-row changes that)",
        )
    elif layout.start > 1:
        first, last = layout.above + 1, layout.start
        yield Text(
            f"見出しは{first}行目{f'から{last}行目' if last > first else ''}"
            "（--header-row で変えられる）",
            f"the header is in row {first}{f' to {last}' if last > first else ''} "
            "(--header-row changes that)",
        )
    for name, unique in layout.renamed:
        yield Text(
            f"見出し「{name}」が重なる。後のものは「{unique}」で指定する",
            f"the header {name!r} comes twice; the later one is named {unique!r} here",
        )


def _filled(row: Row) -> list[int]:
    return [number for number, cell in enumerate(row) if cell.strip()]


def _first(rows: Sequence[Row]) -> int | None:
    """The row that names the columns; None where the first row of the table is data."""
    sizes = [len(_filled(row)) for row in rows if _filled(row)]
    if not sizes:
        return None
    usual = quantiles(sizes, n=4, method="inclusive")[2] if len(sizes) > 1 else sizes[0]
    need = max(1, round(usual / 2)) if usual < 2 else max(2, round(usual / 2))
    wide = [
        number
        for number, row in enumerate(rows[:_DEEPEST])
        if len(_filled(row)) >= need and not _is_remark(row)
    ]
    named = [number for number in wide if any(role(cell) for cell in rows[number])]
    if named:
        return named[0]
    if not wide:
        return None
    return None if _is_data(rows[wide[0]]) else wide[0]


def _is_remark(row: Row) -> bool:
    filled = _filled(row)
    return len(filled) == 1 and is_note(row[filled[0]])


def _is_data(row: Row) -> bool:
    return any(is_number(cell) and not is_year(cell) for cell in row if cell.strip())


def _top(rows: Sequence[Row], first: int, merges: Iterable[Merge]) -> int:
    """The first line of the header: groups of columns stand above their names."""
    top = first
    while top > 0 and first - top < _MOST_LINES - 1 and _groups(rows, top, merges):
        top -= 1
    return top


def _groups(rows: Sequence[Row], below: int, merges: Iterable[Merge]) -> bool:
    """Whether the row above a line of the header is a line of it too."""
    above = rows[below - 1]
    filled = _filled(above)
    if not filled or _is_data(above) or any(_is_aside(above[number]) for number in filled):
        return False
    spans = any(merge.top == below - 1 and merge.right > merge.left > 0 for merge in merges)
    return spans or (filled[0] > 0 and len(filled) < len(_filled(rows[below])))


def _is_aside(text: str) -> bool:
    return is_note(text) or (is_unit(text) and text.strip()[0] in "（([【")


def _bottom(rows: Sequence[Row], first: int, merges: Iterable[Merge]) -> int:
    """The last line of the header: names of single columns stand below groups, units below all."""
    bottom = max(
        [first, *(merge.bottom for merge in merges if merge.top == first < merge.bottom)],
        key=lambda line: min(line, first + _MOST_LINES - 1),
    )
    bottom = min(bottom, first + _MOST_LINES - 1)
    while bottom + 1 < len(rows) and bottom - first < _MOST_LINES - 1 and _goes_on(rows, bottom):
        bottom += 1
    return bottom


def _goes_on(rows: Sequence[Row], line: int) -> bool:
    head, below = rows[line], rows[line + 1]
    filled = _filled(below)
    if not filled or _is_data(below):
        return False
    if all(is_unit(below[number]) for number in filled):
        return True
    opens = any(not head[number].strip() for number in filled)
    closes = any(not below[number].strip() for number in _filled(head))
    after = rows[line + 2 : line + 5]
    numbers = any(is_number(row[number]) for row in after for number in filled)
    return opens and closes and numbers


def _layout(rows: Sequence[Row], above: int, lines: int, merges: Iterable[Merge]) -> Layout:
    width = len(rows[0]) if rows else 0
    header = [list(row) for row in rows[above : above + lines]]
    _spread(header, above, merges)
    names, renamed = _names(header, width)
    return Layout(above, lines, names, renamed)


def _spread(header: list[list[str]], above: int, merges: Iterable[Merge]) -> None:
    """Write the name of a group over each of its columns."""
    for merge in merges:
        top = merge.top - above
        if 0 <= top < len(header) and merge.right > merge.left:
            right = min(merge.right, len(header[top]) - 1)
            for number in range(merge.left, right + 1):
                header[top][number] = header[top][merge.left]
    for line, below in pairwise(header):
        for number in range(1, len(line)):
            if not line[number].strip() and below[number].strip():
                line[number] = line[number - 1]


def _names(
    header: Sequence[Row], width: int
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    names: list[str] = []
    renamed = []
    taken: set[str] = set()
    for number in range(width):
        parts = [" ".join(line[number].split()) for line in header]
        name = " ".join(part for part in dict.fromkeys(parts) if part) or f"#{number + 1}"
        unique, count = name, 1
        while plain(unique) in taken:
            count += 1
            unique = f"{name} ({count})"
        if unique != name:
            renamed.append((name, unique))
        taken.add(plain(unique))
        names.append(unique)
    return tuple(names), tuple(renamed)
