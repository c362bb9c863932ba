"""Which encoding a file is in: byte-order marks, the dialect's word, or detection."""

import codecs
from collections.abc import Mapping
from typing import BinaryIO, NamedTuple

_BLOCK = 1 << 20

_LABELS: Mapping[str, str] = {
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ms_kanji": "cp932",
    "ms932": "cp932",
    "csshiftjis": "cp932",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "unicode-1-1-utf-8": "utf-8",
    "utf8": "utf-8",
}
"""Labels of the WHATWG Encoding standard that Python spells or understands otherwise."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_CANDIDATES = ("utf-8", "cp932")


class Encoding(NamedTuple):
    """A codec of Python and the number of bytes of the byte-order mark to pass over."""

    codec: str
    mark: int = 0


def codec(label: str) -> str:
    """The Python codec that an encoding label stands for.

    >>> codec("Shift_JIS"), codec("windows-31j"), codec("utf-8")
    ('cp932', 'cp932', 'utf-8')
    """
    name = label.strip().lower()
    return _LABELS.get(name, name)


def encoding_of(stream: BinaryIO, declared: str, *, detect: bool) -> Encoding:
    """The encoding of a seekable stream, which is left at its start.

    A byte-order mark wins over what is declared (WHATWG Encoding, "decode"). With ``detect``, the
    first of UTF-8 and CP932 that reads the whole stream without an error is taken, and what is
    declared where neither does.
    """
    head = stream.read(3)
    stream.seek(0)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name, len(mark))
    return Encoding((readable_as(stream) if detect else None) or codec(declared))


def readable_as(stream: BinaryIO) -> str | None:
    """The first candidate that decodes the whole stream; the stream is left at its start."""
    for name in _CANDIDATES:
        if _decodes(stream, name):
            return name
    return None


def _decodes(stream: BinaryIO, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        while block := stream.read(_BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        stream.seek(0)
    return True


def ungarbled(text: str) -> str | None:
    """What a garbled header was meant to be; None for text that is not garbled.

    Recognised are UTF-8 read as CP932 or as Windows-1252, and a byte-order mark read as text.

    >>> ungarbled("都道府県".encode().decode("cp932", "replace")), ungarbled("ï»¿name")
    ('都道府県', 'name')
    >>> ungarbled("都道府県") is None
    True
    """
    for name in ("cp1252", "cp932"):
        try:
            meant = text.encode(name).decode("utf-8-sig")
        except UnicodeError:
            continue
        if meant != text and "\ufffd" not in meant:
            return meant
    return text[1:] if text.startswith("\ufeff") else None
