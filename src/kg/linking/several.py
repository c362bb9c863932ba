"""Several names in one cell: where to cut, without ever cutting a name that is known."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from kg.linking.entities import AREAS
from kg.linking.model import Answer

_CUT: Final = re.compile(
    r"\s*(?:[\r\n]+|[;；/／、|｜])\s*|\s*[,，・&＆]\s*|\s+and\s+|\s*(?:及び|並びに|および|ならびに)\s*"
)
_STRONG: Final = re.compile(r"[\r\n;；/／、|｜]")
_MOST: Final = 60
"""More pieces than this are running text."""
_SPAN: Final = 9
"""More pieces than this make no name."""
_UNKNOWN: Final = 1000


class Piece(NamedTuple):
    """A part of a cell between two places where it may be cut.

    Attributes:
        start: offset in the cell.
        end: offset after it.
        sure: what follows, the end of the cell included, always separates names.
    """

    start: int
    end: int
    sure: bool


def may_be_several(text: str) -> bool:
    """Whether a text could be cut anywhere."""
    return _CUT.search(text) is not None


def cut(text: str, known: Callable[[str], bool]) -> list[str]:
    """The names in a cell; fewer than two where it does not hold several.

    The cell is cut so that as few as possible of its parts are unknown, and then into as few parts
    as possible. Commas, middle dots and conjunctions stand within names, too: a part that is
    unknown is cut off only at a line break, a slash, a semicolon or a 、.

    Args:
        text: the cell as it is.
        known: whether a part is the name of something.

    >>> cut("総務省／経済産業省", {"総務省", "経済産業省"}.__contains__)
    ['総務省', '経済産業省']
    >>> cut("Trade and Industry, Trade", {"Trade and Industry", "Trade"}.__contains__)
    ['Trade and Industry', 'Trade']
    >>> cut("アジア・アフリカ", set().__contains__)
    []
    """
    pieces = list(_pieces(text))
    if not 2 <= len(pieces) <= _MOST:
        return []
    best: list[tuple[int, list[str]] | None] = [(0, [])] + [None] * len(pieces)
    any_known = False
    for end in range(1, len(pieces) + 1):
        for start in range(max(0, end - _SPAN), end):
            before = best[start]
            if before is None:
                continue
            part = text[pieces[start].start : pieces[end - 1].end]
            if known(part):
                cost, any_known = 1, True
            elif _stands_alone(pieces, start, end):
                cost = _UNKNOWN
            else:
                continue
            found = best[end]
            if found is None or before[0] + cost < found[0]:
                best[end] = (before[0] + cost, [*before[1], part])
    whole = best[-1]
    return whole[1] if whole and any_known and len(whole[1]) > 1 else []


def mixes_areas(parts: Iterable[Answer]) -> bool:
    """Whether some parts of a cell mean areas, and others something else."""
    kinds = {one.entity.kind for part in parts for one in part.candidates}
    return bool(kinds & AREAS) and bool(kinds - AREAS)


def _pieces(text: str) -> Iterator[Piece]:
    start = 0
    for found in _CUT.finditer(text):
        if found.start() > start:
            yield Piece(start, found.start(), _STRONG.search(found[0]) is not None)
        start = found.end()
    if start < len(text):
        yield Piece(start, len(text), sure=True)


def _stands_alone(pieces: list[Piece], start: int, end: int) -> bool:
    return (
        (start == 0 or pieces[start - 1].sure)
        and pieces[end - 1].sure
        and not any(piece.sure for piece in pieces[start : end - 1])
    )
