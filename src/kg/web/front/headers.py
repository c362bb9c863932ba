"""What every answer carries: what browsers may do with it, and leave for other sites to read it."""

from typing import Final

Headers = list[tuple[str, str]]

_DAY: Final = str(24 * 3600)

POLICY: Final = "Content-Security-Policy"

GUARDS: Final[Headers] = [
    (
        POLICY,
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'self'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),  # addresses of queries tell what somebody works on
    ("Cross-Origin-Resource-Policy", "cross-origin"),  # open data: anybody may embed it
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "*"),
]
"""Of every answer, data and errors included: XML and SVG run scripts in browsers too."""

PAGE_GUARDS: Final[Headers] = [
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
]
"""Of pages beside those: what means nothing for data, where the server's checks would only cost."""

_ASKED: Final = "Accept, Accept-Language, Content-Type, If-None-Match, If-Range, Range"


def with_guards(headers: Headers, method: str, request_id: str) -> Headers:
    """An answer's headers and those of every answer (Fetch standard, HTTP-network protocol).

    An answer that states a policy of its own says thereby who may frame it, too.
    """
    own = any(name == POLICY for name, _ in headers)
    named = [*headers, *(GUARDS[1:] if own else GUARDS), ("X-Request-Id", request_id)]
    if any(value.startswith("text/html") for name, value in headers if name == "Content-Type"):
        named += PAGE_GUARDS[1:] if own else PAGE_GUARDS
    if method == "OPTIONS":
        allowed = next((value for name, value in headers if name.lower() == "allow"), "")
        named += [
            ("Access-Control-Allow-Methods", allowed),
            ("Access-Control-Allow-Headers", _ASKED),
            ("Access-Control-Max-Age", _DAY),
        ]
    return named
