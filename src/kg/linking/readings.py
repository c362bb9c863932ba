"""Readings: kana and its romanisations meet under one key.

Kana is romanised by rule (Hepburn); what is written in Latin letters is brought to the same form.
Two keys are made: one that tells long vowels from short ones, and one that does not, for the many
tables that drop macrons.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

_ROWS: Final = """
あa いi うu えe おo かka きki くku けke こko がga ぎgi ぐgu げge ごgo
さsa しshi すsu せse そso ざza じji ずzu ぜze ぞzo たta ちchi つtsu てte とto
だda ぢji づzu でde どdo なna にni ぬnu ねne のno はha ひhi ふfu へhe ほho
ばba びbi ぶbu べbe ぼbo ぱpa ぴpi ぷpu ぺpe ぽpo まma みmi むmu めme もmo
やya ゆyu よyo らra りri るru れre ろro わwa ゐi ゑe をo んn ゔvu ぁa
ぃi ぅu ぇe ぉo ゃya ゅyu ょyo ゎwa
"""
_ONE: Final = {row[0]: row[1:] for row in _ROWS.split()}
_SMALL: Final = {"ゃ": "a", "ゅ": "u", "ょ": "o"}
_PALATAL: Final = {"shi": "sh", "chi": "ch", "ji": "j"}
_TWO: Final = {
    kana + small: (_PALATAL.get(sound, sound[:-1] + "y") + vowel)
    for kana, sound in _ONE.items()
    if sound.endswith("i") and len(sound) > 1
    for small, vowel in _SMALL.items()
}
_KANA_ONLY: Final = re.compile(r"[\u3041-\u3096\u309d\u309e\u30a1-\u30f6\u30fc-\u30fe\s・\-]+")
_KATAKANA: Final = str.maketrans({chr(c): chr(c - 0x60) for c in range(ord("ァ"), ord("ヶ") + 1)})
_LONG: Final = str.maketrans({"â": "ā", "î": "ī", "û": "ū", "ê": "ē", "ô": "ō"})
_WORD: Final = re.compile(r"[a-zāīūēō]+")
_APOSTROPHES: Final = re.compile(r"['’‘`]")
_KUNREI: Final = (
    (re.compile("sy(?=[aiueoāūō])"), "sh"),
    (re.compile("ty(?=[aiueoāūō])"), "ch"),
    (re.compile("[zj]y(?=[aiueoāūō])"), "j"),
    (re.compile("(?<![sc])si"), "shi"),
    (re.compile("(?<![sc])ti"), "chi"),
    (re.compile("tu"), "tsu"),
    (re.compile("tū"), "tsū"),
    (re.compile("d[zu](?=u|$)|du"), "zu"),
    (re.compile("zi|di"), "ji"),
    (re.compile("(?<![sc])hu"), "fu"),
    (re.compile("tch"), "cch"),
    (re.compile("m(?=[bmp])"), "n"),
)
_MARKED: Final = re.compile("[āīūēōâîûêô]|oo|ou|uu|oh(?![aiueoy])")
_LONG_O: Final = re.compile("o[ou]|oh(?![aiueoyāūō])")
_SHORT: Final = str.maketrans("āīūēō", "aiueo")


class Reading(NamedTuple):
    """The two keys of a reading.

    Attributes:
        precise: long o and u are marked.
        loose: they are not.
    """

    precise: str
    loose: str


def is_kana(text: str) -> bool:
    """Whether a text is written in kana only.

    >>> is_kana("さっぽろし"), is_kana("ニセコ町"), is_kana("")
    (True, False, False)
    """
    return _KANA_ONLY.fullmatch(text) is not None


def romanised(kana: str) -> str:
    """Kana in Latin letters, vowel by vowel.

    >>> romanised("さっぽろし"), romanised("きょうと"), romanised("ニイガタ")
    ('sapporoshi', 'kyouto', 'niigata')
    """
    text, found = kana.translate(_KATAKANA), []
    at = 0
    while at < len(text):
        pair, one = _TWO.get(text[at : at + 2]), _ONE.get(text[at], "")
        if text[at] == "っ":
            following = _TWO.get(text[at + 1 : at + 3]) or _ONE.get(text[at + 1 : at + 2], "")
            found.append(following[:1])
        elif text[at] == "ー":
            found.append(found[-1][-1:] if found else "")
        else:
            found.append(pair or one)
        at += 2 if pair else 1
    return "".join(found)


@lru_cache(1 << 14)
def reading(text: str) -> Reading:
    """The keys of a reading in kana or in Latin letters, with or without macrons.

    Vowels of two words never make a long one: San'yō-Onoda.

    >>> reading("おおさか"), reading("Ōsaka") == reading("Oosaka") == reading("おおさか")
    (Reading(precise='ōsaka', loose='osaka'), True)
    >>> reading("Osaka").loose, reading("Gumma") == reading("ぐんま"), reading("Sizuoka").loose
    ('osaka', True, 'shizuoka')
    """
    if is_kana(text):
        text = romanised(text)
    text = unicodedata.normalize("NFC", _APOSTROPHES.sub("", text).casefold()).translate(_LONG)
    precise = "".join(_hepburn(word) for word in _WORD.findall(text))
    return Reading(precise, precise.translate(_SHORT))


def run_together(key: Reading) -> str:
    """The loose key of what was written in one word, and without macrons: Shōō as Shoo.

    >>> run_together(reading("San'yō-Onoda")) == reading("Sanyoonoda").loose
    True
    """
    return reading(key.loose).loose


def fits(told: Reading, known: Reading) -> bool:
    """Whether a reading that marks some long vowels may be one that marks all.

    >>> fits(reading("Ohshu"), reading("おうしゅう")), fits(reading("Toone"), reading("とね"))
    (True, False)
    """
    return told.loose == known.loose and all(
        one == other or one == other.translate(_SHORT)
        for one, other in zip(told.precise, known.precise, strict=True)
    )


def _hepburn(word: str) -> str:
    for spelled, meant in _KUNREI:
        word = spelled.sub(meant, word)
    return _LONG_O.sub("ō", word).replace("uu", "ū")


def tells_length(text: str) -> bool:
    """Whether a text tells long vowels from short ones: kana, macrons, or "ou" and "oo".

    >>> tells_length("Ōno"), tells_length("Oono"), tells_length("Ono"), tells_length("おの")
    (True, True, False, True)
    """
    return is_kana(text) or _MARKED.search(text.casefold()) is not None
