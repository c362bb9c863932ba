"""One matcher for all doors: names and codes of tables → resources of the graph."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kg.iris import DEFAULT_BASE, Iris
from kg.linking import wording
from kg.linking.entities import Gazetteer, Select, read_gazetteer
from kg.linking.finder import Finder
from kg.linking.history import tell_history
from kg.linking.index import Index
from kg.linking.model import Answer, Entity, Outcome, Question
from kg.linking.settling import Surroundings, settle
from kg.linking.spelling import clean
from kg.problems import Text


class Matcher:
    """Finds what the cells of tables mean; made by :meth:`of`.

    It holds all names in memory, asks the graph nothing more, and may be shared by threads.
    """

    def __init__(self, gazetteer: Gazetteer, iris: Iris) -> None:
        self._gazetteer = gazetteer
        self._index = Index(gazetteer, iris)
        self._finder = Finder(self._index, iris)

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
        return _limited(self._answer(question), limit)

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

    def entity(self, iri: str) -> Entity | None:
        """The resource of an IRI; None where it is not among those that can be meant."""
        referent = self._gazetteer.referents.get(iri)
        return referent.entity if referent else None

    @property
    def kinds(self) -> Mapping[str, Text]:
        """Kinds of what can be meant, and their labels."""
        return self._gazetteer.kinds

    def _answer(self, question: Question) -> Answer:
        text = clean(question.text)
        if not text:
            return Answer(question, Outcome.UNMATCHED)
        surroundings = self._surroundings(question)
        prefectures = self._prefectures(surroundings)
        hits = self._finder.find(text, question.as_of, prefectures)
        if hits:
            return settle(question, hits, surroundings)
        return Answer(question, Outcome.UNMATCHED)

    def _surroundings(self, question: Question) -> Surroundings:
        wholes, ignored = [], []
        for words in question.context:
            text = clean(words)
            if not text:
                continue
            hits = self._finder.find(text, question.as_of, frozenset())
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
