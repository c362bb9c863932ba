"""One shape for every error: RFC 9457 problem JSON, or a page for a browser."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import singledispatch

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from kg.iris import Iris
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
)
from kg.web.language import reader_language

MEDIA_TYPE = "application/problem+json"
_RETRY_SECONDS = "5"
_log = logging.getLogger(__name__)

_NOTHING = Text("", "")
_TITLES = {
    400: Text("リクエストが正しくありません", "Bad request"),
    403: Text("許可されていません", "Forbidden"),
    404: Text("見つかりません", "Not found"),
    405: Text("このメソッドは使えません", "Method not allowed"),
    406: Text("求められた形式では提供できません", "Not acceptable"),
    410: Text("なくなりました", "Gone"),
    413: Text("リクエストが大きすぎます", "Content too large"),
    414: Text("アドレスが長すぎます", "Address too long"),
    415: Text("この形式の本文は受け取れません", "Unsupported media type"),
    416: Text("範囲が正しくありません", "Range not satisfiable"),
    500: Text("サーバーで予期しないエラーが起きました", "Internal server error"),
    503: Text("いま利用できません", "Service unavailable"),
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
        """The URI of the kind of problem."""
        return Iris().resource("problem", self.name) if self.name else "about:blank"

    def document(self, language: str) -> dict[str, object]:
        """The problem document; texts in one language, and in both under ``messages``."""
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
        return {**self.members, **known}


@singledispatch
def problem_of(error: Exception) -> Problem:
    """The problem that an error is to those who asked."""
    raise TypeError(f"no problem is made of {type(error).__name__}") from error


@problem_of.register
def _(error: QuerySyntaxError) -> Problem:
    title = Text("SPARQLの構文が正しくありません", "Not a valid SPARQL query")
    members: dict[str, object] = {"line": error.line, "column": error.column}
    if error.hint:
        members["hint"] = error.hint.in_language(reader_language())
    return Problem(400, title, error.text, "query-syntax", members)


@problem_of.register
def _(error: QueryRefused) -> Problem:
    title = Text("このクエリは実行できません", "Query refused")
    status = 403 if error.rule == "service" else 400
    return Problem(status, title, error.text, "query-refused", {"rule": error.rule})


@problem_of.register
def _(error: QueryTimeout) -> Problem:
    title = Text("クエリが制限時間を超えました", "Query timed out")
    return _over_limit("query-timeout", title, error, {"seconds": error.seconds})


@problem_of.register
def _(error: QueryTooLarge) -> Problem:
    title = Text("結果が大きすぎます", "Answer too large")
    return _over_limit("answer-too-large", title, error, {"bytes": error.bytes})


@problem_of.register
def _(error: QueryOutOfMemory) -> Problem:
    title = Text("クエリが使うメモリーが大きすぎます", "Query out of memory")
    return _over_limit("query-out-of-memory", title, error, {"bytes": error.bytes})


@problem_of.register
def _(error: QueryFailed) -> Problem:
    _log.error("%s (%s)", error, error.words)
    title = Text("クエリの処理に失敗しました", "Query failed")
    return Problem(500, title, error.text, "query-failed")


@problem_of.register
def _(error: QueryUnsortable) -> Problem:
    title = Text("この値の組み合わせは並べ替えられません", "Values cannot be sorted")
    return Problem(501, title, error.text, "query-unsortable")


@problem_of.register
def _(error: QueryError) -> Problem:
    title = Text("クエリは停止されました", "Query stopped")
    return Problem(503, title, error.text, "query-stopped")


@problem_of.register
def _(error: EngineUnavailable) -> Problem:
    _log.error("%s", error)
    title = Text("クエリエンジンを利用できません", "Engine unavailable")
    return Problem(503, title, error.text, "engine-unavailable", headers=_retry())


@problem_of.register
def _(error: EngineBusy) -> Problem:
    title = Text("混み合っています", "Busy")
    return Problem(503, title, error.text, "engine-busy", headers=_retry())


@problem_of.register
def _(error: HTTPException) -> Problem:
    status = error.code or 500
    name = HTTP_STATUS_CODES.get(status, "Error")
    text = getattr(error, "text", None)
    return Problem(
        status,
        _TITLES.get(status, Text(name, name)),
        text if isinstance(text, Text) else _NOTHING,
        members=getattr(error, "extensions", {}),
        headers=dict(_telling_headers(error)),
    )


def _retry() -> dict[str, str]:
    return {"Retry-After": _RETRY_SECONDS}


def _telling_headers(error: HTTPException) -> list[tuple[str, str]]:
    ours = {"content-type", "content-length"}
    return [(name, value) for name, value in error.get_headers() if name.lower() not in ours]


def _over_limit(name: str, title: Text, error: QueryError, limit: dict[str, object]) -> Problem:
    dumps = f"{request.root_url}dumps/"
    detail = Text(
        f"{error.text.ja}データ全体は {dumps} からダウンロードできます。",
        f"{error.text.en} The whole data can be downloaded from {dumps}",
    )
    return Problem(503, title, detail, name, {"limit": limit, "dumps": dumps})


def respond(problem: Problem) -> Response:
    """The answer that tells a problem: a page where the client likes HTML best, else JSON."""
    language = reader_language()
    document = problem.document(language)
    chosen = request.accept_mimetypes.best_match([MEDIA_TYPE, "text/html"], default=MEDIA_TYPE)
    if chosen == MEDIA_TYPE:
        body, content_type = json.dumps(document, ensure_ascii=False), MEDIA_TYPE
    else:
        body = render_template("problem.html", problem=document, lang=language)
        content_type = "text/html; charset=utf-8"
    response = Response(body, problem.status, dict(problem.headers), content_type=content_type)
    response.vary.update(("Accept", "Accept-Language", "Cookie"))
    response.content_language.add(language)
    response.headers["Cache-Control"] = "no-store"
    return response


def install(app: Flask) -> None:
    """Has an application answer every error in this shape."""
    for kind in (HTTPException, QueryError, EngineUnavailable):
        app.register_error_handler(kind, lambda error: respond(problem_of(error)))
