"""Several names in one cell."""

import pytest

from kg.linking import Matcher, Outcome, Question


def parts(matcher: Matcher, text: str) -> list[str]:
    """What each part means, by code or, without one, name; a question mark where unclear."""
    answer = matcher.match(Question(text))
    return [
        part.meant[0].entity.code or part.meant[0].entity.label.ja if part.meant else "?"
        for part in answer.parts
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("総務省／経済産業省", ["MIC", "METI"]),
        ("総務省 / 経済産業省", ["MIC", "METI"]),
        ("総務省、経済産業省", ["MIC", "METI"]),
        ("総務省・経済産業省", ["MIC", "METI"]),
        ("総務省\n経済産業省", ["MIC", "METI"]),
        ("総務省；経済産業省", ["MIC", "METI"]),
        ("総務省及び経済産業省", ["MIC", "METI"]),
        ("総務省、経済産業省並びに文部科学省", ["MIC", "METI", "MEXT"]),
        ("総務省（MIC）／経済産業省（METI）", ["MIC", "METI"]),
        ("OMB and OSTP", ["OMB", "OSTP"]),
        ("OMB, OSTP & NSTC", ["OMB", "OSTP", "NSTC"]),
        (
            "Ministry of Economy, Trade and Industry, Ministry of Education, Culture, Sports, "
            "Science and Technology",
            ["METI", "MEXT"],
        ),
        ("Ministry of Economy, Trade and Industry and Cabinet Office", ["METI", "CAO"]),
        ("コペンハーゲン・サンタンデール", ["コペンハーゲン", "サンタンデール"]),
        ("兵庫県・神戸市", ["280003", "281000"]),
        ("兵庫県、神戸市", ["280003", "281000"]),
        ("011002;012025", ["011002", "012025"]),
        ("札幌市中央区・北区", ["011011", "011029"]),
        ("東京都府中市・調布市", ["132063", "132080"]),
    ],
)
def test_each_name_is_matched(matcher: Matcher, text: str, meant: list[str]) -> None:
    answer = matcher.match(Question(text))
    assert answer.outcome is Outcome.MATCHED
    assert parts(matcher, text) == meant
    assert len(answer.meant) == len(meant)


@pytest.mark.parametrize(
    "text",
    [
        "Ministry of Economy, Trade and Industry",
        "マックス・プランク協会",
        "グローバル・スマートシティ連合",
        "Kobe, Hyogo",
        "Chuo-ku, Sapporo, Hokkaido",
        "アジア・アフリカ",
        "新宿御苑、上野公園",
        "Cabinet Office, Germany",
    ],
)
def test_one_name_is_never_cut(matcher: Matcher, text: str) -> None:
    assert parts(matcher, text) == []


def test_a_cell_is_as_uncertain_as_its_parts(matcher: Matcher) -> None:
    unclear = matcher.match(Question("総務省、府中市"))
    assert (unclear.outcome, unclear.meant) == (Outcome.AMBIGUOUS, ())
    unknown = matcher.match(Question("総務省、府中市、架空庁"))
    assert unknown.outcome is Outcome.UNMATCHED
    assert parts(matcher, "総務省、府中市、架空庁") == ["MIC", "?", "?"]
    assert [part.question.text for part in unknown.parts] == ["総務省", "府中市", "架空庁"]


def test_names_follow_only_where_exactly_one_does(matcher: Matcher) -> None:
    """港区 is no ward of Fukuoka: it stays open whether Tokyo's, Nagoya's or Osaka's is meant."""
    assert parts(matcher, "福岡市中央区、港区") == ["401331", "?"]
    assert parts(matcher, "中央区、北区") == ["?", "?"]
    answer = matcher.match(Question("札幌市中央区・北区"))
    assert answer.note.en == "read as lying where “札幌市中央区” does, which it follows."


def test_running_text_is_no_list(matcher: Matcher) -> None:
    text = "、".join(["総務省"] * 100)
    assert matcher.match(Question(text)).parts == ()
