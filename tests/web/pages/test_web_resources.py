"""Linked data over HTTP: identifiers, descriptions, what is missing and what is gone."""

import json
from collections.abc import Callable

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

ID = "https://w3id.org/sti-kg/id/"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
READERS = {
    "ttl": ("text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
}


@pytest.mark.parametrize(
    ("accept", "location"),
    [
        (None, "/page/region/131130"),
        ("*/*", "/page/region/131130"),
        (BROWSER, "/page/region/131130"),
        ("text/turtle", "/data/region/131130.ttl"),
        ("application/ld+json, text/turtle;q=0.5", "/data/region/131130.jsonld"),
        ("text/html;q=0.3, application/rdf+xml", "/data/region/131130.rdf"),
        ("application/n-triples", "/data/region/131130.nt"),
    ],
)
def test_an_identifier_leads_to_what_the_client_prefers(
    client: FlaskClient, accept: str | None, location: str
) -> None:
    answer = client.get("/id/region/131130", headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.location) == (303, location)
    assert "Accept" in answer.vary


def test_an_identifier_names_every_form_of_the_description(client: FlaskClient) -> None:
    expected = [
        '</data/region/131130.ttl>; rel="alternate"; type="text/turtle"',
        '</data/region/131130.jsonld>; rel="alternate"; type="application/ld+json"',
        '</data/region/131130.rdf>; rel="alternate"; type="application/rdf+xml"',
        '</data/region/131130.nt>; rel="alternate"; type="application/n-triples"',
        '</page/region/131130>; rel="alternate"; type="text/html"',
        '</data/region/131130.ttl>; rel="describedby"; type="text/turtle"',
        f'<{ID}region/131130>; rel="canonical"',
    ]
    for path in ("/id/region/131130", "/page/region/131130", "/data/region/131130.nt"):
        assert client.get(path).headers.getlist("Link") == expected


@pytest.mark.parametrize("path", ["/id/region/131130", "/data/region/131130", "/ontology"])
def test_what_no_format_satisfies_is_406(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert answer.json is not None
    assert "text/turtle" in answer.json["offered"]


def test_data_without_extension_is_negotiated(client: FlaskClient) -> None:
    answer = client.get("/data/region/131130", headers={"Accept": "application/ld+json"})
    assert (answer.status_code, answer.location) == (303, "/data/region/131130.jsonld")
    assert client.get("/data/region/131130", headers={"Accept": "*/*"}).location == (
        "/data/region/131130.ttl"
    )


SHIBUYA_NODES = {"region/131130", "observation/population-2019-131130", "passage/register"}
SHIBUYA_NAMED = {
    "region/130001", "english-status/official", "dataset/population-2019", "unit/person",
    "source/register",
}  # fmt: skip
Expected = Callable[[set[str], set[str]], set[ox.Triple]]
NAMINGS = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    "http://www.w3.org/2000/01/rdf-schema#label",
}


@pytest.fixture
def expected_description(fixture_triples: Callable[[str], list[ox.Triple]]) -> Expected:
    """Every triple of some resources, and the names of others."""
    whole = fixture_triples("graph.ttl")
    return lambda nodes, named: described(whole, nodes, named)


def described(whole: list[ox.Triple], nodes: set[str], named: set[str]) -> set[ox.Triple]:
    return {
        triple
        for triple in whole
        if isinstance(triple.subject, ox.NamedNode)
        and (
            triple.subject.value.removeprefix(ID) in nodes
            or (
                triple.subject.value.removeprefix(ID) in named
                and triple.predicate.value in {*NAMINGS, "http://purl.org/dc/terms/issued"}
            )
        )
    }


@pytest.mark.parametrize("extension", READERS)
def test_a_description_is_the_same_graph_in_every_format(
    client: FlaskClient, expected_description: Expected, extension: str
) -> None:
    answer = client.get(f"/data/region/131130.{extension}")
    content_type, reader = READERS[extension]
    assert (answer.status_code, answer.content_type) == (200, content_type)
    found = {quad.triple for quad in ox.parse(answer.data, format=reader)}
    assert found == expected_description(SHIBUYA_NODES, SHIBUYA_NAMED)


def test_a_description_holds_budgets_statements_and_their_passages(
    client: FlaskClient, expected_description: Expected
) -> None:
    answer = client.get("/data/programme/horizon-europe.nt")
    found = {quad.triple for quad in ox.parse(answer.data, format=ox.RdfFormat.N_TRIPLES)}
    assert found == expected_description(
        {
            "programme/horizon-europe",
            "budget/horizon-europe",
            "statement/members",
            "passage/h-383",
        },
        {
            "qualifier/approximate", "qualifier/lower-bound-exclusive", "status/proposed",
            "source/data-book", "unit/person",
        },
    )  # fmt: skip


def test_a_description_holds_the_statement_that_no_source_is_named(
    client: FlaskClient, expected_description: Expected
) -> None:
    answer = client.get("/data/case/shibuya-ict.nt")
    found = {quad.triple for quad in ox.parse(answer.data, format=ox.RdfFormat.N_TRIPLES)}
    assert found == expected_description(
        {"case/shibuya-ict", "statement/no-source", "passage/b-111-121"},
        {"region/131130", "source/hitachi", "source/data-book"},
    )


def test_json_has_the_resource_on_top_with_its_passage_and_observation(
    client: FlaskClient,
) -> None:
    top = json.loads(client.get("/data/region/131130.jsonld").data)
    assert top["id"] == f"{ID}region/131130"
    assert top["hadPrimarySource"]["inSource"]["label"]["ja"] == "全国地方公共団体コード"
    assert [observation["obsValue"] for observation in top["observations"]] == [226594]
    published = json.loads(client.get("/context.jsonld").data)["@context"]
    assert top["@context"].items() <= published.items()


@pytest.mark.parametrize("extension", READERS)
def test_bytes_and_tags_are_stable(client: FlaskClient, extension: str) -> None:
    path = f"/data/region/131130.{extension}"
    first, second = client.get(path), client.get(path)
    assert first.data == second.data
    assert first.headers["ETag"] == second.headers["ETag"]
    assert not first.headers["ETag"].startswith("W/")
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_pages_have_a_tag_per_language(client: FlaskClient) -> None:
    tags = {
        language: client.get("/page/region/131130", headers={"Accept-Language": language}).headers[
            "ETag"
        ]
        for language in ("ja", "en")
    }
    assert tags["ja"] != tags["en"]
    answer = client.get(
        "/page/region/131130",
        headers={"Accept-Language": "ja", "If-None-Match": tags["ja"]},
    )
    assert (answer.status_code, answer.data) == (304, b"")
    assert set(answer.vary) == {"Accept-Language", "Cookie"}
    assert (
        client.get(
            "/page/region/131130",
            headers={"Accept-Language": "en", "If-None-Match": tags["ja"]},
        ).status_code
        == 200
    )


@pytest.mark.parametrize(
    "path", ["/id/region/131130", "/page/region/131130", "/data/region/131130.ttl", "/", "/dumps/"]
)
def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert head.status_code == got.status_code
    assert head.data == b""
    assert head.headers["Content-Length"] == got.headers["Content-Length"]
    assert head.headers.getlist("Link") == got.headers.getlist("Link")


@pytest.mark.parametrize("path", ["/id/{}", "/page/{}", "/data/{}.ttl", "/data/{}"])
def test_an_unknown_resource_is_404_with_near_matches(client: FlaskClient, path: str) -> None:
    answer = client.get(path.format("region/131131"))
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    assert answer.json["near"][0] == {
        "iri": f"{ID}region/131130",
        "href": "/page/region/131130",
        "ja": "渋谷区",
        "en": "Shibuya-ku",
    }


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("region/shibuya", ["region/131130"]),
        ("region/渋谷", ["region/131130"]),
        ("region/%22%3E", []),
        ("programmes/horizon", ["programme/horizon-europe"]),
        ("qualifier/aproximate", ["qualifier/approximate"]),
        ("qualifier/bound", ["qualifier/lower-bound-exclusive"]),
        ("nothing-like-it/x", []),
        ("Region/131130", ["region/131130"]),
    ],
)
def test_near_matches_are_by_key_and_label(
    client: FlaskClient, asked: str, expected: list[str]
) -> None:
    answer = client.get(f"/id/{asked}")
    assert answer.status_code == 404
    assert answer.json is not None
    assert [item["iri"].removeprefix(ID) for item in answer.json["near"]] == expected


def test_a_browser_gets_near_matches_as_a_page(client: FlaskClient) -> None:
    answer = client.get("/page/region/131131", headers={"Accept": BROWSER, "Accept-Language": "ja"})
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert '<a href="/page/region/131130" lang="ja">渋谷区</a>' in answer.text


@pytest.mark.parametrize("path", ["/id/{}", "/page/{}", "/data/{}.jsonld"])
def test_a_dropped_resource_is_410(client: FlaskClient, path: str) -> None:
    answer = client.get(path.format("region/000000"))
    assert answer.status_code == 410
    assert answer.json is not None
    assert answer.json["messages"]["ja"]["detail"] == (
        "このリソースは以前のリリースにはありましたが、このリリースにはありません。"
    )


def test_lists_of_a_kind_and_of_links_in(client: FlaskClient) -> None:
    listed = client.get("/kind/region?lang=en").text
    for name in ("Japan", "Tokyo", "Shibuya-ku", "Himeji-shi"):
        assert f">{name}</a>" in listed
    incoming = client.get(
        "/page/region/131130/incoming"
        "?property=https%3A%2F%2Fw3id.org%2Fsti-kg%2Fontology%23inRegion&lang=en"
    )
    assert incoming.status_code == 200
    assert 'href="/page/case/shibuya-ict"' in incoming.text
    assert client.get("/page/region/131130/incoming?property=x").status_code == 404
    assert client.get("/kind/nothing").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/kind/region",
        "/page/region/131130/incoming?property=https%3A%2F%2Fw3id.org%2Fsti-kg%2Fontology%23inRegion",
    ],
)
def test_a_list_that_the_client_has_is_not_sent_again(client: FlaskClient, path: str) -> None:
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)


@pytest.mark.parametrize("page", ["0", "2", "x", "９", "-1", "1" * 30])
def test_a_list_has_no_pages_beyond_its_last(client: FlaskClient, page: str) -> None:
    assert client.get("/kind/region", query_string={"page": page}).status_code == 404
