"""What is offered while people type."""

import pytest

from kg.linking import Matcher


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("札", "011002"),
        ("さっぽ", "011002"),
        ("サッポ", "011002"),
        ("sappo", "011002"),
        ("Sapporo-s", "011002"),
        ("011", "011002"),
        ("1310", "131016"),
        ("東京都府", "132063"),
        ("札幌市中", "011011"),
        ("横浜", "141003"),
        ("総務", "MIC"),
        ("MET", "METI"),
        ("metis", "METI"),
        ("Ministry of Ec", "METI"),
        ("the off", "OMB"),
        ("丹波篠", "282219"),
        ("龍ヶ崎", "082082"),
        ("浦和市", "111007"),
        ("", ""),
    ],
)
def test_the_first_offer(matcher: Matcher, typed: str, first: str) -> None:
    found = matcher.suggest(typed)
    assert (found[0].code if found else "") == first


def test_offers_are_of_the_kinds_wanted_and_not_too_many(matcher: Matcher) -> None:
    assert len(matcher.suggest("s", limit=3)) == 3
    wards = matcher.suggest("中央区", kinds=frozenset({"Ward"}), limit=20)
    assert len(wards) == 9
    assert {entity.kind for entity in wards} == {"Ward"}
    assert {e.kind for e in matcher.suggest("o", kinds=frozenset({"Region"}), limit=50)} <= {
        "Prefecture",
        "Municipality",
        "Ward",
    }
    assert matcher.suggest("札", kinds=frozenset({"Agency"})) == []


def test_exact_names_come_first_then_wider_areas(matcher: Matcher) -> None:
    found = matcher.suggest("大阪", limit=3)
    assert [entity.code for entity in found][:2] == ["270008", "271004"]
