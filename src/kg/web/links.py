"""Where a page links to for an IRI: own paths under the base, the open web elsewhere."""

import re
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import quote, urlencode

from kg.iris import ONTOLOGY, STI, Iris

_CATALOGUED: Final = re.compile(r"(?:catalog#)?(?P<name>dataset|(?:graph|release)/.+|(?<=#).+)")
_WEB: Final = re.compile(r"https?://[^\s<>\"]+")


class Link(NamedTuple):
    """A target to link to; empty ``href`` where there is nothing to open."""

    href: str = ""
    external: bool = False


@dataclass(frozen=True, slots=True)
class Links:
    """Paths of resources on this server.

    Args:
        iris: the IRIs of the release's base, which need not be the server's address.
        root: path under which the application is mounted, without a slash at the end.
    """

    iris: Iris
    root: str = ""

    def to(self, iri: str) -> Link:
        """The link for an IRI.

        >>> Links(Iris()).to("https://w3id.org/sti-kg/id/region/de")
        Link(href='/page/region/de', external=False)
        >>> Links(Iris()).to("https://w3id.org/sti-kg/ontology#Agency")
        Link(href='/ontology#Agency', external=False)
        >>> Links(Iris()).to("https://w3id.org/sti-kg/graph/register/municipalities")
        Link(href='/catalog#graph/register/municipalities', external=False)
        >>> Links(Iris()).to("http://www.wikidata.org/entity/Q183")
        Link(href='http://www.wikidata.org/entity/Q183', external=True)
        >>> Links(Iris()).to("urn:isbn:1")
        Link(href='', external=False)
        """
        name = self.iris.parse(iri)
        if name is not None:
            return Link(f"{self.root}/page/{name.kind}/{name.key}")
        if iri == ONTOLOGY or iri.startswith(STI):
            return Link(f"{self.root}/ontology{iri[len(ONTOLOGY) :]}")
        if iri == self.iris.catalog:
            return Link(f"{self.root}/catalog")
        catalogued = _CATALOGUED.fullmatch(iri.removeprefix(self.iris.base))
        if catalogued is not None and iri.startswith(self.iris.base):
            return Link(self.catalogued(catalogued["name"]))
        return Link(iri, external=True) if _WEB.fullmatch(iri) else Link()

    def catalogued(self, name: str) -> str:
        """Path of the place in the catalogue's page of something it describes."""
        return f"{self.root}/catalog#{quote(name)}"

    def data(self, kind: str, key: str, extension: str) -> str:
        """Path of the description of a resource in one format."""
        return f"{self.root}/data/{kind}/{key}.{extension}"

    def incoming(self, kind: str, key: str, property_: str, page: int = 1) -> str:
        """Path of the full list of resources that point to one by a property."""
        query = urlencode({"property": property_, **({"page": page} if page > 1 else {})})
        return f"{self.root}/page/{kind}/{key}/incoming?{query}"
