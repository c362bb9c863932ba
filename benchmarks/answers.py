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
    return Counter({str(quad.triple): 1 for quad in ox.parse(answer.body, format=_form(answer))})


def _form(answer: Answer) -> ox.RdfFormat | None:
    """The format of triples; rdflib-endpoint 0.6.3 calls its RDF/XML a table of results."""
    if answer.media_type == "application/sparql-results+xml":
        return ox.RdfFormat.RDF_XML
    return ox.RdfFormat.from_media_type(answer.media_type)


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
