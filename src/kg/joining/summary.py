"""The last line of a join: how many rows ended how."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kg.joining.model import Counts, Mark
from kg.linking import Means
from kg.problems import Text

_GROUPS: Final[Mapping[str, tuple[Text, tuple[str, ...]]]] = MappingProxyType(
    {
        "code": (Text("コード", "by code"), (Means.CODE, Means.IRI)),
        "name": (Text("名称", "by name"), (Means.NAME, Means.READING, Means.ACRONYM)),
        "former": (
            Text("旧名称・旧コード", "by former name"),
            (Means.FORMER_NAME, Means.FORMER_CODE),
        ),
        "decision": (Text("判断", "by decision"), (Means.DECISION,)),
        "several": (Text("複数の手段", "by several means"), ()),
    }
)
_ALWAYS: Final = ("code", "name", "former")


def says(counts: Counts) -> Text:
    """The line, always with rows, codes, names, former names, ambiguous and unmatched.

    >>> says(Counts(4, {"code": 1, "name": 1, "reading": 1, "ambiguous": 1})).en
    'rows 4: matched by code 1, by name 2, by former name 0; ambiguous 1, unmatched 0'
    """
    groups = grouped(counts)
    shown = [key for key in _GROUPS if key in _ALWAYS or groups[key]]
    ja = "、".join(f"{_GROUPS[key][0].ja} {groups[key]:,}" for key in shown)
    en = ", ".join(f"{_GROUPS[key][0].en} {groups[key]:,}" for key in shown)
    ambiguous, unmatched = (counts.by.get(mark, 0) for mark in (Mark.AMBIGUOUS, Mark.UNMATCHED))
    around = counts.around
    others = "row" if around == 1 else "rows"
    return Text(
        f"{counts.rows:,}行：一致 {ja}；あいまい {ambiguous:,}、不一致 {unmatched:,}"
        + (f"（ほかに表の前後など{around:,}行）" if around else ""),
        f"rows {counts.rows:,}: matched {en}; ambiguous {ambiguous:,}, unmatched {unmatched:,}"
        + (f" (and {around:,} {others} around the table)" if around else ""),
    )


def grouped(counts: Counts) -> dict[str, int]:
    """Rows by group of means."""
    of = {means: key for key, (_, every) in _GROUPS.items() for means in every}
    found = dict.fromkeys(_GROUPS, 0)
    for match, rows in counts.by.items():
        if match not in (Mark.AMBIGUOUS, Mark.UNMATCHED):
            found[of.get(match, "several")] += rows
    return found
