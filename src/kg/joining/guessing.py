"""Which columns say what the rows are about: as told, else by headers and a sample of cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from kg.joining.gaps import given_once, merged_down
from kg.joining.messages import refused
from kg.joining.model import Keys, Layout, Matches, Merge
from kg.joining.wording import Role, is_number, is_total, plain, role
from kg.linking import Outcome, Question
from kg.problems import KgError, Text

SAMPLE: Final = 100
"""Different values of a column that are looked at."""
_LEAST: Final = 0.3
"""Share of a sample that must be recognised in a column whose header says nothing."""
_LEAST_NAMED: Final = 0.1
_KEYS: Final = {
    Role.IDENTIFIER: 0.5,
    Role.CODE: 0.4,
    Role.MUNICIPALITY: 0.3,
    Role.AREA: 0.3,
    Role.AGENCY: 0.3,
    Role.PROGRAMME: 0.3,
    Role.COUNTRY: 0.2,
    Role.PREFECTURE: 0.1,
}
"""What a header adds to the share of a column: of two that are recognised, the special wins."""
_CODED: Final = frozenset({Role.CODE, Role.PREFECTURE_CODE, Role.MUNICIPALITY_CODE})
_AREA_CODE: Final = re.compile(r"[0-9]{5,6}")
_CONTEXT: Final = {
    Role.MUNICIPALITY_CODE: (Role.PREFECTURE_CODE, Role.PREFECTURE),
    Role.MUNICIPALITY: (Role.PREFECTURE, Role.PREFECTURE_CODE),
    Role.AREA: (Role.PREFECTURE, Role.PREFECTURE_CODE),
    Role.AGENCY: (Role.COUNTRY,),
    Role.PROGRAMME: (Role.COUNTRY,),
}
_KINDS: Final = {
    Role.PREFECTURE: frozenset({"Prefecture"}),
    Role.MUNICIPALITY: frozenset({"Municipality", "Ward", "Prefecture", "Country", "LaterArea"}),
    Role.COUNTRY: frozenset({"Country", "SupranationalArea"}),
}
"""What a header says that its cells are: 北海道 is a block too, but not among prefectures."""


class UnknownColumn(KgError):
    """A column was named that the table does not have."""

    def __init__(self, name: str, names: Sequence[str]) -> None:
        near = get_close_matches(name, names, n=3)
        listed = ", ".join(near or names)
        self.text = Text(
            f"列「{name}」がない。{'近い名前' if near else 'ある列'}：{listed}",
            f"there is no column {name!r}; {'near matches' if near else 'there are'}: {listed}",
        )
        super().__init__(self.text.en)


@dataclass(frozen=True, slots=True)
class Told:
    """What the caller says of the columns; empty where it is to be guessed.

    Attributes:
        on: the key, after columns that are its context (such as a prefecture's code).
        context: what the key lies in or belongs to.
        year: date or year of a row.
        fill: columns given once for several rows.
        kinds: that may be meant.
    """

    on: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    year: str = ""
    fill: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Guess:
    """The columns, the kinds that their headers name, and what people should know of both."""

    keys: Keys
    kinds: frozenset[str] = frozenset()
    told: tuple[Text, ...] = ()


def find(  # noqa: PLR0913 - the table, what is told of it, and who knows names
    layout: Layout,
    rows: Sequence[Sequence[str]],
    told: Told,
    matcher: Matches,
    *,
    merges: Sequence[Merge] = (),
    file: str = "",
) -> Guess:
    """The key columns of a table.

    Args:
        layout: where it is.
        rows: its first rows of data.
        told: columns that are named.
        matcher: recognises names and codes.
        merges: cells that are shown as one.
        file: for messages.

    Raises:
        UnknownColumn: one that is named is not there.
        DataError: no column holds what the graph knows.
    """
    named = {name: pick(layout.names, name) for name in (*told.on, *told.context, *told.fill)}
    year = pick(layout.names, told.year) if told.year else None
    notes: list[Text] = []
    if told.on:
        on = named[told.on[-1]]
        context = [named[name] for name in (*told.on[:-1], *told.context)]
    else:
        on = _key(layout, rows, matcher, file)
        context = [named[name] for name in told.context]
        notes.append(_says_key(layout.names[on]))
    if not context and len(told.on) <= 1:
        context = _contexts(layout, on)
        notes += [_says_context(layout.names[number]) for number in context]
    columns = [on, *context]
    kinds = _kinds(layout.names[on])
    fill = {named[name] for name in told.fill}
    for number in columns:
        once = merged_down(merges, number, layout.start) or (
            number != on and given_once(rows, number, on, kinds, matcher)
        )
        if once and number not in fill:
            fill.add(number)
            notes.append(_says_fill(layout.names[number]))
    if kinds and not told.kinds:
        notes.append(_says_kinds(layout.names[on]))
    if year is None:
        notes += [_says_year(name) for name in layout.names if role(name) is Role.YEAR][:1]
    keys = Keys(on, tuple(context), year, frozenset(fill))
    return Guess(keys, told.kinds or kinds, tuple(notes))


def pick(names: Sequence[str], wanted: str) -> int:
    """The number of a column given by its name, or as ``#3`` for the third.

    Raises:
        UnknownColumn: there is none.

    >>> pick(["都道府県", "市 区 町 村"], "市区町村"), pick(["a", "b"], "#1")
    (1, 0)
    """
    plainly = [plain(name) for name in names]
    if plain(wanted) in plainly:
        return plainly.index(plain(wanted))
    number = wanted.removeprefix("#")
    if wanted.startswith("#") and number.isdecimal() and 1 <= int(number) <= len(names):
        return int(number) - 1
    raise UnknownColumn(wanted, names)


def _key(layout: Layout, rows: Sequence[Sequence[str]], matcher: Matches, file: str) -> int:
    shares = {}
    scores = {}
    for number, name in enumerate(layout.names):
        sample = _sample(rows, number)
        found = role(name)
        share = _share(sample, matcher, found)
        shares[name] = share
        least = _LEAST_NAMED if found in _KEYS else _LEAST
        if share >= least:
            scores[number] = share + _KEYS.get(found, 0.0) if found else share
    if not scores:
        listed = ", ".join(f"{name} {share:.0%}" for name, share in shares.items())
        raise refused("no-key", file=file, shares=listed)
    return max(scores, key=lambda number: (scores[number], -number))


def _sample(rows: Sequence[Sequence[str]], number: int) -> list[str]:
    cells = (row[number].strip() for row in rows)
    return list(dict.fromkeys(cell for cell in cells if cell and not is_total(cell)))[:SAMPLE]


def _share(sample: Sequence[str], matcher: Matches, found: Role | None) -> float:
    """The share of a sample that is recognised, ambiguous ones included.

    Numbers count as codes only where the header says so, or all have the form of area codes: many a
    count is somebody's code.
    """
    coded = found in _CODED or found in _KEYS or all(map(_AREA_CODE.fullmatch, sample))
    texts = [text for text in sample if coded or not is_number(text)]
    if not texts or found is Role.YEAR:
        return 0.0
    answers = matcher.match_all((Question(text) for text in texts), limit=0)
    known = sum(answer.outcome is not Outcome.UNMATCHED for answer in answers)
    return known / len(sample)


def _contexts(layout: Layout, on: int) -> list[int]:
    found = role(layout.names[on]) or Role.AREA
    wanted = _CONTEXT.get(found, ())
    for each in wanted:
        numbers = [
            number
            for number, name in enumerate(layout.names)
            if number != on and role(name) is each
        ]
        if numbers:
            return numbers[:1]
    return []


def _kinds(header: str) -> frozenset[str]:
    found = role(header)
    return _KINDS.get(found, frozenset()) if found else frozenset()


def _says_kinds(name: str) -> Text:
    return Text(
        f"見出し「{name}」が示す種類のものだけを候補にする（--kind で変えられる）",
        f"only what the header {name!r} names is meant (--kind changes that)",
    )


def _says_key(name: str) -> Text:
    return Text(
        f"列「{name}」で照合する（推定。--on で変えられる）",
        f"rows are matched by the column {name!r} (a guess; --on names another)",
    )


def _says_context(name: str) -> Text:
    return Text(
        f"列「{name}」を手がかりにする（推定。--context で変えられる）",
        f"the column {name!r} tells where these lie (a guess; --context names another)",
    )


def _says_fill(name: str) -> Text:
    return Text(
        f"列「{name}」の空のセルは、上のセルと同じとみなす",
        f"empty cells of the column {name!r} are taken to be as the cell above",
    )


def _says_year(name: str) -> Text:
    return Text(
        f"列「{name}」は時点のようである。旧名称をその時点で解釈するには --year-column {name}",
        f"the column {name!r} seems to be a time; to read former names as of then: "
        f"--year-column {name}",
    )
