"""Where the metadata of a file is: overriding, linked, site-wide, default places.

Source: tabular-data-model, section 5. The places are tried in that order; a document that does not
speak of the file is passed over with a warning.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit, urlunsplit

from uritemplate import URITemplate

from .fetch import Library, Response

_MEDIA_TYPES = frozenset({"application/csvm+json", "application/ld+json", "application/json"})
_DEFAULT_PLACES = ("{+url}-metadata.json", "csv-metadata.json")
_LINK = re.compile(
    r'<(?P<url>[^>]*)>(?P<parameters>(?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^",;\s]*))*)'
)
_PARAMETER = re.compile(r';\s*([\w*-]+)\s*=\s*(?:"([^"]*)"|([^",;\s]*))')


def candidates(url: str, library: Library) -> Iterator[str]:
    """URLs of documents that may describe the file, in the order of precedence."""
    response = library.response(url)
    if response is not None:
        yield from linked(response)
    bare = url.partition("#")[0]
    for template in _places(url, library):
        place = URITemplate(template).expand(url=_without_query(bare))
        yield urljoin(url, place)


def _without_query(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(query=""))


def linked(response: Response) -> Iterator[str]:
    """Targets of ``Link`` headers with ``rel="describedby"`` and a media type of metadata."""
    for header in response.links:
        for found in _LINK.finditer(header):
            parameters = {
                name.lower(): quoted or plain
                for name, quoted, plain in _PARAMETER.findall(found["parameters"])
            }
            relations = parameters.get("rel", "").lower().split()
            kind = parameters.get("type", "").partition(";")[0].strip().lower()
            if "describedby" in relations and kind in _MEDIA_TYPES:
                yield urljoin(response.url, found["url"])


def _places(url: str, library: Library) -> tuple[str, ...]:
    """The templates of the site (``/.well-known/csvm``), or the default ones."""
    if urlsplit(url).scheme in ("http", "https") and library.path(url) is None:
        body = library.find(urljoin(url, "/.well-known/csvm"))
        if body is not None:
            lines = body.decode("utf-8", "replace").splitlines()
            return tuple(line.strip() for line in lines if line.strip())
    return _DEFAULT_PLACES


def same_url(one: str, other: str) -> bool:
    """Whether two URLs are the same after syntax- and scheme-based normalisation (RFC 3986).

    >>> same_url("HTTP://Example.org:80/a%7Eb", "http://example.org/a~b")
    True
    """
    return normalized(one) == normalized(other)


_UNRESERVED = re.compile("%([0-9A-Fa-f]{2})")
_PORTS = {"http": ":80", "https": ":443"}


def normalized(url: str) -> str:
    """A URL in normal form: lower-case scheme and host, no default port, no needless escapes."""
    parts = urlsplit(urljoin(url, url))
    scheme, host = parts.scheme.lower(), parts.netloc.lower()
    host = host.removesuffix(_PORTS.get(scheme, "\0"))
    path = parts.path or ("/" if host else "")
    plain = urlunsplit((scheme, host, path, parts.query, parts.fragment))
    return _UNRESERVED.sub(_unescaped, plain)


def _unescaped(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    plain = character.isascii() and (character.isalnum() or character in "-._~")
    return character if plain else found[0].upper()
