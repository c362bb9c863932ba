"""What the pages ask of the graph: one description per resource, links in, listings.

What a description holds is said in :mod:`kg.description`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.description import description_query, node
from kg.iris import PREFIXES, Iris, expand
from kg.store import Engine

_INCOMING: Final = """
SELECT ?property (COUNT(*) AS ?number)
WHERE {{ ?subject ?property {iri} . FILTER(STRSTARTS(STR(?subject), "{base}id/")) }}
GROUP BY ?property ORDER BY ?property
"""

_SUBJECTS: Final = """
SELECT ?property ?subject ?ja ?en WHERE {{
  {{ SELECT ?property ?subject WHERE {{
    VALUES ?property {{ {property} }}
    ?subject ?property {iri} . FILTER(STRSTARTS(STR(?subject), "{base}id/"))
  }} ORDER BY ?subject LIMIT {limit} OFFSET {offset} }}
  {labels}
}}
"""

_KINDS: Final = """
SELECT ?kind (COUNT(DISTINCT ?subject) AS ?number) (COUNT(DISTINCT ?helper) AS ?auxiliary)
  (COUNT(DISTINCT ?class) AS ?classes) (SAMPLE(?class) AS ?sample)
WHERE {{
  ?subject a ?class . FILTER(STRSTARTS(STR(?subject), "{base}id/"))
  BIND(STRBEFORE(STRAFTER(STR(?subject), "{base}id/"), "/") AS ?kind)
  BIND(IF(?class IN ({auxiliary}), ?subject, ?unbound) AS ?helper)
}} GROUP BY ?kind ORDER BY ?kind
"""

_AUXILIARY: Final = tuple(
    expand(name)
    for name in (
        "skos:Concept", "skos:ConceptScheme", "skos:Collection", "qb:DataStructureDefinition",
        "qb:ComponentSpecification", "qb:ComponentSet", "qb:SliceKey", "qb:DimensionProperty",
        "qb:MeasureProperty", "qb:AttributeProperty", "qb:CodedProperty",
    )
)  # fmt: skip
"""Classes of what serves to say something of other things: codes and the structure of tables."""

_OF_KIND: Final = """
SELECT ?subject ?ja ?en WHERE {{
  {{ SELECT DISTINCT ?subject WHERE {{
    ?subject a ?class . FILTER(STRSTARTS(STR(?subject), "{base}id/{kind}/"))
  }} ORDER BY ?subject LIMIT {limit} OFFSET {offset} }}
  {labels}
}} ORDER BY ?subject
"""

_LABELS: Final = """
  OPTIONAL { ?subject rdfs:label ?ja FILTER(LANG(?ja) = "ja") }
  OPTIONAL { ?subject rdfs:label ?en FILTER(LANG(?en) = "en") }
"""


@dataclass(frozen=True, slots=True)
class Named:
    """A resource with its two labels; empty where the graph has none."""

    iri: str
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class KindCount:
    """The resources of one kind.

    Attributes:
        number: how many there are.
        auxiliary: whether all of them are codes, or parts of the structure of tables.
        only_class: IRI of their class where all have the same one, else empty.
    """

    number: int
    auxiliary: bool = False
    only_class: str = ""


@dataclass(frozen=True)
class Graph:
    """The questions that pages ask, over an engine.

    Args:
        engine: answers queries over the release.
        iris: the IRIs of the release's base.

    All methods raise the engine's errors (time and size limits, engine unavailable).
    """

    engine: Engine
    iris: Iris

    def _triples(self, query: str) -> list[ox.Triple]:
        with self.engine.query(query, media_type="application/n-triples") as answer:
            body = answer.read()
        return [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)]

    def rows(self, query: str) -> Iterator[ox.QuerySolution]:
        """The rows of a SELECT query."""
        with self.engine.query(query, media_type="application/sparql-results+json") as answer:
            body = answer.read()
        found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        assert isinstance(found, ox.QuerySolutions)
        return found

    def exists(self, iri: str) -> bool:
        """Whether the graph says anything about a resource."""
        query = f"SELECT ?p WHERE {{ {node(iri)} ?p ?o }} LIMIT 1"
        return any(True for _ in self.rows(query))

    def describe(self, iri: str) -> list[ox.Triple]:
        """The description of a resource; empty for a resource that the graph does not know."""
        found = self._triples(description_query(iri))
        return sorted(set(found), key=str)

    def incoming(self, iri: str) -> dict[str, int]:
        """Property → how many resources point here by it."""
        rows = self.rows(_INCOMING.format(iri=node(iri), base=self.iris.base))
        return {row["property"].value: int(row["number"].value) for row in rows}

    def subjects(self, iri: str, property_: str, *, limit: int, offset: int = 0) -> list[Named]:
        """Resources that point to ``iri`` by a property, in the order of their IRIs."""
        return self._named(
            _SUBJECTS.format(
                iri=node(iri),
                property=node(property_),
                base=self.iris.base,
                limit=limit,
                offset=offset,
                labels=_LABELS,
            )
        )

    def kinds(self) -> dict[str, KindCount]:
        """Kind of resource → its resources, in alphabetical order."""
        auxiliary = ", ".join(node(iri) for iri in _AUXILIARY)
        rows = self.rows(_KINDS.format(base=self.iris.base, auxiliary=auxiliary))
        return {row["kind"].value: _kind_count(row) for row in rows}

    def of_kind(self, kind: str, *, limit: int, offset: int = 0) -> list[Named]:
        """Resources of one kind in the order of their IRIs."""
        return self._named(
            _OF_KIND.format(
                base=self.iris.base, kind=kind, limit=limit, offset=offset, labels=_LABELS
            )
        )

    def _named(self, query: str) -> list[Named]:
        rows = self.rows(f"PREFIX rdfs: <{PREFIXES['rdfs']}>\n{query}")
        found = {
            row["subject"].value: Named(
                row["subject"].value,
                *(row[name].value if row[name] is not None else "" for name in ("ja", "en")),
            )
            for row in rows
        }
        return sorted(found.values(), key=lambda named: named.iri)


def _kind_count(row: ox.QuerySolution) -> KindCount:
    number, auxiliary, classes = (
        int(row[name].value) for name in ("number", "auxiliary", "classes")
    )
    return KindCount(number, auxiliary == number, row["sample"].value if classes == 1 else "")
