"""JSON-LD 1.1 in the project's own words: compact, deterministic, with the context inside.

A document needs nothing from the network to be read: the context stands in it, and the same context
is published as ``context.jsonld``.
"""

from kg.jsonld.context import CONTEXT, Context, context_document
from kg.jsonld.nodes import QuotedTripleError
from kg.jsonld.writer import CLOSING, MEDIA_TYPE, SEPARATOR, document, opening, stream

__all__ = [
    "CLOSING",
    "CONTEXT",
    "MEDIA_TYPE",
    "SEPARATOR",
    "Context",
    "QuotedTripleError",
    "context_document",
    "document",
    "opening",
    "stream",
]
