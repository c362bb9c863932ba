"""A page for people, drawn only for those who do not have it already."""

from collections.abc import Callable
from typing import Final

from flask import Response

from kg.web.conditional import not_modified, tagged

CONTENT_TYPE: Final = "text/html; charset=utf-8"


def page_of(draw: Callable[[], str]) -> Response:
    """The page that a function draws, or 304 where the client's copy is the same."""
    unchanged = not_modified(by_language=True)
    response = Response("" if unchanged else draw(), content_type=CONTENT_TYPE)
    return tagged(response, by_language=True, not_modified=unchanged)
