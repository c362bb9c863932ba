"""Columns that mix levels."""

from kg.linking import Matcher, Question, level_remark


def remark(matcher: Matcher, *texts: str) -> tuple[str, str]:
    kinds = frozenset({"Country", "Prefecture", "Municipality", "Ward"})
    return level_remark(matcher.match_all([Question(text, kinds) for text in texts]))


def test_levels_are_counted_once_per_area(matcher: Matcher) -> None:
    said = remark(matcher, "日本", "北海道", "青森県", "札幌市", "札幌市", "札幌市中央区", "不明")
    assert said == (
        "異なる段階の地域が混ざっています（国1、都道府県2、市区町村1、行政区1）。"
        "合計すると二重に数えるおそれがあります。",
        "The column mixes levels (1 nation, 2 prefectures, 1 municipality, 1 ward): "
        "sums may count the same twice.",
    )


def test_one_level_needs_no_remark(matcher: Matcher) -> None:
    assert remark(matcher, "札幌市", "函館市", "渋谷区") == ("", "")
    assert remark(matcher) == ("", "")
