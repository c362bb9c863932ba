"""The catalogue: DCAT 3, in the profile DCAT-AP 3.0.1 (SEMIC)."""

from typing import Final

import pyoxigraph as ox

from kg.iris import fragment
from kg.problems import Text
from kg.release.cards import Card
from kg.release.facts import DESCRIPTION, LICENCE, PUBLISHER, TITLE, Facts
from kg.release.media import form_of
from kg.release.model import FileInfo
from kg.release.versions import Files, Version, versions
from kg.release.vocabulary import Description, Term, iri, moment, term, texts, typed

_EU: Final = "http://publications.europa.eu/resource/authority/"
_LANGUAGES: Final = (f"{_EU}language/JPN", f"{_EU}language/ENG")
_THEMES: Final = {
    f"{_EU}data-theme/TECH": Text("科学技術", "Science and technology"),
    f"{_EU}data-theme/GOVE": Text("政府・公共部門", "Government and public sector"),
}
_THEME_SCHEME: Final = f"{_EU}data-theme"
_IRREGULAR: Final = f"{_EU}frequency/IRREG"
_PUBLIC: Final = f"{_EU}access-right/PUBLIC"
_PROTOCOL: Final = "https://www.w3.org/TR/sparql11-protocol/"
_KEYWORDS: Final = (
    Text("科学技術政策", "science policy"),
    Text("イノベーション政策", "innovation policy"),
    Text("リンクト・データ", "linked data"),
)


class _Catalog:
    """Writes the description of one release; a method for each thing described."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.out = Description()
        self.catalog = facts.iris.catalog
        self.publisher = fragment(self.catalog, "publisher")
        self.contact = fragment(self.catalog, "contact")
        self.service = fragment(self.catalog, "sparql")
        self.versions = versions(facts)

    def describe(self) -> list[ox.Triple]:
        self._authorities()
        self._agents()
        self._catalog()
        self._dataset()
        for version in self.versions:
            self._version(version)
        self._service()
        for card in self.facts.cards:
            self._table(card)
        self._sources()
        return self.out.triples()

    def _catalog(self) -> None:
        facts = self.facts
        datasets = [facts.iris.dataset, *map(facts.iris.release, self._ids())]
        self.out.add(
            self.catalog,
            {
                "rdf:type": term("dcat:Catalog"),
                "dcterms:title": texts(
                    Text(f"カタログ：{TITLE.ja}", f"Catalogue: {TITLE.en}"),
                ),
                "dcterms:description": texts(DESCRIPTION),
                "dcterms:publisher": iri(self.publisher),
                "dcterms:license": iri(LICENCE),
                "dcterms:language": map(iri, _LANGUAGES),
                "dcterms:modified": moment(facts.created),
                "dcat:themeTaxonomy": iri(_THEME_SCHEME),
                "dcat:dataset": map(iri, [*datasets, *(card.graph for card in facts.cards)]),
                "dcat:service": iri(self.service),
                "foaf:homepage": iri(facts.site),
            },
        )
        self.out.add(facts.site, {"rdf:type": term("foaf:Document")})

    def _common(self) -> dict[str, list[Term]]:
        """What the dataset and its releases have in common."""
        return {
            "rdf:type": [term("dcat:Dataset")],
            "dcterms:publisher": [iri(self.publisher)],
            "dcterms:license": [iri(LICENCE)],
            "dcterms:language": [iri(language) for language in _LANGUAGES],
            "dcterms:accessRights": [iri(_PUBLIC)],
            "dcat:contactPoint": [iri(self.contact)],
            "dcat:theme": [iri(theme) for theme in _THEMES],
            "dcat:keyword": [text for keyword in _KEYWORDS for text in texts(keyword)],
        }

    def _ids(self) -> list[str]:
        return [version.id for version in self.versions]

    def _dataset(self) -> None:
        """The dataset as such: what is downloaded changes with each release."""
        facts = self.facts
        files = Files(self.catalog, facts.site, "dumps/", facts.created, facts.dumps)
        self.out.add(
            facts.iris.dataset,
            {
                **self._common(),
                "dcterms:title": texts(TITLE),
                "dcterms:description": texts(DESCRIPTION),
                "dcterms:identifier": ox.Literal(facts.iris.dataset),
                "dcterms:modified": moment(facts.created),
                "dcterms:accrualPeriodicity": iri(_IRREGULAR),
                "dcterms:hasPart": [iri(card.graph) for card in facts.cards],
                "dcterms:source": sorted(
                    {iri(source) for card in facts.cards for source in card.sources}, key=str
                ),
                "dcat:version": ox.Literal(facts.release),
                "dcat:distribution": self._distributions(files),
                "dcat:hasVersion": [iri(facts.iris.release(name)) for name in self._ids()],
                "dcat:hasCurrentVersion": iri(facts.iris.release(facts.release)),
                "dcat:landingPage": iri(facts.site),
            },
        )

    def _version(self, version: Version) -> None:
        """A release, with downloads that stay as long as it is kept."""
        facts, iris = self.facts, self.facts.iris
        subject, page = iris.release(version.id), facts.url(f"releases/{version.id}/")
        files = Files(
            subject, page, f"releases/{version.id}/dumps/", version.created, version.dumps
        )
        self.out.add(
            subject,
            {
                **self._common(),
                "dcterms:title": texts(
                    Text(f"{TITLE.ja}（{version.id}版）", f"{TITLE.en}, release {version.id}")
                ),
                "dcterms:description": texts(DESCRIPTION),
                "dcterms:identifier": ox.Literal(subject),
                "dcterms:issued": moment(version.created),
                "dcterms:modified": moment(version.created),
                "dcat:version": ox.Literal(version.id),
                "dcat:distribution": self._distributions(files),
                "dcat:isVersionOf": iri(iris.dataset),
                "dcat:previousVersion": [iri(iris.release(version.previous))]
                if version.previous
                else [],
                "dcat:landingPage": iri(page),
            },
        )
        self.out.add(page, {"rdf:type": term("foaf:Document")})

    def _distributions(self, files: Files) -> list[Term]:
        return [iri(self._distribution(files, name, info)) for name, info in files.dumps.items()]

    def _distribution(self, files: Files, name: str, info: FileInfo) -> str:
        form = form_of(name)
        subject = fragment(files.owner, "distribution-" + name.replace("/", "-"))
        checksum = fragment(files.owner, "checksum-" + name.replace("/", "-"))
        self.out.add(
            subject,
            {
                "rdf:type": term("dcat:Distribution"),
                "dcterms:title": texts(
                    Text(f"{name}（{form.title.ja}）", f"{name} ({form.title.en})")
                ),
                "dcterms:description": texts(form.title),
                "dcterms:license": iri(LICENCE),
                "dcterms:rights": iri(_PUBLIC),
                "dcterms:language": map(iri, _LANGUAGES),
                "dcterms:issued": moment(files.created),
                "dcterms:modified": moment(files.created),
                "dcterms:format": iri(form.format),
                "dcat:mediaType": iri(form.media_type),
                "dcat:compressFormat": [iri(value) for value in form.compress_format],
                "dcat:packageFormat": [iri(value) for value in form.package_format],
                "dcat:byteSize": typed(str(info.size), "xsd:nonNegativeInteger"),
                "dcat:accessURL": iri(files.page),
                "dcat:downloadURL": iri(self.facts.url(files.folder + name)),
                "spdx:checksum": iri(checksum),
            },
        )
        self.out.add(
            checksum,
            {
                "rdf:type": term("spdx:Checksum"),
                "spdx:algorithm": term("spdx:checksumAlgorithm_sha256"),
                "spdx:checksumValue": typed(info.sha256, "xsd:hexBinary"),
            },
        )
        for media in (form.media_type, *form.compress_format, *form.package_format):
            self.out.add(media, {"rdf:type": term("dcterms:MediaType")})
        self.out.add(form.format, {"rdf:type": term("dcterms:MediaTypeOrExtent")})
        return subject

    def _service(self) -> None:
        facts = self.facts
        self.out.add(
            self.service,
            {
                "rdf:type": term("dcat:DataService"),
                "dcterms:title": texts(Text("SPARQLエンドポイント", "SPARQL endpoint")),
                "dcterms:description": texts(
                    Text(
                        "SPARQL 1.1 プロトコルによる読み取り専用の問い合わせ口",
                        "Read-only queries by the SPARQL 1.1 protocol",
                    )
                ),
                "dcterms:publisher": iri(self.publisher),
                "dcterms:license": iri(LICENCE),
                "dcterms:accessRights": iri(_PUBLIC),
                "dcterms:conformsTo": iri(_PROTOCOL),
                "dcat:contactPoint": iri(self.contact),
                "dcat:theme": map(iri, _THEMES),
                "dcat:endpointURL": iri(facts.url("sparql")),
                "dcat:endpointDescription": iri(facts.url("openapi.yaml")),
                "dcat:landingPage": iri(facts.site),
                "dcat:servesDataset": [
                    iri(facts.iris.dataset),
                    iri(facts.iris.release(facts.release)),
                ],
            },
        )
        self.out.add(_PROTOCOL, {"rdf:type": term("dcterms:Standard")})

    def _table(self, card: Card) -> None:
        self.out.add(
            card.graph,
            {
                "rdf:type": term("dcat:Dataset"),
                "dcterms:title": texts(card.title),
                "dcterms:description": texts(card.description),
                "dcterms:identifier": ox.Literal(card.file),
                "dcterms:isPartOf": iri(self.facts.iris.dataset),
                "dcterms:publisher": iri(self.publisher),
                "dcterms:license": map(iri, card.licences or (LICENCE,)),
                "dcterms:source": map(iri, card.sources),
                "dcterms:bibliographicCitation": map(ox.Literal, card.citations),
            },
        )
        for licence in card.licences:
            self.out.add(licence, {"rdf:type": term("dcterms:LicenseDocument")})

    def _sources(self) -> None:
        """What the tables were made from, each with the licences that its tables name."""
        for source in sorted({s for card in self.facts.cards for s in card.sources}):
            cards = [card for card in self.facts.cards if source in card.sources]
            files = ", ".join(card.file for card in cards)
            self.out.add(
                source,
                {
                    "rdf:type": term("dcat:Dataset"),
                    "dcterms:title": texts(self.facts.labels.get(source, cards[0].title)),
                    "dcterms:description": texts(Text(f"{files} の出典", f"Source of {files}")),
                    "dcterms:license": [iri(value) for card in cards for value in card.licences],
                },
            )

    def _agents(self) -> None:
        self.out.add(
            self.publisher,
            {
                "rdf:type": term("foaf:Agent"),
                "foaf:name": texts(PUBLISHER),
                "foaf:homepage": iri(self.facts.site),
            },
        )
        self.out.add(
            self.contact,
            {
                "rdf:type": [term("vcard:Kind"), term("vcard:Organization")],
                "vcard:fn": texts(PUBLISHER),
                "vcard:hasURL": iri(self.facts.site),
            },
        )

    def _authorities(self) -> None:
        """Classes of the authority entries that are named here, for readers that check ranges."""
        for language in _LANGUAGES:
            self.out.add(language, {"rdf:type": term("dcterms:LinguisticSystem")})
        for theme, label in _THEMES.items():
            self.out.add(
                theme,
                {
                    "rdf:type": term("skos:Concept"),
                    "skos:prefLabel": texts(label),
                    "skos:inScheme": iri(_THEME_SCHEME),
                },
            )
        self.out.add(
            _THEME_SCHEME,
            {
                "rdf:type": term("skos:ConceptScheme"),
                "dcterms:title": texts(Text("データのテーマ", "Data theme")),
            },
        )
        self.out.add(_IRREGULAR, {"rdf:type": term("dcterms:Frequency")})
        self.out.add(_PUBLIC, {"rdf:type": term("dcterms:RightsStatement")})
        self.out.add(LICENCE, {"rdf:type": term("dcterms:LicenseDocument")})


def catalog(facts: Facts) -> list[ox.Triple]:
    """The catalogue of a release: datasets, distributions, endpoint, tables and their sources."""
    return _Catalog(facts).describe()
