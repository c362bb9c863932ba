"""What a description of a resource holds, as one query.

- the resource's own triples;
- those of what exists to say something of it (observations of a region; statements, quantities,
  budgets, milestones, relations, elements), by :data:`DETAIL_PROPERTIES`, up to :data:`DETAILS`;
- those of the passages that the above are quoted from, and of statements on missing sources;
- type, labels, notation and date of issue of whatever the above refer to.
"""

from typing import Final

import pyoxigraph as ox

from kg.iris import expand

DETAILS: Final = 200
"""How many dependent resources a description holds at most."""

DETAIL_PROPERTIES: Final = (
    "sti:about",
    "sti:appliesTo",
    "sti:budgetOf",
    "sti:elementOf",
    "sti:relationOf",
    "sti:statementA",
    "sti:statementB",
)
"""By what a resource that only says something of another points to it."""

_QUERY: Final = """
CONSTRUCT {{ ?node ?property ?value . ?value ?naming ?name }}
WHERE {{
  {{
    {{ BIND({iri} AS ?main) }}
    UNION {{ SELECT ?main WHERE {{ ?main {area} {iri} }} ORDER BY ?main LIMIT {details} }}
    UNION {{
      SELECT DISTINCT ?main WHERE {{
        VALUES ?link {{ {links} }}
        ?main ?link {iri} .
      }} ORDER BY ?main LIMIT {details}
    }}
  }}
  ?main ({quoted}|{primary}|{statement})? ?node .
  ?node ?property ?value .
  OPTIONAL {{
    VALUES ?naming {{ {namings} }}
    ?value ?naming ?name .
  }}
}}
"""
_NAMINGS: Final = ("rdf:type", "rdfs:label", "skos:notation", "dcterms:issued")


def node(iri: str) -> str:
    """An IRI as SPARQL writes it; raises ValueError for what is no IRI."""
    return str(ox.NamedNode(iri))


def _nodes(names: tuple[str, ...]) -> str:
    return " ".join(node(expand(name)) for name in names)


def description_query(iri: str) -> str:
    """The CONSTRUCT query for the description of a resource; raises ValueError for a bad IRI."""
    return _QUERY.format(
        iri=node(iri),
        area=node(expand("sdmx-dimension:refArea")),
        quoted=node(expand("prov:wasQuotedFrom")),
        primary=node(expand("prov:hadPrimarySource")),
        statement=node(expand("sti:sourceStatement")),
        links=_nodes(DETAIL_PROPERTIES),
        namings=_nodes(_NAMINGS),
        details=DETAILS,
    )
