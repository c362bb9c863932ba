"""Which media type to answer in (RFC 9110 §12)."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from flask import Request as FlaskRequest
from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable
from werkzeug.http import parse_accept_header
from werkzeug.utils import cached_property

from kg.problems import Text

_REMEMBERED: Final = 256
"""So many headers are remembered with what they say: clients repeat theirs with each request."""


class Request(FlaskRequest):
    """A request in which no Accept header means that every media type will do."""

    @cached_property
    def accept_mimetypes(self) -> MIMEAccept:
        """What the client accepts."""
        return accepted(self.headers.get("Accept"))


class NothingAcceptable(NotAcceptable):
    """The client accepts none of the media types there are.

    Attributes:
        text: which there are, in both languages.
        extensions: the same as data, for the problem document.
    """

    def __init__(self, offered: Sequence[str]) -> None:
        listed = ", ".join(offered)
        self.text = Text(f"提供できる形式：{listed}", f"The media types there are: {listed}")
        self.extensions = {"offered": list(offered)}
        super().__init__(self.text.en)


def best(offered: Sequence[str]) -> str:
    """The offered media type that the client likes best; the first of those it likes equally.

    Raises:
        NothingAcceptable: it accepts none.
    """
    chosen = liked(request.headers.get("Accept"), tuple(offered))
    if chosen is None:
        raise NothingAcceptable(offered)
    return chosen


@lru_cache(_REMEMBERED)
def liked(accept: str | None, offered: tuple[str, ...]) -> str | None:
    """The same for the value of a header; None where none is accepted."""
    chosen: str | None = accepted(accept).best_match(offered)
    return chosen


def names(accept: str | None, media_type: str) -> bool:
    """Whether a header names this very media type among those that are accepted."""
    return media_type in accepted(accept).values()


@lru_cache(_REMEMBERED)
def accepted(accept: str | None) -> MIMEAccept:
    """What the value of a header accepts: everything where there is none."""
    found = parse_accept_header(accept, MIMEAccept)
    return found if found.provided else MIMEAccept([("*/*", 1)])
