"""Classes of routes, by which requests are counted: few, whatever clients ask for."""

from typing import Final

_KNOWN: Final = frozenset(
    {
        "catalog", "context.jsonld", "data", "dataset", "dumps", "graph", "healthz", "id", "kind",
        "linksets", "ontology", "openapi.yaml", "page", "readyz", "release", "releases", "sparql",
        "static", ".well-known",
    }
)  # fmt: skip


def route_of(path: str) -> str:
    """The class of a path.

    >>> [route_of(path) for path in ("/", "/sparql", "/page/region/131130", "/catalog.ttl", "/x")]
    ['home', 'sparql', 'page', 'catalog', 'other']
    >>> route_of("/releases/2020-03-31-abcdef0123/sparql")
    'sparql'
    """
    first = path[1:].partition("/")[0]
    if first in _KNOWN:
        return "sparql" if first == "releases" and path.endswith("/sparql") else first
    if path == "/":
        return "home"
    stem = first.partition(".")[0]
    return stem if stem in _KNOWN else "other"
