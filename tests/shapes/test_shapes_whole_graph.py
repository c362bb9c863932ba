"""The curated graph conforms, and each constraint over the whole graph fires when it is broken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox
import pytest

from kg.iris import Iris, expand
from kg.tables import Mode, read_tables
from shapes.harness import ROOT, Question, Row, ask, turtle
from shapes.listing import rules, store_of

ID: Final = Iris().base + "id/"
WHOLE: Final = ("codes", "common", "counts", "label-collisions", "structure")
"""The files whose constraints look at many resources at once."""


def node(name: str) -> ox.NamedNode:
    """``region/jp`` is a resource, ``sti:Region`` a term."""
    return ox.NamedNode(ID + name if "/" in name else expand(name))


def term(text: str) -> ox.NamedNode | ox.Literal:
    """A node, or a literal as Turtle writes it."""
    if not text.startswith('"'):
        return node(text)
    value, _, rest = text[1:].rpartition('"')
    if rest.startswith("@"):
        return ox.Literal(value, language=rest[1:])
    if rest.startswith("^^"):
        return ox.Literal(value, datatype=node(rest[2:]))
    return ox.Literal(value)


@dataclass(frozen=True)
class Break:
    """One way to break the graph: what is taken out, what is put in, what rows must follow."""

    out: Sequence[tuple[str, str, str]]
    put: Sequence[tuple[str, str, str]]
    rows: Sequence[tuple[str, str, str]]
    """Rule, focus, value."""


STATUS: Final = "observation/plan-status-2019-01-prefecture-adopted"
KANTO: Final = "observation/smart-city-kanto-areas"
HOKKAIDO: Final = "observation/smart-city-hokkaido-projects"
US_FIGURE: Final = "figure/us-policy-system-2009"
SAPPORO: Final = "observation/residents-2019-01-01-011002"
HAKODATE: Final = "observation/residents-2019-01-01-012025"

BREAKS: Final = {
    "a prefecture too few": Break(
        [("region/010006", "rdf:type", "sti:Prefecture")],
        [],
        [("count-prefectures", "sti:Prefecture", "sti:Prefecture")],
    ),
    "a municipality too few": Break(
        [("region/131130", "rdf:type", "sti:Municipality")],
        [],
        [("count-municipalities", "sti:Municipality", "sti:Municipality")],
    ),
    "a figure of plan status mistyped": Break(
        [(STATUS, "sdmx-measure:obsValue", '"22"^^xsd:integer')],
        [(STATUS, "sdmx-measure:obsValue", '"21"^^xsd:integer')],
        [("plan-status-sums", "dataset/plan-status", "tier/prefecture")],
    ),
    "a figure of a block mistyped": Break(
        [(KANTO, "sti:areaCount", '"23"^^xsd:integer')],
        [(KANTO, "sti:areaCount", '"32"^^xsd:integer')],
        [("block-sums", "dataset/smart-city-projects", "sti:areaCount")],
    ),
    "a figure of a block missing": Break(
        [(HOKKAIDO, "sti:projectCount", '"15"^^xsd:integer')],
        [],
        [
            ("block-sums", "dataset/smart-city-projects", "sti:projectCount"),
            ("blocks-observed", "dataset/smart-city-projects", "region/block-hokkaido"),
            ("structure-measure-type", "structure/smart-city", HOKKAIDO),
        ],
    ),
    "a block too many": Break(
        [],
        [("region/block-hokkaido-tohoku", "rdf:type", "sti:StatisticalBlock")],
        [("count-blocks", "sti:StatisticalBlock", "sti:StatisticalBlock")],
    ),
    "a US document without its source": Break(
        [("strategy/us-oceans", "sti:citedSource", "source/ostp-web")],
        [("strategy/us-oceans", "sti:citedSource", "source/jst-crds-2019")],
        [
            (
                "count-us-documents",
                "quantity/us-strategic-documents",
                "quantity/us-strategic-documents",
            )
        ],
    ),
    "a second letter": Break(
        [("strategy/us-desalination", "sti:documentKind", "document-kind/plan")],
        [("strategy/us-desalination", "sti:documentKind", "document-kind/letter")],
        [("count-us-letters", "source/ostp-web", "source/ostp-web")],
    ),
    "a node of the figure lost": Break(
        [("governance-node/us-2009-ostp", "sti:nodeOf", US_FIGURE)],
        [],
        [
            (
                "count-governance-nodes",
                "figure/us-policy-system-2009",
                "figure/us-policy-system-2009",
            )
        ],
    ),
    "a sixth priority area": Break(
        [("priority/us-fy2021-ai", "sti:priorityKind", "priority-kind/sub-area")],
        [("priority/us-fy2021-ai", "sti:priorityKind", "priority-kind/area")],
        [("count-us-priorities", "strategy/us-fy2021-rd-memo", "priority-kind/area")],
    ),
    "a wrong check digit": Break(
        [("region/282014", "dcterms:identifier", '"282014"')],
        [("region/282014", "dcterms:identifier", '"282015"')],
        [
            ("area-code-check-digit", "sti:Municipality", "region/282014"),
            ("corporate-number-of-area", "sti:Municipality", "region/282014"),
            ("identifier-fits-iri", "dcterms:identifier", "region/282014"),
        ],
    ),
    "a leading zero lost": Break(
        [("region/041009", "sti:standardAreaCode", '"04100"')],
        [("region/041009", "sti:standardAreaCode", '"41000"')],
        [
            ("area-code-short", "sti:standardAreaCode", "region/041009"),
            ("estat-code-fits", "sti:standardAreaCode", "region/041009"),
        ],
    ),
    "a prefecture code of another prefecture": Break(
        [("region/470007", "sti:iso31662", '"JP-47"')],
        [("region/470007", "sti:iso31662", '"JP-46"')],
        [("prefecture-iso-code-fits", "sti:iso31662", "region/470007")],
    ),
    "a mistyped prefecture code": Break(
        [],
        [
            ("region/480002", "dcterms:identifier", '"480002"'),
            ("region/480002", "sti:prefectureCode", '"84"'),
        ],
        [("prefecture-code-fits", "sti:prefectureCode", "region/480002")],
    ),
    "a municipality in another prefecture": Break(
        [("region/413461", "geo:sfWithin", "region/410004")],
        [("region/413461", "geo:sfWithin", "region/400009")],
        [("municipality-in-its-prefecture", "sti:Municipality", "region/413461")],
    ),
    "a mistyped corporate number": Break(
        [("region/011002", "sti:corporateNumber", '"9000020011002"')],
        [("region/011002", "sti:corporateNumber", '"8000020011002"')],
        [
            ("corporate-number-check-digit", "sti:corporateNumber", "region/011002"),
            ("external-record-form", "skos:closeMatch", "region/011002"),
        ],
    ),
    "a ward in another city": Break(
        [("region/011011", "geo:sfWithin", "region/011002")],
        [("region/011011", "geo:sfWithin", "region/041009")],
        [("ward-in-its-city", "sti:Ward", "region/011011")],
    ),
    "a record of another body": Break(
        [("agency/jp-mext", "sti:corporateNumber", '"7000012060001"')],
        [("agency/jp-mext", "sti:corporateNumber", '"2000012010019"')],
        [("external-record-form", "skos:closeMatch", "agency/jp-mext")],
    ),
    "a former area with the code of another": Break(
        [("former-area/21486-19700420", "sti:standardAreaCode", '"21486"')],
        [("former-area/21486-19700420", "sti:standardAreaCode", '"21487"')],
        [("former-area-key-fits", "sti:FormerArea", "former-area/21486-19700420")],
    ),
    "two things of one name without a note": Break(
        [("region/cn", "sti:disambiguation", "")],
        [],
        # 中国 is a block too, and China the name of a town in Kagoshima
        [("label-collision", "rdfs:label", "region/cn")] * 2,
    ),
    "two concepts of one name": Break(
        [("technology/ai", "rdfs:label", "")],
        [
            ("technology/ai", "rdfs:label", '"IoT（モノのインターネット）"@ja'),
            ("technology/ai", "rdfs:label", '"artificial intelligence"@en'),
        ],
        [
            ("concept-label-collision", "scheme/technology", "technology/ai"),
            ("concept-label-collision", "scheme/technology", "technology/iot"),
        ],
    ),
    "an observation without a dimension": Break(
        [("observation/residents-2018-01-01-011002", "sdmx-dimension:refPeriod", "")],
        [],
        [
            (
                "structure-dimensions",
                "structure/population",
                "observation/residents-2018-01-01-011002",
            )
        ],
    ),
    "an observation without a measure": Break(
        [("observation/residents-2018-01-01-012025", "sdmx-measure:obsValue", "")],
        [],
        [("structure-measures", "structure/population", "observation/residents-2018-01-01-012025")],
    ),
    "one observation twice": Break(
        [(HAKODATE, "sdmx-dimension:refArea", "")],
        [(HAKODATE, "sdmx-dimension:refArea", "region/011002")],
        [("structure-unique-observations", "structure/population", SAPPORO)],
    ),
}


@pytest.fixture(scope="module")
def curated() -> frozenset[ox.Triple]:
    """The curated graph: every table, the ontology and the structures."""
    tables = read_tables(sorted((ROOT / "data").glob("*/*.csv"))).tables
    triples = {triple for table in tables for triple in table.triples(Mode.MINIMAL)}
    return frozenset(triples.union(turtle(*(ROOT / "ontology").glob("*.ttl"))))


def broken(graph: Iterable[ox.Triple], breaks: Iterable[Break]) -> list[ox.Triple]:
    """The graph after all the breaks; an empty object takes out every value of the property."""
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in graph)
    for one in breaks:
        for subject, predicate, value in one.out:
            objects = term(value) if value else None
            found = list(store.quads_for_pattern(node(subject), node(predicate), objects))
            assert found, f"nothing to take out: {subject} {predicate} {value}"
            for quad in found:
                store.remove(quad)
        for subject, predicate, value in one.put:
            store.add(ox.Quad(node(subject), node(predicate), term(value)))
    return [quad.triple for quad in store]


def rows_of(breaks: Iterable[Break]) -> list[Row]:
    return sorted(
        Row(term(focus).value, "", term(value).value, f"{rule}:SPARQL", "Violation")
        for one in breaks
        for rule, focus, value in one.rows
    )


def test_curated_graph_breaks_no_rule(curated: frozenset[ox.Triple]) -> None:
    (rows,) = ask([Question(list(curated))])
    assert [row for row in rows if row.severity == "Violation"] == []


def test_curated_graph_broken_in_every_way_gives_exactly_those_violations(
    curated: frozenset[ox.Triple],
) -> None:
    (rows,) = ask([Question(broken(curated, BREAKS.values()), WHOLE)])
    assert rows == rows_of(BREAKS.values())


def test_every_constraint_over_the_whole_graph_is_broken() -> None:
    every = {rule for name in WHOLE for rule in rules(store_of(name)) if rule.endswith(":SPARQL")}
    assert {row.rule for row in rows_of(BREAKS.values())} == every
