"""The manifest, and what people may mean while they type."""

from importlib.metadata import version

import pytest

from reconcile.conftest import Check, Client, Document
from served import Request, Served


def test_the_manifest_is_the_standards(reconciling: Served, conforms: Check) -> None:
    for path in ("/reconcile", "/reconcile/ja", "/reconcile/en"):
        answer = reconciling.get(path)
        assert (answer.status, answer.media_type) == (200, "application/json")
        conforms("manifest", answer.document)


def test_the_manifest_names_addresses_under_the_one_that_was_asked(reconciling: Served) -> None:
    manifest = reconciling.get("/reconcile/ja").document
    service = f"{reconciling.address}/reconcile/ja"
    assert manifest["name"] == "科学技術・イノベーション政策ナレッジグラフ"
    assert manifest["identifierSpace"] == "https://w3id.org/sti-kg/id/"
    assert manifest["schemaSpace"] == "https://w3id.org/sti-kg/ontology#"
    assert manifest["serviceVersion"] == version("sti-kg")
    assert manifest["batchSize"] == 1000
    assert manifest["view"]["url"] == reconciling.address + "/id/{{id}}"
    assert manifest["preview"]["url"] == service + "/preview?id={{id}}"
    assert manifest["suggest"]["type"] == {
        "service_url": service,
        "service_path": "/suggest/type",
        "flyout_service_url": service,
        "flyout_service_path": "/flyout/type?id=${id}",
    }
    plain = reconciling.get("/reconcile").document
    assert plain["name"] == "Science, technology and innovation policy graph"
    assert plain["suggest"]["type"]["service_url"] == f"{reconciling.address}/reconcile"


def test_what_the_manifest_leads_to_is_there(reconciling: Served) -> None:
    manifest = reconciling.get("/reconcile").document
    start = len(reconciling.address)
    view = manifest["view"]["url"].replace("{{id}}", "region%2F131130")[start:]
    assert reconciling.get(view, "text/html").headers["Location"] == "/page/region/131130"
    assert reconciling.get(manifest["logo"][start:]).media_type == "image/svg+xml"
    page = reconciling.get(manifest["documentation"][start:], "text/html")
    assert (page.status, page.media_type) == (200, "text/html")
    for feature in ("code", "former-name", "similar"):
        assert f'id="{feature}"' in page.body.decode()


def test_the_accepted_language_holds_where_the_address_names_none(reconciling: Served) -> None:
    for language, name in (("ja", "渋谷区"), ("en", "Shibuya"), ("fr", "Shibuya")):
        path = "/reconcile/suggest/entity?prefix=131130"
        answer = reconciling.ask(Request(path, {"Accept-Language": language}))
        assert [one["name"] for one in answer.document["result"]] == [name]
        assert "Accept-Language" in answer.headers["Vary"]


def test_the_language_of_the_address_holds_until_a_reader_switches(reconciling: Served) -> None:
    asked = {"Accept-Language": "en", "Cookie": "lang=en"}
    for query, language in (("", "ja"), ("?lang=en", "en"), ("?lang=xx", "ja")):
        page = reconciling.ask(Request(f"/reconcile/ja/help{query}", asked))
        assert f'<html lang="{language}">' in page.body.decode()


def test_a_suggestion_in_full(japanese: Client) -> None:
    assert japanese.get("/suggest/entity", prefix="府中", limit=1).document == {
        "result": [
            {
                "id": "region/132063",
                "name": "府中市",
                "description": "東京都の市",
                "notable": [{"id": "Municipality", "name": "市区町村"}],
            }
        ]
    }


@pytest.mark.parametrize(
    ("prefix", "first"),
    [
        ("渋谷", "region/131130"),
        ("しぶや", "region/131130"),
        ("shibuy", "region/131130"),
        ("131130", "region/131130"),
        ("region/131130", "region/131130"),
        ("https://w3id.org/sti-kg/id/region/131130", "region/131130"),
        ("JST", "agency/jp-jst"),
    ],
)
def test_entities_as_people_type(english: Client, prefix: str, first: str) -> None:
    assert english.get("/suggest/entity", prefix=prefix).document["result"][0]["id"] == first


def ids(document: Document) -> list[str]:
    return [one["id"] for one in document["result"]]


def test_suggestions_come_in_pages_and_of_a_type(english: Client) -> None:
    whole = ids(english.get("/suggest/entity", prefix="kita", limit=9).document)
    assert len(whole) == 9
    parts = [
        *ids(english.get("/suggest/entity", prefix="kita", limit=4).document),
        *ids(english.get("/suggest/entity", prefix="kita", limit=5, cursor=4).document),
    ]
    assert parts == whole
    wards = english.get("/suggest/entity", prefix="kita", type="Ward", limit=50).document["result"]
    assert wards
    assert {one["notable"][0]["id"] for one in wards} == {"Ward"}


def test_types_and_properties_in_either_language(japanese: Client, english: Client) -> None:
    for client in (japanese, english):
        for prefix in ("Ward", "ward", "区"):
            assert "Ward" in ids(client.get("/suggest/type", prefix=prefix).document)
        for prefix in ("pop", "人口", "population_2"):
            found = ids(client.get("/suggest/property", prefix=prefix).document)
            assert found == ["population_2018", "population_2019", "population_2020"]
        assert ids(client.get("/suggest/property", prefix="geo:sfWithin").document) == ["within"]
    [ward] = [
        one
        for one in japanese.get("/suggest/type", prefix="Ward").document["result"]
        if one["id"] == "Ward"
    ]
    assert ward["broader"] == [{"id": "Region", "name": "地域"}]


def test_suggestions_are_the_standards(japanese: Client, conforms: Check) -> None:
    for thing, name in (("entity", "entities"), ("type", "types"), ("property", "properties")):
        for prefix in ("", "a", "区"):
            answer = japanese.get(f"/suggest/{thing}", prefix=prefix, limit=100)
            assert answer.status == 200
            conforms(f"suggest-{name}-response", answer.document)
    for one in japanese.get("/suggest/type", limit=100).document["result"]:
        conforms("type", one)
