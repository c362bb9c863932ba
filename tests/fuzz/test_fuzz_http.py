"""Random bytes in every part of a request to every route: never a 500, a hang, or a look inside."""

import re
from functools import cache
from importlib.resources import files
from urllib.parse import quote, quote_from_bytes

import yaml
from hypothesis import given
from hypothesis import strategies as st

from fuzz.profile import FUZZ_HTTP
from served import Served, statuses, telltale

QUERY, FORM = "application/sparql-query", "application/x-www-form-urlencoded"
NO_FAULTS = frozenset({501, 503, 505})
"""Of the statuses from 500 on those that are true answers: not implemented, too much, HTTP 2."""


@cache
def routes() -> list[str]:
    """The paths of the written specification, with their variables in braces."""
    document = yaml.safe_load(files("kg.web").joinpath("openapi.yaml").read_bytes())
    return sorted(document["paths"])


def refused_or_answered(said: bytes, *, may_close: bool = False) -> None:
    found = statuses(said)
    assert found or may_close, "no answer"
    assert [status for status in found if status >= 500 and status not in NO_FAULTS] == []
    assert telltale(said) == ""


ANYTHING = st.one_of(st.binary(max_size=12), st.text(max_size=8).map(str.encode))
_escaped = ANYTHING.map(lambda some: quote_from_bytes(some, safe=""))
_scraps = st.text("%/.?#&=;:+@!$'()*,~[]{}|^`\\\"<> 0aZ\u3042", max_size=10)
_unescaped = _scraps.map(lambda some: quote(some, safe="%/.?#&=;:+@!$'()*,~[]{}|^`\\\"<>"))
SEGMENT = st.one_of(
    _escaped, _unescaped, st.sampled_from(["..", ".", "%00", "%2e%2e%2f", "region"])
)


@st.composite
def targets(draw: st.DrawFn) -> str:
    """A route with anything for its variables, and any query string."""
    path = re.sub("{[^}]*}", lambda _: draw(SEGMENT), draw(st.sampled_from(routes())))
    names = st.one_of(st.sampled_from(["query", "page", "lang", "timeout", "format"]), SEGMENT)
    pairs = draw(st.lists(st.tuples(names, SEGMENT), max_size=3))
    asked = "&".join(f"{name}={value}" for name, value in pairs)
    return f"{path}?{asked}" if asked else path


HEADERS = st.sampled_from(
    [
        "Accept",
        "Accept-Language",
        "Cookie",
        "If-None-Match",
        "If-Modified-Since",
        "If-Range",
        "Range",
        "Host",
        "Origin",
        "X-Forwarded-For",
        "X-Forwarded-Prefix",
        "Forwarded",
        "Authorization",
        "Content-Type",
    ]
)
_visible = st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=20)
_near = ["bytes=0-0,5-", "bytes=-", "bytes=9-1", "lang=ÿ", 'W/"', "*", "text/html;q=x", QUERY]
VALUE = st.one_of(_visible, st.sampled_from(_near)).map(lambda text: text.encode("latin-1"))
METHODS = st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "TRACE", "PATCH"])


@FUZZ_HTTP
@given(targets(), METHODS, st.lists(st.tuples(HEADERS, VALUE), max_size=3), ANYTHING)
def test_anything_in_every_part_of_a_request(
    fuzzed: Served, target: str, method: str, headers: list[tuple[str, bytes]], body: bytes
) -> None:
    lines = [f"{method} {target} HTTP/1.1".encode(), b"Host: 127.0.0.1", b"Connection: close"]
    lines += [name.encode() + b": " + value for name, value in headers]
    if body:
        lines.append(b"Content-Length: %d" % len(body))
    said = fuzzed.raw(b"\r\n".join([*lines, b"", body]))
    refused_or_answered(said, may_close=" " in target)


@FUZZ_HTTP
@given(st.binary(max_size=300))
def test_any_bytes_on_a_connection(fuzzed: Served, sent: bytes) -> None:
    refused_or_answered(fuzzed.raw(sent), may_close=True)


def sound(line: str, *headers: str, body: str = "") -> bytes:
    head = [f"{line} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers, "", body]
    return "\r\n".join(head).encode()


SOUND = (
    sound("GET /sparql?query=ASK%7B%7D", "Accept: text/csv"),
    sound("POST /sparql", f"Content-Type: {QUERY}", "Content-Length: 6", body="ASK {}"),
    sound("POST /sparql", f"Content-Type: {FORM}", "Content-Length: 13", body="query=ASK%7B}"),
    sound(
        "POST /sparql",
        f"Content-Type: {QUERY}",
        "Transfer-Encoding: chunked",
        body="3\r\nASK\r\n2\r\n{}\r\n0\r\n\r\n",
    ),
    sound("GET /dumps/sti-kg.nt.gz", "Range: bytes=0-9"),
)


@FUZZ_HTTP
@given(st.sampled_from(SOUND), st.data())
def test_a_sound_request_with_some_bytes_changed(
    fuzzed: Served, whole: bytes, data: st.DataObject
) -> None:
    sent = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        first = data.draw(st.integers(0, len(sent)))
        sent[first : first + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    refused_or_answered(fuzzed.raw(bytes(sent)), may_close=True)


_TERMS = [
    "SELECT",
    "ASK",
    "CONSTRUCT",
    "DESCRIBE",
    "WHERE",
    "FROM",
    "NAMED",
    "GRAPH",
    "OPTIONAL",
    "UNION",
    "MINUS",
    "FILTER",
    "BIND",
    "VALUES",
    "SERVICE",
    "GROUP",
    "BY",
    "ORDER",
    "LIMIT",
    "1",
    "1e999",
    "-1",
    "OFFSET",
    "COUNT(*)",
    "SUM(?x)",
    "DISTINCT",
    "REDUCED",
    "PREFIX",
    "BASE",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ".",
    ";",
    ",",
    "*",
    "?x",
    "?y",
    "$z",
    "<a:b>",
    "<../x>",
    "a:b",
    "_:b",
    "'ja'@ja",
    "'x'^^<t:t>",
    "/",
    "^",
    "|",
    "+",
    "!",
    "=",
    "<",
    "<<",
    ">>",
    "{|",
    "|}",
    "regex(?x,'(')",
    "IF(1,2,3)",
    "渋谷区",
    "\\u3042",
    "#",
]
_WORDS = st.sampled_from([*_TERMS, "\0", "'''x\ny'''", '"'])


@FUZZ_HTTP
@given(st.lists(_WORDS, max_size=14), st.sampled_from(["text/csv", "text/html", "*/*"]))
def test_any_words_are_a_query_or_refused(fuzzed: Served, words: list[str], accept: str) -> None:
    answer = fuzzed.get(f"/sparql?timeout=1&query={quote(' '.join(words))}", accept)
    assert answer.status in {200, 400, 403, 406, 501, 503}, answer.body
    assert telltale(answer.body) == ""
