"""Leave for pages of other sites to ask this server: every answer, errors too (Fetch, CORS)."""

from flask import Flask, Response, request

_HEADERS = "Accept, Accept-Language, Content-Type, If-None-Match, If-Range, Range"
_DAY = str(24 * 3600)


def install(app: Flask) -> None:
    """Adds the headers to every answer of an application."""
    app.after_request(_allow)


def _allow(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "*"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "")
        response.headers["Access-Control-Allow-Headers"] = _HEADERS
        response.headers["Access-Control-Max-Age"] = _DAY
    return response
