"""Every code and name that areas have had, by a walk over the table of changes."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

import pytest

from kg.linking import Answer, Matcher, Outcome, Question
from linking.register import CODE, CODE5, DISTRICT, NAME, Row, table

DAY = dt.timedelta(days=1)
ARTEFACT = "大字梯及び古関が甲府市"
"""A sentence that the source has as a name; 甲府市 had its code all along."""


@dataclass
class Area:
    """An area of any time; what became of it is found by walking on."""

    code5: str
    name: str
    district: str
    begins: dt.date | None = None
    ends: dt.date | None = None
    code: str = ""
    later: bool = False
    onwards: list[tuple[dt.date, "Area"]] = field(default_factory=list)
    gave: list[tuple[dt.date, "Area"]] = field(default_factory=list)

    def existed(self, day: dt.date) -> bool:
        return (self.begins is None or self.begins <= day) and (
            self.ends is None or day < self.ends
        )

    def becomes(self) -> set[str]:
        if self.code:
            return {self.code}
        return {code for day, area in self.onwards for code in area.on(day - DAY)}

    def on(self, day: dt.date) -> set[str]:
        """Codes of what it became, and of what was taken out of it after a day."""
        return self.becomes().union(*(area.becomes() for since, area in self.gave if day < since))


def date(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@pytest.fixture(scope="module")
def areas() -> dict[str, Area]:
    """All areas by the keys that the table of changes has for them."""
    found = {
        row["キー"]: Area(
            row[CODE5],
            row[NAME],
            row[DISTRICT],
            date(row["存在した最初の日"]),
            date(row["存在しなくなった日"]),
        )
        for row in table("former-areas")
    }
    for name in ("municipalities", "wards", "later-areas"):
        for row in table(name):
            found[row[CODE]] = Area(
                row[CODE5],
                row[NAME],
                row.get(DISTRICT, ""),
                date(row.get("存在した最初の日", "")),
                date(row.get("存在しなくなった日", "")),
                row[CODE],
                later=name == "later-areas",
            )
    changes = table("area-changes")
    _link(found, changes)
    _begin(found, changes)
    return found


def _ends(row: Row) -> tuple[str, str]:
    return (
        row["変更前の地域（6桁）"] or row["変更前の旧地域"],
        row["変更後の地域（6桁）"] or row["変更後の旧地域"],
    )


def _link(found: dict[str, Area], changes: list[Row]) -> None:
    for row in changes:
        before, after = _ends(row)
        day = dt.date.fromisoformat(row["変更の日"])
        if row["変更の種類"] == "separation":
            found[before].gave.append((day, found[after]))
        elif before != after and not is_artefact(row, found[before], found[after]):
            found[before].onwards.append((day, found[after]))


def is_artefact(row: Row, before: Area, after: Area) -> bool:
    """The source groups changes of one day: a change of district renames nothing."""
    return row["変更の種類"] == "district-change" and before.name != after.name


def _begin(found: dict[str, Area], changes: list[Row]) -> None:
    """Areas of today begin with the first change to them, unless there is one from them before."""
    events: dict[str, list[tuple[dt.date, bool]]] = defaultdict(list)
    for row in changes:
        before, after = _ends(row)
        day = dt.date.fromisoformat(row["変更の日"])
        goes_on = before == after or row["変更の種類"] == "absorption"
        events[after].append((day, not goes_on))
        if before != after:
            events[before].append((day, False))
    for key, known in events.items():
        first = min(day for day, _ in known)
        if (
            found[key].begins is None
            and found[key].code
            and all(made for day, made in known if day == first)
        ):
            found[key].begins = first


def told(answer: Answer) -> set[str]:
    if answer.outcome is Outcome.UNMATCHED:
        return set()
    assert (answer.outcome is Outcome.MATCHED) == (len(answer.candidates) == 1), answer
    return {candidate.entity.code for candidate in answer.candidates}


def former(areas: dict[str, Area]) -> list[Area]:
    """Areas that are no more, but for those that began and ended on one day."""
    gone = [area for area in areas.values() if not area.code]
    assert len(gone) == 2207
    return [area for area in gone if area.begins != area.ends]


def test_codes_on_the_day_before_they_ended(matcher: Matcher, areas: dict[str, Area]) -> None:
    wrong = []
    for area in former(areas):
        assert area.ends is not None
        day = area.ends - DAY
        if area.name == ARTEFACT:
            continue
        answer = matcher.match(Question(f"C{area.code5}", as_of=day), limit=99)
        if told(answer) != area.on(day):
            wrong.append((area, told(answer)))
    assert wrong == []


def test_codes_without_a_day(matcher: Matcher, areas: dict[str, Area]) -> None:
    by_code: dict[str, list[Area]] = defaultdict(list)
    for area in areas.values():
        by_code[area.code5].append(area)
    wrong = []
    for code5 in {area.code5 for area in former(areas)}:
        registered = [area for area in by_code[code5] if area.code and not area.later]
        meant = set[str]().union(*(area.becomes() for area in registered or by_code[code5]))
        answer = matcher.match(Question(f"C{code5}"), limit=99)
        if told(answer) != meant:
            wrong.append((code5, meant, told(answer)))
    assert wrong == []


def test_names_on_the_day_before_they_ended(matcher: Matcher, areas: dict[str, Area]) -> None:
    prefectures = {row["都道府県コード（6桁）"][:2]: row[NAME] for row in table("prefectures")}
    by_name: dict[tuple[str, str], list[Area]] = defaultdict(list)
    for area in areas.values():
        by_name[area.code5[:2], area.name].append(area)
    wrong = []
    for area in former(areas):
        assert area.ends is not None
        day, around = area.ends - DAY, prefectures[area.code5[:2]]
        namesakes = [one for one in by_name[area.code5[:2], area.name] if one.existed(day)]
        meant = set[str]().union(*(one.on(day) for one in namesakes))
        for question in (
            Question(around + area.name, as_of=day),
            Question(area.name, context=(around,), as_of=day),
            Question(area.name, context=(area.code5[:2],), as_of=day),
        ):
            answer = matcher.match(question, limit=99)
            if told(answer) != meant:
                wrong.append((question, meant, told(answer)))
    assert wrong == []


def test_names_without_a_day(matcher: Matcher, areas: dict[str, Area]) -> None:
    prefectures = {row["都道府県コード（6桁）"][:2]: row[NAME] for row in table("prefectures")}
    by_name: dict[tuple[str, str], list[Area]] = defaultdict(list)
    for area in areas.values():
        by_name[area.code5[:2], area.name].append(area)
    wrong = []
    for (prefecture, name), namesakes in by_name.items():
        registered = [area for area in namesakes if area.code and not area.later]
        meant = set[str]().union(*(area.becomes() for area in registered or namesakes))
        question = Question(prefectures[prefecture] + name)
        answer = matcher.match(question, limit=99)
        if told(answer) != meant:
            wrong.append((question, meant, told(answer)))
    assert wrong == []
