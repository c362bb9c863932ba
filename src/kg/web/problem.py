"""One shape for every error: RFC 9457 problem JSON, or a page for a browser."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import singledispatch
from types import MappingProxyType
from wsgiref.types import WSGIEnvironment

from flask import Flask, Response, render_template, request
from flask import Request as FlaskRequest
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from kg.problems import Text
from kg.store import (
    EngineBusy,
    EngineUnavailable,
    QueryError,
    QueryFailed,
    QueryOutOfMemory,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    QueryUnsortable,
    ServiceFailed,
)
from kg.web.bare_page import bare_page
from kg.web.event import event
from kg.web.language import asked_language, reader_language
from kg.web.negotiation import Request
from kg.web.problem_kinds import KINDS, type_of

MEDIA_TYPE = "application/problem+json"
_RETRY = MappingProxyType({"Retry-After": "5"})
_log = logging.getLogger(__name__)

_NOTHING = Text("", "")
_TITLES = {
    400: Text("リクエストが正しくありません", "Bad request"),
    403: Text("許可されていません", "Forbidden"),
    404: Text("見つかりません", "Not found"),
    405: Text("このメソッドは使えません", "Method not allowed"),
    406: Text("求められた形式では提供できません", "Not acceptable"),
    408: Text("リクエストが届きませんでした", "Request timed out"),
    410: Text("なくなりました", "Gone"),
    413: Text("リクエストが大きすぎます", "Content too large"),
    414: Text("アドレスが長すぎます", "Address too long"),
    415: Text("この形式の本文は受け取れません", "Unsupported media type"),
    416: Text("範囲が正しくありません", "Range not satisfiable"),
    417: Text("Expectの値に応じられません", "Expectation failed"),
    431: Text("ヘッダーが大きすぎます", "Header fields too large"),
    500: Text("サーバーで予期しないエラーが起きました", "Internal server error"),
    501: Text("対応していません", "Not implemented"),
    502: Text("ほかのサーバーから結果を得られません", "Bad gateway"),
    503: Text("いま利用できません", "Service unavailable"),
}
_DETAILS = {
    500: Text(
        "不具合は記録されました。知らせるときは、このリクエストのidを添えてください。",
        "The fault was logged; give the id of this request when you report it.",
    ),
}


@dataclass(frozen=True)
class Problem:
    """What went wrong with a request.

    Attributes:
        status: of the HTTP answer.
        title: the kind of problem.
        detail: this occurrence of it; empty where the title says all.
        name: short evergreen name of the kind; empty for one that the status alone says.
        members: what the document has beside the members of RFC 9457.
        headers: what the answer has beside its content type.
    """

    status: int
    title: Text
    detail: Text = _NOTHING
    name: str = ""
    members: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """The URI of the kind of problem, which tells what it means."""
        return type_of(self.name) if self.name else "about:blank"

    @property
    def outcome(self) -> str:
        """The short name by which log and metrics know the kind, as in ``not-found``."""
        phrase = HTTP_STATUS_CODES.get(self.status, "error")
        return self.name or phrase.lower().replace(" ", "-")

    def document(self, language: str, request_id: str = "") -> dict[str, object]:
        """The problem document; texts in one language, and in both under ``messages``.

        ``id`` is the request's, by which the log knows it.
        """
        known: dict[str, object] = {
            "type": self.type,
            "title": self.title.in_language(language),
            "status": self.status,
            "detail": self.detail.in_language(language),
            "messages": {
                code: {"title": self.title.in_language(code), "detail": text}
                for code, text in (("ja", self.detail.ja), ("en", self.detail.en))
            },
        }
        return {**self.members, **known, **({"id": request_id} if request_id else {})}


def named(
    name: str,
    detail: Text,
    members: Mapping[str, object] = MappingProxyType({}),
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Problem:
    """A problem of a kind that has a name."""
    kind = KINDS[name]
    return Problem(kind.status, kind.title, detail, name, members, headers)


@singledispatch
def problem_of(error: Exception) -> Problem:
    """The problem that an error is to those who asked."""
    raise TypeError(f"no problem is made of {type(error).__name__}") from error


@problem_of.register
def _(error: QuerySyntaxError) -> Problem:
    members: dict[str, object] = {"line": error.line, "column": error.column}
    if error.hint:
        members["hint"] = error.hint.in_language(reader_language())
    return named("query-syntax", error.text, members)


@problem_of.register
def _(error: QueryRefused) -> Problem:
    problem = named("query-refused", error.text, {"rule": error.rule})
    return replace(problem, status=403) if error.rule == "service" else problem


@problem_of.register
def _(error: QueryTimeout) -> Problem:
    return _over_limit("query-timeout", error, {"seconds": error.seconds})


@problem_of.register
def _(error: QueryTooLarge) -> Problem:
    return _over_limit("answer-too-large", error, {"bytes": error.bytes})


@problem_of.register
def _(error: QueryOutOfMemory) -> Problem:
    return _over_limit("query-out-of-memory", error, {"bytes": error.bytes})


@problem_of.register
def _(error: QueryFailed) -> Problem:
    _log.error("%s (%s)", error, error.words)
    return named("query-failed", error.text)


@problem_of.register
def _(error: QueryUnsortable) -> Problem:
    return named("query-unsortable", error.text)


@problem_of.register
def _(error: ServiceFailed) -> Problem:
    return named("service-failed", error.text, {"service": error.service})


@problem_of.register
def _(error: QueryError) -> Problem:
    return named("query-stopped", error.text)


@problem_of.register
def _(error: EngineUnavailable) -> Problem:
    _log.error("%s", error)
    return named("engine-unavailable", error.text, headers=_RETRY)


@problem_of.register
def _(error: EngineBusy) -> Problem:
    return named("engine-busy", error.text, headers=_RETRY)


@problem_of.register
def _(error: HTTPException) -> Problem:
    status = error.code or 500
    name = HTTP_STATUS_CODES.get(status, "Error")
    text = getattr(error, "text", None)
    return Problem(
        status,
        _TITLES.get(status, Text(name, name)),
        text if isinstance(text, Text) else _DETAILS.get(status, _NOTHING),
        members=getattr(error, "extensions", {}),
        headers=dict(_telling_headers(error)),
    )


def _telling_headers(error: HTTPException) -> list[tuple[str, str]]:
    ours = {"content-type", "content-length"}
    return [(name, value) for name, value in error.get_headers() if name.lower() not in ours]


def _over_limit(name: str, error: QueryError, limit: dict[str, object]) -> Problem:
    dumps = f"{request.root_url}dumps/"
    detail = Text(
        f"{error.text.ja}データ全体は {dumps} からダウンロードできます。",
        f"{error.text.en} The whole data can be downloaded from {dumps}",
    )
    return named(name, detail, {"limit": limit, "dumps": dumps})


def respond(problem: Problem) -> Response:
    """The answer of the application that tells a problem; see :func:`answer`."""
    language = reader_language()

    def page(document: Mapping[str, object]) -> str:
        return render_template("problem.html", problem=document, lang=language)

    return answer(problem, request, language, page)


def respond_outside(problem: Problem, environ: WSGIEnvironment) -> Response:
    """The same where there is no application: before it, or in place of it."""
    asking = Request(environ)
    language = asked_language(asking)

    def page(document: Mapping[str, object]) -> str:
        return bare_page("problem.html", asking, language, problem=document)

    return answer(problem, asking, language, page)


def answer(
    problem: Problem,
    asking: FlaskRequest,
    language: str,
    page: Callable[[Mapping[str, object]], str],
) -> Response:
    """The answer that tells a problem: a page where the client likes HTML best, else JSON.

    Args:
        problem: what went wrong; the request's event is told the outcome.
        asking: the request.
        language: the reader's.
        page: draws the problem document as HTML.
    """
    told = event(asking.environ)
    told["outcome"] = problem.outcome
    document = problem.document(language, str(told.get("id", "")))
    chosen = asking.accept_mimetypes.best_match([MEDIA_TYPE, "text/html"], default=MEDIA_TYPE)
    if chosen == MEDIA_TYPE:
        body, content_type = json.dumps(document, ensure_ascii=False), MEDIA_TYPE
    else:
        body, content_type = page(document), "text/html; charset=utf-8"
    response = Response(body, problem.status, dict(problem.headers), content_type=content_type)
    response.vary.update(("Accept", "Accept-Language", "Cookie"))
    response.content_language.add(language)
    response.headers["Cache-Control"] = "no-store"
    return response


def install(app: Flask) -> None:
    """Has an application answer every error in this shape."""
    for kind in (HTTPException, QueryError, EngineUnavailable):
        app.register_error_handler(kind, lambda error: respond(problem_of(error)))
