"""Headers where government tables have them."""

import pytest

from kg.joining.header import find, says
from kg.joining.model import Merge


def grid(text: str) -> list[list[str]]:
    rows = [line.strip().split("|") for line in text.strip().splitlines()]
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


@pytest.mark.parametrize(
    ("text", "above", "lines", "names"),
    [
        ("市区町村|人口\n札幌市|1", 0, 1, ("市区町村", "人口")),
        ("表1\n\n市区町村|人口\n札幌市|1\n函館市|2", 2, 1, ("市区町村", "人口")),
        (
            "表1\n||（単位：人）\nコード|市区町村|人口\n01100|札幌市|1\n01202|函館市|2",
            2,
            1,
            ("コード", "市区町村", "人口"),
        ),
        (
            "コード|市区町村|人口||世帯\n||計|男|数\n01100|札幌市|3|1|2",
            0,
            2,
            ("コード", "市区町村", "人口 計", "人口 男", "世帯 数"),
        ),
        (
            "||人口||世帯\nコード|市区町村|計|男|数\n01100|札幌市|3|1|2",
            0,
            2,
            ("コード", "市区町村", "人口 計", "人口 男", "世帯 数"),
        ),
        (
            "市区町村|人口|面積\n|（人）|（km2）\n札幌市|1|2",
            0,
            2,
            ("市区町村", "人口 （人）", "面積 （km2）"),
        ),
        ("市区町村|2018|2019年\n札幌市|1|2", 0, 1, ("市区町村", "2018", "2019年")),
        ("機関|国\nDARPA|アメリカ\nNEDO|日本", 0, 1, ("機関", "国")),
        ("01100|札幌市|1955457\n01202|函館市|258948", 0, 0, ("#1", "#2", "#3")),
        ("人口|市区町村|人口|\n1|札幌市|2|x", 0, 1, ("人口", "市区町村", "人口 (2)", "#4")),
        ("機関||国\nDARPA|未定|米国\nNEDO|3|日本", 0, 1, ("機関", "#2", "国")),
        ("foo|bar\nx|1\ny|2", 0, 1, ("foo", "bar")),
        ("市区町村\n札幌市", 0, 1, ("市区町村",)),
        ("注：これは注です\n市区町村\n札幌市\n函館市", 1, 1, ("市区町村",)),
    ],
)
def test_headers_are_found(text: str, above: int, lines: int, names: tuple[str, ...]) -> None:
    layout = find(grid(text))
    assert (layout.above, layout.lines, layout.names) == (above, lines, names)


def test_merged_cells_name_the_columns_below_them() -> None:
    rows = grid("都道府県|市区町村|人口|\n||男|女\n北海道|札幌市|1|2")
    merges = [Merge(0, 0, 1, 0), Merge(0, 1, 1, 1), Merge(0, 2, 0, 3)]
    layout = find(rows, merges)
    assert layout.start == 2
    assert layout.names == ("都道府県", "市区町村", "人口 男", "人口 女")


def test_the_row_that_is_told_is_taken() -> None:
    rows = grid("a|b\nc|d\n1|2")
    assert find(rows, header=2).names == ("c", "d")
    assert find(rows, header=2).start == 2
    assert find(rows, header=0).start == 0
    assert find(rows, header=0).names == ("#1", "#2")


def test_what_was_found_is_told() -> None:
    layout = find(grid("表1\n市区町村|人口|人口\n札幌市|1|2"))
    assert [text.en for text in says(layout)] == [
        "the header is in row 2 (--header-row changes that)",
        "the header '人口' comes twice; the later one is named '人口 (2)' here",
    ]
    (text,) = says(find(grid("01100|札幌市|1955457\n01202|函館市|258948")))
    assert text.en.startswith("there seems to be no header")


def test_no_row_at_all() -> None:
    assert find([]).names == ()
