"""Which media type to answer in (RFC 9110 §12)."""

from collections.abc import Sequence

from flask import Request as FlaskRequest
from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable
from werkzeug.utils import cached_property

from kg.problems import Text


class Request(FlaskRequest):
    """A request in which no Accept header means that every media type will do."""

    @cached_property
    def accept_mimetypes(self) -> MIMEAccept:
        """What the client accepts."""
        found = super().accept_mimetypes
        return found if found.provided else MIMEAccept([("*/*", 1)])


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
    chosen: str | None = request.accept_mimetypes.best_match(offered)
    if chosen is None:
        raise NothingAcceptable(offered)
    return chosen
