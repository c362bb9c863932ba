"""Each different key of a table is asked once; what was found is a frame beside the rows."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl

from kg.joining.messages import refused
from kg.joining.model import Block, Keys, Layout, Mark, Matches, Source, column
from kg.joining.timing import span
from kg.linking import Answer, Candidate, Means, Outcome, Question
from kg.problems import Text

SEPARATOR: Final = "; "
"""Between values, where a cell holds several names or a property several values."""
MOST_KEYS: Final = 500_000
"""Different keys that a table may have."""
CANDIDATES: Final = 5
MOST_LISTED: Final = 10_000
"""Keys that a report lists; similar names are looked for while there are no more."""
NO_TEXT: Final = Text("", "")
FOUND: Final = "found"
"""The column that leads from a row to what was found."""
_CHUNK: Final = 2_000

Key = tuple[str, ...]
"""The cells of the key's columns, the key itself first; empty where a cell is empty."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a key means.

    Attributes:
        key: the cells.
        match: what it was found by, or why not.
        iris: what is meant, one for each name in the cell; empty unless matched.
        score: the lowest of its parts; None unless matched.
        candidates: what may be meant, where it is not settled.
        note: what people should know of it.
    """

    key: Key
    match: str
    iris: tuple[str, ...] = ()
    score: float | None = None
    candidates: tuple[Candidate, ...] = ()
    note: Text = NO_TEXT


@dataclass(slots=True)
class Findings:
    """What all keys mean, in the order in which the table has them first.

    Attributes:
        keys: the columns.
        found: one for each different key.
        answers: one for each different thing that is meant.
    """

    keys: Keys
    found: list[Found]
    answers: dict[tuple[str, ...], Answer] = field(default_factory=dict)

    def index(self) -> pl.DataFrame:
        """Key columns → number in ``found``."""
        cells = list(zip(*(one.key for one in self.found), strict=True)) or [()] * len(
            self.keys.columns
        )
        return pl.DataFrame(
            {
                **{
                    column(number): pl.Series(values, dtype=pl.String)
                    for number, values in zip(self.keys.columns, cells, strict=True)
                },
                FOUND: pl.Series(range(len(self.found)), dtype=pl.UInt32),
            }
        )

    @property
    def iris(self) -> list[str]:
        """Everything that is meant by any key, once."""
        return list(dict.fromkeys(iri for one in self.found for iri in one.iris))


Decisions = Mapping[str, tuple[str, ...]]
""":func:`decision_key` → IRIs that people chose; none for "nothing in the graph"."""
Step = Callable[[int, int], None]
"""Told how much is done, and of how much."""


def keyed(source: Source, layout: Layout, keys: Keys) -> Iterator[tuple[Block, pl.DataFrame]]:
    """The rows of a table in blocks, each with the texts of its key columns."""
    last: dict[int, str | None] = dict.fromkeys(keys.fill)
    done = 0
    for block in source.blocks():
        texts = block.cells.select(
            pl.col(column(number)).cast(pl.String).str.strip_chars().fill_null("")
            for number in dict.fromkeys(keys.columns)
        )
        for number in keys.fill:
            texts = _filled(texts, block, number, last, max(0, layout.start - done))
        yield block, texts
        done += block.cells.height


def _filled(
    texts: pl.DataFrame, block: Block, number: int, last: dict[int, str | None], skipped: int
) -> pl.DataFrame:
    """Empty cells of one column as the cell above; blank rows and those above stay as they are."""
    name = column(number)
    blank = block.cells.select(
        pl.all_horizontal(pl.all().cast(pl.String).str.strip_chars().fill_null("") == "")
    ).to_series()
    row = pl.int_range(pl.len())
    own = pl.when((pl.col(name) != "") & (row >= skipped)).then(pl.col(name))
    carried = pl.coalesce(own.forward_fill(), pl.lit(last[number], dtype=pl.String))
    filled = texts.select(
        pl.when((row < skipped) | blank).then(pl.col(name)).otherwise(carried.fill_null(""))
    ).to_series()
    if filled.len() > skipped:
        seen = texts.select(carried.last()).item()
        last[number] = seen if seen is not None else last[number]
    return texts.with_columns(filled.alias(name))


def different(source: Source, layout: Layout, keys: Keys, *, advance: Step) -> list[Key]:
    """Every different key below the header, in the order of first sight.

    Raises:
        DataError: there are too many for a column of names or codes.
    """
    names = [column(number) for number in keys.columns]
    seen: dict[Key, None] = {}
    done = 0
    for block, texts in keyed(source, layout, keys):
        below = texts.slice(max(0, layout.start - done)) if done < layout.start else texts
        seen.update(dict.fromkeys(below.select(names).unique(maintain_order=True).iter_rows()))
        if len(seen) > MOST_KEYS:
            raise refused(
                "free-text",
                file=source.path.name,
                column=layout.names[keys.on],
                limit=MOST_KEYS,
            )
        done += block.cells.height
        advance(done, source.rows)
    return list(seen)


class Matching:
    """Asks the matcher for keys.

    Args:
        matcher: recognises names and codes.
        keys: which columns they come from.
        kinds: that answers may be of; empty for any.
        as_of: text of the day or year of which the whole table speaks; empty for none.
        decisions: what people settled.
    """

    def __init__(
        self,
        matcher: Matches,
        keys: Keys,
        *,
        kinds: frozenset[str] = frozenset(),
        as_of: str = "",
        decisions: Decisions | None = None,
    ) -> None:
        self._matcher, self._keys, self._kinds = matcher, keys, kinds
        self._as_of, self._decisions = as_of, decisions or {}

    def find(self, keys: Sequence[Key], *, advance: Step) -> Findings:
        """What each key means."""
        findings = Findings(self._keys, [])
        unsettled = 0
        codes = self._matcher.area_codes(key[0] for key in keys)
        for start in range(0, len(keys), _CHUNK):
            chunk = keys[start : start + _CHUNK]
            limit = CANDIDATES if unsettled < MOST_LISTED else 0
            asked = [self._questions(key, codes) for key in chunk]
            answers = iter(
                self._matcher.match_all(
                    (question for questions in asked for question in questions), limit=limit
                )
            )
            for key, questions in zip(chunk, asked, strict=True):
                own = [next(answers) for _ in questions]
                found = self._decided(_of(key, own))
                findings.found.append(found)
                unsettled += not found.iris
                if found.iris and own:
                    findings.answers.setdefault(found.iris, own[0])
            advance(start + len(chunk), len(keys))
        return findings

    def _questions(self, key: Key, codes: Mapping[str, str]) -> list[Question]:
        """One question; two where a year or month has a first and a last day."""
        if not key[0]:
            return []
        end = 1 + len(self._keys.context)
        text = codes.get(key[0], key[0])
        question = Question(text, self._kinds, tuple(filter(None, key[1:end])))
        time = self._as_of if self._keys.year is None else key[end]
        days = span(time) if time else None
        if days is None:
            return [question]
        return [replace(question, as_of=day) for day in dict.fromkeys(days)]

    def _decided(self, found: Found) -> Found:
        """What people chose, where the matcher does not settle it."""
        chosen = self._decisions.get(decision_key(self._keys, found.key))
        if chosen is None or found.iris:
            return found
        if not chosen:
            return replace(found, note=NOTHING)
        return replace(found, match=str(Means.DECISION), iris=chosen, score=100.0)


def decision_key(keys: Keys, key: Key) -> str:
    """What stands for a key and its context, of any year, in a report.

    Spreadsheets change what looks like a number; this they leave alone.

    >>> decision_key(Keys(0, (1,), 2), ("日高町", "北海道", "2005"))
    'ke0df02fd27e5'
    """
    text = "\x1f".join(key[: 1 + len(keys.context)])
    return "k" + hashlib.sha256(text.encode()).hexdigest()[:12]


NOTHING: Final = Text("該当なしと判断された", "decided: nothing in the graph")
_EMPTY: Final = Text("セルが空である", "the cell is empty")
_BETWEEN: Final = Text(
    "その年のうちに意味が変わっている。日付を示すと決まる",
    "what it means changed within that time; a date settles it",
)


def _of(key: Key, answers: Sequence[Answer]) -> Found:
    """What the answers of one key come to; two are those of the first and last day of a time."""
    if not answers:
        return Found(key, Mark.UNMATCHED, note=_EMPTY)
    matched = [answer for answer in answers if answer.outcome is Outcome.MATCHED]
    meant = {tuple(one.entity.iri for one in answer.meant): answer for answer in matched}
    if len(meant) == 1 and not any(a.outcome is Outcome.AMBIGUOUS for a in answers):
        return _matched(key, matched[0])
    if len(meant) > 1:
        candidates = dict.fromkeys(one for answer in matched for one in answer.meant)
        return Found(key, Mark.AMBIGUOUS, candidates=tuple(candidates), note=_BETWEEN)
    ambiguous = [answer for answer in answers if answer.outcome is Outcome.AMBIGUOUS]
    open_ = (ambiguous or list(answers))[0]
    mark = Mark.AMBIGUOUS if ambiguous else Mark.UNMATCHED
    return Found(key, mark, candidates=_candidates(open_), note=open_.note)


def _candidates(answer: Answer) -> tuple[Candidate, ...]:
    """Those of the answer, or of its parts that are not settled."""
    if not answer.parts:
        return answer.candidates[:CANDIDATES]
    unsettled: Iterable[Answer] = (p for p in answer.parts if p.outcome is not Outcome.MATCHED)
    return tuple(dict.fromkeys(one for part in unsettled for one in part.candidates))[:CANDIDATES]


def _matched(key: Key, answer: Answer) -> Found:
    meant = answer.meant
    means = list(dict.fromkeys(str(one.means) for one in meant))
    return Found(
        key,
        SEPARATOR.join(means),
        tuple(one.entity.iri for one in meant),
        min(one.score for one in meant),
        note=answer.note,
    )
