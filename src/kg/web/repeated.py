"""What a page need not say twice: properties that only repeat what else it shows of a resource."""

import re
from calendar import monthrange
from typing import Final

from kg.iris import STI, expand
from kg.web.values import LABEL, Description

_CODES: Final = (expand("dcterms:identifier"), expand("skos:notation"))
_DATES: Final = (STI + "date", expand("dcterms:issued"))
_EARLIEST: Final = STI + "earliest"
_LATEST: Final = STI + "latest"
_MONTHS: Final = 12
_YEAR_OR_MONTH: Final = re.compile(r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2]))?", re.ASCII)


def repeated(description: Description, iri: str) -> frozenset[str]:
    """Properties of a resource that its page leaves out.

    - a code that is the last part of the resource's address, unless it is a number, as registers
      give them;
    - texts that are its labels;
    - earliest and latest day, where they are those of a date that is shown.
    """
    return frozenset(
        {*_keys(description, iri), *_labels(description, iri), *_days(description, iri)}
    )


def _keys(description: Description, iri: str) -> list[str]:
    key = iri.rpartition("/")[2]
    return [
        code
        for code in _CODES
        if not key.isdecimal() and [text.value for text in description.texts(iri, code)] == [key]
    ]


def _labels(description: Description, iri: str) -> list[str]:
    labels = set(description.texts(iri, LABEL))
    return [
        property_
        for property_, values in description.properties(iri).items()
        if property_ != LABEL and labels.issuperset(values)
    ]


def _days(description: Description, iri: str) -> list[str]:
    limits = (description.texts(iri, _EARLIEST), description.texts(iri, _LATEST))
    said = tuple(tuple(text.value for text in texts) for texts in limits)
    spans = [_span(date.value) for name in _DATES for date in description.texts(iri, name)]
    return [_EARLIEST, _LATEST] if said in [((first,), (last,)) for first, last in spans] else []


def _span(date: str) -> tuple[str, str]:
    """First and last day of a year, a month or a day.

    >>> _span("2020-02"), _span("2021"), _span("2018-12-04")
    (('2020-02-01', '2020-02-29'), ('2021-01-01', '2021-12-31'), ('2018-12-04', '2018-12-04'))
    """
    found = _YEAR_OR_MONTH.fullmatch(date)
    if found is None:
        return date, date
    year, month = found["year"], found["month"]
    first, last = int(month or 1), int(month or _MONTHS)
    return f"{year}-{first:02}-01", f"{year}-{last:02}-{monthrange(int(year), last)[1]:02}"
