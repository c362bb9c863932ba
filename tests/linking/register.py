"""The tables that the graph is made of, and answers brought to codes."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kg.linking import Answer, Outcome
from kit import ROOT

Row = dict[str, str]

CODE = "団体コード（6桁）"
CODE5 = "標準地域コード（5桁）"
NAME = "名称"
ENGLISH = "英語名称"
KANA = "かな"
DISTRICT = "郡"


def table(name: str) -> list[Row]:
    with (ROOT / "data" / "register" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Register:
    """Rows of the tables in ``data/register``, by the names of their columns."""

    prefectures: Sequence[Row]
    municipalities: Sequence[Row]
    wards: Sequence[Row]

    @classmethod
    def read(cls) -> "Register":
        return cls(table("prefectures"), table("municipalities"), table("wards"))

    @property
    def areas(self) -> Sequence[Row]:
        return [*self.municipalities, *self.wards]

    def prefecture(self, area: Row) -> Row:
        (found,) = (row for row in self.prefectures if row[PREFECTURE_CODE][:2] == area[CODE][:2])
        return found

    def city(self, ward: Row) -> Row:
        (found,) = (row for row in self.municipalities if row[CODE] == ward["市"])
        return found


PREFECTURE_CODE = "都道府県コード（6桁）"


def grouped(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, set[str]]:
    """Codes of the rows of each key."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[key(row)].add(row.get(CODE) or row[PREFECTURE_CODE])
    return found


def codes(answer: Answer) -> set[str]:
    """What is meant, or may be where that is ambiguous; nothing where nothing matched."""
    if answer.outcome is Outcome.UNMATCHED:
        return set()
    assert (answer.outcome is Outcome.MATCHED) == (len(answer.candidates) == 1), answer
    return {candidate.entity.code for candidate in answer.candidates}
