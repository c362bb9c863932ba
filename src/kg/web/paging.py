"""Long lists in pages."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import request
from werkzeug.exceptions import NotFound

PAGE_SIZE: Final = 200


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a list stands: page ``number`` of ``last``, both from 1, and its neighbours' links."""

    number: int
    last: int
    previous: str
    next: str

    @property
    def offset(self) -> int:
        """How many entries come before this page."""
        return (self.number - 1) * PAGE_SIZE


def pages(total: int) -> Pages:
    """The page that the request's ``page`` parameter asks for.

    Args:
        total: entries of the whole list.

    Raises:
        NotFound: the list has no such page.
    """
    last = max(1, -(-total // PAGE_SIZE))
    asked = request.args.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 0
    if not 1 <= number <= last:
        raise NotFound
    return Pages(
        number,
        last,
        _link(number - 1) if number > 1 else "",
        _link(number + 1) if number < last else "",
    )


def _link(number: int) -> str:
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != "page"]
    return "?" + urlencode([*kept, ("page", number)])
