"""Classes of routes, by which requests are counted: few, whatever clients ask for."""

from typing import Final

_KNOWN: Final = frozenset(
    {
        "catalog", "context.jsonld", "data", "dataset", "dumps", "graph", "healthz", "id", "kind",
        "linksets", "ontology", "openapi.yaml", "page", "readyz", "reconcile", "release",
        "releases", "sparql", "static", ".well-known",
    }
)  # fmt: skip


_BATCHES: Final = ("", "ja", "en")
"""What follows ``/reconcile/`` where batches are answered."""


def route_of(path: str) -> str:
    """The class of a path.

    >>> [route_of(path) for path in ("/", "/sparql", "/page/region/131130", "/catalog.ttl", "/x")]
    ['home', 'sparql', 'page', 'catalog', 'other']
    >>> route_of("/releases/2020-03-31-abcdef0123/sparql")
    'sparql'

    Batches for reconciliation count apart from what is small, suggestions and views.

    >>> [route_of(f"/reconcile{rest}") for rest in ("", "/ja", "/suggest/entity", "/en/preview")]
    ['reconcile', 'reconcile', 'suggest', 'suggest']
    """
    first, _, rest = path[1:].partition("/")
    if first == "releases":
        return _of_release(rest.partition("/")[2])
    if first == "reconcile":
        return "reconcile" if rest in _BATCHES else "suggest"
    if first in _KNOWN:
        return first
    if path == "/":
        return "home"
    stem = first.partition(".")[0]
    return stem if stem in _KNOWN else "other"


def _of_release(path: str) -> str:
    """Queries and batches to an earlier release cost as much as any."""
    first, _, rest = path.partition("/")
    return first if path == "sparql" or (first == "reconcile" and rest in _BATCHES) else "releases"
