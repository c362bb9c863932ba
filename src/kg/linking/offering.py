"""What to offer people while they type, and where nothing matches."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from heapq import nsmallest
from typing import Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Indel

from kg.linking.codes import Scheme
from kg.linking.entities import KINDS
from kg.linking.index import Index
from kg.linking.model import Entity, Means
from kg.linking.readings import is_kana, reading
from kg.linking.referents import Hit, Referent
from kg.linking.spelling import fold, is_latin

_RANK: Final = {kind: place for place, kind in enumerate(KINDS)}
_SIZES: Final = "道都府県市区町村"
_THE: Final = re.compile(r"the\s+", re.IGNORECASE)
_ALIKE: Final = 0.55
"""Below this share of common characters, names are not alike."""
_BEST: Final = 89.0
"""What a name scores that differs from a known one by next to nothing."""
_TYPED_CODES: Final = {Scheme.AREA5, Scheme.AREA6, Scheme.CORPORATE, Scheme.ALPHA3, Scheme.ALPHA2}


class _Typed(NamedTuple):
    """What people may type for a referent, and how far up it is offered."""

    key: str
    order: tuple[int, int, str]
    referent: Referent


class Offers:
    """Completions and similar names of an index; tables of its own are made when first needed."""

    def __init__(self, index: Index, referents: Mapping[str, Referent]) -> None:
        self._index, self._referents = index, referents

    def completions(
        self, prefix: str, wanted: Callable[[Entity], bool], limit: int
    ) -> list[Entity]:
        """What begins with what was typed, exact names first, then by kind and size.

        Args:
            prefix: kanji, kana, Latin letters or a code, as :func:`kg.linking.spelling.clean`
                leaves it.
            wanted: whether a resource is of the kinds asked for.
            limit: the most that is returned.
        """
        prefix = _THE.sub("", prefix, count=1) if _THE.match(prefix) else prefix
        spelled = fold(prefix)
        found = list(_beginning(self._spelled, spelled))
        if is_latin(prefix) or is_kana(prefix):
            found += _beginning(self._read, reading(prefix).loose)
        best: dict[str, tuple[bool, tuple[int, int, str], Entity]] = {}
        for key, order, referent in found:
            offer = (key != spelled, order, referent.entity)
            known = best.get(referent.entity.iri)
            if (known is None or offer[:2] < known[:2]) and wanted(referent.entity):
                best[referent.entity.iri] = offer
        return [offer[2] for offer in nsmallest(limit, best.values(), key=lambda one: one[:2])]

    def alike(self, text: str, limit: int) -> list[Hit]:
        """Names that look like a text, the most alike first; never certain."""
        if not any(map(str.isalpha, text)):
            return []
        latin = is_latin(text)
        found = _alike(self._latin_names if latin else self._other_names, fold(text), limit)
        if latin or is_kana(text):
            found += _alike(self._index.loose.whole, reading(text).loose, limit)
        found.sort(key=lambda hit: -hit.score)
        return found

    @cached_property
    def _latin_names(self) -> Mapping[str, list[Hit]]:
        return {name: hits for name, hits in self._index.spelled.whole.items() if is_latin(name)}

    @cached_property
    def _other_names(self) -> Mapping[str, list[Hit]]:
        return {
            name: whole
            for name, hits in self._index.spelled.whole.items()
            if not is_latin(name) and (whole := [hit for hit in hits if not hit.bare])
        } | {
            key: [Hit(referent, Means.NAME, 100.0, name)]
            for key, name, referent in self._addresses()
        }

    @cached_property
    def _spelled(self) -> list[_Typed]:
        names = [
            _typed(key, hit.referent)
            for key, hits in self._index.spelled.whole.items()
            for hit in hits
            if hit.referent.is_registered
        ]
        codes = [
            _typed(value.casefold(), hit.referent)
            for (scheme, value), hits in self._index.codes.items()
            if scheme in _TYPED_CODES
            for hit in hits
            if hit.referent.is_registered
        ]
        addresses = [_typed(key, referent) for key, _, referent in self._addresses()]
        return sorted(names + codes + addresses, key=lambda one: one.key)

    @cached_property
    def _read(self) -> list[_Typed]:
        return sorted(
            (
                _typed(key, hit.referent)
                for key, hits in self._index.loose.whole.items()
                for hit in hits
            ),
            key=lambda one: one.key,
        )

    def _addresses(self) -> Iterator[tuple[str, str, Referent]]:
        """Names behind what they lie in: 東京都府中市, 札幌市中央区, 北海道札幌市中央区."""
        for referent in self._referents.values():
            if not referent.is_registered or referent.entity.kind not in {"Municipality", "Ward"}:
                continue
            around = (self._referents.get(iri) for iri in referent.around)
            wholes = {one.entity.kind: one.entity.label.ja for one in around if one}
            name = wholes.get("Municipality", "") + referent.entity.label.ja
            yield fold(name), name, referent
            name = wholes.get("Prefecture", "") + name
            yield fold(name), name, referent


def _size(referent: Referent) -> int:
    """Cities before wards, towns and villages; short names first elsewhere."""
    return (
        _SIZES.find(referent.entity.label.ja[-1:])
        if referent.code5
        else len(referent.entity.label.ja)
    )


def _typed(key: str, referent: Referent) -> _Typed:
    return _Typed(
        key, (_RANK[referent.entity.kind], _size(referent), referent.entity.code), referent
    )


def _beginning(table: list[_Typed], prefix: str) -> Iterable[_Typed]:
    if not prefix:
        return ()
    first = bisect_left(table, prefix, key=lambda one: one.key)
    last = bisect_left(table, prefix + "\U0010ffff", key=lambda one: one.key)
    return table[first:last]


def _alike(names: Mapping[str, list[Hit]], key: str, limit: int) -> list[Hit]:
    found = process.extract(
        key,
        names.keys(),
        scorer=Indel.normalized_similarity,
        limit=limit,
        score_cutoff=_ALIKE,
    )
    return [
        hit._replace(means=Means.SIMILAR, score=round(share * _BEST, 1))
        for name, share, _ in found
        for hit in names[name]
    ]
