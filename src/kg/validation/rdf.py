"""Serializing to bytes."""

from collections.abc import Iterable, Mapping
from typing import cast

import pyoxigraph as ox


def serialized(
    triples: Iterable[ox.Triple], form: ox.RdfFormat, prefixes: Mapping[str, str] | None = None
) -> bytes:
    """Triples in a format of RDF, in the order given."""
    body = ox.serialize(triples, format=form, prefixes=dict(prefixes or {}))
    return cast("bytes", body)  # None only when an output is given
