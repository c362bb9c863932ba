"""One matcher for all doors: names and codes of tables → resources of the graph."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from kg.iris import DEFAULT_BASE, Iris
from kg.linking import wording
from kg.linking.codes import Scheme, wrong_check_digit
from kg.linking.columns import area_codes
from kg.linking.entities import Gazetteer, Select, read_gazetteer
from kg.linking.finder import Finder
from kg.linking.history import tell_history
from kg.linking.index import Index
from kg.linking.model import NOTHING, Answer, Entity, Outcome, Question
from kg.linking.offering import Offers
from kg.linking.referents import Hit
from kg.linking.settling import Surroundings, offered, settle
from kg.linking.several import cut, may_be_several, mixes_areas
from kg.linking.spelling import clean, is_latin
from kg.problems import Text

_LONGEST: Final = 2000
"""More characters than this are running text."""
_WORTH_OFFERING: Final = 65.0
"""What a name scores at least that is offered though nothing begins so."""


class Matcher:
    """Finds what the cells of tables mean; made by :meth:`of`.

    It holds all names in memory, asks the graph nothing more, and may be shared by threads.
    """

    def __init__(self, gazetteer: Gazetteer, iris: Iris) -> None:
        self._gazetteer = gazetteer
        self._index = Index(gazetteer, iris)
        self._finder = Finder(self._index, iris)
        self._offers = Offers(self._index, gazetteer.referents)

    @classmethod
    def of(cls, select: Select, *, base: str = DEFAULT_BASE) -> "Matcher":
        """The matcher of a graph.

        Args:
            select: answers SELECT queries, as ``kg.open().query`` does.
            base: what the IRIs of the graph's resources begin with.
        """
        iris = Iris(base)
        gazetteer = read_gazetteer(select, iris)
        tell_history(gazetteer)
        return cls(gazetteer, iris)

    def match(self, question: Question, *, limit: int = 10) -> Answer:
        """What a cell means.

        Args:
            question: the cell, and what is known beside it.
            limit: the most candidates that the answer may hold.
        """
        text = clean(question.text) if len(question.text) <= _LONGEST else ""
        if not text:
            return Answer(question, Outcome.UNMATCHED)
        surroundings = self._surroundings(question)
        lines = len(question.text.strip().splitlines()) > 1
        hits = [] if lines else self._find(question, text, surroundings)
        several = None if hits else self._several(question, limit)
        if several:
            return several
        if lines:
            hits = self._find(question, text, surroundings)
        if hits:
            return _limited(settle(question, hits, surroundings), limit)
        return self._unmatched(question, text, limit)

    def match_all(self, questions: Iterable[Question], *, limit: int = 10) -> list[Answer]:
        """The answers to many questions, in their order; equal questions are asked once."""
        known: dict[Question, Answer] = {}
        answers = []
        for question in questions:
            answer = known.get(question)
            if answer is None:
                answer = known[question] = self.match(question, limit=limit)
            answers.append(answer)
        return answers

    def area_codes(self, texts: Iterable[str]) -> dict[str, str]:
        """The codes of areas in a column, each with all of its six digits.

        A single cell may leave open whether it is of five digits, or of six and has lost its zero;
        what this returns may be asked instead of the cells.

        Args:
            texts: the cells of one column.

        Returns:
            Cell → six digits; empty where the column does not tell how many digits its codes have.
        """
        cleaned = {text: clean(text) for text in texts}
        codes = area_codes(cleaned.values(), lambda code: (Scheme.AREA6, code) in self._index.codes)
        return {text: codes[cell] for text, cell in cleaned.items() if cell in codes}

    def entity(self, iri: str) -> Entity | None:
        """The resource of an IRI; None where it is not among those that can be meant."""
        referent = self._gazetteer.referents.get(iri)
        return referent.entity if referent else None

    @property
    def kinds(self) -> Mapping[str, Text]:
        """Kinds of what can be meant, and their labels."""
        return self._gazetteer.kinds

    def suggest(
        self, prefix: str, *, kinds: frozenset[str] = frozenset(), limit: int = 10
    ) -> list[Entity]:
        """What people may mean who have typed this much.

        Args:
            prefix: the beginning of a name in kanji, kana or Latin letters, or of a code.
            kinds: kinds that are wanted; empty for any.
            limit: the most that is returned.
        """
        text = clean(prefix)
        found = self._offers.completions(text, lambda one: self._is_wanted(one, kinds), limit)
        if found or not text:
            return found
        answer = self.match(Question(text, kinds), limit=limit)
        return [
            one.entity
            for one in answer.candidates
            if one.score >= _WORTH_OFFERING and self._is_wanted(one.entity, kinds)
        ]

    def _is_wanted(self, entity: Entity, kinds: frozenset[str]) -> bool:
        return not kinds or not kinds.isdisjoint(self._gazetteer.referents[entity.iri].classes)

    def _find(self, question: Question, text: str, surroundings: Surroundings) -> list[Hit]:
        return self._finder.find(text, question.as_of, self._prefectures(surroundings))

    def _several(self, question: Question, limit: int) -> Answer | None:
        """The answer to a cell of several names, one for each; None where it is one name."""
        text = question.text.strip()
        if not may_be_several(text):
            return None
        names = cut(text, lambda part: bool(self._finder.find(clean(part), question.as_of)))
        if not names:
            return None
        parts: list[Answer] = []
        for name in names:
            part = replace(question, text=name)
            parts.append(self._following(part, parts, limit) or self.match(part, limit=limit))
        if is_latin(text) and mixes_areas(parts):
            return None  # Cabinet Office, Germany: no list
        outcomes = {part.outcome for part in parts}
        worst = next(outcome for outcome in reversed(Outcome) if outcome in outcomes)
        return Answer(
            question, worst, (), wording.joined(part.note for part in parts), tuple(parts)
        )

    def _following(self, question: Question, before: list[Answer], limit: int) -> Answer | None:
        """What an ambiguous name means behind one that says where it lies: 札幌市中央区・北区."""
        text = clean(question.text)
        answer = self.match(question, limit=limit)
        if answer.outcome is not Outcome.AMBIGUOUS or not before or not before[0].meant:
            return None
        lead = before[0].meant[0].entity
        if not any(hit.placed for hit in self._finder.find(clean(before[0].question.text))):
            return None
        whole = self._gazetteer.facts[lead.iri].wholes[:1]
        known = self._surroundings(question)
        there = Surroundings((*known.wholes, (before[0].question.text, frozenset(whole))))
        found = settle(question, self._find(question, text, there), there)
        if found.outcome is not Outcome.MATCHED:
            return None
        return replace(found, note=wording.joined((found.note, wording.follows(before[0]))))

    def _unmatched(self, question: Question, text: str, limit: int) -> Answer:
        note = NOTHING
        hits: list[Hit] = []
        if right := wrong_check_digit(text):
            note, hits = wording.wrong_digit(right), self._finder.find(right, question.as_of)
        hits = hits or self._offers.alike(text, limit)
        return Answer(question, Outcome.UNMATCHED, offered(question, hits)[:limit], note)

    def _surroundings(self, question: Question) -> Surroundings:
        wholes, ignored = [], []
        for words in question.context:
            text = clean(words)
            if not text:
                continue
            hits = self._finder.find(text, question.as_of)
            found = {
                area.entity.iri
                for hit in hits
                for area in (hit.referent.becomes or (hit.referent,))
                if area.entity.iri in self._index.holders
            }
            if found:
                wholes.append((words, frozenset(found)))
            else:
                ignored.append(words)
        return Surroundings(tuple(wholes), tuple(ignored))

    def _prefectures(self, surroundings: Surroundings) -> frozenset[str]:
        codes = (
            self._gazetteer.referents[iri].code5[:2]
            for _, iris in surroundings.wholes
            for iri in iris
        )
        return frozenset(code for code in codes if code)


def _limited(answer: Answer, limit: int) -> Answer:
    if len(answer.candidates) <= limit:
        return answer
    rest = len(answer.candidates) - limit
    more = Text(f"ほかに{rest}件あります。", f"{rest} more.")
    return replace(
        answer, candidates=answer.candidates[:limit], note=wording.joined((answer.note, more))
    )
