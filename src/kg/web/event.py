"""What is known of a request when it is over: one dict, which every layer adds to."""

from collections.abc import MutableMapping
from typing import Any, Final
from wsgiref.types import WSGIEnvironment

KEY: Final = "kg.event"

Event = MutableMapping[str, Any]


def event(environ: WSGIEnvironment) -> Event:
    """The event of a request; a dict that nobody reads where no front is before the application.

    Inner layers set what they know of:

    - ``query``: 16 hexadecimal digits of the SHA-256 of the query's text
    - ``ms``: milliseconds in the engine, for the log, the metrics and the client's budget
    - ``rows``: of the result
    - ``outcome``: ``ok``, ``cached``, ``not-modified``, or the problem's short name
    """
    found: Event = environ.get(KEY, {})
    return found
