"""What may stand between a prefecture and a municipality in an address: the data.

Subprefectures and islands are no areas of the register; they are read only where they fit.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

_SUBPREFECTURES: Final = {
    "01": (
        ("支庁", "振興局", "総合振興局"),
        "空知 石狩 後志 胆振 日高 渡島 檜山 上川 留萌 宗谷 網走 オホーツク 十勝 釧路 根室",
    ),
    "06": (("総合支庁",), "村山 最上 置賜 庄内"),
    "13": (("支庁",), "大島 三宅 八丈 小笠原"),
    "32": (("支庁",), "隠岐"),
    "42": (("支庁", "地方局", "振興局"), "五島 壱岐 対馬"),
    "45": (("支庁",), "西臼杵"),
    "46": (("支庁",), "大島 熊毛"),
    "47": (("支庁",), "宮古 八重山"),
}
"""Prefecture → what its subprefectures are called, in the past too, and their names."""

_ISLANDS: Final = {
    "礼文島": "01517",
    "利尻島": "01518 01519",
    "奥尻島": "01367",
    "伊豆諸島": "13361 13362 13363 13364 13381 13382 13401 13402",
    "伊豆大島 大島": "13361",
    "利島": "13362",
    "新島": "13363",
    "神津島": "13364",
    "三宅島": "13381",
    "御蔵島": "13382",
    "八丈島": "13401",
    "青ヶ島": "13402",
    "小笠原諸島 小笠原": "13421",
    "佐渡島": "15224",
    "淡路島": "28205 28224 28226",
    "隠岐諸島 隠岐": "32525 32526 32527 32528",
    "小豆島": "37322 37324",
    "対馬": "42209",
    "壱岐": "42210",
    "五島列島": "42211 42383 42411",
    "種子島": "46213 46501 46502",
    "屋久島": "46505",
    "奄美大島": "46222 46523 46524 46525 46527",
    "喜界島": "46529",
    "徳之島": "46530 46531 46532",
    "沖永良部島": "46533 46534",
    "与論島": "46535",
    "宮古島": "47214",
    "石垣島": "47207",
    "久米島": "47361",
}
"""Islands and groups of islands → standard area codes of the municipalities on them."""


class Between(NamedTuple):
    """A part of a prefecture that is no area of the register.

    Attributes:
        name: as addresses have it.
        codes: what the standard area codes of the areas in it begin with.
    """

    name: str
    codes: tuple[str, ...]


def parts_of_prefectures() -> Iterator[Between]:
    """All subprefectures and islands that are read."""
    for prefecture, (suffixes, names) in _SUBPREFECTURES.items():
        for name in names.split():
            yield from (Between(name + suffix, (prefecture,)) for suffix in suffixes)
    for islands, codes in _ISLANDS.items():
        yield from (Between(island, tuple(codes.split())) for island in islands.split())
