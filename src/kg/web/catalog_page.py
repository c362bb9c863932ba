"""The catalogue as a page: what is offered, and the tables that it is made of."""

from dataclasses import dataclass
from typing import Final

from kg.iris import Iris, expand
from kg.web.facts import TYPE, Group, group
from kg.web.values import Description, Value

_DATASET: Final = expand("dcat:Dataset")
_OFFERS: Final = tuple(
    expand(f"dcat:{name}") for name in ("Catalog", "DatasetSeries", "DataService")
)
# Long lists, which the page shows in its own way, and codes that say nothing to a reader.
_NOT_SHOWN: Final = frozenset(
    expand(name)
    for name in (
        "dcat:dataset", "dcat:distribution", "dcat:record", "dcat:theme", "dcat:themeTaxonomy",
        "dcat:landingPage", "dcat:contactPoint", "dcterms:accessRights", "dcterms:hasPart",
        "dcterms:language", "dcterms:accrualPeriodicity", "dcterms:identifier", "dcterms:title",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """A catalogue, dataset or service with its facts; ``anchor`` names it within the page."""

    anchor: str
    group: Group


@dataclass(frozen=True, slots=True)
class TableRow:
    """One table of the dataset: title, file, and the source that it gives."""

    anchor: str
    title: Value
    file: str
    sources: list[Value]


@dataclass(frozen=True, slots=True)
class CatalogPage:
    """What the page shows."""

    offers: list[Offer]
    tables: list[TableRow]


def anchor(iris: Iris, iri: str) -> str:
    """The name within the page of something the catalogue describes."""
    return iri.removeprefix(iris.base).removeprefix("catalog#")


def catalog_page(description: Description, iris: Iris) -> CatalogPage:
    """The page of a catalogue.

    Args:
        description: the catalogue's triples.
        iris: the IRIs of the release's base.
    """
    kinds = {iri: set(description.iris(iri, TYPE)) for iri in description.subjects()}
    datasets = [iri for iri, found in kinds.items() if _DATASET in found and iri != iris.dataset]
    beside = [iri for iri in datasets if iri.startswith(iris.companions)]
    tables = [iri for iri in datasets if iri.startswith(f"{iris.base}graph/")]
    offers = [
        *(iri for kind in _OFFERS[:2] for iri, found in kinds.items() if kind in found),
        *([iris.dataset] if iris.dataset in kinds else []),
        *(iri for iri in datasets if iri.startswith(f"{iris.base}release/")),
        *beside,
        *(iri for iri, found in kinds.items() if _OFFERS[2] in found),
    ]
    return CatalogPage(
        [Offer(anchor(iris, iri), group(description, iri, _NOT_SHOWN)) for iri in offers],
        [
            TableRow(
                anchor(iris, iri),
                description.resource(iri),
                description.first(iri, expand("dcterms:identifier")),
                [
                    description.resource(source)
                    for source in description.iris(iri, expand("dcterms:source"))
                ],
            )
            for iri in tables
            if iri not in beside
        ],
    )
