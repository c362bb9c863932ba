"""Queries sent in each of the protocol's three ways, and what comes back as plain values."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from served import Answer, Request, Served

JSON = "application/sparql-results+json"
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
WAYS = ("get", "form", "direct")
Parameters = Iterable[tuple[str, str]]


def send(
    server: Served, query: str, dataset: Parameters = (), way: str = "get", accept: str = JSON
) -> Answer:
    """A query operation with the graphs that the request names."""
    headers = {"Accept": accept}
    if way == "get":
        return server.ask(Request(f"/sparql?{urlencode([('query', query), *dataset])}", headers))
    if way == "form":
        body = urlencode([("query", query), *dataset]).encode()
        return server.ask(Request("/sparql", {**headers, "Content-Type": FORM}, "POST", body))
    named = urlencode(list(dataset))
    headers["Content-Type"] = DIRECT
    path = f"/sparql?{named}" if named else "/sparql"
    return server.ask(Request(path, headers, "POST", query.encode()))


def rows(answer: Answer) -> list[dict[str, str]]:
    """The solutions, with the bare values of their terms."""
    assert (answer.status, answer.media_type) == (200, JSON), answer.body
    found: list[dict[str, dict[str, Any]]] = answer.document["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def number(answer: Answer) -> int:
    """The one number that was asked for, as ``?n``."""
    (row,) = rows(answer)
    return int(row["n"])
