"""The body of a request: whole, or an error of the one who sent it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.exceptions import BadRequest

from kg.problems import Text

if sys.platform == "win32":  # gunicorn does not run there

    class MalformedBody(Exception):
        """Nothing raises it."""
else:
    from gunicorn.http.errors import (  # type: ignore[import-untyped]
        ParseException as MalformedBody,
    )


class BrokenBody(BadRequest):
    """A body that cannot be read to its end.

    Attributes:
        text: what is wrong with it, in both languages.
    """

    def __init__(self) -> None:
        self.text = Text(
            "本文が途中で切れているか、チャンクの形が正しくありません。",
            "The body breaks off, or its chunks are malformed.",
        )
        super().__init__(self.text.en)


@contextmanager
def whole_body() -> Iterator[None]:
    """Within, a body is read; gunicorn finds out only then that its chunks are none.

    Raises:
        BrokenBody: the chunks are malformed (RFC 9112 §7.1), or the sender left early.
    """
    try:
        yield
    except (MalformedBody, OSError) as error:
        raise BrokenBody from error
