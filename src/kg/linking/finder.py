"""From the text of a cell to all that it may refer to, whatever the row says beside it."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final

from kg.iris import Iris
from kg.linking.codes import Codes
from kg.linking.index import Index, Names, may_be_read
from kg.linking.model import Means
from kg.linking.names import READING_SCORE
from kg.linking.readings import is_kana, reading, tells_length
from kg.linking.referents import Hit
from kg.linking.scopes import READ, VANISHED, Scope, Whole
from kg.linking.spelling import clean, fold, is_latin

Hits = list[Hit]

_VARIANT_SCORE: Final = 98.0
_BRACKETS: Final = re.compile(r"(.+?)\s*[(（\[［](.+?)[)）\]］]")
_WORD: Final = re.compile(r"[^\s\-]+")
_DISTRICTS: Final = (
    (re.compile(r".{1,5}郡"), VANISHED),
    (re.compile(r"[ぁ-ゖー]{1,8}ぐん"), READ),
    (re.compile(r"[a-zāū]+gun|[a-zāū]+district"), READ),
)
_JOINED: Final = re.compile(r"[,・&;:()（）\[\]]")
"""What keys drop, and what may separate names."""
_REMARKS: Final = frozenset(
    ["政令指定都市", "政令市", "中核市", "施行時特例市", "特例市", "特別区", "県庁所在地"]
)
"""What tables say of cities in brackets."""
_FORMERLY: Final = "旧"
_COMMA: Final = re.compile(r"\s*,\s*")
_LEGAL: Final = re.compile(
    r"^(?:the\s+|国立研究開発法人|独立行政法人|株式会社|一般社団法人|公益財団法人|一般財団法人|公益社団法人"
    r"|\((?:国研|独|株)\))\s*|\s*(?:株式会社|\(株\)|,?\s*(?:Inc|Ltd|Corp|Co)\.?)$",
    re.IGNORECASE,
)
_DEPTH: Final = 4


class Finder:
    """Looks texts up in an index."""

    def __init__(self, index: Index, iris: Iris) -> None:
        self._index, self._codes = index, Codes(iris)

    def find(
        self,
        text: str,
        day: dt.date | None = None,
        prefectures: frozenset[str] = frozenset(),
    ) -> Hits:
        """All that a text may refer to; the text is as ``clean`` leaves it.

        Args:
            text: what is in the cell.
            day: of which the table speaks.
            prefectures: two-digit codes of those that the row is about.
        """
        found = self._by_code(text, day, prefectures)
        if found and not (text.isalpha() and text.islower()):
            return found
        return found + (
            self._by_name(text)
            or self._formerly(text)
            or self._in_brackets(text)
            or self._by_address(text)
            or self._without_legal_form(text)
        )

    def _by_code(self, text: str, day: dt.date | None, prefectures: frozenset[str]) -> Hits:
        found: Hits = []
        for code in self._codes.read(text, prefectures):
            hits = self._index.codes.get((code.scheme, code.value), [])
            if code.day is not None:
                hits = [hit for hit in hits if hit.referent.existed(code.day)]
            found += _one_at_a_time(hits, day)
        return found

    def _by_name(self, text: str) -> Hits:
        return self._whole(text) or ([] if _JOINED.search(text) else self._behind(text))

    def _whole(self, text: str) -> Hits:
        found = self._spelled(text)
        if not (is_latin(text) or is_kana(text)):
            return found
        known = {hit.referent for hit in found}
        return found + [
            _as_read(hit, kana=is_kana(text))
            for hit in self._read(text, known=bool(found))
            if hit.referent not in known
        ]

    def _spelled(self, text: str) -> Hits:
        hits = self._index.spelled.whole.get(fold(text), [])
        exact = {hit for hit in hits if clean(hit.written) == text}
        telling = bool(exact) and (tells_length(text) or not is_latin(text))
        return [
            hit if hit in exact else _spelled_otherwise(hit, text, strained=telling) for hit in hits
        ]

    def _read(self, text: str, *, known: bool) -> Hits:
        """What a reading may be of; Shiroishi is rather that than 白井市, which is Shiroi-shi."""
        key = reading(text)
        hits: Hits = []
        if tells_length(text):
            hits = self._index.precise.whole.get(key.precise, [])
        if not hits and not is_kana(text):
            hits = self._index.loose.whole.get(key.loose, [])
            hits = [hit for hit in hits if may_be_read(hit.referent, key)]
        if is_latin(text) and _WORD.fullmatch(text):
            known = known or any(hit.bare for hit in hits)
            return [hit._replace(strained=known and not hit.bare) for hit in hits]
        return hits

    def _behind(self, text: str) -> Hits:
        """Names behind what they lie in: 北海道札幌市中央区."""
        if is_latin(text):
            return self._behind_words(text)
        return _split([*fold(text)], self._index.spelled, _DEPTH)

    def _behind_words(self, text: str) -> Hits:
        """Likewise in Latin letters, cut between words only: Hokkaido Sapporo-shi."""
        spelled = _WORD.findall(text)
        words = [reading(word) for word in spelled]
        found = _split([fold(word) for word in spelled], self._index.spelled, _DEPTH)
        if not found and tells_length(text):
            found = _split([word.precise for word in words], self._index.precise, _DEPTH)
        found = found or _split([word.loose for word in words], self._index.loose, _DEPTH)
        return [_as_read(hit, kana=False) for hit in found]

    def _formerly(self, text: str) -> Hits:
        """What is said to be a former name: 旧清水市."""
        if not text.startswith(_FORMERLY):
            return []
        return [hit for hit in self._by_name(text[1:]) if hit.referent.is_former]

    def _in_brackets(self, text: str) -> Hits:
        """A name with something in brackets: what it lies in, its acronym, another name."""
        parts = _BRACKETS.fullmatch(text)
        if parts is None:
            return []
        outer = self._by_name(parts[1])
        if parts[2] in _REMARKS:
            return outer
        inner = {hit.referent for hit in self._by_name(parts[2])}
        former = (hit.referent.becomes for hit in self._formerly(parts[2]))
        same = inner.union(*former)
        return [hit for hit in outer if hit.referent in same] or _held(outer, self.scopes(parts[2]))

    def _by_address(self, text: str) -> Hits:
        """A name before what it lies in, as addresses in English have it: Sapporo, Hokkaido."""
        name, *rest = _COMMA.split(text)
        if not rest or not is_latin(text):
            return []
        found = self._by_name(name)
        for part in rest:
            scopes = self.scopes(part)
            if any(_lies_in(scope, found) for scope in scopes):
                return []  # Hyogo, Kobe: from the wide to the narrow, or two names
            found = _held(found, scopes)
        return found

    def scopes(self, text: str) -> list[Scope]:
        """What may stand around a name: prefectures, cities, countries, districts."""
        key = re.sub(r"^government of ", "", text.strip(), flags=re.IGNORECASE)
        found = list(self._index.spelled.scopes.get(fold(key), ()))
        if not found and (is_latin(key) or is_kana(key)):
            found = list(self._index.loose.scopes.get(reading(key).loose, ()))
        return found or [
            Whole(hit.referent.entity.iri, hit.referent.around) for hit in self._behind(key)
        ]

    def _without_legal_form(self, text: str) -> Hits:
        bare = text
        while (shorter := _LEGAL.sub("", bare)) != bare:
            bare = shorter
        return self._by_name(bare) or self._in_brackets(bare) if bare and bare != text else []


def _one_at_a_time(hits: Hits, day: dt.date | None) -> Hits:
    """A code means one area at a time; one of the register, where it was in force on the day."""
    registered = [
        hit
        for hit in hits
        if hit.referent.is_registered and (day is None or hit.referent.existed(day))
    ]
    return registered or hits


def _split(parts: list[str], names: Names, depth: int) -> Hits:
    """What stands behind the name of what it lies in; names are cut between the parts only."""
    found: Hits = []
    for at in range(1, len(parts)):
        head, tail = "".join(parts[:at]), "".join(parts[at:])
        scopes = names.scopes.get(head)
        if not scopes:
            scopes = [scope for pattern, scope in _DISTRICTS if pattern.fullmatch(head)]
        if not scopes:
            continue
        inner = list(names.whole.get(tail, ()))
        if depth:
            inner += _split(parts[at:], names, depth - 1)
        if scopes == [VANISHED] and any(hit.referent.is_registered for hit in inner):
            continue  # rather a wrong district than a town of long ago
        known = {id(hit.referent) for hit in found}
        found += [hit for hit in _held(inner, scopes) if id(hit.referent) not in known]
    return found


def _lies_in(scope: Scope, hits: Hits) -> bool:
    iris = {hit.referent.entity.iri for hit in hits}
    return isinstance(scope, Whole) and not iris.isdisjoint(scope.around)


def _held(hits: Hits, scopes: Iterable[Scope]) -> Hits:
    return [
        hit._replace(placed=True)
        for hit in hits
        if any(scope.holds(hit.referent) for scope in scopes)
    ]


def _spelled_otherwise(hit: Hit, text: str, *, strained: bool) -> Hit:
    """鹿島市 is rather that than 鹿嶋市, unless the row says 茨城県; case makes no difference."""
    if hit.written.casefold() == text.casefold():
        return hit
    return hit._replace(score=min(hit.score, _VARIANT_SCORE), strained=strained)


def _as_read(hit: Hit, *, kana: bool) -> Hit:
    """English leaves out the kind of a place that Japanese tells, but for wards."""
    if hit.bare and not kana and hit.means is Means.READING and hit.referent.entity.kind != "Ward":
        return hit._replace(bare=False, score=READING_SCORE)
    return hit
