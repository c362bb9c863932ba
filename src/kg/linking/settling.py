"""From all that a text may refer to, to what the row says it means."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kg.linking import wording
from kg.linking.entities import KINDS
from kg.linking.model import NOTHING, Answer, Candidate, Means, Outcome, Question
from kg.linking.referents import FORMER, Hit, Referent
from kg.problems import Text

_DOUBTFUL: Final = 80.0
"""The most that one of several candidates scores."""
_CONTRADICTED: Final = 60.0
"""What a candidate scores that the row speaks against."""
_OFFERED: Final = 89.0
"""The most that what does not match scores."""
_OUT_OF_TIME: Final = 90.0
_WARD: Final = "Ward"
_RANK: Final = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a row says besides the cell.

    Attributes:
        wholes: for each context that was understood, its words and the resources that it may mean.
        ignored: contexts that were not.
    """

    wholes: tuple[tuple[str, frozenset[str]], ...] = ()
    ignored: tuple[str, ...] = ()

    def contradiction(self, referent: Referent) -> str:
        """The first context that a referent does not lie in; empty where it fits all."""
        for words, iris in self.wholes:
            if referent.entity.iri not in iris and iris.isdisjoint(referent.around):
                return words
        return ""

    def fitting(self, hits: Iterable[Hit]) -> list[Hit]:
        """Those that lie in all contexts; without any, those of which nothing is known."""
        hits = list(hits)
        fitting = [hit for hit in hits if not self.contradiction(hit.referent)]
        return fitting or [hit for hit in hits if not hit.referent.around]


def settle(question: Question, hits: Sequence[Hit], surroundings: Surroundings) -> Answer:
    """The answer to a question whose text may refer to what was hit; at least one hit."""
    fitting, note = _fitting(question, hits, surroundings)
    if not fitting:
        anything = replace(question, kinds=frozenset())
        return Answer(question, Outcome.UNMATCHED, offered(anything, hits, _CONTRADICTED), note)
    notes = [note, *map(wording.not_understood, surroundings.ignored)]
    if question.as_of is not None:
        fitting, remark = _in_force(fitting, question.as_of)
        notes.append(remark)
    best = _best(fitting, question.as_of)
    if not surroundings.wholes:
        best = [_doubted(hit, question) for hit in best]
    notes += _history(best, question)
    found = _ordered(
        _candidate(hit, hit.score, area) for hit in best for area in _meant(hit, question)
    )
    return _answer(question, found, wording.joined(notes))


def _doubted(hit: Hit, question: Question) -> Hit:
    """A ward is not certain by its bare name: 大宮 was a city, too, and readings tell less."""
    if hit.bare and not hit.placed and hit.referent.entity.kind == _WARD not in question.kinds:
        return hit._replace(score=_DOUBTFUL)
    return hit


def offered(
    question: Question, hits: Iterable[Hit], most: float = _OFFERED
) -> tuple[Candidate, ...]:
    """Candidates for people to choose from, the best first."""
    return _ordered(
        _candidate(hit, min(hit.score, most), area)
        for hit in hits
        for area in _meant(hit, question)
    )


def _answer(question: Question, found: tuple[Candidate, ...], note: Text) -> Answer:
    if not found:
        return Answer(question, Outcome.UNMATCHED, (), note)
    if len(found) == 1 and found[0].score > _DOUBTFUL:
        return Answer(question, Outcome.MATCHED, found, note)
    doubtful = tuple(replace(one, score=min(one.score, _DOUBTFUL)) for one in found)
    return Answer(question, Outcome.AMBIGUOUS, doubtful, note)


def _fitting(
    question: Question, hits: Sequence[Hit], surroundings: Surroundings
) -> tuple[list[Hit], Text]:
    of_kind = [hit for hit in hits if _meant(hit, question) or not question.kinds]
    if not of_kind:
        return [], wording.other_kind()
    fitting = surroundings.fitting(of_kind)
    if not fitting:
        return [], wording.outside(surroundings.contradiction(of_kind[0].referent))
    return fitting, NOTHING


def _in_force(hits: list[Hit], day: dt.date) -> tuple[list[Hit], Text]:
    """Those in force on the day, which then count as much as names of today."""
    found = [hit for hit in hits if hit.referent.existed(day)]
    if found:
        return found, NOTHING
    return [hit._replace(score=min(hit.score, _OUT_OF_TIME)) for hit in hits], wording.not_yet(
        hits[0]
    )


def _best(hits: list[Hit], day: dt.date | None) -> list[Hit]:
    """Plain names before weak ones; areas of the register before others.

    The last only where no day is told: what such a table calls 清水町 is one of the register's.
    """
    plain = [hit for hit in hits if not hit.is_weak]
    if not plain or day is not None:
        return plain or hits
    return [hit for hit in plain if hit.referent.is_registered] or plain


def _meant(hit: Hit, question: Question) -> list[Referent]:
    """What of the kinds asked for a hit leads to: for a former area, those that it led to."""
    referent, kinds, day = hit.referent, question.kinds, question.as_of
    if referent.is_former and FORMER not in kinds and hit.means is not Means.IRI:
        areas = list(referent.becomes)
    else:
        areas = [referent]
    if day is not None:
        areas += [area for since, area in referent.gave if day < since]
    return [area for area in areas if not kinds or not kinds.isdisjoint(area.classes)]


def _history(hits: Sequence[Hit], question: Question) -> Iterable[Text]:
    """What became of what is meant, unless it is still called so."""
    registered = {hit.referent for hit in hits if not hit.referent.is_former}
    for hit in hits:
        gone = hit.referent.is_former and FORMER not in question.kinds
        if gone and registered.isdisjoint(hit.referent.becomes):
            yield wording.became(hit)
        if question.as_of is not None and hit.referent.gave:
            yield wording.gave_up(hit, question.as_of)


def _candidate(hit: Hit, score: float, area: Referent) -> Candidate:
    if hit.means is Means.FORMER_CODE and area.code5 == hit.referent.code5:
        hit = hit._replace(means=Means.CODE)  # only the name has changed
        score = max(score, 100.0) if score > _DOUBTFUL else score
    return Candidate(area.entity, score, hit.means, wording.reason(hit))


def _ordered(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The best of each resource, the best first."""
    best: dict[str, Candidate] = {}
    for one in candidates:
        known = best.get(one.entity.iri)
        if known is None or known.score < one.score:
            best[one.entity.iri] = one
    return tuple(sorted(best.values(), key=_order))


def _order(candidate: Candidate) -> tuple[float, int, str, str]:
    entity = candidate.entity
    return -candidate.score, _RANK[entity.kind], entity.code, entity.iri
