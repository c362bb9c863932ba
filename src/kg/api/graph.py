"""The graph as Python sees it: rows, truth values, descriptions, exports."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol

import pyoxigraph as ox

from kg.api.rows import Rows
from kg.closing import Closing
from kg.description import description_query
from kg.iris import PREFIXES, Iris, expand, shrink
from kg.jsonld import document
from kg.problems import KgError, Text
from kg.store import Form, Kind, inspect

_RESULTS: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples"
_EVERYTHING: Final = "CONSTRUCT WHERE { ?subject ?property ?value }"


class WrongForm(KgError):
    """A query of one form was given where another is needed."""

    def __init__(self, form: Form, wanted: Kind) -> None:
        method = {Kind.BINDINGS: "query", Kind.BOOLEAN: "ask", Kind.GRAPH: "construct"}
        right = method[form.kind]
        self.text = Text(
            f"{form} は {method[wanted]}() ではなく {right}() で問い合わせてください。",
            f"{form} queries are asked with {right}(), not with {method[wanted]}()",
        )
        super().__init__(self.text.en)


class UnknownFormat(KgError):
    """No RDF format is known by that suffix."""

    def __init__(self, suffix: str) -> None:
        known = ", ".join(sorted(_WRITERS))
        super().__init__(f"no format has the suffix {suffix!r}; known: {known}")


class Asker(Protocol):
    """Whatever can answer a query: a local engine, or an endpoint elsewhere."""

    def ask(self, text: str, media_type: str, seconds: float) -> bytes:
        """The whole answer in the media type, or the error that stopped it."""
        ...

    def close(self) -> None:
        """Lets go of processes and connections."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a source that a fact leads to.

    Attributes:
        iri: of the passage.
        words: as printed; empty for a place in a register.
        place: label of the passage in Japanese and English.
    """

    iri: str
    words: str
    place: dict[str, str]


class Description:
    """What the graph says of one resource, with the passages that say it.

    Attributes:
        iri: the resource.
        triples: its own, those of its passages, and the names of what it refers to.
    """

    def __init__(self, iri: str, triples: list[ox.Triple]) -> None:
        self.iri, self.triples = iri, triples

    def _of(self, iri: str, name: str) -> Iterator[ox.NamedNode | ox.BlankNode | ox.Literal]:
        property_ = expand(name)
        for triple in self.triples:
            if _is(triple.subject, iri) and triple.predicate.value == property_:
                yield triple.object  # type: ignore[misc]  # RDF 1.1 has no triples as objects

    def _texts(self, iri: str, name: str) -> dict[str, str]:
        return {
            term.language or "": term.value
            for term in self._of(iri, name)
            if isinstance(term, ox.Literal)
        }

    @cached_property
    def labels(self) -> dict[str, str]:
        """Its names by language."""
        return self._texts(self.iri, "rdfs:label")

    @cached_property
    def facts(self) -> dict[str, list[str]]:
        """Prefixed name or IRI of each property → its values, sorted: IRIs, texts of literals."""
        found: dict[str, list[str]] = {}
        for triple in self.triples:
            if _is(triple.subject, self.iri):
                name = shrink(triple.predicate.value)
                found.setdefault(name, []).append(_text(triple.object))
        return {name: sorted(values) for name, values in sorted(found.items())}

    @cached_property
    def quotations(self) -> list[Quotation]:
        """The passages that it is quoted from or has as primary source, in the order of IRIs."""
        passages = {
            passage.value
            for name in ("prov:wasQuotedFrom", "prov:hadPrimarySource")
            for passage in self._of(self.iri, name)
        }
        return [
            Quotation(
                passage,
                next(iter(self._texts(passage, "sti:words").values()), ""),
                self._texts(passage, "rdfs:label"),
            )
            for passage in sorted(passages)
        ]

    def __bool__(self) -> bool:
        return bool(self.triples)


def _is(subject: object, iri: str) -> bool:
    return isinstance(subject, ox.NamedNode) and subject.value == iri


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


class Graph(Closing):
    """A knowledge graph to ask: a release, an RDF file, or an endpoint elsewhere.

    A context manager; made by :func:`kg.open`.

    Args:
        asker: answers the queries.
        iris: of the graph's base.
        seconds: default limit of time for a query.
    """

    def __init__(self, asker: Asker, iris: Iris, *, seconds: float = 30.0) -> None:
        self._asker, self.iris, self.seconds = asker, iris, seconds

    def _ask(self, text: str, media_type: str, seconds: float | None) -> bytes:
        return self._asker.ask(text, media_type, self.seconds if seconds is None else seconds)

    def query(self, text: str, *, seconds: float | None = None) -> Rows:
        """The rows of a SELECT query.

        Raises:
            QueryError: the query is malformed, refused, or met a limit (of this machine's engine).
            EndpointError: likewise, of an endpoint elsewhere.
            WrongForm: the query is not a SELECT.
        """
        _expect(text, Kind.BINDINGS)
        return Rows.from_json(self._ask(text, _RESULTS, seconds))

    def ask(self, text: str, *, seconds: float | None = None) -> bool:
        """The truth value of an ASK query; raises as :meth:`query` does."""
        _expect(text, Kind.BOOLEAN)
        answer = ox.parse_query_results(
            self._ask(text, _RESULTS, seconds), format=ox.QueryResultsFormat.JSON
        )
        return bool(answer)

    def construct(self, text: str, *, seconds: float | None = None) -> list[ox.Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query; raises as :meth:`query` does."""
        _expect(text, Kind.GRAPH)
        body = self._ask(text, _TRIPLES, seconds)
        return [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)]

    def iri(self, resource: str) -> str:
        """The IRI of a resource given as IRI or as ``kind/key``."""
        if "://" in resource:
            return resource
        return self.iris.resource(*resource.split("/", 1))

    def describe(self, resource: str) -> Description:
        """What the graph says of a resource; false where it says nothing.

        Args:
            resource: an IRI, or ``kind/key`` such as ``region/131130``.
        """
        iri = self.iri(resource)
        return Description(iri, self.construct(description_query(iri)))

    def export(
        self, target: str | Path, resource: str | None = None, *, seconds: float | None = None
    ) -> Path:
        """Write the whole graph, or one resource's description, to a file.

        Args:
            target: its suffix chooses the format: ttl, nt, rdf, jsonld (compact, self-contained).
            resource: an IRI or ``kind/key``; None for everything.
            seconds: limit of time.

        Raises:
            UnknownFormat: no format has that suffix.
        """
        path = Path(target)
        write = _WRITERS.get(path.suffix.removeprefix("."))
        if write is None:
            raise UnknownFormat(path.suffix)
        iri = self.iri(resource) if resource else None
        triples = self.construct(description_query(iri) if iri else _EVERYTHING, seconds=seconds)
        path.write_bytes(write(sorted(triples, key=str), iri))
        return path

    def close(self) -> None:
        """Ends what the graph started; a closed graph answers no more."""
        self._asker.close()


def _expect(text: str, kind: Kind) -> None:
    query = inspect(text)
    if query.kind is not kind:
        raise WrongForm(query.form, kind)


def _serializer(form: ox.RdfFormat) -> Callable[[list[ox.Triple], str | None], bytes]:
    def write(triples: list[ox.Triple], _: str | None) -> bytes:
        return ox.serialize(triples, format=form, prefixes=dict(PREFIXES)) or b""

    return write


_WRITERS: Final[dict[str, Callable[[list[ox.Triple], str | None], bytes]]] = {
    "ttl": _serializer(ox.RdfFormat.TURTLE),
    "nt": _serializer(ox.RdfFormat.N_TRIPLES),
    "rdf": _serializer(ox.RdfFormat.RDF_XML),
    "jsonld": document,
}
