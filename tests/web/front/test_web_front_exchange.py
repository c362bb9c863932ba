"""Every request through the front: its event, its headers, its refusals, its faults."""

import io
import json
from collections.abc import Iterable, Iterator
from wsgiref.types import StartResponse, WSGIEnvironment
from wsgiref.util import FileWrapper

import pytest
from werkzeug.exceptions import TooManyRequests

from kg.store import QueryTooLarge
from kg.web.event import event
from kg.web.front.headers import GUARDS, PAGE_GUARDS
from web.front.conftest import Fronted, ok, spending


def test_one_event_per_request_says_all_of_it(fronted: type[Fronted]) -> None:
    def told(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        event(environ).update(query="0123456789abcdef", ms=12.5, rows=3)
        return ok(environ, start_response)

    front = fronted(told)
    response = front.ask("/sparql?query=ASK{}")
    [logged] = front.events
    assert logged.pop("total_ms") >= 0
    assert logged.pop("time").endswith("Z")
    assert logged == {
        "event": "request",
        "level": "info",
        "id": response.headers["X-Request-Id"],
        "method": "GET",
        "path": "/sparql",
        "client": "192.0.2.0/24",
        "query": "0123456789abcdef",
        "ms": 12.5,
        "rows": 3,
        "outcome": "ok",
        "status": 200,
        "bytes": 2,
    }


def test_nothing_is_told_where_there_is_no_front() -> None:
    event({})["ms"] = 1
    assert event({}) == {}


def test_a_path_is_logged_as_it_was_sent_and_cut(fronted: type[Fronted]) -> None:
    front = fronted()
    front.ask("/%1B[31m/" + "x" * 1000 + "?query=secret")
    assert front.events[0]["path"] == ("/%1B[31m/" + "x" * 1000)[:256]


@pytest.mark.parametrize("path", ["/sparql", "/nowhere", "/sparql?query=" + "x" * 9000])
def test_every_answer_is_guarded(fronted: type[Fronted], path: str) -> None:
    headers = fronted().ask(path).headers
    for name, value in GUARDS:
        assert headers.getlist(name) == [value]
    assert len(headers["X-Request-Id"]) == 32


def test_pages_are_guarded_further(fronted: type[Fronted]) -> None:
    def page(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        del environ
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return []

    headers, data = fronted(page).ask().headers, fronted().ask().headers
    assert [headers[name] for name, _ in PAGE_GUARDS] == [value for _, value in PAGE_GUARDS]
    assert not any(name in data for name, _ in PAGE_GUARDS)


def test_a_preflight_is_told_the_methods(fronted: type[Fronted]) -> None:
    def options(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        del environ
        start_response("200 OK", [("Allow", "GET, OPTIONS")])
        return []

    headers = fronted(options).ask(method="OPTIONS").headers
    assert headers["Access-Control-Allow-Methods"] == "GET, OPTIONS"
    assert "Content-Type" in headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Methods" not in fronted().ask().headers


def test_an_address_that_is_too_long(fronted: type[Fronted]) -> None:
    front = fronted(max_url_bytes=1024)
    query = "query=" + "x" * (1024 - len("/sparql?query="))
    assert front.ask(f"/sparql?{query}").status_code == 200
    response = front.ask(f"/sparql?{query}x", headers={"Accept-Language": "ja"})
    assert (response.status_code, response.mimetype) == (414, "application/problem+json")
    document = json.loads(response.data)
    assert document["detail"] == (
        "アドレスは1024バイトまでです。長いクエリはPOSTで送ってください。"
    )
    assert document["limit"] == {"bytes": 1024}
    assert document["id"] == response.headers["X-Request-Id"]
    assert front.events[-1]["outcome"] == "request-uri-too-long"


def test_a_body_that_is_too_large_is_not_read(fronted: type[Fronted]) -> None:
    def unread(*_: object) -> Iterable[bytes]:
        pytest.fail("it got through")

    front = fronted(unread, max_query_bytes=1024)
    response = front.ask(method="POST", data=b"x" * 1025)
    assert response.status_code == 413
    assert json.loads(response.data)["messages"]["en"]["detail"] == (
        "The body of a request may have 1024 bytes."
    )
    assert fronted(max_query_bytes=1024).ask(method="POST", data=b"x" * 1024).status_code == 200


def test_a_page_for_a_browser(fronted: type[Fronted]) -> None:
    response = fronted(max_url_bytes=1024).ask(
        "/sparql?lang=ja&query=" + "x" * 1024, headers={"Accept": "text/html"}
    )
    assert (response.status_code, response.mimetype) == (414, "text/html")
    assert '<html lang="ja">' in response.text
    assert "<h1>アドレスが長すぎます</h1>" in response.text
    assert '<link rel="stylesheet" href="/static/style.css">' in response.text
    assert response.headers["X-Request-Id"] in response.text


def test_who_has_spent_the_budget_waits(fronted: type[Fronted]) -> None:
    front = fronted(spending, budget_burst=1.5, budget_seconds=60)
    assert front.ask().status_code == 503
    response = front.ask()
    assert (response.status_code, response.headers["Retry-After"]) == (429, "1")
    assert json.loads(response.data)["type"].endswith("/id/problem/budget-spent")
    assert json.loads(response.data)["limit"] == {"seconds": 60}
    assert front.ask("/releases/2020-03-31-a/sparql").status_code == 429
    assert front.ask("/dumps/x.nq").status_code == 503  # it gets through
    assert front.ask(peer="192.0.2.2").status_code == 503
    assert [line["outcome"] for line in front.events][:2] == ["query-timeout", "budget-spent"]


def test_queries_at_a_time_are_counted_until_their_answer_is_closed(fronted: type[Fronted]) -> None:
    front = fronted(client_queries=1)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/sparql", "REMOTE_ADDR": "192.0.2.1"}
    running = front.app({**environ}, lambda *_: lambda _: None)
    response = front.ask()
    assert (response.status_code, response.headers["Retry-After"]) == (429, "1")
    assert json.loads(response.data)["limit"] == {"queries": 1}
    running.close()  # type: ignore[attr-defined]
    assert front.ask().status_code == 200


def test_a_fault_is_a_problem_with_an_id_that_the_log_knows(fronted: type[Fronted]) -> None:
    def broken(*_: object) -> Iterable[bytes]:
        raise RuntimeError("a secret of the inside")

    front = fronted(broken)
    response = front.ask()
    assert response.status_code == 500
    assert "secret" not in response.text
    fault, request = front.events
    assert "RuntimeError: a secret of the inside" in fault["exception"]
    assert (fault["level"], request["level"]) == ("error", "error")
    assert json.loads(response.data)["id"] == fault["id"] == request["id"]


def test_an_answer_that_breaks_off_breaks_the_connection(fronted: type[Fronted]) -> None:
    def breaking(environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        del environ
        start_response("200 OK", [])
        yield b"some"
        raise QueryTooLarge(4)

    front = fronted(breaking)
    with pytest.raises(ConnectionResetError):
        front.ask(buffered=True)
    [request] = front.events
    assert request["outcome"] == "broken-off"
    assert (request["error"], request["bytes"]) == ("QueryTooLarge", 4)


def test_an_answer_that_breaks_off_by_a_fault_is_logged_with_it(fronted: type[Fronted]) -> None:
    def breaking(environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        del environ
        start_response("200 OK", [])
        yield b"some"
        raise RuntimeError("inside")

    front = fronted(breaking)
    with pytest.raises(ConnectionResetError):
        front.ask(buffered=True)
    assert "RuntimeError: inside" in front.events[0]["exception"]


def test_a_client_that_leaves_is_told_apart(fronted: type[Fronted]) -> None:
    front = fronted()
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/sparql", "REMOTE_ADDR": "192.0.2.1"}
    front.app(environ, lambda *_: lambda _: None).close()  # type: ignore[attr-defined]
    assert front.events[0]["outcome"] == "client-left"


def test_the_answer_of_the_application_is_closed_once(fronted: type[Fronted]) -> None:
    class Body(list[bytes]):
        closed = 0

        def close(self) -> None:
            self.closed += 1

    body = Body([b"x"])

    def closing(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        del environ
        start_response("200 OK", [])
        return body

    front = fronted(closing)
    front.ask().close()
    assert (body.closed, len(front.lines)) == (1, 1)


def test_a_file_reaches_the_server_as_one(fronted: type[Fronted]) -> None:
    file = io.BytesIO(b"content")

    def sending(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Length", "7")])
        wrapper: type[FileWrapper] = environ["wsgi.file_wrapper"]
        return wrapper(file)

    front = fronted(sending)
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/dumps/x",
        "REMOTE_ADDR": "192.0.2.1",
        "wsgi.file_wrapper": FileWrapper,
    }
    body = front.app(environ, lambda *_: lambda _: None)
    assert isinstance(body, FileWrapper)
    body.close()
    assert file.closed
    assert (front.events[0]["bytes"], front.events[0]["outcome"]) == (7, "ok")


def test_errors_of_werkzeug_that_get_out_are_problems(fronted: type[Fronted]) -> None:
    def refusing(*_: object) -> Iterable[bytes]:
        raise TooManyRequests

    assert json.loads(fronted(refusing).ask().data)["status"] == 429
