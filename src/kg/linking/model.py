"""What is asked of a matcher, and what it answers."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kg.problems import Text

NOTHING: Final = Text("", "")
"""The remark where nothing is to be said."""


class Outcome(StrEnum):
    """How a question ended. Ambiguity is never settled silently."""

    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    UNMATCHED = "unmatched"


class Means(StrEnum):
    """What a candidate was found by, the most certain first."""

    IRI = "iri"
    CODE = "code"
    NAME = "name"
    READING = "reading"
    ACRONYM = "acronym"
    FORMER_CODE = "former-code"
    FORMER_NAME = "former-name"
    SIMILAR = "similar"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Entity:
    """A resource of the graph that tables may mean.

    Attributes:
        iri: of the resource.
        kind: local name of its most special class: ``Prefecture``, ``Municipality``, ``Ward``,
            ``Country``, ``Agency``, ``Programme``, …
        label: its name in both languages.
        note: what tells it from others of that name ("東京都の市"); empty where nothing is said.
        code: what people know it by: six digits of an area, an acronym; empty where there is none.
    """

    iri: str
    kind: str
    label: Text
    note: Text = NOTHING
    code: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A cell of a table, and what is known beside it.

    Attributes:
        text: a name, a code, an identifier, or several names in one cell.
        kinds: kinds that the answer may be of; empty for any.
        context: names or codes of what it lies in or belongs to: prefecture, city, country.
        as_of: the day of which the table speaks; None for the areas of the register.
    """

    text: str
    kinds: frozenset[str] = frozenset()
    context: tuple[str, ...] = ()
    as_of: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A resource that a cell may mean.

    Attributes:
        entity: the resource.
        score: 0 to 100; 100 where nothing else can be meant.
        means: what it was found by.
        reason: why, in a sentence for people.
    """

    entity: Entity
    score: float
    means: Means
    reason: Text


@dataclass(frozen=True, slots=True)
class Answer:
    """What the matcher makes of a question.

    Attributes:
        question: what was asked.
        outcome: matched means: exactly one resource for each name in the cell.
        candidates: the best first; where matched, the first is what is meant.
        note: what people should know: a merger, a split, levels; empty where there is nothing.
        parts: one answer for each name, where the cell holds several; empty otherwise.
    """

    question: Question
    outcome: Outcome
    candidates: tuple[Candidate, ...] = ()
    note: Text = NOTHING
    parts: tuple["Answer", ...] = ()

    @property
    def meant(self) -> tuple[Candidate, ...]:
        """What is meant, in the order of the names; empty unless matched."""
        if self.outcome is not Outcome.MATCHED:
            return ()
        if self.parts:
            return tuple(candidate for part in self.parts for candidate in part.meant)
        return self.candidates[:1]
