"""An answer as a page: a table of bindings, a word for yes or no, or a graph in Turtle.

The whole answer is read, so that its rows are counted and the limit of its size holds; what the
page does not show is dropped as it comes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeAlias
from urllib.parse import urlencode

import pyoxigraph as ox

from kg.iris import expand, shrink
from kg.store import Kind
from kg.web.asking import Asked
from kg.web.links import Links

SHOWN_LINES: Final = 1000
"""How many rows, or lines of Turtle, a page shows at most."""
SHOWN_BYTES: Final = 4 * 1024**2
"""How much of an answer as TSV or Turtle a page shows at most."""

READ_AS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.BINDINGS: "text/tab-separated-values",
        Kind.BOOLEAN: "application/sparql-results+json",
        Kind.GRAPH: "text/turtle",
    }
)
"""The media type that the page of an answer is made from: one row or one line after the other."""

_TABLES: Final = (("CSV", "csv"), ("TSV", "tsv"), ("JSON", "json"), ("XML", "xml"))
_GRAPHS: Final = (("Turtle", "ttl"), ("JSON-LD", "jsonld"), ("RDF/XML", "rdf"), ("N-Triples", "nt"))
_PLAIN: Final = frozenset({expand("xsd:string"), expand("rdf:langString")})
_NUMBERS: Final = frozenset(
    expand(f"xsd:{name}") for name in ("integer", "decimal", "double", "float", "int", "long")
)

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Cell:
    """A term of a row.

    Attributes:
        text: the literal's lexical form as it is, or the IRI in short.
        lang: the literal's language tag, empty where it has none.
        href: where it leads, empty for plain text.
        external: whether ``href`` leaves this server.
        title: the whole IRI, or the literal's datatype where that is no plain text.
        code: whether it is a name for programs rather than words.
        number: whether it is a number.
    """

    text: str
    lang: str = ""
    href: str = ""
    external: bool = False
    title: str = ""
    code: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """What the page shows of an answer.

    Attributes:
        kind: table, truth value or graph.
        truth: the truth value.
        variables: heads of the table's columns.
        rows: the table's first rows; None for what is not bound.
        turtle: the graph's first lines.
        shown: how many rows or lines the page shows.
        total: how many the answer has.
    """

    kind: Kind
    truth: bool = False
    variables: list[str] = field(default_factory=list)
    rows: list[list[Cell | None]] = field(default_factory=list)
    turtle: str = ""
    shown: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Download:
    """The same answer in one format."""

    href: str
    name: str
    file: str


def results_page(kind: Kind, chunks: Iterable[bytes], links: Links) -> ResultsPage:
    """The page of an answer.

    Args:
        kind: what the answer holds.
        chunks: the answer in the media type that ``READ_AS`` has for the kind.
        links: where IRIs lead.

    Raises:
        QueryError, EngineUnavailable: as reading the chunks does.
    """
    if kind is Kind.BOOLEAN:
        found = ox.parse_query_results(b"".join(chunks), format=ox.QueryResultsFormat.JSON)
        return ResultsPage(kind, truth=bool(found))
    if kind is Kind.GRAPH:
        lines, total = _first_lines(chunks, SHOWN_LINES)
        return ResultsPage(kind, turtle=b"".join(lines).decode(), shown=len(lines), total=total)
    return _table(chunks, links)


def _first_lines(chunks: Iterable[bytes], limit: int) -> tuple[list[bytes], int]:
    """The first lines of a text with their ends, as many as a page shows, and how many it has."""
    head, total = bytearray(), 0
    for chunk in chunks:
        if total < limit and len(head) < SHOWN_BYTES:
            head += chunk
        total += chunk.count(b"\n")
    whole = bytes(head[:SHOWN_BYTES]).split(b"\n")[:-1]
    return [line + b"\n" for line in whole[:limit]], total


def _table(chunks: Iterable[bytes], links: Links) -> ResultsPage:
    # In TSV a row is a line, whatever its literals hold; the first line names the variables.
    lines, total = _first_lines(chunks, SHOWN_LINES + 1)
    found = ox.parse_query_results(b"".join(lines), format=ox.QueryResultsFormat.TSV)
    assert isinstance(found, ox.QuerySolutions)
    variables = [variable.value for variable in found.variables]
    rows = [[None if term is None else _cell(term, links) for term in row] for row in found]
    return ResultsPage(
        Kind.BINDINGS, variables=variables, rows=rows, shown=len(rows), total=total - 1
    )


def _cell(term: Term, links: Links) -> Cell:
    if isinstance(term, ox.NamedNode):
        href, external = links.to(term.value)
        return Cell(_short(term.value, links), "", href, external, title=term.value, code=True)
    if isinstance(term, ox.Literal):
        return _literal(term, links)
    return Cell(str(term), code=True)


def _literal(literal: ox.Literal, links: Links) -> Cell:
    datatype = literal.datatype.value
    href, external = links.to(literal.value) if datatype == expand("xsd:anyURI") else ("", False)
    return Cell(
        literal.value,
        literal.language or "",
        href,
        external,
        title="" if datatype in _PLAIN else shrink(datatype),
        number=datatype in _NUMBERS,
    )


def _short(iri: str, links: Links) -> str:
    """``kind/key`` for a resource, a path for what else is under the base, else a prefixed name."""
    name = links.iris.parse(iri)
    if name is not None:
        return f"{name.kind}/{name.key}"
    short = shrink(iri)
    return short if short != iri else iri.removeprefix(links.iris.base) or iri


def address(asked: Asked, root: str, **more: str) -> str:
    """The path that asks the same again, with more parameters."""
    return f"{root}/sparql?{urlencode([('query', asked.query), *asked.kept, *more.items()])}"


def downloads(asked: Asked, kind: Kind, root: str) -> list[Download]:
    """Links to the whole of an answer, for programs and spreadsheets."""
    offered = _GRAPHS if kind is Kind.GRAPH else _TABLES
    return [
        Download(address(asked, root, format=short), name, f"result.{short}")
        for name, short in offered
    ]
