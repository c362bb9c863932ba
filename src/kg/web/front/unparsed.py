"""Answers to what the server's parser refuses, or that never becomes a whole request.

They go through the front like any other, so that they have an identifier, stand in the log, and say
what is wrong in the same shape.
"""

import io
import re
import sys
from typing import Any, Final
from wsgiref.types import WSGIApplication, WSGIEnvironment

from werkzeug.exceptions import HTTPException

from kg.web.front.headers import Headers

REFUSAL: Final = "kg.refusal"
"""Where the environment has the error that the front is to answer with."""

_FIRST_LINE: Final = re.compile(rb"(?:\r\n)?([A-Z]{3,16}) ([\x21-\x7e]+) HTTP/1\.[01]\r\n")
_HEADER: Final = re.compile(
    rb"^(accept|accept-language|x-forwarded-for|x-forwarded-proto):[ \t]*([\x20-\x7e]*)",
    re.IGNORECASE | re.MULTILINE,
)


def raw_refusal(app: WSGIApplication, error: HTTPException, head: bytes, peer: str) -> bytes:
    """The bytes of an answer after which the connection ends.

    Args:
        app: the application behind its front.
        error: what is wrong.
        head: what has come in; as much as can be read of it tells language and path.
        peer: the address at the other end of the connection.
    """
    environ = _environ(head, peer)
    environ[REFUSAL] = error
    started: list[tuple[str, Headers]] = []

    def start_response(status: str, headers: Headers, exc_info: Any = None) -> Any:
        del exc_info
        started[:] = [(status, headers)]

    chunks = app(environ, start_response)
    try:
        body = b"".join(chunks)
    finally:
        getattr(chunks, "close", lambda: None)()
    [(status, headers)] = started
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body


def _environ(head: bytes, peer: str) -> WSGIEnvironment:
    line = _FIRST_LINE.match(head)
    method, target = (part.decode("ascii") for part in line.groups()) if line else ("GET", "/")
    path, _, query = target.partition("?")
    headers = {
        "HTTP_" + name.decode("ascii").upper().replace("-", "_"): value.decode("ascii")
        for name, value in _HEADER.findall(head)
    }
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "RAW_URI": target,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": peer,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **headers,
    }
