"""Whether two engines gave the same answer: multisets of rows, or sets of triples."""

import json
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import pyoxigraph as ox

from benchmarks.client import JSON, Answer

_DIGITS: Final = 9
"""Significant digits of numbers that are compared: engines divide with different precision."""

_NUMBERS: Final = tuple(
    f"http://www.w3.org/2001/XMLSchema#{name}"
    for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
)


def content(answer: Answer) -> Counter[Any]:
    """What an answer says, whatever its order and spelling."""
    if answer.media_type == JSON:
        return _rows(answer.body)
    media_type = "text/turtle" if answer.media_type == "text/plain" else answer.media_type
    form = ox.RdfFormat.from_media_type(media_type)
    quads = ox.parse(answer.body, format=form)
    return Counter({str(quad.triple): 1 for quad in quads})


def _rows(body: bytes) -> Counter[Any]:
    bindings = json.loads(body)["results"]["bindings"]
    return Counter(
        frozenset((name, _term(value)) for name, value in row.items()) for row in bindings
    )


def _term(value: Mapping[str, str]) -> tuple[str, str]:
    """A term, numbers by their value alone."""
    if value.get("datatype") in _NUMBERS:
        try:
            number = Decimal(value["value"])
        except InvalidOperation:
            return ("literal", value["value"])
        return ("number", f"{number:.{_DIGITS - 1}e}")
    kind = "uri" if value["type"] == "uri" else "literal"
    language = value.get("xml:lang", "").lower()
    return (kind, f"{value['value']}@{language}" if language else value["value"])
