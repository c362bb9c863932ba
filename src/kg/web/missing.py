"""Resources that are not there: unknown ones with near matches, and those a release dropped."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher, get_close_matches
from itertools import takewhile
from typing import Final

from werkzeug.exceptions import Gone, NotFound

from kg.iris import BadIriPart
from kg.web.graph import Named
from kg.web.language import both
from kg.web.links import Links
from kg.web.site import Site

_SEARCHED: Final = 5000
_SHOWN: Final = 8
_CLOSE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Near:
    """A resource whose key or label is near to what was asked."""

    iri: str
    href: str
    ja: str
    en: str


class UnknownResource(NotFound):
    """No resource of this release has the IRI.

    Attributes:
        text: what is missing, in both languages.
        near: resources that may be meant.
    """

    def __init__(self, near: Iterable[Near] = ()) -> None:
        self.text = both("No resource of this release has this address.")
        self.near = tuple(near)
        super().__init__(self.text.en)

    @property
    def extensions(self) -> dict[str, object]:
        """Members that the problem document has beside those of RFC 9457."""
        return {"near": [asdict(item) for item in self.near]}


class GoneResource(Gone):
    """An earlier release had the resource, this one does not.

    Attributes:
        text: that it is gone, in both languages.
    """

    def __init__(self) -> None:
        self.text = both("An earlier release had this resource; this release does not.")
        super().__init__(self.text.en)


def known(site: Site, links: Links, kind: str, key: str) -> str:
    """The IRI of a resource of the release.

    Raises:
        UnknownResource: there is no such resource.
        GoneResource: an earlier release had it.
    """
    try:
        iri = site.iris.resource(kind, key)
    except BadIriPart:
        raise UnknownResource(near(site, links, kind, key)) from None
    if site.graph.exists(iri):
        return iri
    if iri in site.release.gone:
        raise GoneResource
    raise UnknownResource(near(site, links, kind, key))


def near(site: Site, links: Links, kind: str, key: str) -> list[Near]:
    """Resources whose key resembles the one asked, or whose key or label holds it; best first."""
    close = get_close_matches(kind, site.kinds, n=1, cutoff=_CLOSE)
    if not close:
        return []
    candidates = site.graph.of_kind(close[0], limit=_SEARCHED)
    ranked = sorted(((_likeness(item, key), item) for item in candidates), key=_best_first)
    return [
        Near(item.iri, links.to(item.iri).href, item.ja, item.en)
        for likeness, item in ranked[:_SHOWN]
        if likeness >= (_CLOSE, 0)
    ]


def _best_first(entry: tuple[tuple[float, int], Named]) -> tuple[float, int, str]:
    (likeness, common), item = entry
    return -likeness, -common, item.iri


def _likeness(item: Named, key: str) -> tuple[float, int]:
    """How near a resource is to a key, from 0 to 1, and how many characters both start with."""
    asked, own = key.lower(), item.iri.rpartition("/")[2].lower()
    pairs = zip(asked, own, strict=False)
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    words = asked.replace("-", " ").replace("_", " ").strip()
    if words and (words in item.en.lower() or words in item.ja.lower()):
        return 0.9, common
    if min(len(asked), len(own)) > 2 and (asked in own or own in asked):
        return 0.8, common
    matcher = SequenceMatcher(None, asked, own)
    return matcher.ratio() if matcher.quick_ratio() >= _CLOSE else 0.0, common
