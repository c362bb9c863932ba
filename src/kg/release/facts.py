"""What descriptions of a release are written from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kg.iris import Iris
from kg.problems import Text
from kg.release.cards import Card
from kg.release.model import FileInfo, Release
from kg.release.statistics import Statistics

TITLE: Final = Text(
    "科学技術・イノベーション政策の知識グラフ",
    "Knowledge graph of science, technology and innovation policy",
)
DESCRIPTION: Final = Text(
    "各国の科学技術・イノベーション政策の機関、戦略、計画、事例、予算、地域、統計を、出典の箇所とともに"
    "機械可読な形でまとめたリンクト・オープン・データ。",
    "Agencies, strategies, programmes, cases, budgets, regions and figures of science, technology "
    "and innovation policy as linked open data; every fact leads to the passage that states it.",
)
PUBLISHER: Final = Text("sti-kg プロジェクト", "The sti-kg project")
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class Facts:
    """One release, before it is described.

    Attributes:
        release: id.
        previous: id of the release before, empty for the first.
        earlier: the releases that are kept when this one is made, first to last.
        created: when, UTC.
        iris: the base of the build.
        site: public address, ends in ``/``.
        cards: the tables.
        statistics: counts of the default graph.
        graphs: named graph → triples.
        labels: resource → its label, for what descriptions mention.
        dumps: name under ``dumps/`` → size and hash.
    """

    release: str
    previous: str
    earlier: tuple[Release, ...]
    created: datetime
    iris: Iris
    site: str
    cards: tuple[Card, ...]
    statistics: Statistics
    graphs: Mapping[str, int]
    labels: Mapping[str, Text]
    dumps: Mapping[str, FileInfo]

    def url(self, path: str) -> str:
        """The public address of something that the server gives."""
        return self.site + path
