"""Prefixes and IRI patterns: the only place that mints IRIs.

Every resource has the IRI ``{base}id/{kind}/{key}``, every table the graph
``{base}graph/{source}/{table}``. Terms of the ontology keep their namespace whatever the base:
two builds under different bases speak the same vocabulary.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

DEFAULT_BASE = "https://w3id.org/sti-kg/"
DEFAULT_SITE = "http://127.0.0.1:8000/"
ONTOLOGY = DEFAULT_BASE + "ontology"
STI = ONTOLOGY + "#"

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "csvw": "http://www.w3.org/ns/csvw#",
        "cv": "http://data.europa.eu/m8g/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcterms": "http://purl.org/dc/terms/",
        "eurio": "http://data.europa.eu/s66#",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "frapo": "http://purl.org/cerif/frapo/",
        "geo": "http://www.opengis.net/ont/geosparql#",
        "ic": "http://imi.go.jp/ns/core/rdf#",
        "org": "http://www.w3.org/ns/org#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "qb": "http://purl.org/linked-data/cube#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "sac": "http://data.e-stat.go.jp/lod/sac/",
        "schema": "http://schema.org/",
        "sd": "http://www.w3.org/ns/sparql-service-description#",
        "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
        "sdmx-code": "http://purl.org/linked-data/sdmx/2009/code#",
        "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
        "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "spdx": "http://spdx.org/rdf/terms#",
        "sti": STI,
        "vann": "http://purl.org/vocab/vann/",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "void": "http://rdfs.org/ns/void#",
        "wd": "http://www.wikidata.org/entity/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)

_KIND = re.compile(r"[a-z][a-z0-9-]*")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*://[\x21-\x7e]*[/#]")


class BadIriPart(ValueError):
    """A kind, key, source, table or base that no IRI of this project can hold."""

    def __init__(self, part: str, value: str) -> None:
        super().__init__(f"not a valid {part} for an IRI: {value!r}")


class ResourceName(NamedTuple):
    """The two parts that make a resource's IRI."""

    kind: str
    key: str


def _checked(pattern: re.Pattern[str], part: str, value: str) -> str:
    if not pattern.fullmatch(value):
        raise BadIriPart(part, value)
    return value


@dataclass(frozen=True, slots=True)
class Iris:
    """Mints and reads the IRIs of one build.

    Args:
        base: absolute ASCII IRI, ends in ``/`` or ``#``.

    Raises:
        BadIriPart: the base is not of that form.

    >>> iris = Iris()
    >>> iris.resource("region", "131130")
    'https://w3id.org/sti-kg/id/region/131130'
    >>> iris.parse("https://w3id.org/sti-kg/id/region/131130")
    ResourceName(kind='region', key='131130')
    >>> iris.parse("https://example.org/elsewhere") is None
    True
    """

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        _checked(_ABSOLUTE, "base", self.base)

    def resource(self, kind: str, key: str) -> str:
        """The IRI of a resource; raises BadIriPart where a part is not ASCII letters and digits."""
        return f"{self.resources}{_checked(_KIND, 'kind', kind)}/{_checked(_KEY, 'key', key)}"

    def graph(self, source: str, table: str) -> str:
        """The IRI of the named graph that holds one table's triples.

        >>> Iris().graph("register", "municipalities")
        'https://w3id.org/sti-kg/graph/register/municipalities'
        """
        return (
            f"{self.base}graph/{_checked(_KEY, 'source', source)}/{_checked(_KEY, 'table', table)}"
        )

    @property
    def resources(self) -> str:
        """What the IRI of every resource begins with."""
        return f"{self.base}id/"

    @property
    def resource_pattern(self) -> str:
        """A regular expression for the whole of a resource's IRI, as ``parse`` reads it."""
        return f"{re.escape(self.resources)}{_KIND.pattern}/{_KEY.pattern}"

    @property
    def ontology_graph(self) -> str:
        """The IRI of the named graph that holds the ontology."""
        return f"{self.base}graph/ontology"

    def release(self, release: str) -> str:
        """The IRI of a release of the whole dataset."""
        return f"{self.base}release/{_checked(_KEY, 'release', release)}"

    def linkset(self, target: str) -> str:
        """The IRI of the links from the dataset to another one.

        >>> Iris().linkset("wikidata")
        'https://w3id.org/sti-kg/linksets/wikidata'
        """
        return f"{self.linksets}{_checked(_KEY, 'target', target)}"

    @property
    def linksets(self) -> str:
        """What the IRI of every linkset begins with."""
        return f"{self.base}linksets/"

    @property
    def dataset(self) -> str:
        """The IRI of the dataset as such, of which releases are versions."""
        return f"{self.base}dataset"

    @property
    def catalog(self) -> str:
        """The IRI of the catalogue."""
        return f"{self.base}catalog"

    def parse(self, iri: str) -> ResourceName | None:
        """The kind and key of a resource's IRI; None for any other IRI."""
        prefix = self.resources
        kind, slash, key = iri.removeprefix(prefix).partition("/")
        if iri.startswith(prefix) and slash and _KIND.fullmatch(kind) and _KEY.fullmatch(key):
            return ResourceName(kind, key)
        return None

    def rebase(self, iri: str) -> str:
        """An IRI written with the default base, under this base; terms of the ontology stay.

        >>> Iris("https://example.org/").rebase("https://w3id.org/sti-kg/id/region/de")
        'https://example.org/id/region/de'
        >>> Iris("https://example.org/").rebase("https://w3id.org/sti-kg/ontology#Agency")
        'https://w3id.org/sti-kg/ontology#Agency'
        """
        if not iri.startswith(DEFAULT_BASE) or iri == ONTOLOGY or iri.startswith(STI):
            return iri
        return self.base + iri[len(DEFAULT_BASE) :]


def fragment(document: str, name: str) -> str:
    """The IRI of a thing that one document describes.

    >>> fragment("https://w3id.org/sti-kg/catalog", "publisher")
    'https://w3id.org/sti-kg/catalog#publisher'
    """
    return f"{document}#{name}"


def expand(name: str) -> str:
    """The IRI of a prefixed name; raises KeyError for a prefix that PREFIXES lacks.

    >>> expand("skos:Concept")
    'http://www.w3.org/2004/02/skos/core#Concept'
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def shrink(iri: str) -> str:
    """The prefixed name of an IRI, or the IRI itself where no prefix fits.

    >>> shrink("http://www.w3.org/2004/02/skos/core#Concept")
    'skos:Concept'
    >>> shrink("https://example.org/x")
    'https://example.org/x'
    """
    for prefix, namespace in PREFIXES.items():
        local = iri[len(namespace) :]
        if iri.startswith(namespace) and re.fullmatch(r"[A-Za-z_][\w-]*|", local, re.ASCII):
            return f"{prefix}:{local}"
    return iri
