"""One key for the many spellings of a name."""

import re
import unicodedata
from typing import Final

from kg.linking.variants import OLD_FORMS, PLACE_NAME_FORMS, pairs

_INVISIBLE: Final = re.compile(
    r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
_SPACE: Final = re.compile(r"\s+")
_MARKS: Final = re.compile(r"^[*※†‡◎○●◯・\s]+|[*※†‡\s]+$|\s*[(]?注\s*\d*[)]?$")
_MACRON: Final = re.compile("[\u0300-\u036f]")
_DROPPED: Final = re.compile(r"[\s\-‐-―−_.,'’‘`\"“”「」『』·・:;!?]+")
_KANJI: Final = "\u3005\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_GA: Final = re.compile(f"(?<=[{_KANJI}])[ケヶがガけヵカか](?=[{_KANJI}])")
_NO: Final = re.compile(f"(?<=[{_KANJI}])[ノの之乃廼](?=[{_KANJI}])")
_TSU: Final = re.compile(f"(?<=[{_KANJI}])[ツッっつ](?=[{_KANJI}])")
_AGAIN: Final = re.compile(r"(.)[々〃仝]")
_KANA_AGAIN: Final = re.compile(r"(.)[ゝヽ]")
_VOICED_AGAIN: Final = re.compile(r"(.)[ゞヾ]")
_CJK: Final = re.compile(f"[\u3041-\u30ff{_KANJI}]")
_FORMS: Final = str.maketrans(
    {
        **pairs(OLD_FORMS),
        **pairs(PLACE_NAME_FORMS),
        "&": "and",
        **{chr(code): chr(code - 0x60) for code in range(ord("ァ"), ord("ヶ") + 1)},
    }
)


def clean(text: str) -> str:
    """The text as it is meant to be read: NFKC, one space at most, no footnote marks.

    >>> clean("　札幌市＊")
    '札幌市'
    >>> clean("０１１００２")
    '011002'
    """
    if text.isascii() and text.isalnum():
        return text
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return _MARKS.sub("", _SPACE.sub(" ", text)).strip()


def is_latin(text: str) -> bool:
    """Whether a text holds neither kana nor kanji."""
    return text.isascii() or not _CJK.search(text)


def fold(text: str) -> str:
    """The key under which spellings of one name meet; takes a text as :func:`clean` leaves it.

    Case, spaces, dashes and dots count for nothing; older and variant forms of kanji, iteration
    marks, the two kinds of kana, and between kanji ケ・ヶ・が and ノ・の・之 are read as one. For
    names in Latin letters, macrons and accents count for nothing.

    >>> fold("龍ヶ崎市") == fold("竜が崎市"), fold("梼原町") == fold("檮原町")
    (True, True)
    >>> fold("The Ōsaka-shi"), fold("佐佐町") == fold("佐々町")
    ('theosakashi', True)
    """
    if text.isascii():
        return _DROPPED.sub("", text.casefold().replace("&", "and"))
    text = _MACRON.sub("", unicodedata.normalize("NFD", text.casefold()))
    text = _AGAIN.sub(r"\1\1", unicodedata.normalize("NFC", text))
    if _CJK.search(text):
        text = _TSU.sub("つ", _NO.sub("の", _GA.sub("が", text)))
        text = _VOICED_AGAIN.sub(_voiced, _KANA_AGAIN.sub(r"\1\1", text))
    return _DROPPED.sub("", text.translate(_FORMS))


def _voiced(found: re.Match[str]) -> str:
    kana = found[1]
    return kana + unicodedata.normalize("NFC", kana + "\u3099")
