"""The client's connection under gunicorn: at its end the client has left."""

import select
import socket
from collections.abc import Callable
from functools import partial
from wsgiref.types import WSGIEnvironment


def gone_test(environ: WSGIEnvironment) -> Callable[[], bool] | None:
    """What tells whether the client of a request has left; None where nothing can."""
    link = environ.get("gunicorn.socket")
    return partial(_gone, link) if isinstance(link, socket.socket) else None


def _gone(link: socket.socket) -> bool:
    try:
        readable, _, _ = select.select([link], [], [], 0)
        return bool(readable) and link.recv(1, socket.MSG_PEEK) == b""
    except (OSError, ValueError):
        return True
