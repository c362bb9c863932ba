"""Asking the matcher: one question for each text and day of a query, and whether they agree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from kg.linking import Answer, Candidate, Matcher, Outcome, Question
from kg.problems import Text
from kg.web.reconcile.documents import MOST_CANDIDATES
from kg.web.reconcile.questions import Sought

_NOTHING: Final = Text("", "")
_DOUBTFUL: Final = 80.0
_IN_TIME: Final = Text(
    "この期間の初めと終わりとで、指すものが異なります。",
    "What is meant differs between the beginning and the end of that time.",
)
_DISAGREE: Final = Text(
    "名称と識別子が同じものを指していません。", "Name and identifiers do not mean the same."
)
_SEVERAL: Final = Text("一つのセルに複数の名称があります。", "The cell holds several names.")


class Found(NamedTuple):
    """What was found for a query.

    Attributes:
        candidates: the best first.
        certain: whether the first is what is meant.
        note: what people should know.
    """

    candidates: tuple[Candidate, ...]
    certain: bool
    note: Text = _NOTHING

    @property
    def meant(self) -> str:
        """The IRI of what is meant; empty where that is not certain."""
        return self.candidates[0].entity.iri if self.certain else ""

    @property
    def offered(self) -> tuple[str, ...]:
        """The IRIs of the candidates."""
        return tuple(one.entity.iri for one in self.candidates)


@dataclass
class Asker:
    """Asks a matcher for one batch, equal questions once.

    Args:
        matcher: of the release.
    """

    matcher: Matcher
    _known: dict[tuple[Question, int], Answer] = field(default_factory=dict)

    def find(self, sought: Sought, limit: int) -> Found:
        """What a query means.

        Args:
            sought: its texts must all mean the same, on each of its days.
            limit: the most candidates that are wanted.
        """
        several = len(sought.texts) * max(len(sought.days), 1) > 1
        most = MOST_CANDIDATES if several else limit
        found = [self._on_its_days(sought, text, most) for text in sought.texts]
        agreed = _agreed(found)
        return agreed._replace(candidates=agreed.candidates[:limit])

    def _on_its_days(self, sought: Sought, text: str, limit: int) -> Found:
        found = [
            _found(self._answer(Question(text, sought.kinds, sought.context, day), limit))
            for day in sought.days or (None,)
        ]
        if len({one.meant or one.offered for one in found}) == 1:
            return found[0]
        return _doubted(found, _IN_TIME)

    def _answer(self, question: Question, limit: int) -> Answer:
        key = question, limit
        if key not in self._known:
            self._known[key] = self.matcher.match(question, limit=limit)
        return self._known[key]


def _found(answer: Answer) -> Found:
    if answer.parts:
        parts = tuple(one for part in answer.parts for one in part.candidates)
        return Found(_each_once(parts), certain=False, note=_joined((_SEVERAL, answer.note)))
    return Found(answer.candidates, answer.outcome is Outcome.MATCHED, answer.note)


def _agreed(found: Sequence[Found]) -> Found:
    """What a name and identifiers mean together: each leads to it, and one leads to nothing else.

    An identifier that means nothing here is one of something else.
    """
    if not found:
        return Found((), certain=False)
    meant = {one.meant for one in found if one.certain}
    if len(found) == 1:
        return found[0]
    if len(meant) == 1:
        [iri] = meant
        if all(iri in one.offered for one in found):
            return _settled(iri, found)
    return _doubted(found, _DISAGREE)


def _settled(iri: str, found: Iterable[Found]) -> Found:
    certain = [one for one in found if one.meant == iri]
    best = max((one.candidates[0] for one in certain), key=lambda candidate: candidate.score)
    return Found((best,), certain=True, note=_joined(one.note for one in certain))


def _doubted(found: Sequence[Found], note: Text) -> Found:
    candidates = tuple(
        replace(one, score=min(one.score, _DOUBTFUL)) for each in found for one in each.candidates
    )
    return Found(
        _each_once(candidates), certain=False, note=_joined((note, *(one.note for one in found)))
    )


def _each_once(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    best: dict[str, Candidate] = {}
    for one in candidates:
        if one.entity.iri not in best or best[one.entity.iri].score < one.score:
            best[one.entity.iri] = one
    return tuple(sorted(best.values(), key=lambda one: -one.score))


def _joined(notes: Iterable[Text]) -> Text:
    told = [note for note in dict.fromkeys(notes) if note.en]
    return Text("".join(note.ja for note in told), " ".join(note.en for note in told))
