"""What codes a cell may hold."""

import datetime as dt
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from kg.iris import PREFIXES, Iris
from kg.linking.check_digits import area_check_digit, corporate_check_digit


class Scheme(StrEnum):
    """What a code belongs to."""

    PREFECTURE = "prefecture"
    AREA5 = "area5"
    AREA6 = "area6"
    CORPORATE = "corporate"
    ALPHA2 = "alpha2"
    ALPHA3 = "alpha3"
    NUMERIC = "numeric"
    ISO_31662 = "iso31662"
    LINK = "link"


class Code(NamedTuple):
    """One way to read a cell as a code.

    Attributes:
        scheme: what it belongs to.
        value: in full: with leading zeros, a link without scheme.
        day: that the code itself tells, as e-Stat's C11201-19940301 does.
    """

    scheme: Scheme
    value: str
    day: dt.date | None = None


_NUMBER: Final = re.compile(r"[=]?[\"']?(\d+)(?:\.0*)?[\"']?")
_CORPORATE: Final = re.compile(r"T?(\d{13})")
_ISO_31662: Final = re.compile(r"JP-\d{2}")
_SAC: Final = re.compile(r"C(\d{5})(?:-(\d{8}))?")
_LINK: Final = re.compile(r"(?:https?:)?//(?:www\.)?([^\s]+?)/?")
_PREFIXED: Final = re.compile(r"([A-Za-z][\w-]*):([^/\s][^\s]*)")
_KIND_KEY: Final = re.compile(r"/?(?:id/)?([a-z][a-z0-9-]*/[A-Za-z0-9][\w.-]*)")
_WIKIDATA: Final = re.compile(r"[Qq]\d+")
_ALPHA: Final = re.compile(r"[A-Z]+|[a-z]+")
_ROR: Final = re.compile(r"0[a-hj-km-np-tv-z0-9]{6}\d{2}")
_WIKIDATA_PAGE: Final = re.compile(
    r"(?:m\.)?wikidata\.org/(?:wiki/(?:Special:EntityData/)?|entity/)"
)
_GEONAMES_PAGE: Final = re.compile(r"(?:sws\.|\w\w\.)?geonames\.org/(\d+)(?:/.*)?")
_PREFIXES: Final = {
    **PREFIXES,
    "wikidata": PREFIXES["wd"],
    "ror": "https://ror.org/",
    "geonames": "https://sws.geonames.org/",
    "nuts": "http://data.europa.eu/nuts/code/",
    "jisx0402": "http://imi.go.jp/ns/code_id/code/jisx0402#",
}


def link(iri: str) -> str:
    """The form under which spellings of one IRI meet.

    >>> link("https://www.wikidata.org/wiki/Q37951") == link("http://www.wikidata.org/entity/Q37951")
    True
    >>> link("https://sws.geonames.org/2130037/") == link("http://www.geonames.org/2130037/hokkaido")
    True
    """
    found = _LINK.fullmatch(iri)
    name = found[1] if found else iri
    name = _WIKIDATA_PAGE.sub("wikidata.org/entity/", name)
    if page := _GEONAMES_PAGE.fullmatch(name):
        return f"geonames.org/{page[1]}"
    host, slash, path = name.partition("/")
    return host.casefold() + slash + path


class Codes:
    """Reads cells as codes.

    Args:
        iris: of the graph, whose resources are also written ``region/131130``.
    """

    def __init__(self, iris: Iris) -> None:
        self._resources = iris.resources

    def read(self, text: str, prefectures: frozenset[str] = frozenset()) -> list[Code]:
        """All ways to read a text, as :func:`kg.linking.spelling.clean` leaves it, as a code.

        Args:
            text: what is in the cell.
            prefectures: two-digit codes of those that the cell's row is about; with one, three
                digits of a municipality are enough.
        """
        if number := digits(text):
            return list(_numbers(number, prefectures))
        return list(self._names(text))

    def _names(self, text: str) -> Iterator[Code]:
        if _LINK.fullmatch(text):
            yield from _linked(link(text))
        elif found := _PREFIXED.fullmatch(text):
            if found[1] in _PREFIXES:
                yield from _linked(link(_PREFIXES[found[1]] + found[2]))
        elif found := _KIND_KEY.fullmatch(text):
            yield Code(Scheme.LINK, link(self._resources + found[1]))
        elif text.isascii():
            yield from _short(text)


def _linked(name: str) -> Iterator[Code]:
    yield Code(Scheme.LINK, name)
    prefix = link(PREFIXES["sac"] + "C")
    if (found := _SAC.fullmatch(name.removeprefix(prefix[:-1]))) and found[2]:
        yield from _dated(found)


def _short(text: str) -> Iterator[Code]:
    upper = text.upper()
    if _WIKIDATA.fullmatch(text):
        yield Code(Scheme.LINK, f"wikidata.org/entity/{upper}")
    elif _ROR.fullmatch(text.lower()):
        yield Code(Scheme.LINK, f"ror.org/{text.lower()}")
    elif text.lower().startswith("ror.org/"):
        yield Code(Scheme.LINK, text.lower())
    elif found := _CORPORATE.fullmatch(upper):
        yield Code(Scheme.CORPORATE, found[1])
    elif found := _SAC.fullmatch(upper):
        yield from _dated(found)
    elif _ISO_31662.fullmatch(upper):
        yield Code(Scheme.ISO_31662, upper)
    elif len(text) == 2 and _ALPHA.fullmatch(text):
        yield Code(Scheme.ALPHA2, upper)
        yield Code(Scheme.LINK, link(_PREFIXES["nuts"] + upper))
    elif len(text) == 3 and _ALPHA.fullmatch(text):
        yield Code(Scheme.ALPHA3, upper)


def _dated(found: re.Match[str]) -> Iterator[Code]:
    day = None
    if found[2]:
        try:
            day = dt.date.fromisoformat(found[2])
        except ValueError:  # a month of 13: no such code
            return
    yield Code(Scheme.AREA5, found[1], day)


def _numbers(digits: str, prefectures: frozenset[str]) -> Iterator[Code]:
    """Leading zeros get lost: five digits may be six, four may be five.

    Area codes and ISO codes of three digits begin with 0 to 9, prefectures' with 0 to 4.
    """
    length = len(digits)
    if length == 13:
        yield Code(Scheme.CORPORATE, digits)
    elif length == 6:
        yield Code(Scheme.AREA6, digits)
    elif length == 5:
        yield Code(Scheme.AREA5, digits)
        yield Code(Scheme.AREA6, f"0{digits}")
    elif length == 4:
        yield Code(Scheme.AREA5, f"0{digits}")
        yield from (Code(Scheme.AREA6, prefecture + digits) for prefecture in sorted(prefectures))
    elif length == 3:
        yield Code(Scheme.NUMERIC, digits)
        yield from (Code(Scheme.AREA5, prefecture + digits) for prefecture in sorted(prefectures))
    else:
        yield from _few(digits, prefectures)


def _few(digits: str, prefectures: frozenset[str]) -> Iterator[Code]:
    if digits.strip("0"):
        yield Code(Scheme.PREFECTURE, digits.zfill(2))
        yield Code(Scheme.NUMERIC, digits.zfill(3))
    elif len(digits) < 3:
        yield from (Code(Scheme.PREFECTURE, prefecture) for prefecture in sorted(prefectures))


def digits(text: str) -> str:
    """The digits of a number without decimals, as spreadsheets spell it; empty for anything else.

    >>> digits("1100.0"), digits('="01100"'), digits("1,100")
    ('1100', '01100', '')
    """
    found = _NUMBER.fullmatch(text)
    return found[1] if found else ""


def six_digits(code5: str) -> str:
    """An area's code with its check digit.

    >>> six_digits("01100")
    '011002'
    """
    return code5 + area_check_digit(code5)


def wrong_check_digit(text: str) -> str:
    """What a code of six or thirteen digits should be; empty where its check digit is right.

    >>> wrong_check_digit("011003"), wrong_check_digit("011002")
    ('011002', '')
    """
    if not (text.isascii() and text.isdigit()):
        return ""
    right = {
        6: lambda: six_digits(text[:5]),
        13: lambda: corporate_check_digit(text[1:]) + text[1:],
    }.get(len(text))
    meant = right() if right else text
    return "" if meant == text else meant
