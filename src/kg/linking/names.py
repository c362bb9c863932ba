"""The names that a referent may go by."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from kg.linking.entities import Facts
from kg.linking.model import Means
from kg.linking.referents import Hit, Referent
from kg.linking.spelling import is_latin

JAPANESE: Final = frozenset({"Prefecture", "Municipality", "Ward"})
"""Kinds of areas whose names end in what tells their kind."""
BARE_SCORE: Final = 88.0
FORMER_SCORE: Final = 90.0
READING_SCORE: Final = 95.0

_BRACKETS: Final = re.compile(r"^(.+?)\s*[(（](.+)[)）]$")
_CAPITALS: Final = re.compile(r"[A-Z].*[A-Z]")
_ENGLISH_KIND: Final = re.compile(r" (?:City|Ward|Town|Village|Prefecture)$")


class Suffix(NamedTuple):
    """How the last character of an area's name is read.

    Attributes:
        kana: readings.
        latin: what stands behind the name in Latin letters.
        before: what stands before it.
    """

    kana: tuple[str, ...]
    latin: tuple[str, ...]
    before: tuple[str, ...] = ()


SUFFIXES: Final[Mapping[str, Suffix]] = {
    "市": Suffix(("し",), ("shi", "city"), ("city of",)),
    "区": Suffix(("く",), ("ku", "ward"), ("ward of",)),
    "町": Suffix(("ちょう", "まち"), ("cho", "machi", "town"), ("town of",)),
    "村": Suffix(("むら", "そん"), ("mura", "son", "village"), ("village of",)),
    "県": Suffix(("けん",), ("ken", "prefecture", "pref"), ("prefecture of",)),
    "府": Suffix(("ふ",), ("fu", "prefecture", "pref"), ("prefecture of",)),
    "都": Suffix(("と",), ("to", "prefecture", "pref", "metropolis"), ("prefecture of",)),
    "道": Suffix((), ("prefecture", "pref"), ("prefecture of",)),
}
"""Last character of an area's name → its readings and translations."""
SPECIAL_WARD: Final = Suffix(("く",), ("ku", "ward", "city"), ("city of", "ward of"))
"""Tokyo's special wards call themselves cities in English."""


def names(referent: Referent, facts: Facts | None) -> Iterator[Hit]:
    """What a referent is called in writing, the whole names first."""
    label, means, score = referent.entity.label, Means.NAME, 100.0
    if referent.is_former:
        means, score = Means.FORMER_NAME, FORMER_SCORE
    written = dict.fromkeys(_both(label) if referent.is_registered else (label.ja,))
    yield from (Hit(referent, means, score, name) for name in written)
    for name in written:
        if stem := bare(referent, name):
            yield Hit(referent, means, BARE_SCORE, stem, bare=True)
    if facts:
        for acronym in facts.codes["acronym"]:
            yield Hit(referent, Means.ACRONYM, 100.0, acronym)
        for variant in facts.codes["printedVariant"]:
            yield Hit(referent, Means.NAME, 100.0, variant)


def _both(label: Iterable[str]) -> Iterator[str]:
    for name in label:
        yield name
        if found := _BRACKETS.match(name):
            yield found[1]
            if is_latin(found[1]) != is_latin(found[2]) or _CAPITALS.search(found[2]):
                yield found[2]


def part_names(referent: Referent, whole: Referent) -> Iterator[Hit]:
    """What a part is called by way of its whole: JST-CRDS, and its name without the whole's."""
    if referent.entity.kind in JAPANESE:
        return
    for name, before in zip(referent.entity.label, whole.entity.label, strict=True):
        for start in (before, whole.entity.code):
            if start and name.startswith(f"{start} "):
                yield Hit(referent, Means.NAME, READING_SCORE, name.removeprefix(f"{start} "))
    if whole.entity.code and referent.entity.code:
        acronyms = f"{whole.entity.code}-{referent.entity.code}"
        yield Hit(referent, Means.ACRONYM, 100.0, acronyms)


def bare(referent: Referent, name: str) -> str:
    """The name of an area without its kind, 仙台 for 仙台市; empty where there is none."""
    if name[-1:] not in SUFFIXES or name == "北海道" or is_latin(name):
        return ""
    if referent.entity.kind in JAPANESE:
        return name[:-1]
    return name[:-1] if not referent.is_registered and name[-2] not in SUFFIXES else ""


def latin_stem(label: str) -> str:
    """The English name of an area without its kind: Date for Date City."""
    return _ENGLISH_KIND.sub("", label)


def kana_stem(kana: str, suffix: Suffix) -> str:
    """The reading of an area without that of its kind."""
    for end in suffix.kana:
        if kana.endswith(end) and len(kana) > len(end):
            return kana[: -len(end)]
    return kana


def kana_names(referent: Referent) -> list[tuple[str, bool]]:
    """The readings of an area in kana, and whether each leaves out its kind."""
    suffix = suffix_of(referent)
    if suffix is None or not referent.kana:
        return []
    stem = kana_stem(referent.kana, suffix)
    found = [(referent.kana, False), *((stem + end, False) for end in suffix.kana)]
    return list(dict.fromkeys(found)) + ([(stem, True)] if stem != referent.kana else [])


def suffix_of(referent: Referent) -> Suffix | None:
    """How the kind of an area of today is read; None for anything else."""
    if referent.entity.kind not in JAPANESE:
        return None
    last = referent.entity.label.ja[-1:]
    if last == "区" and referent.entity.kind == "Municipality":
        return SPECIAL_WARD
    return SUFFIXES.get(last)
