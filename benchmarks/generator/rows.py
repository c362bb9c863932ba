"""Rows of sources, passages, programmes, projects, budgets and cases that fit each other.

Rows come in units: a programme with its passage, projects, budgets and cases. A unit's text depends
on the seed and its number alone. Each row refers only to rows before it, so that the tables are
whole wherever one stops.
"""

import random
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from benchmarks.generator.words import GOALS, SCHEMES, SENTENCES, TOPICS, Keyed, Pair, Words

PROJECTS_OF_UNIT: Final = 3
CASES_OF_UNIT: Final = 5
UNITS_OF_SOURCE: Final = 100
BOUNDED: Final = ("upper-bound", "approximate-upper-bound")
"""Qualifiers whose figure is an upper bound."""


class Row(NamedTuple):
    """One row: the table's name, and its cells by column name; a column left out is empty."""

    table: str
    cells: Mapping[str, str]


class Unit:
    """Writes the rows of one unit.

    Args:
        words: what the curated tables lend.
        seed: of the whole folder.
        number: of the unit, from 0.
    """

    def __init__(self, words: Words, seed: int, number: int) -> None:
        self._words = words
        self._random = random.Random(f"{seed}/{number}")
        self._number = number
        self._topic = self._random.choice(TOPICS)
        self._technology: Keyed = self._random.choice(words.technologies)
        self._country = self._random.choices(("jp", "us", "eu", "de"), (7, 1, 1, 1))[0]
        self._source = f"bench-{number // UNITS_OF_SOURCE + 1}"
        self._year = self._random.randint(2006, 2020)

    def rows(self) -> Iterator[Row]:
        """All rows, what others refer to first."""
        if self._number % UNITS_OF_SOURCE == 0:
            yield from self._source_rows()
        yield self._passage()
        programme = _programme_key(self._number)
        yield self._programme(programme)
        yield self._budget(f"programme/{programme}", 0)
        for index in range(PROJECTS_OF_UNIT):
            project = self._key(index)
            yield self._project(project, programme, index)
            yield self._budget(f"project/{project}", index + 1)
        for index in range(CASES_OF_UNIT):
            yield from self._case(programme, index)

    def _source_rows(self) -> Iterator[Row]:
        volume = self._number // UNITS_OF_SOURCE + 1
        yield Row(
            "sources",
            {
                "key": self._source,
                "label_ja": f"科学技術・イノベーション施策集 第{volume}巻",
                "label_en": f"Collection of science and innovation measures, vol. {volume}",
                "en_status": "translation",
                "kind": "report",
                "publisher_printed": "内閣府",
                "url": f"https://example.org/measures/{volume}",
            },
        )

    def _passage(self) -> Row:
        page = self._number % UNITS_OF_SOURCE + 1
        volume = self._number // UNITS_OF_SOURCE + 1
        return Row(
            "passages",
            {
                "key": str(self._number + 1),
                "label_ja": f"施策集 第{volume}巻 {page}ページ",
                "label_en": f"Collection of measures, vol. {volume}, page {page}",
                "source": self._source,
                "locator_ja": f"{page}ページ、「{self._topic.ja}」の表",
                "locator_en": f'page {page}, table "{self._topic.en}"',
            },
        )

    def _programme(self, key: str) -> Row:
        start = self._year
        end = start + self._random.randint(0, 6)
        name = self._name(0)
        return Row(
            "programmes",
            {
                "key": key,
                "label_ja": f"{name.ja}事業",
                "label_en": f"Programme: {name.en}",
                "en_status": "translation",
                "acronym": f"BP{self._number + 1}" if self._chance(0.3) else "",
                "country": self._country,
                "authority": self._random.choice(self._words.agencies[self._country]),
                "part_of": self._framework(),
                "status": self._status(),
                "period_printed": f"{start}～{end}年度",
                "period_start": str(start),
                "period_end": str(end),
                **self._texts("note", self._place()),
                **self._provenance(),
            },
        )

    def _project(self, key: str, programme: str, index: int) -> Row:
        name = self._name(index)
        place = self._place()
        return Row(
            "projects",
            {
                "key": key,
                "label_ja": f"{place.ja}における{name.ja}",
                "label_en": f"{name.en} in {place.en}",
                "en_status": "translation",
                "country": self._country,
                "programme": programme,
                "status": self._status(),
                **self._texts("note", place),
                **self._provenance(),
            },
        )

    def _budget(self, of: str, index: int) -> Row:
        millions = self._random.randint(1, 9_999)
        qualifier = self._random.choices(("exact", "approximate", *BOUNDED), (4, 4, 1, 1))[0]
        name = self._name(index)
        amount = str(millions * 1_000_000)
        start = self._year
        return Row(
            "budgets",
            {
                "key": self._key(index),
                "label_ja": f"{name.ja}の予算額",
                "label_en": f"Budget of {name.en[0].lower()}{name.en[1:]}",
                "en_status": "translation",
                "of": of,
                "max" if qualifier in BOUNDED else "amount": amount,
                "currency": "EUR",
                "unit": "euro",
                "qualifier": qualifier,
                "as_printed": f"{millions:,}百万ユーロ",
                "status": self._status() if self._chance(0.5) else "",
                "period_printed": f"{start}～{start + 1}年度",
                "period_start": str(start),
                "period_end": str(start + 1),
                **(self._texts("note", self._place()) if self._chance(0.5) else {}),
                **self._provenance(),
            },
        )

    def _case(self, programme: str, index: int) -> Iterator[Row]:
        place = self._place()
        name = self._name(index)
        key = self._key(index)
        cells = {
            "key": key,
            "label_ja": f"{place.ja}：{self._technology.ja}による{name.ja}",
            "label_en": f"{place.en}: {name.en} with {self._technology.en}",
            "en_status": "translation",
            "number": str(index + 1),
            "place": place.key,
            "place_printed": place.ja,
            "country": "jp",
            "theme": self._random.choice(self._words.themes),
            **self._texts("summary", place),
            "status": self._status(),
            "programme": programme,
            **self._provenance(),
        }
        if self._chance(0.3):
            cells |= {
                "assumption_ja": f"「{place.ja}」とだけ印刷されている。{place.key}と推定した。",
                "assumption_en": f'The document prints "{place.ja}" only; taken to be {place.key}.',
            }
        if self._chance(0.5):
            cells |= self._texts("result", place)
        if self._chance(0.2):
            scheme = self._random.choice(SCHEMES)
            cells |= {"scheme_ja": scheme.ja, "scheme_en": scheme.en}
        if self._chance(0.2):
            cells |= {
                "master_plan": "mentioned-in-related-plan",
                "master_plan_printed": "総合計画等への記載はあり",
                "related_plan": self._random.choice(self._words.strategies),
            }
        yield Row("cases", cells)
        for technology in self._random.sample(self._words.technologies, self._random.randint(0, 2)):
            yield Row(
                "case-technologies",
                {"case": key, "technology": technology.key, "passage": cells["passage"]},
            )

    def _key(self, index: int) -> str:
        return f"bench-{self._number + 1}-{index + 1}"

    def _framework(self) -> str:
        """The key of an earlier programme, or none."""
        earlier = self._number and self._chance(0.3)
        return _programme_key(self._random.randrange(self._number)) if earlier else ""

    def _name(self, index: int) -> Pair:
        """A name that no other resource of its kind has: its number is of the unit and in it."""
        goal = self._random.choice(GOALS)
        serial = f"{self._number + 1}-{index + 1}"
        return Pair(
            f"{self._topic.ja}の{goal.ja}（第{serial}号）",
            f"{goal.en} {self._topic.en} (no. {serial})",
        )

    def _place(self) -> Keyed:
        return self._random.choice(self._words.places)

    def _status(self) -> str:
        return self._random.choice(self._words.statuses)

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _provenance(self) -> dict[str, str]:
        """This unit's passage, and its source or the statement that none is named."""
        cells = {"passage": str(self._number + 1)}
        if self._chance(0.1):
            cells["no_source"] = self._random.choice(self._words.no_source)
        else:
            cells["cited_source"] = self._source
        return cells

    def _texts(self, column: str, place: Keyed) -> dict[str, str]:
        """One to three sentences in both languages."""
        facts: dict[str, str | int] = {
            "place": place.ja,
            "place_en": place.en,
            "topic": self._topic.ja,
            "topic_en": self._topic.en,
            "technology": self._technology.ja,
            "technology_en": self._technology.en,
            "year": self._random.randint(2006, 2020),
            "count": self._random.randint(2, 980),
            "percent": self._random.randint(1, 99),
        }
        chosen = self._random.sample(SENTENCES, self._random.randint(1, 3))
        return {
            f"{column}_ja": "".join(sentence.ja for sentence in chosen).format_map(facts),
            f"{column}_en": " ".join(_sentence(sentence.en, facts) for sentence in chosen),
        }


def _programme_key(unit: int) -> str:
    return f"bench-{unit + 1}"


def _sentence(template: str, facts: Mapping[str, str | int]) -> str:
    text = template.format_map(facts)
    return text[0].upper() + text[1:]
