"""What a query asks of the matcher: its properties as context, day, kinds and identifiers."""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from kg.iris import expand
from kg.problems import Text
from kg.properties import PROPERTIES, Property
from kg.web.reconcile.faults import Fault
from kg.web.reconcile.queries import Query, Strictness
from kg.web.reconcile.types import named


class Use(Enum):
    """What a property does for matching."""

    CONTEXT = "context"
    DISTRICT = "district"
    TIME = "time"
    TYPE = "type"
    IDENTIFIER = "identifier"


DATE: Final = Property(
    "date",
    Text("時点", "date"),
    Text(
        "表がどの日・月・年のものか（2005-03-31、2005-03、2005）。当時の名称とコードで照合する",
        "of which day, month or year the table speaks (2005-03-31, 2005-03, 2005): names and codes "
        "of that time are meant",
    ),
    "",
)
TYPE: Final = Property(
    "type",
    Text("種類", "type"),
    Text(
        "Municipality、Agencyなど。行ごとに指定できる", "such as Municipality or Agency, row by row"
    ),
    "",
)

USES: Final[Mapping[str, Use]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("within", "prefecture", "prefecture_code", "country", "part_of"), Use.CONTEXT
        ),
        "district": Use.DISTRICT,
        "date": Use.TIME,
        "type": Use.TYPE,
        **dict.fromkeys(
            (
                "iri", "label_ja", "label_en", "kana", "acronym", "code5", "code6",
                "corporate_number", "iso_alpha2", "iso_alpha3", "iso_numeric", "iso_3166_2",
                "wikidata", "geonames", "ror", "sac", "nuts", "eu_country", "gbizinfo", "imi",
            ),
            Use.IDENTIFIER,
        ),
    }
)  # fmt: skip
"""Properties that help to match, by their names; the others can be read only."""

_DAY: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T.*)?)?)?")


@dataclass(frozen=True, slots=True)
class Sought:
    """What a query seeks.

    Attributes:
        texts: a name and identifiers that must all mean the same.
        kinds: kinds that the answer may be of; empty for any.
        context: names, codes or IRIs of what it lies in or belongs to.
        days: first and last day of which the table speaks; empty for the areas of today.
    """

    texts: tuple[str, ...]
    kinds: frozenset[str]
    context: tuple[str, ...]
    days: tuple[dt.date, ...]


@dataclass(frozen=True)
class Reader:
    """Reads queries for a matcher.

    Args:
        types: every type that there is.
        family: a type → it and those above it.
        spell: an identifier of an entity → its IRI; any other text as it is.
    """

    types: Collection[str]
    family: Callable[[str], frozenset[str]]
    spell: Callable[[str], str]

    def read(self, key: str, query: Query, faults: list[Fault]) -> Sought:
        """What a query seeks; notes what is wrong with its types and properties."""
        values: dict[Use, list[str]] = {use: [] for use in Use}
        for name, texts in query.properties:
            use = _use(name)
            if use is None:
                faults.append(_no_use(key, name))
            else:
                values[use] += map(self.spell, texts)
        text = "".join((*values[Use.DISTRICT], self.spell(query.text)))
        return Sought(
            tuple(filter(None, dict.fromkeys((text, *values[Use.IDENTIFIER])))),
            self._kinds(key, query, values[Use.TYPE], faults),
            tuple(dict.fromkeys(values[Use.CONTEXT])),
            _days(key, values[Use.TIME], faults),
        )

    def _kinds(
        self, key: str, query: Query, of_row: Iterable[str], faults: list[Fault]
    ) -> frozenset[str]:
        """A type that should be preferred is one that is meant: nothing else is ever certain."""
        wanted = set()
        for text in (*query.types, *of_row):
            name = named(text, self.types)
            if not name:
                faults.append(_no_type(key, text, self.types))
            wanted.add(name)
        if query.strictness is not Strictness.ALL or len(wanted) < 2:
            return frozenset(wanted)
        return frozenset(name for name in self.types if wanted <= self.family(name)) or frozenset(
            {""}
        )


def _use(name: str) -> Use | None:
    return USES.get(_SPELLINGS.get(name, name))


def _spellings() -> dict[str, str]:
    """Prefixed names and IRIs of properties → their short names."""
    found = {}
    for row in PROPERTIES.values():
        if row.term:
            found[row.term] = found[expand(row.term)] = row.name
    return found


_SPELLINGS: Final = _spellings()


def short_name(name: str) -> str:
    """The short name of a property that is given by its prefixed name or IRI.

    >>> short_name("geo:sfWithin"), short_name("kana")
    ('within', 'kana')
    """
    return _SPELLINGS.get(name, name)


def _no_use(key: str, name: str) -> Fault:
    known = ", ".join(USES)
    return Fault(
        key,
        Text(
            f"プロパティ{name!r}は照合に使えません。使えるのは{known}です。",
            f"The property {name!r} is of no use for matching; there are {known}.",
        ),
    )


def _no_type(key: str, name: str, types: Iterable[str]) -> Fault:
    known = ", ".join(types)
    return Fault(
        key,
        Text(
            f"種類{name!r}はありません。あるのは{known}です。",
            f"There is no type {name!r}; there are {known}.",
        ),
    )


def _days(key: str, texts: Iterable[str], faults: list[Fault]) -> tuple[dt.date, ...]:
    found: list[dt.date] = []
    for text in texts:
        days = span(text)
        if not days:
            faults.append(
                Fault(
                    key,
                    Text(
                        f"dateは2005-03-31、2005-03、2005のどれかの形です（{text!r}）。",
                        f"date is of the form 2005-03-31, 2005-03 or 2005, which {text!r} is not.",
                    ),
                )
            )
        found += days
    return tuple(sorted({min(found), max(found)})) if found else ()


def span(text: str) -> tuple[dt.date, ...]:
    """The first and last day of a day, month or year; empty for what is none.

    >>> [day.isoformat() for day in span("2005-02")]
    ['2005-02-01', '2005-02-28']
    """
    found = _DAY.fullmatch(text.removesuffix(".0"))
    if found is None:
        return ()
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first = dt.date(year, month or 1, day or 1)
        last_month = month or 12
        return first, dt.date(year, last_month, day or monthrange(year, last_month)[1])
    except ValueError:
        return ()
