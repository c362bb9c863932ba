"""What queries find: one candidate that is a match, several that are offered, or none."""

import csv
from typing import Any

import pytest

from kit import ROOT
from reconcile.conftest import Check, Client


def brief(candidates: list[dict[str, Any]]) -> list[tuple[str, bool]]:
    return [(one["id"], one["match"]) for one in candidates]


def test_a_candidate_in_full(japanese: Client, english: Client) -> None:
    assert japanese.one("大宮市") == [
        {
            "id": "region/111007",
            "name": "さいたま市",
            "description": "埼玉県の市 · 旧名称「大宮市」（2001年4月30日まで） · "
            "「大宮市」は2001年5月1日から「さいたま市」です。",
            "score": 90.0,
            "match": True,
            "type": [
                {"id": "Municipality", "name": "市区町村"},
                {"id": "Region", "name": "地域"},
            ],
            "features": [{"id": "former-name", "value": 90.0}],
        }
    ]
    [candidate] = english.one("渋谷区")
    assert (candidate["name"], candidate["type"][0]["name"]) == ("Shibuya", "Municipality")


def test_every_municipality_is_found_by_its_code_and_its_name_with_the_prefecture(
    english: Client,
) -> None:
    with (ROOT / "data/register/municipalities.csv").open(encoding="utf-8") as file:
        rows = [
            (row["団体コード（6桁）"], row["名称"], row["都道府県"]) for row in csv.DictReader(file)
        ]
    assert len(rows) == 1741
    for start in range(0, len(rows), 900):
        some = rows[start : start + 900]
        named = {
            code: {
                "query": name,
                "type": "Municipality",
                "properties": [{"pid": "within", "v": prefecture[:2]}],
            }
            for code, name, prefecture in some
        }
        expected = {code: [(f"region/{code}", True)] for code, _, _ in some}
        by_name = english.reconcile(**named)
        assert {code: brief(found) for code, found in by_name.items()} == expected
        by_code = english.reconcile(**{code: {"query": code} for code in expected})
        assert {code: brief(found) for code, found in by_code.items()} == expected


def test_namesakes_are_offered_and_context_settles_them(japanese: Client) -> None:
    both = [("region/132063", False), ("region/342084", False)]
    hiroshima = [("region/342084", True)]
    assert brief(japanese.one("府中市")) == both
    for context in ("広島県", "Hiroshima", "34", {"id": "region/340006", "name": "広島県"}):
        assert brief(japanese.one("府中市", within=context)) == hiroshima, context
    assert brief(japanese.one("府中市", **{"geo:sfWithin": ["日本", "広島県"]})) == hiroshima
    iri = "http://www.opengis.net/ont/geosparql#sfWithin"
    assert brief(japanese.one("府中市", **{iri: "広島県"})) == hiroshima
    assert not any(one["match"] for one in japanese.one("府中市", within="北海道"))


def test_types_narrow_down(japanese: Client) -> None:
    assert brief(japanese.one("中国")) == [("region/cn", False), ("region/block-chugoku", False)]
    for name in ("Country", "sti:Country", "https://w3id.org/sti-kg/ontology#Country"):
        assert brief(japanese.one("中国", type=name)) == [("region/cn", True)]
    assert brief(japanese.one("中国", type=["Agency", "Country"])) == [("region/cn", True)]
    every = {"type": ["Region", "StatisticalBlock"], "type_strict": "all"}
    assert brief(japanese.one("中国", **every)) == [("region/block-chugoku", True)]
    nothing = {"type": ["Agency", "StatisticalBlock"], "type_strict": "all"}
    assert not any(one["match"] for one in japanese.one("中国", **nothing))
    should = {"type": "Agency", "type_strict": "should"}
    assert not any(one["match"] for one in japanese.one("中国", **should))
    of_row = {"properties": [{"pid": "type", "v": "Country"}]}
    assert brief(japanese.one("中国", **of_row)) == [("region/cn", True)]


def test_the_day_of_the_table_tells_what_names_meant(japanese: Client) -> None:
    [today] = japanese.one("清水町", within="静岡県")
    assert (today["id"], today["match"]) == ("region/223417", True)
    for date in ("2003-03-31", "2003-03", 2002, "2002.0"):
        [shimizu] = japanese.one("清水市", date=date)
        assert (shimizu["id"], shimizu["match"]) == ("region/221007", True), date


def test_a_year_in_which_a_name_changed_its_meaning_settles_nothing(japanese: Client) -> None:
    kinokawa, naka = "region/302082", "region/363685"
    assert brief(japanese.one("那賀町", date="2005-01-01")) == [(kinokawa, True)]
    assert brief(japanese.one("那賀町", date="2005-12-31")) == [(naka, True)]
    found = japanese.one("那賀町", date="2005")
    assert sorted(brief(found)) == [(kinokawa, False), (naka, False)]
    assert "この期間の初めと終わりとで" in found[0]["description"]


@pytest.mark.parametrize(
    ("pid", "value"),
    [
        ("wikidata", "Q193638"),
        ("wikidata", "http://www.wikidata.org/entity/Q193638"),
        ("code6", 131130),
        ("code5", "13113"),
        ("corporate_number", "9000020131130"),
        ("kana", "しぶやく"),
        ("iri", "https://w3id.org/sti-kg/id/region/131130"),
        ("iri", {"id": "region/131130"}),
    ],
)
def test_identifiers_alone_identify(english: Client, pid: str, value: object) -> None:
    found = english.reconcile(q={"properties": [{"pid": pid, "v": value}]})["q"]
    assert brief(found) == [("region/131130", True)]
    assert brief(english.one("渋谷区", **{pid: value})) == [("region/131130", True)]


def test_names_and_identifiers_must_agree(japanese: Client) -> None:
    assert brief(japanese.one("府中市", code6="342084")) == [("region/342084", True)]
    torn = japanese.one("渋谷区", wikidata="Q34600", type="Region")
    assert {"region/131130"} <= {one["id"] for one in torn}
    assert all(not one["match"] and one["score"] <= 80 for one in torn)
    assert "名称と識別子が同じものを指していません" in torn[0]["description"]


def test_an_identifier_as_the_query(english: Client) -> None:
    for text in ("region/131130", "https://w3id.org/sti-kg/id/region/131130"):
        assert brief(english.one(text)) == [("region/131130", True)]
    assert not any(one["match"] for one in english.one("region/999999"))


def test_several_names_in_a_cell_are_offered_one_by_one(japanese: Client) -> None:
    found = japanese.one("東京都／大阪府")
    assert brief(found) == [("region/130001", False), ("region/270008", False)]
    assert found[0]["description"].endswith("一つのセルに複数の名称があります。")


def test_limits_and_blank_cells(japanese: Client) -> None:
    assert len(japanese.one("府中市", limit=1)) == 1
    assert len(japanese.one("府中市", limit=2.0)) == 2
    assert japanese.one("") == []
    assert japanese.reconcile() == {}


def test_a_name_like_another_is_offered_only(japanese: Client) -> None:
    [first, *_] = japanese.one("渋矢区")
    assert (first["id"], first["match"]) == ("region/131130", False)
    assert first["features"] == [{"id": "similar", "value": first["score"]}]
    assert first["score"] < 90


def test_get_answers_as_post_does(english: Client) -> None:
    queries = {"q0": {"query": "札幌市"}}
    got, posted = english.get(queries=queries), english.post(queries=queries)
    assert (got.status, got.document) == (200, posted.document)


def test_queries_and_results_are_the_standards(japanese: Client, conforms: Check) -> None:
    batch = {
        "q0": {"query": "府中市", "type": "Municipality", "type_strict": "should", "limit": 3},
        "q1": {"query": "大宮市", "properties": [{"pid": "within", "v": ["埼玉県", 11, True]}]},
        "q2": {"query": "どこにもない名称"},
        "q3": {"properties": [{"pid": "iri", "v": {"id": "region/131130", "name": "渋谷区"}}]},
    }
    conforms("reconciliation-query-batch", batch)
    answer = japanese.post(queries=batch)
    assert (answer.status, list(answer.document)) == (200, list(batch))
    conforms("reconciliation-result-batch", answer.document)
