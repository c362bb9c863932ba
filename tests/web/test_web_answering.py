"""Answers that are given again: the same bytes and headers, and nothing that is not whole."""

import hashlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kg.settings import Settings
from kg.store import ProcessEngine, QueryTooLarge, open_engine
from kg.web.app import create_app
from kg.web.event import KEY
from web.small_release import SmallRelease

GRAPH = "https://w3id.org/sti-kg/graph/register/municipalities"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
JSON = "application/sparql-results+json"
CROSSED = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(8))
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {CROSSED} }}"
PAIRS = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
"""Longer than what is read ahead of an answer, and whole."""
NUMBERS = " ".join(map(str, range(1500)))
SLOW = f"SELECT (COUNT(*) AS ?n) {{ VALUES ?a {{ {NUMBERS} }} VALUES ?b {{ {NUMBERS} }} }}"


@pytest.fixture
def engine(release: SmallRelease) -> Iterator[ProcessEngine]:
    engine = open_engine(release.quads, workers=2)
    yield engine
    engine.close()


@pytest.fixture
def app(release: SmallRelease, engine: ProcessEngine) -> Flask:
    return create_app(release, engine, Settings())


def ask(
    client: FlaskClient, query: str = COUNT, *, accept: str = JSON, method: str = "GET", **more: Any
) -> tuple[TestResponse, dict[str, Any]]:
    """The answer, and what the log is told of it."""
    told: dict[str, Any] = {}
    response = client.open(
        "/sparql",
        method=method,
        query_string={"query": query, **more},
        headers={"Accept": accept},
        environ_overrides={KEY: told},
        buffered=True,
    )
    return response, told


def outcome(client: FlaskClient, query: str = COUNT, **more: Any) -> str | None:
    response, told = ask(client, query, **more)
    assert response.status_code == 200
    found: str | None = told.get("outcome")
    return found


def test_the_same_again_is_not_asked_again(client: FlaskClient) -> None:
    first, told = ask(client)
    digest = hashlib.sha256(COUNT.encode()).hexdigest()[:16]
    assert (told["query"], told["rows"]) == (digest, 1)
    assert told["ms"] > 0
    assert "outcome" not in told
    again, told = ask(client)
    assert told == {"query": digest, "ms": 0.0, "rows": 1, "outcome": "cached"}
    assert (again.status, again.data) == (first.status, first.data)
    assert sorted(again.headers) == sorted(first.headers)
    assert {"Content-Length", "Content-Type", "ETag", "Vary", "Cache-Control"} <= set(
        again.headers.keys()
    )


def test_the_same_in_other_words_is_not_asked_again(client: FlaskClient) -> None:
    first, _ = ask(client)
    assert outcome(client, accept=f"image/png, {JSON};q=0.9") == "cached"
    assert outcome(client, accept="text/html", format="json") == "cached"
    assert outcome(client, timeout="3") == "cached"
    posts: tuple[dict[str, Any], ...] = (
        {"data": {"query": COUNT}},
        {"data": COUNT, "content_type": "application/sparql-query"},
    )
    for sent in posts:
        for _ in range(2):
            told: dict[str, Any] = {}
            response = client.post("/sparql", environ_overrides={KEY: told}, **sent)
            assert response.data == first.data
            assert told["outcome"] == "cached"


def test_head_of_what_is_kept(client: FlaskClient) -> None:
    first, _ = ask(client)
    response, told = ask(client, method="HEAD")
    assert told["outcome"] == "cached"
    assert response.data == b""
    assert sorted(response.headers) == sorted(first.headers)


@pytest.mark.parametrize(
    "other",
    [
        {"query": COUNT + " "},
        {"accept": "text/csv"},
        {"accept": "application/json"},
        {"default-graph-uri": GRAPH},
        {"named-graph-uri": GRAPH},
    ],
)
def test_what_else_is_asked_has_its_own_answer(client: FlaskClient, other: dict[str, Any]) -> None:
    first, _ = ask(client)
    second, told = ask(client, **other)
    assert "outcome" not in told
    assert second.headers["ETag"] != first.headers["ETag"]
    assert outcome(client, **other) == "cached"


@pytest.mark.parametrize(
    "expression",
    ["NOW()", "now()", "RAND()", "UUID()", "STRUUID()", 'STR(BNODE("x"))', "Rand ( ) * 2"],
)
def test_what_differs_each_time_is_never_kept(client: FlaskClient, expression: str) -> None:
    query = f"SELECT ?x {{ BIND({expression} AS ?x) }}"
    assert outcome(client, query) is None
    response, told = ask(client, query)
    assert "outcome" not in told
    assert "ETag" not in response.headers


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?now { ?now ?rand ?uuid } # NOW()",
        'SELECT ?x { BIND("NOW() RAND()" AS ?x) }',
        "PREFIX now: <http://e/rand()> SELECT * { ?s now:uuid ?o }",
    ],
)
def test_only_the_functions_themselves_count(client: FlaskClient, query: str) -> None:
    assert outcome(client, query) is None
    assert outcome(client, query) == "cached"


def test_a_long_answer_is_kept_once_it_was_read(client: FlaskClient) -> None:
    first, told = ask(client, PAIRS)
    assert first.content_length is None
    again, told = ask(client, PAIRS)
    assert told["outcome"] == "cached"
    assert again.data == first.data
    assert again.content_length == len(first.data) > 256 * 1024


def test_one_who_leaves_midway_leaves_nothing_kept(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": PAIRS}, buffered=False)
    chunk = next(iter(response.iter_encoded()))
    response.close()
    assert chunk.startswith(b'{"head"')
    assert outcome(client, PAIRS) is None


def test_an_answer_that_breaks_off_is_never_kept(
    release: SmallRelease, engine: ProcessEngine
) -> None:
    client = create_app(release, engine, Settings(result_bytes=300_000)).test_client()
    for _ in range(2):
        response = client.get("/sparql", query_string={"query": PAIRS}, buffered=False)
        assert response.status_code == 200
        with pytest.raises(QueryTooLarge):
            b"".join(response.iter_encoded())
        response.close()


@pytest.mark.parametrize("query", [ENDLESS, "SELECT * {"])
def test_errors_are_never_kept(client: FlaskClient, query: str) -> None:
    found = [ask(client, query, timeout="0.1") for _ in range(2)]
    assert [response.status_code for response, _ in found] == [found[0][0].status_code] * 2
    assert found[0][0].status_code in {400, 503}
    assert all(told["ms"] > 0 for _, told in found)
    assert all("ETag" not in response.headers for response, _ in found)


def test_too_large_an_answer_is_not_kept(release: SmallRelease, engine: ProcessEngine) -> None:
    client = create_app(release, engine, Settings(cache_bytes=1 << 22)).test_client()
    assert outcome(client, PAIRS) is None
    assert outcome(client, PAIRS) is None
    assert outcome(client, COUNT) is None
    assert outcome(client, COUNT) == "cached"


def test_without_a_cache(release: SmallRelease, engine: ProcessEngine) -> None:
    client = create_app(release, engine, Settings(cache_bytes=0)).test_client()
    for _ in range(2):
        response, told = ask(client)
        assert "outcome" not in told
        assert response.headers["ETag"]


# ETags


def test_who_has_the_answer_is_told_so_before_any_work(
    release: SmallRelease, engine: ProcessEngine
) -> None:
    tag = ask(create_app(release, engine, Settings()).test_client())[0].headers["ETag"]
    client = create_app(release, engine, Settings()).test_client()
    engine.close()
    for method in ("GET", "HEAD", "GET"):
        told: dict[str, Any] = {}
        response = client.open(
            "/sparql",
            method=method,
            query_string={"query": COUNT},
            headers={"Accept": JSON, "If-None-Match": f'"x", W/{tag}'},
            environ_overrides={KEY: told},
        )
        assert (response.status_code, response.data) == (304, b"")
        assert response.headers["ETag"] == tag
        assert response.headers["Vary"] == "Accept"
        assert response.headers["Cache-Control"] == "no-cache"
        assert "Content-Type" not in response.headers
        assert told["outcome"] == "not-modified"
    response, _ = ask(client)
    assert response.status_code == 503, "the engine is closed"


def test_another_tag_is_answered(client: FlaskClient) -> None:
    for _ in range(2):
        response = client.get(
            "/sparql", query_string={"query": COUNT}, headers={"If-None-Match": '"x"'}
        )
        assert response.status_code == 200


def test_a_post_is_answered_whatever_the_client_has(client: FlaskClient) -> None:
    tag = ask(client)[0].headers["ETag"]
    response = client.post(
        "/sparql", data={"query": COUNT}, headers={"Accept": JSON, "If-None-Match": tag}
    )
    assert response.status_code == 200


# Those who ask the same at the same time


def test_of_those_who_ask_the_same_one_asks_the_engine(app: Flask) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: ask(app.test_client(), SLOW), range(8)))
    assert [told.get("outcome") for _, told in found].count("cached") == 7
    assert len({response.data for response, _ in found}) == 1
    assert found[0][0].json["results"]["bindings"][0]["n"]["value"] == str(1500 * 1500)  # type: ignore[index]


def test_who_waits_for_another_waits_within_the_own_deadline(app: Flask) -> None:
    found: list[TestResponse] = []
    first = threading.Thread(
        target=lambda: found.append(ask(app.test_client(), ENDLESS, timeout="3")[0])
    )
    first.start()
    response, _ = ask(app.test_client(), ENDLESS, timeout="0.2")
    assert first.is_alive()
    assert response.status_code == 503
    assert response.json is not None
    assert response.json["limit"] == {"seconds": 0.2}
    first.join()
    assert [response.status_code for response in found] == [503]


def test_who_waits_asks_when_the_first_fails(app: Flask) -> None:
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(ask, app.test_client(), SLOW, timeout="0.05")
        second = threads.submit(ask, app.test_client(), SLOW)
        assert first.result()[0].status_code == 503
        assert second.result()[0].status_code == 200
