"""The datasets that the graph links to, and which of its triples are those links."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from kg.iris import PREFIXES, Iris, expand
from kg.problems import Text
from kg.release.frames import is_iri


@dataclass(frozen=True, slots=True)
class Target:
    """A dataset elsewhere.

    Attributes:
        key: names its linkset.
        title: its name.
        space: what its IRIs begin with.
        predicate: prefixed name of the property that links to it: ``skos:exactMatch`` where its
            IRIs name the same thing, ``skos:closeMatch`` where they name a record or a code of it.
        homepage: where people learn of it.
    """

    key: str
    title: Text
    space: str
    predicate: str
    homepage: str


FOLDER: Final = "linksets"
"""Of the dumps of a release."""
_SAME: Final = "skos:exactMatch"
_RECORD: Final = "skos:closeMatch"
TARGETS: Final = (
    Target(
        "e-stat",
        Text("e-Stat 統計LOD の標準地域コード", "Standard area codes of e-Stat's statistical LOD"),
        PREFIXES["sac"],
        _SAME,
        "https://data.e-stat.go.jp/lodw/",
    ),
    Target(
        "wikidata",
        Text("Wikidata", "Wikidata"),
        PREFIXES["wd"],
        _SAME,
        "https://www.wikidata.org/",
    ),
    Target(
        "geonames",
        Text("GeoNames", "GeoNames"),
        "https://sws.geonames.org/",
        _SAME,
        "https://www.geonames.org/",
    ),
    Target(
        "ror",
        Text("ROR（研究機関の登録簿）", "ROR, the Research Organization Registry"),
        "https://ror.org/",
        _SAME,
        "https://ror.org/",
    ),
    Target(
        "eu-country",
        Text("EU出版局の国の典拠表", "Authority table of countries of the EU Publications Office"),
        "http://publications.europa.eu/resource/authority/country/",
        _SAME,
        "http://publications.europa.eu/resource/authority/country",
    ),
    Target(
        "nuts",
        Text("NUTS（EUの地域統計分類単位）", "NUTS, the EU's units for statistics on regions"),
        "http://data.europa.eu/nuts/code/",
        _SAME,
        "http://data.europa.eu/nuts",
    ),
    Target(
        "gbizinfo",
        Text("gBizINFO の法人の記録", "Records of bodies in gBizINFO"),
        "http://hojin-info.go.jp/data/basic/",
        _RECORD,
        "https://info.gbiz.go.jp/",
    ),
    Target(
        "imi",
        Text("IMI共通語彙基盤の市区町村コード", "Municipality codes of the IMI vocabulary"),
        "http://imi.go.jp/ns/code_id/code/jisx0402#",
        _RECORD,
        "https://imi.go.jp/",
    ),
)
"""In the order in which they are listed."""

_PREDICATES: Final = {target: f"<{expand(target.predicate)}>" for target in TARGETS}


def links(frame: pl.DataFrame, iris: Iris) -> Iterator[tuple[Target, pl.DataFrame]]:
    """The triples of a graph that link its resources to other datasets; targets without are left.

    Args:
        frame: triples, sorted.
        iris: the base of the build.
    """
    linked = frame.filter(
        pl.col("predicate").is_in(sorted(set(_PREDICATES.values()))),
        pl.col("subject").str.starts_with(f"<{iris.resources}"),
        is_iri("object"),
    )
    for target, predicate in _PREDICATES.items():
        found = linked.filter(
            pl.col("predicate") == predicate,
            pl.col("object").str.starts_with(f"<{target.space}"),
        )
        if len(found):
            yield target, found
