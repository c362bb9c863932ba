"""Conditional requests: strong ETags from release, address and language, known before any work."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final
from wsgiref.types import WSGIEnvironment

from flask import Response, request
from werkzeug.http import parse_etags

from kg.web.cache import Key
from kg.web.language import reader_language
from kg.web.site import site

PAGE_VARIES = ("Accept-Language", "Cookie")


_DRAWN_BY: Final = ("web/**/*.py", "web/**/*.html", "web/**/*.po", "web/**/*.ttl", "jsonld/*")


@cache
def _software() -> str:
    """A hash of the code, templates, messages and terms that answers are drawn with."""
    package = Path(__file__).parents[1]
    files = sorted(path for pattern in _DRAWN_BY for path in package.glob(pattern))
    content = hashlib.sha256(version("pyoxigraph").encode())
    for path in files:
        if path.is_file():
            content.update(path.read_bytes())
    return content.hexdigest()


def etag(*, by_language: bool, form: str = "") -> str:
    """The tag of what this request asks for, without quotes.

    A release never changes, so its name, its companions, the address, the software and, for pages,
    the language say all that the bytes depend on; ``form`` tells formats of one address apart.
    """
    parts = (
        site().state,
        _software(),
        request.script_root + request.path,
        request.query_string.decode("latin-1"),
        reader_language() if by_language else "",
        form,
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def answer_tag(state: str, key: Key) -> str:
    """The tag of a query's answer over a release in a state, without quotes."""
    parts = (
        state,
        _software(),
        key.query,
        key.content_type,
        *key.dataset.default_graphs,
        "",
        *key.dataset.named_graphs,
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def has_it(environ: WSGIEnvironment, tag: str) -> bool:
    """Whether the client has the answer with this tag (RFC 9110 §13.1.2); never for a POST."""
    held = environ.get("HTTP_IF_NONE_MATCH")
    if not held or environ["REQUEST_METHOD"] == "POST":
        return False
    return parse_etags(held).contains_weak(tag)


def not_modified(*, by_language: bool, form: str = "") -> bool:
    """Whether the client has what it asks for (RFC 9110 §13.1.2)."""
    return request.if_none_match.contains_weak(etag(by_language=by_language, form=form))


def tagged(
    response: Response, *, by_language: bool, form: str = "", not_modified: bool = False
) -> Response:
    """A response with its ETag, what it varies by, and leave to keep it as long as it is checked.

    Args:
        response: the whole answer, or an empty one with status 304.
        by_language: whether the body depends on the reader's language.
        form: what was chosen where one address serves several formats.
        not_modified: turn the response into a 304.
    """
    response.set_etag(etag(by_language=by_language, form=form))
    if by_language:
        response.vary.update(PAGE_VARIES)
        response.content_language.add(reader_language())
    response.headers.setdefault("Cache-Control", "no-cache")
    if not_modified:
        response.status_code = 304
    return response
