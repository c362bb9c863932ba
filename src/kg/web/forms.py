"""In which form a query is answered: a page, or one of the media types that fit the query."""

from typing import Final

from kg.store import Kind, Query, media_types
from kg.web.asking import Asked
from kg.web.negotiation import NothingAcceptable, liked, names

_HTML: Final = "text/html"
_ALIASES: Final = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
"""Plain media types by which some clients ask for results."""

_SHORT: Final = {
    "json": ("application/sparql-results+json", "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "ttl": ("text/turtle",),
    "nt": ("application/n-triples",),
    "rdf": ("application/rdf+xml",),
    "jsonld": ("application/ld+json",),
    "nq": ("application/n-quads",),
    "trig": ("application/trig",),
}
"""What ``format`` may name beside a media type itself."""


def wants_page(asked: Asked, query: Query, accept: str | None) -> bool:
    """Whether a browser asks: it names HTML, and likes no form of results as much."""
    if asked.format or not names(accept, _HTML):
        return False
    # What comes first wins a tie; browsers name plain XML, and mean pages by it.
    results = (*media_types(query.kind), "application/json")
    return liked(accept, (*results, _HTML, *_ALIASES)) == _HTML


def media_type(asked: Asked, query: Query, accept: str | None) -> str:
    """The media type that data are asked for in, as the client calls it.

    Raises:
        NothingAcceptable: none fits.
    """
    offered = media_types(query.kind)
    if asked.format:
        wished = {asked.format, *_SHORT.get(asked.format, ())}
        chosen = next((name for name in offered if name in wished), None)
    elif query.kind is Kind.GRAPH or names(accept, _HTML):
        # A browser names XML among what it accepts, and means pages by it.
        chosen = liked(accept, offered)
    else:
        offered = (*offered, *_ALIASES)
        chosen = liked(accept, offered)
    if chosen is None:
        raise NothingAcceptable(offered)
    return chosen


def proper(name: str) -> str:
    """What the engine calls a media type."""
    return _ALIASES.get(name, name)
