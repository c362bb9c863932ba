"""What generated rows speak of: topics, sentences, and what the curated tables know.

Every text comes in Japanese and English. Sentences are templates over a row's facts; among them are
ones with quotation marks, commas and line breaks, as tables of governments have them.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple


class Pair(NamedTuple):
    """One wording in both languages."""

    ja: str
    en: str


class Keyed(NamedTuple):
    """A resource of the curated tables: its key and names."""

    key: str
    ja: str
    en: str


TOPICS: Final = (
    Pair("橋梁点検", "bridge inspection"),
    Pair("河川の監視", "river monitoring"),
    Pair("スマート農業", "smart farming"),
    Pair("水田の水管理", "water management of paddy fields"),
    Pair("森林資源の調査", "forest survey"),
    Pair("水産資源の把握", "fish stock assessment"),
    Pair("待機児童の解消", "ending waiting lists for childcare"),
    Pair("高齢者の見守り", "watching over elderly people"),
    Pair("遠隔医療", "remote medicine"),
    Pair("学校給食の献立", "planning of school meals"),
    Pair("住民異動の手続", "procedures of moving house"),
    Pair("税務の窓口", "tax counters"),
    Pair("防災地図", "disaster maps"),
    Pair("避難所の運営", "running evacuation centres"),
    Pair("除雪", "snow removal"),
    Pair("ごみ収集", "waste collection"),
    Pair("水道管の更新", "renewal of water pipes"),
    Pair("デマンド交通", "transport on demand"),
    Pair("駐車場の案内", "parking guidance"),
    Pair("観光客の動態", "flows of visitors"),
    Pair("公共施設の省エネ", "saving energy in public buildings"),
    Pair("オープンデータ", "open data"),
    Pair("量子材料", "quantum materials"),
    Pair("蓄電池の再資源化", "recycling of batteries"),
    Pair("水素の利用", "use of hydrogen"),
    Pair("ゲノム医療", "genomic medicine"),
    Pair("言語モデル", "language models"),
    Pair("衛星データ", "satellite data"),
)

GOALS: Final = (
    Pair("高度化", "Advancing"),
    Pair("効率化", "Making more efficient"),
    Pair("実証", "Trial of"),
    Pair("社会実装", "Implementing in society"),
    Pair("標準化", "Standardising"),
    Pair("人材育成", "Training people for"),
)

SENTENCES: Final = (
    Pair(
        "{place}において、{technology}を活用した{topic}を行う。",
        "In {place_en}, {topic_en} is carried out with {technology_en}.",
    ),
    Pair(
        "{year}年度から{count}団体が参加し、データを共有している。",
        "Since fiscal {year}, {count} bodies take part and share their data.",
    ),
    Pair(
        "担当者は「{topic}に要する時間が{percent}％減った」と述べている。",
        'Those in charge say: "the time that {topic_en} takes fell by {percent} %".',
    ),
    Pair(
        "国、自治体、大学、民間企業等の連携による。",
        "It rests on the national government, local authorities, universities, companies and more.",
    ),
    Pair(
        "課題は次のとおり。\n・{technology}の費用\n・{topic}を担う人材（{count}人不足）",
        "Open issues:\n- the cost of {technology_en}\n- people for {topic_en} ({count} lacking)",
    ),
    Pair(
        "{technology}（試行版、{year}年）と従来の方法とを比べ、精度は{percent}％であった。",
        "{technology_en} (trial version, {year}) was compared with the usual way: {percent} %.",
    ),
    Pair(
        "次年度以降は、{place}の周辺{count}市町村にも広げる予定。",
        "From next year on it is to spread to {count} municipalities around {place_en}.",
    ),
    Pair(
        "{topic}に関する手引き「はじめての{topic}」を公開した。",
        'A guide, "First steps in {topic_en}", was published.',
    ),
    Pair(
        "効果、費用、運用体制は、{year}年度末の報告書に示されている。",
        "Effects, costs and organisation are in the report of the end of fiscal {year}.",
    ),
)

SCHEMES: Final = (
    Pair("地方創生推進交付金", "Grant for Regional Revitalisation"),
    Pair(
        "戦略的イノベーション創造プログラム（SIP）", "Strategic Innovation Promotion Program (SIP)"
    ),
    Pair(
        "データ連携、人材、制度の「三本柱」補助",
        'Subsidy for the "three pillars": data, people, rules',
    ),
)


@dataclass(frozen=True)
class Words:
    """What the curated tables of a project lend to generated rows.

    Attributes:
        places: municipalities of the register, by code with its check digit.
        technologies: concepts of the technology scheme.
        themes: labels of cases in Japan.
        statuses: stages that a matter can have reached.
        agencies: country → keys of its agencies.
        no_source: keys of the statements that no source is named.
        strategies: keys of strategies and plans.
    """

    places: Sequence[Keyed]
    technologies: Sequence[Keyed]
    themes: Sequence[str]
    statuses: Sequence[str]
    agencies: Mapping[str, Sequence[str]]
    no_source: Sequence[str]
    strategies: Sequence[str]

    @classmethod
    def read(cls, data: Path) -> "Words":
        """Read the curated tables of a project's ``data`` folder."""
        book = data / "cabinet-office-2020"
        lists = data / "sti-kg"
        agencies: dict[str, list[str]] = {}
        for row in _rows(book / "agencies.csv"):
            agencies.setdefault(row["国・地域"], []).append(row["キー"])
        return cls(
            places=_keyed(data / "register" / "municipalities.csv", "団体コード（6桁）"),
            technologies=_keyed(book / "technologies.csv"),
            themes=[
                r["キー"] for r in _rows(lists / "case-labels.csv") if "overseas" not in r["キー"]
            ],
            statuses=[row["キー"] for row in _rows(lists / "statuses.csv")],
            agencies=agencies,
            no_source=[
                row["キー"]
                for row in _rows(book / "statements.csv")
                if row["キー"].startswith("no-source-")
            ],
            strategies=[row["キー"] for row in _rows(book / "strategies.csv")],
        )


def _rows(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _keyed(table: Path, key: str = "キー") -> list[Keyed]:
    return [Keyed(row[key], row["名称"], row["英語名称"]) for row in _rows(table)]
