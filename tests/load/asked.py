"""What the soak asks, each question with its right answer in either release."""

import csv
import io
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlencode

import pyoxigraph as ox

from load.oracle import LABEL, TYPE, Oracle, Row, Term, Triple, integer
from served import Answer, Request, Served

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
RESULTS = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/tab-separated-values",
    "text/csv",
)
GRAPHS = (
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/n-quads",
    "application/trig",
)
RESIDENTS = "<https://w3id.org/sti-kg/id/dataset/residents-2019-01-01>"
SAPPORO = "<https://w3id.org/sti-kg/id/observation/residents-2019-01-01-011002>"
"""An observation that the second release states otherwise."""
REGISTER = "https://w3id.org/sti-kg/graph/register/"

Right = Callable[[Answer], bool]
"""Whether an answer is the right one."""


class Asking(NamedTuple):
    """One request, and for each release whether an answer is its right one."""

    request: Request
    rights: Sequence[Right]


class Question(Protocol):
    """Something that can be asked again and again."""

    @property
    def name(self) -> str:
        """The kind of question, by which answers are counted."""

    def asking(self, chance: random.Random) -> Asking:
        """A request of this kind, its form left to chance."""


def as_rows(answer: Answer) -> "Counter[Row]":
    """The solutions of a table of bindings, each with how often it stands there."""
    if answer.media_type == "text/csv":
        return Counter(
            tuple(row) for row in list(csv.reader(io.StringIO(answer.body.decode())))[1:]
        )
    form = ox.QueryResultsFormat.from_media_type(answer.media_type)
    assert form is not None, answer.media_type
    found = ox.parse_query_results(answer.body, form)
    assert isinstance(found, ox.QuerySolutions)
    return Counter(
        tuple(None if term is None else str(term) for term in solution) for solution in found
    )


def as_graph(answer: Answer) -> frozenset[Triple]:
    """The statements of a graph."""
    form = ox.RdfFormat.from_media_type(answer.media_type)
    assert form is not None, answer.media_type
    return frozenset(
        Triple(str(quad.subject), str(quad.predicate), str(quad.object))
        for quad in ox.parse(answer.body, form)
    )


def bare(term: Term | None) -> str:
    """A term as CSV has it."""
    if term is None:
        return ""
    if term.startswith("<"):
        return term[1:-1]
    literal = next(iter(ox.parse(f"<a:a> <a:a> {term} .".encode(), ox.RdfFormat.N_TRIPLES))).object
    assert isinstance(literal, ox.Literal)
    return literal.value


def _rows_are(rows: "Counter[Any]") -> Right:
    texts: Counter[Row] = Counter()
    for row, times in rows.items():
        texts[tuple(bare(term) for term in row)] += times

    def right(answer: Answer) -> bool:
        expected = texts if answer.media_type == "text/csv" else rows
        return answer.status == 200 and as_rows(answer) == expected

    return right


def _graph_is(graph: frozenset[Triple]) -> Right:
    return lambda answer: answer.status == 200 and as_graph(answer) == graph


@dataclass(frozen=True)
class Query:
    """A query, sent by GET, as a form or as a body; in any format; as asked before or as unseen."""

    name: str
    text: str
    formats: Sequence[str]
    rights: Sequence[Right]
    dataset: Sequence[tuple[str, str]] = ()

    def asking(self, chance: random.Random) -> Asking:
        """A request of this kind, its form left to chance."""
        unseen = f"\n#{chance.getrandbits(48):x}" if chance.random() < 0.5 else ""
        text, headers = self.text + unseen, {"Accept": chance.choice(self.formats)}
        match chance.randrange(3):
            case 0:
                return Asking(Request(self._address(("query", text)), headers), self.rights)
            case 1:
                body = urlencode([("query", text), *self.dataset]).encode()
                headers["Content-Type"] = FORM
                return Asking(Request("/sparql", headers, "POST", body), self.rights)
            case _:
                headers["Content-Type"] = f"{DIRECT}; charset=utf-8"
                request = Request(self._address(), headers, "POST", text.encode())
                return Asking(request, self.rights)

    def _address(self, *more: tuple[str, str]) -> str:
        asked = urlencode([*more, *self.dataset])
        return f"/sparql?{asked}" if asked else "/sparql"


@dataclass(frozen=True)
class Document:
    """A page, a description, a file: at times asked for only if it has changed.

    Attributes:
        quiet: what each release answered before the load.
        accept: the media type asked for.
    """

    name: str
    path: str
    quiet: Sequence[Answer]
    accept: str = "*/*"

    def asking(self, chance: random.Random) -> Asking:
        """A request of this kind, conditional or not."""
        headers = {"Accept": self.accept, "Accept-Language": "ja"}
        held = chance.choice(self.quiet).headers.get("ETag") if chance.random() < 0.4 else None
        if held is not None:
            headers["If-None-Match"] = held
        rights = [_document_is(answer, held) for answer in self.quiet]
        return Asking(Request(self.path, headers), rights)


def _document_is(quiet: Answer, held: str | None) -> Right:
    if held is not None and held == quiet.headers.get("ETag"):
        return lambda answer: (answer.status, answer.body) == (304, b"")
    told = ("Content-Type", "ETag", "Location")

    def right(answer: Answer) -> bool:
        same = all(answer.headers.get(name) == quiet.headers.get(name) for name in told)
        # A problem document names the request, which is another each time.
        same &= quiet.status >= 400 or answer.body == quiet.body
        return same and answer.status == quiet.status

    return right


@dataclass(frozen=True)
class Ranges:
    """A part of a file of the release."""

    name: str
    path: str
    files: Sequence[Path]

    def asking(self, chance: random.Random) -> Asking:
        """Some bytes of the file."""
        size = min(file.stat().st_size for file in self.files)
        first = chance.randrange(size)
        last = min(first + chance.randrange(1, 200_000), size - 1)
        rights = [self._right(file, first, last) for file in self.files]
        return Asking(Request(self.path, {"Range": f"bytes={first}-{last}"}), rights)

    @staticmethod
    def _right(file: Path, first: int, last: int) -> Right:
        def right(answer: Answer) -> bool:
            with file.open("rb") as bytes_of_it:
                bytes_of_it.seek(first)
                expected = bytes_of_it.read(last - first + 1)
            told = f"bytes {first}-{last}/{file.stat().st_size}"
            return (answer.status, answer.body, answer.headers.get("Content-Range")) == (
                206, expected, told,
            )  # fmt: skip

        return right


def queries(oracles: Sequence[Oracle], chance: random.Random) -> list[Query]:
    """The queries over some releases, their right answers taken from the oracles."""
    subjects = [SAPPORO, *_sample(oracles, 40, chance)]
    asked = [*_lookups(oracles, subjects), *_aggregates(oracles), *_merges(oracles)]
    return [*asked, *_graphs(oracles, subjects), *_labels(oracles, chance), _long(oracles)]


def _sample(oracles: Sequence[Oracle], number: int, chance: random.Random) -> list[Term]:
    everywhere = set.intersection(*(set(oracle.subjects) for oracle in oracles))
    return chance.sample(sorted(everywhere), number)


def _select(
    name: str, text: str, rows: Iterable["Counter[Any]"], *dataset: tuple[str, str]
) -> Query:
    return Query(name, text, RESULTS, [_rows_are(found) for found in rows], dataset)


def _lookups(oracles: Sequence[Oracle], subjects: Sequence[Term]) -> list[Query]:
    return [
        _select(
            "look-up",
            f"SELECT ?p ?o {{ {subject} ?p ?o }}",
            [Counter((t.predicate, t.object) for t in oracle.about(subject)) for oracle in oracles],
        )
        for subject in subjects
    ]


def _labels(oracles: Sequence[Oracle], chance: random.Random) -> list[Query]:
    """Resources by their names, Japanese ones among them."""
    named = [oracle.objects(LABEL) for oracle in oracles]
    labels = sorted({str(label) for _, label in named[0] if str(label).endswith("@ja")})
    return [
        _select(
            "by name",
            f"SELECT ?s {{ ?s {LABEL} {label} }}",
            [Counter((s,) for s, other in found if other == label) for found in named],
        )
        for label in chance.sample(labels, 20)
    ]


def _aggregates(oracles: Sequence[Oracle]) -> list[Query]:
    observed = [oracle.observed(RESIDENTS) for oracle in oracles]
    pattern = (
        "PREFIX qb: <http://purl.org/linked-data/cube#> "
        "PREFIX measure: <http://purl.org/linked-data/sdmx/2009/measure#> "
        f"SELECT {{}} {{{{ ?s qb:dataSet {RESIDENTS} ; measure:obsValue ?v }}}} {{}}"
    )
    sums = [Counter([(integer(sum(number for _, number in found)),)]) for found in observed]
    first = [Counter([(s, integer(number)) for s, number in found[:5]]) for found in observed]
    return [
        _select(
            "classes",
            "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c",
            [oracle.sizes_of_classes() for oracle in oracles],
        ),
        _select("sum", pattern.format("(SUM(?v) AS ?n)", ""), sums),
        _select("greatest", pattern.format("?s ?v", "ORDER BY DESC(?v) ?s LIMIT 5"), first),
    ]


def _merges(oracles: Sequence[Oracle]) -> list[Query]:
    """Counts over merges of graphs, some of which share statements."""
    count = "SELECT (COUNT(*) AS ?n) {}{{ ?s ?p ?o }}"
    chosen = (
        ("ontology", "sti-kg/schemes"),
        ("register/residents-2019", "register/residents-2018"),
        ("cabinet-office-2020/passages", "external-checks/passages", "register/passages"),
    )
    found = []
    for names in chosen:
        graphs = [REGISTER.removesuffix("register/") + name for name in names]
        rows = [Counter([(integer(len(oracle.merge(graphs))),)]) for oracle in oracles]
        clauses = "".join(f"FROM <{graph}> " for graph in graphs)
        found.append(_select("from", count.format(clauses), rows))
        named = [("default-graph-uri", graph) for graph in graphs]
        found.append(_select("default-graph-uri", count.format(""), rows, *named))
    return found


def _graphs(oracles: Sequence[Oracle], subjects: Sequence[Term]) -> list[Query]:
    return [
        Query(name, text, GRAPHS, [_graph_is(oracle.about(subject)) for oracle in oracles])
        for subject in subjects[:12]
        for name, text in (
            ("construct", f"CONSTRUCT WHERE {{ {subject} ?p ?o }}"),
            ("describe", f"DESCRIBE {subject}"),
        )
    ]


def _long(oracles: Sequence[Oracle]) -> Query:
    """An answer of some megabytes, which comes in chunks."""
    rows = [oracle.objects(TYPE) for oracle in oracles]
    return _select("long", "SELECT ?s ?c { ?s a ?c }", rows)


PLACES = (
    "region/131130",
    "region/011002",
    "case/miyaki-smart-agriculture",
    "observation/residents-2019-01-01-011002",
    "programme/fp7",
)
PATHS = (
    ("first page", "/"),
    ("list", "/kind/region?page=3"),
    ("catalogue", "/catalog"),
    ("ontology", "/ontology.ttl"),
    ("context", "/context.jsonld"),
    ("files", "/dumps/"),
    ("file", "/dumps/sti-kg.nt.gz"),
    ("unknown", "/id/region/999999"),
)


def addresses() -> list[tuple[str, str, str]]:
    """Name, path and media type of what is served beside answers to queries."""
    found = [(name, path, "text/html") for name, path in PATHS]
    found += [("void", "/.well-known/void", "text/turtle")]
    found += [("identity", f"/id/{place}", "text/turtle") for place in PLACES]
    found += [("page", f"/page/{place}", "text/html") for place in PLACES]
    kinds = ("ttl", "jsonld", "rdf", "nt")
    return [
        *found,
        *(("data", f"/data/{place}.{kind}", "*/*") for place in PLACES for kind in kinds),
    ]


def quiet(server: Served) -> list[Answer]:
    """What a server answers to each of the addresses, one by one."""
    return [
        server.ask(Request(path, {"Accept": accept, "Accept-Language": "ja"}))
        for _, path, accept in addresses()
    ]


def documents(quiet_answers: Sequence[Sequence[Answer]]) -> list[Document]:
    """The documents, by what each release answered in quiet."""
    together = zip(*quiet_answers, strict=True)
    return [
        Document(name, path, answers, accept)
        for (name, path, accept), answers in zip(addresses(), together, strict=True)
    ]
