"""What the page for people explains: features of candidates, properties that help to match."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kg.linking import Means
from kg.problems import Text
from kg.web.reconcile.questions import USES
from kg.web.reconcile.suggestions import ALL_PROPERTIES, Document, property_document

FEATURES: Final[Mapping[Means, Text]] = MappingProxyType(
    {
        Means.IRI: Text("IRIまたは識別子", "its IRI or identifier"),
        Means.CODE: Text(
            "コード（地域、法人番号、ISO、Wikidataなど）",
            "a code (area, corporate number, ISO, Wikidata, …)",
        ),
        Means.NAME: Text("名称", "its name"),
        Means.READING: Text("読み（かな、ローマ字）", "its reading, in kana or Latin letters"),
        Means.ACRONYM: Text("略称", "its acronym"),
        Means.FORMER_CODE: Text("以前のコード", "a code that it had, or what became it"),
        Means.FORMER_NAME: Text("以前の名称", "a name that it had, or what became it"),
        Means.SIMILAR: Text(
            "似た名称。候補にとどまり、一致とはしない",
            "a similar name: offered only, never a match",
        ),
        Means.DECISION: Text("人の判断", "somebody's decision"),
    }
)
"""Features of candidates: what they were found by."""


def matching_properties(language: str) -> list[Document]:
    """The properties that queries may have, as the page lists them."""
    return [property_document(ALL_PROPERTIES[name], language) for name in USES]
