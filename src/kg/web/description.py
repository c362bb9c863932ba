"""The description of the SPARQL service, as the client sees it (SPARQL 1.1 Service Description).

A release describes its endpoint at the public address it was built for. Who asks at another address
is told of the endpoint at that one.
"""

from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox
from flask import Response, request

from kg.companion import Companions
from kg.companion.describe import served
from kg.iris import expand
from kg.web.formats import Format, serialize

Term = TypeVar("Term")
_ENDPOINT = ox.NamedNode(expand("sd:endpoint"))


def described(release: Path, companions: Companions, form: Format) -> Response:
    """The description in a format.

    Args:
        release: folder that holds ``service.ttl``.
        companions: whose graphs the endpoint has beside the release's.
        form: the format.
    """
    found = [q.triple for q in ox.parse(path=release / "service.ttl", format=ox.RdfFormat.TURTLE)]
    triples = readdressed(found, request.base_url) + served(companions, request.base_url)
    return Response(serialize(triples, form), content_type=form.content_type)


def readdressed(triples: list[ox.Triple], address: str) -> list[ox.Triple]:
    """The same description for an endpoint at another address."""
    ends = (t.object for t in triples if t.predicate == _ENDPOINT)
    written = next(end.value for end in ends if isinstance(end, ox.NamedNode))
    return [
        ox.Triple(
            _moved(triple.subject, written, address),
            triple.predicate,
            _moved(triple.object, written, address),
        )
        for triple in triples
    ]


def _moved(term: Term, written: str, address: str) -> Term | ox.NamedNode:
    if not isinstance(term, ox.NamedNode):
        return term
    if term.value != written and not term.value.startswith(f"{written}#"):
        return term
    return ox.NamedNode(address + term.value[len(written) :])
