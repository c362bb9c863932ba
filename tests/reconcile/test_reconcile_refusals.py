"""What the service refuses, in words that help; nothing of it brings the server down."""

import http.client
import json
from contextlib import closing, suppress
from typing import Any
from urllib.parse import urlencode

import pytest

from reconcile.conftest import FORM, Client
from served import Answer, Request, Served, exchange, statuses


def detail(answer: Answer, status: int = 400) -> str:
    assert (answer.status, answer.media_type) == (status, "application/problem+json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return str(answer.document["detail"])


@pytest.mark.parametrize(
    ("queries", "at", "says"),
    [
        ("[", "queries", "This is not JSON."),
        ("[" * 100_000, "queries", "This is not JSON."),
        ('{"q": {"query": "x", "limit": NaN}}', "queries", "This is not JSON."),
        ('[{"query": "x"}]', "queries", "A JSON object is needed."),
        ('{"q": {"query": "x"}, "q": {"query": "y"}}', "queries", "The name 'q' stands twice."),
        ({"q": "札幌市"}, "q", "A JSON object is needed."),
        ({"q": {}}, "q", "It needs query or properties."),
        ({"q": {"properties": []}}, "q", "It needs query or properties."),
        ({"q": {"query": 1}}, "q", "query is a text."),
        ('{"q": {"query": "\\ud800"}}', "q", "query is a text."),
        ('{"\\ud800": {"query": "x"}}', "queries", "A name is no UTF-8."),
        ({"q": {"query": "x", "limit": 0}}, "q", "limit is a whole number, at least 1."),
        ({"q": {"query": "x", "limit": True}}, "q", "limit is a whole number, at least 1."),
        ({"q": {"query": "x", "limit": 1.5}}, "q", "limit is a whole number, at least 1."),
        ({"q": {"query": "x", "type": 1}}, "q", "type is a text, or an array of texts."),
        ({"q": {"query": "x", "type": "Town"}}, "q", "There is no type 'Town'; there are "),
        ({"q": {"query": "x", "type_strict": "no"}}, "q", "type_strict is one of any, all, should"),
        ({"q": {"query": "x", "lang": "ja"}}, "q", "Its members may be query, type, "),
        ({"q": {"query": "x", "properties": {}}}, "q", "properties is an array of objects with"),
        ({"q": {"query": "x", "properties": [{"pid": "within"}]}}, "q", "properties is an array"),
        ({"q": {"query": "x", "properties": [{"pid": 1, "v": "x"}]}}, "q", "properties is an"),
        ({"q": {"query": "x", "properties": [{"pid": "within", "v": {}}]}}, "q", "properties is"),
        (
            {"q": {"query": "x", "properties": [{"pid": "population_2019", "v": 1}]}},
            "q",
            "The property 'population_2019' is of no use for matching; there are within, ",
        ),
        (
            {"q": {"query": "x", "properties": [{"pid": "date", "v": "2005-02-30"}]}},
            "q",
            "date is of the form 2005-03-31, 2005-03 or 2005, which '2005-02-30' is not.",
        ),
    ],
)
def test_batches_that_are_none(english: Client, queries: Any, at: str, says: str) -> None:
    answer = english.post(queries=queries)
    assert detail(answer).startswith(f"{at}: {says}")
    [fault] = answer.document["faults"]
    assert fault["at"] == at
    assert fault["messages"]["en"].startswith(says)
    assert fault["messages"]["ja"] != fault["messages"]["en"]


def test_all_faults_are_told_at_once(english: Client) -> None:
    batch = {
        "a": {"query": "x", "limit": -1, "type": "Town"},
        "b": {"query": "札幌市"},
        "c": {"properties": [{"pid": "nothing", "v": "x"}, {"pid": "date", "v": "soon"}]},
    }
    faults = english.post(queries=batch).document["faults"]
    assert sorted(fault["at"] for fault in faults) == ["a", "a", "c", "c"]
    many = {f"q{number}": {"query": "x", "limit": 0} for number in range(30)}
    answer = english.post(queries=many)
    assert len(answer.document["faults"]) == 20
    assert detail(answer).endswith(" 10 more")


@pytest.mark.parametrize(
    ("extend", "at", "says"),
    [
        ("{", "extend", "This is not JSON."),
        ({}, "ids", "An array of identifiers."),
        ({"ids": [1], "properties": []}, "ids", "Identifiers are texts."),
        ({"ids": [], "properties": ["kana"]}, "properties", "Each is an object with an id and"),
        ({"ids": [], "properties": [{"id": "kana", "settings": 1}]}, "properties", "Each is an"),
        ({"ids": [], "properties": [{"id": "nothing"}]}, "nothing", "There is no such property"),
        ({"ids": [], "properties": [{"id": "nil:x"}]}, "nil:x", "There is no such property"),
        (
            {"ids": [], "properties": [{"id": "http://x/> } DROP"}]},
            "http://x/> } DROP",
            "There is no such property",
        ),
        (
            {"ids": [], "properties": [{"id": "kana", "settings": {"limit": -1}}]},
            "kana",
            "limit is a whole number, at least 0.",
        ),
        (
            {"ids": [], "properties": [{"id": "kana"}] * 51},
            "properties",
            "There may be 50 at a time.",
        ),
    ],
)
def test_extensions_that_are_none(english: Client, extend: Any, at: str, says: str) -> None:
    answer = english.post(extend=extend)
    assert detail(answer).startswith(f"{at}: {says}")


def test_exactly_one_operation(english: Client) -> None:
    assert "there are 0" in detail(english.post(other="x"))
    assert "there are 2" in detail(english.post(queries={}, extend={}))
    assert "there are 2" in detail(english.get(queries={}, extend={}))
    assert "no single queries" in detail(english.get(query="札幌市"))


def test_jsonp_is_not_offered(english: Client) -> None:
    for path in ("", "/suggest/entity", "/flyout/entity"):
        answer = english.get(path, callback="jQuery1", prefix="x")
        assert detail(answer) == "callback: JSONP is not offered; fetch the JSON by CORS."


def test_a_body_that_is_no_form(english: Client) -> None:
    request = Request("/reconcile", {"Content-Type": "application/json"}, "POST", b"{}")
    assert "application/x-www-form-urlencoded" in detail(english.server.ask(request), 415)


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("/suggest/entity", {"limit": "0"}),
        ("/suggest/entity", {"cursor": "-1"}),
        ("/suggest/entity", {"cursor": "1001"}),
        ("/suggest/type", {"cursor": "٣"}),
        ("/suggest/entity", {"type": "Town"}),
        ("/properties", {"type": "Town"}),
        ("/properties", {"limit": "x"}),
    ],
)
def test_parameters_that_are_none(english: Client, path: str, parameters: dict[str, str]) -> None:
    assert detail(english.get(path, prefix="x", **parameters))


def test_more_queries_than_a_batch_may_have(english: Client, japanese: Client) -> None:
    batch = {f"q{number}": {"query": "x"} for number in range(1001)}
    answer = english.post(queries=batch)
    assert detail(answer, 413) == "A batch may have 1000 queries; send several."
    assert answer.document["limit"] == {"queries": 1000}
    assert detail(japanese.post(queries=batch), 413).startswith("一度に送れるのは1000件までです。")
    ids = {"ids": [f"region/{number}" for number in range(1001)], "properties": []}
    assert detail(english.post(extend=ids), 413)


def hundred_thousand() -> bytes:
    batch = {f"q{number}": {"query": "府中市"} for number in range(100_000)}
    return urlencode({"queries": json.dumps(batch, ensure_ascii=False)}).encode()


def test_a_hundred_thousand_queries_are_refused_before_they_are_read(reconciling: Served) -> None:
    body = hundred_thousand()
    head = (
        "POST /reconcile HTTP/1.1\r\nHost: x\r\nAccept-Language: en\r\n"
        f"Content-Type: {FORM['Content-Type']}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    said = reconciling.raw(head.encode(), waits=True)
    assert statuses(said) == [413]
    document = json.loads(said.partition(b"\r\n\r\n")[2])
    assert document["limit"] == {"queries": 1000, "bytes": 1048576}
    assert document["detail"] == "A batch may have 1000 queries and 1048576 bytes; send several."


def test_the_server_answers_others_while_and_after_they_are_sent(reconciling: Served) -> None:
    body = hundred_thousand()
    for _ in range(5):
        with closing(reconciling.connect()) as connection, suppress(OSError):
            # It is refused while it is being sent, which breaks the connection for some clients.
            answer = exchange(connection, Request("/reconcile", FORM, "POST", body))
            assert answer.status == 413
        assert Client(reconciling).one("札幌市")[0]["match"]
    assert reconciling.process.poll() is None


def test_a_thousand_long_names_with_all_that_may_stand_beside_them(english: Client) -> None:
    one = {
        "query": "存在しない名称の市町村",
        "type": ["Municipality", "Ward"],
        "type_strict": "should",
        "limit": 10,
        "properties": [{"pid": "within", "v": "神奈川県"}, {"pid": "date", "v": "2003-04-01"}],
    }
    batch = {f"q{number}": {**one, "query": f"{one['query']}{number}"} for number in range(1000)}
    found = english.reconcile(**batch)
    assert not any(candidate["match"] for result in found.values() for candidate in result)


def test_every_answer_may_be_read_by_other_sites(reconciling: Served) -> None:
    origin = {"Origin": "https://elsewhere.example"}
    paths = (
        "", "/ja", "/suggest/entity?prefix=x", "/flyout/type?id=Ward", "/properties",
        "/preview?id=region/de", "/help", "/preview?id=x", "/nothing",
    )  # fmt: skip
    for path in paths:
        answer = reconciling.ask(Request(f"/reconcile{path}", origin))
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    asked = {**origin, "Access-Control-Request-Method": "POST"}
    allowed = reconciling.ask(Request("/reconcile", asked, "OPTIONS"))
    assert allowed.status == 200
    assert "POST" in allowed.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in allowed.headers["Access-Control-Allow-Headers"]


def test_head_has_no_body(reconciling: Served) -> None:
    answer = reconciling.ask(Request("/reconcile", method="HEAD"))
    assert (answer.status, answer.body) == (200, b"")
    with closing(http.client.HTTPConnection("127.0.0.1", reconciling.port)) as connection:
        assert exchange(connection, Request("/reconcile/suggest/other")).status == 404
