"""Telling a column that mixes levels: nation, prefectures, cities and wards."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from kg.linking.model import NOTHING, Answer
from kg.problems import Text


class _Level(NamedTuple):
    kinds: frozenset[str]
    ja: str
    one: str
    many: str


_LEVELS: Final = (
    _Level(
        frozenset({"SupranationalArea"}),
        "国を超える地域",
        "supranational area",
        "supranational areas",
    ),
    _Level(frozenset({"Country"}), "国", "nation", "nations"),
    _Level(frozenset({"StatisticalBlock"}), "ブロック", "block", "blocks"),
    _Level(frozenset({"Prefecture"}), "都道府県", "prefecture", "prefectures"),
    _Level(frozenset({"Municipality", "City"}), "市区町村", "municipality", "municipalities"),
    _Level(frozenset({"Ward", "LaterArea"}), "行政区", "ward", "wards"),
)
"""From the widest to the narrowest: an area of one may lie in one of any before it."""


def level_remark(answers: Iterable[Answer]) -> Text:
    """How many areas of each level a column names, where it names several levels.

    Each area counts once, however often the column names it.

    Args:
        answers: of the cells of one column.

    Returns:
        The counts with a warning of double counting; empty where there is one level at most.
    """
    areas: dict[str, set[str]] = defaultdict(set)
    for answer in answers:
        for candidate in answer.meant:
            areas[candidate.entity.kind].add(candidate.entity.iri)
    counts = [
        (level, count)
        for level in _LEVELS
        if (count := sum(len(areas[kind]) for kind in level.kinds if kind in areas))
    ]
    if len(counts) < 2:
        return NOTHING
    ja = "、".join(f"{level.ja}{count}" for level, count in counts)
    en = ", ".join(f"{count} {level.one if count == 1 else level.many}" for level, count in counts)
    return Text(
        f"異なる段階の地域が混ざっています（{ja}）。合計すると二重に数えるおそれがあります。",
        f"The column mixes levels ({en}): sums may count the same twice.",
    )
