"""Names, readings and codes → what they refer to."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from kg.iris import Iris
from kg.linking.alternatives import alternative_names
from kg.linking.between import parts_of_prefectures
from kg.linking.codes import Scheme, link, six_digits
from kg.linking.entities import Gazetteer
from kg.linking.model import Means
from kg.linking.names import (
    BARE_SCORE,
    READING_SCORE,
    Suffix,
    kana_names,
    kana_stem,
    latin_stem,
    names,
    part_names,
    suffix_of,
)
from kg.linking.readings import Reading, fits, reading, run_together
from kg.linking.referents import Hit, Referent
from kg.linking.scopes import District, Part, Scope, Whole
from kg.linking.spelling import fold

_SCHEMES: Final[Mapping[str, Scheme]] = {
    "prefectureCode": Scheme.PREFECTURE,
    "corporateNumber": Scheme.CORPORATE,
    "isoAlpha2": Scheme.ALPHA2,
    "isoAlpha3": Scheme.ALPHA3,
    "isoNumeric": Scheme.NUMERIC,
    "iso31662": Scheme.ISO_31662,
}


@dataclass(slots=True)
class Names:
    """One way of writing names.

    Attributes:
        whole: key of a name → what it refers to.
        scopes: key of what may stand before a name → what it is.
    """

    whole: dict[str, list[Hit]] = field(default_factory=dict)
    scopes: dict[str, list[Scope]] = field(default_factory=lambda: defaultdict(list))

    def add(self, key: str, hit: Hit) -> None:
        """Keeps a name, the best of each referent only."""
        known = self.whole.setdefault(key, []) if key else [hit]
        for one in known:
            if one.referent is hit.referent and one.score >= hit.score:
                return
        known.append(hit)


class Index:
    """All names and codes of a gazetteer whose history is told.

    Attributes:
        spelled: by :func:`kg.linking.spelling.fold`.
        precise: readings that tell long vowels.
        loose: readings that do not.
        codes: scheme and value → what it refers to.
    """

    def __init__(self, gazetteer: Gazetteer, iris: Iris) -> None:
        self.spelled, self.precise, self.loose = Names(), Names(), Names()
        self.codes: dict[tuple[Scheme, str], list[Hit]] = {}
        self.holders = frozenset(iri for one in gazetteer.referents.values() for iri in one.around)
        for iri, referent in gazetteer.referents.items():
            facts = gazetteer.facts.get(iri)
            for hit in names(referent, facts):
                self.spelled.add(fold(hit.written), hit)
            for whole in facts.wholes if facts else ():
                if whole in gazetteer.referents:
                    self._add_parts(referent, gazetteer.referents[whole])
            self._add_readings(referent)
            self._add_codes(referent)
            self._code(Scheme.LINK, link(iri), Hit(referent, Means.IRI, 100.0, iri))
            if iri in self.holders:
                self._hold(referent)
            if facts:
                for scheme, value in _facts(facts.codes, facts.links):
                    self._code(scheme, value, Hit(referent, Means.CODE, 100.0, value))
        self._add_alternatives(iris, gazetteer.referents)
        self._add_between(gazetteer.referents.values())

    def _code(self, scheme: Scheme, value: str, hit: Hit) -> None:
        known = self.codes.setdefault((scheme, value), [])
        for one in known:
            if one.referent is hit.referent:
                return
        known.append(hit)

    def _add_codes(self, referent: Referent) -> None:
        if len(referent.code5) != 5:
            return
        former = referent.is_former
        means, score = (Means.FORMER_CODE, READING_SCORE) if former else (Means.CODE, 100.0)
        six = six_digits(referent.code5)
        self._code(Scheme.AREA5, referent.code5, Hit(referent, means, score, referent.code5))
        self._code(Scheme.AREA6, six, Hit(referent, means, score, six))

    def _add_readings(self, referent: Referent) -> None:
        for key, bare in _reading_keys(referent):
            score = BARE_SCORE if bare else READING_SCORE
            hit = Hit(referent, Means.READING, score, _written(referent), bare)
            self.precise.add(key.precise, hit)
            self.loose.add(key.loose, hit)
            if (together := run_together(key)) != key.loose:
                self.loose.add(together, hit)
        for kana, bare in kana_names(referent):
            score = BARE_SCORE if bare else READING_SCORE
            self.spelled.add(fold(kana), Hit(referent, Means.READING, score, kana, bare))

    def _add_parts(self, referent: Referent, whole: Referent) -> None:
        """What stands behind the name or acronym of what something belongs to: JST-CRDS."""
        for hit in part_names(referent, whole):
            self.spelled.add(fold(hit.written), hit)

    def _hold(self, referent: Referent) -> None:
        scope = Whole(referent.entity.iri, referent.around)
        written = [hit.written for hit in names(referent, None)]
        for name in (*written, *(kana for kana, _ in kana_names(referent))):
            _once(self.spelled.scopes[fold(name)], scope)
        for key, _ in _reading_keys(referent):
            _once(self.precise.scopes[key.precise], scope)
            _once(self.loose.scopes[key.loose], scope)

    def _add_between(self, referents: Iterable[Referent]) -> None:
        prefectures: dict[str, set[str]] = defaultdict(set)
        for referent in referents:
            if referent.district:
                prefectures[fold(referent.district)].add(referent.code5[:2])
        for district, codes in prefectures.items():
            self.spelled.scopes[district].append(District(district, frozenset(codes)))
        for part in parts_of_prefectures():
            _once(self.spelled.scopes[fold(part.name)], Part(part.codes))

    def _add_alternatives(self, iris: Iris, referents: Mapping[str, Referent]) -> None:
        for country, written in alternative_names():
            referent = referents.get(iris.resource("region", country))
            if referent is None:
                continue
            for name in written:
                self.spelled.add(fold(name), Hit(referent, Means.NAME, 100.0, name))
                _once(self.spelled.scopes[fold(name)], Whole(referent.entity.iri, referent.around))


def _once(scopes: list[Scope], scope: Scope) -> None:
    if scope not in scopes:
        scopes.append(scope)


def _facts(
    codes: Mapping[str, Iterable[str]], links: Iterable[str]
) -> Iterator[tuple[Scheme, str]]:
    for name, scheme in _SCHEMES.items():
        yield from ((scheme, value) for value in codes.get(name, ()))
    yield from ((Scheme.LINK, link(iri)) for iri in links)


def _written(referent: Referent) -> str:
    return referent.kana or referent.entity.label.en


def _reading_keys(referent: Referent) -> list[tuple[Reading, bool]]:
    """The readings of an area of today, and whether each leaves out its kind."""
    suffix = suffix_of(referent)
    if suffix is None:
        return []
    label = latin_stem(referent.entity.label.en)
    stems = {reading(stem) for stem in (label, kana_stem(referent.kana, suffix)) if stem}
    heads, ends = _affixes(suffix)
    found = [(stem, True) for stem in stems]
    for stem in stems:
        found += [(_behind(stem, end), False) for end in ends]
        found += [(_behind(head, stem), False) for head in heads]
    return found


def may_be_read(referent: Referent, told: Reading) -> bool:
    """Whether an area may be read as told, every long vowel that is told being one."""
    return any(
        fits(told, known)
        for key, _ in _reading_keys(referent)
        for known in (key, reading(key.loose))
    )


@cache
def _affixes(suffix: Suffix) -> tuple[frozenset[Reading], frozenset[Reading]]:
    """What stands before and behind the name of an area, as readings have it."""
    return (
        frozenset(reading(head) for head in suffix.before),
        frozenset(reading(end) for end in (*suffix.kana, *suffix.latin)),
    )


def _behind(head: Reading, end: Reading) -> Reading:
    return Reading(head.precise + end.precise, head.loose + end.loose)
