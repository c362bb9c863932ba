"""One shape for every error, pinned for each kind."""

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from kg.problems import Text
from kg.settings import Settings
from kg.store import (
    EngineBusy,
    EngineUnavailable,
    QueryCancelled,
    QueryFailed,
    QueryOutOfMemory,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    QueryUnsortable,
    open_engine,
)
from kg.web.app import create_app
from kg.web.problem import Problem, problem_of
from kg.web.problem_kinds import KINDS
from web.conftest import fronted

PROBLEM = "https://w3id.org/sti-kg/id/problem/"
TEXT = Text("日", "en")
UP = {"status": "ok", "release": "2020-03-31-abcdef0123"}


@pytest.mark.parametrize(
    ("error", "status", "name", "members"),
    [
        (QuerySyntaxError(TEXT, 1, 2), 400, "query-syntax", {"line": 1, "column": 2}),
        (QueryRefused("update", TEXT), 400, "query-refused", {"rule": "update"}),
        (QueryRefused("service", TEXT), 403, "query-refused", {"rule": "service"}),
        (
            QueryTimeout(3),
            503,
            "query-timeout",
            {"limit": {"seconds": 3}, "dumps": "http://localhost/dumps/"},
        ),
        (
            QueryTooLarge(4),
            503,
            "answer-too-large",
            {"limit": {"bytes": 4}, "dumps": "http://localhost/dumps/"},
        ),
        (
            QueryOutOfMemory(5),
            503,
            "query-out-of-memory",
            {"limit": {"bytes": 5}, "dumps": "http://localhost/dumps/"},
        ),
        (QueryFailed("panicked"), 500, "query-failed", {}),
        (QueryUnsortable("panicked"), 501, "query-unsortable", {}),
        (QueryCancelled(), 503, "query-stopped", {}),
        (EngineBusy(1), 503, "engine-busy", {}),
        (EngineUnavailable(TEXT), 503, "engine-unavailable", {}),
    ],
)
def test_errors_of_the_engine(
    app: Flask, error: Exception, status: int, name: str, members: dict[str, object]
) -> None:
    with app.test_request_context():
        problem = problem_of(error)
    assert (problem.status, problem.type, problem.members) == (status, PROBLEM + name, members)
    assert problem.title.ja != problem.title.en
    assert problem.detail.ja != problem.detail.en


@pytest.mark.parametrize("error", [EngineBusy(1), EngineUnavailable(TEXT)])
def test_what_passes_says_when_to_come_again(error: Exception) -> None:
    assert problem_of(error).headers == {"Retry-After": "5"}


def test_no_problem_is_made_of_a_fault_of_the_software() -> None:
    with pytest.raises(TypeError, match="no problem is made of KeyError"):
        problem_of(KeyError("x"))


def test_headers_of_http_errors_are_kept() -> None:
    problem = problem_of(RequestedRangeNotSatisfiable(length=7))
    assert problem == Problem(
        416,
        Text("範囲が正しくありません", "Range not satisfiable"),
        headers={"Content-Range": "bytes */7"},
    )


def test_plain_http_error(client: FlaskClient) -> None:
    response = client.get("/nowhere")
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    assert response.json == {
        "id": response.headers["X-Request-Id"],
        "type": "about:blank",
        "title": "Not found",
        "status": 404,
        "detail": "",
        "messages": {
            "ja": {"title": "見つかりません", "detail": ""},
            "en": {"title": "Not found", "detail": ""},
        },
    }
    assert set(response.vary) == {"Accept", "Accept-Language", "Cookie"}


def test_in_the_language_of_the_reader(client: FlaskClient) -> None:
    response = client.get("/sparql?query=x", headers={"Accept-Language": "ja,en;q=0.5"})
    assert response.content_language.to_header() == "ja"
    assert json.loads(response.data)["title"] == "SPARQLの構文が正しくありません"
    assert (
        json.loads(response.data)["detail"] == json.loads(response.data)["messages"]["ja"]["detail"]
    )


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("*/*", "application/problem+json"),
        ("application/json", "application/problem+json"),
        ("text/turtle", "application/problem+json"),
        ("text/html;q=0.5, application/problem+json", "application/problem+json"),
    ],
)
def test_a_page_for_a_browser(client: FlaskClient, accept: str, mimetype: str) -> None:
    response = client.get("/nowhere", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (404, mimetype)


def test_the_page_of_a_syntax_error_is_escaped(client: FlaskClient) -> None:
    response = client.get(
        "/sparql", query_string={"query": "<script>"}, headers={"Accept": "text/html"}
    )
    assert response.status_code == 400
    assert "<script>" not in response.text
    assert "line 1, column 1" in response.text


def test_an_unexpected_fault_is_a_problem_and_logged(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> str:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setitem(app.view_functions, "about.health", broken)
    response = app.test_client().get("/healthz")
    assert response.status_code == 500
    assert json.loads(response.data)["title"] == "Internal server error"
    assert json.loads(response.data)["id"] == response.headers["X-Request-Id"]
    assert "secret" not in response.text
    assert "a secret of the inside" in caplog.text


def test_a_redirection_is_no_error(client: FlaskClient) -> None:
    response = client.get("/dumps")
    assert response.status_code == 308
    assert response.location == "http://localhost/dumps/"


def test_health_asks_nothing_of_the_engine(app: Flask, tmp_path: Path) -> None:
    other = closed(app, tmp_path).test_client().get("/healthz")
    assert (other.status_code, other.json) == (200, UP)


def test_readiness(client: FlaskClient) -> None:
    assert client.get("/readyz").json == UP


def test_readiness_of_a_closed_engine(app: Flask, tmp_path: Path) -> None:
    lines: list[str] = []
    other = fronted(closed(app, tmp_path), Settings(log_format="json"), lines.append)
    response = other.test_client().get("/readyz", buffered=True)
    document = json.loads(response.data)
    assert response.status_code == 503
    assert document["detail"] == "The engine is closed."
    event = json.loads(lines[-1])
    assert (event["id"], event["outcome"]) == (document["id"], "engine-unavailable")


def closed(app: Flask, folder: Path) -> Flask:
    (folder / "x.nq").write_text("", encoding="utf-8")
    engine = open_engine(folder / "x.nq", workers=1)
    engine.close()
    return create_app(app.extensions["kg.site"].release, engine, Settings())


@pytest.mark.parametrize("name", KINDS)
def test_the_type_of_a_problem_tells_what_it_means(client: FlaskClient, name: str) -> None:
    kind = KINDS[name]
    response = client.get(f"/id/problem/{name}", headers={"Accept-Language": "ja"})
    assert (response.status_code, response.json) == (
        200,
        {
            "type": PROBLEM + name,
            "status": kind.status,
            "title": kind.title.ja,
            "advice": kind.advice.ja,
            "messages": {
                "ja": {"title": kind.title.ja, "advice": kind.advice.ja},
                "en": {"title": kind.title.en, "advice": kind.advice.en},
            },
        },
    )
    page = client.get(f"/id/problem/{name}", headers={"Accept": "text/html"})
    assert kind.title.en in page.text


def test_no_other_types_of_problem(client: FlaskClient) -> None:
    assert client.get("/id/problem/nonsense").status_code == 404
