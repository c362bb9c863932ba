"""The register: what it derives, recomputed, and what it takes from elsewhere, compared."""

import csv
import os
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from babel.core import get_global

import kg
from kg.linking.check_digits import area_check_digit
from kit import ROOT

REGISTER: Final = ROOT / "data" / "register"
REFERENCE: Final = Path(os.environ.get("STI_KG_SHARED", ROOT.parent / "shared")) / "reference"
ID: Final = "https://w3id.org/sti-kg/id/"
needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="the tables that the register was compiled from are not here"
)

Row = dict[str, str]


def table(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def register(name: str) -> list[Row]:
    return table(REGISTER / f"{name}.csv")


class Area(NamedTuple):
    """An end of a change: a code and a name, the district apart."""

    code5: str
    name: str


class Change(NamedTuple):
    """A row of the table of changes."""

    day: str
    kind: str
    before: str
    after: str


@cache
def areas() -> dict[str, Area]:
    """What changes lead from and to, by key: six digits, or the key of a former area."""
    today = {
        row["団体コード（6桁）"]: Area(row["標準地域コード（5桁）"], row["名称"])
        for name in ("municipalities", "wards", "later-areas")
        for row in register(name)
    }
    former = {
        row["キー"]: Area(row["標準地域コード（5桁）"], row["名称"])
        for row in register("former-areas")
    }
    return today | former


@cache
def changes() -> list[Change]:
    return [
        Change(
            row["変更の日"],
            row["変更の種類"],
            row["変更前の地域（6桁）"] or row["変更前の旧地域"],
            row["変更後の地域（6桁）"] or row["変更後の旧地域"],
        )
        for row in register("area-changes")
    ]


@cache
def heard_of() -> dict[str, list[Change]]:
    """The changes that name an area, by its key."""
    found = defaultdict(list)
    for change in changes():
        for key in {change.before, change.after}:
            found[key].append(change)
    return found


def leads_on(change: Change) -> bool:
    """A district changes by many rows at once; only the one of the same name is the same area."""
    same_name = areas()[change.before].name == areas()[change.after].name
    return change.kind != "district-change" or same_name


def successors(key: str, since: str = "") -> set[str]:
    """The areas of the register that changes lead to, each no earlier than the one before it."""
    found = {key} if len(key) == 6 else set()
    for change in heard_of()[key]:
        onward = change.before == key != change.after and change.day >= since
        if onward and leads_on(change):
            found |= successors(change.after, change.day)
    return found


def first_day(key: str) -> str:
    """The day on which an area came about; empty where it was there before it is heard of."""
    day = min(change.day for change in heard_of()[key])
    made = [c for c in heard_of()[key] if c.day == day and c.after == key and leads_on(c)]
    went_on = any(c.kind == "absorption" or c.before == key for c in made)
    return "" if went_on or not made else day


def last_days(key: str) -> set[str]:
    """The days on which an area ended; it outlives a separation."""
    ends = (c for c in heard_of()[key] if c.before == key != c.after)
    return {change.day for change in ends if change.kind != "separation"}


def test_every_change_is_there_with_its_kind() -> None:
    assert Counter(change.kind for change in changes()) == {
        "merger": 1659,
        "absorption": 448,
        "town-status": 130,
        "city-status": 105,
        "renaming": 28,
        "separation": 23,
        "designation": 14,
        "district-change": 13,
        "reorganisation": 8,
        "division": 4,
    }
    assert {key for change in changes() for key in (change.before, change.after)} <= set(areas())
    for row, change in zip(register("area-changes"), changes(), strict=True):
        codes = f"{areas()[change.before].code5}-{areas()[change.after].code5}"
        assert row["キー"] == f"{change.day.replace('-', '')}-{codes}"
        assert change.day == row["最も早い日"] == row["最も遅い日"]


def test_former_areas_are_what_changes_name_and_the_register_lacks() -> None:
    register_pairs = {areas()[key] for key in areas() if len(key) == 6}
    former = [areas()[row["キー"]] for row in register("former-areas")]
    assert len(former) == len(set(former)) == 2207
    assert register_pairs & set(former) == set()
    assert {row["キー"] for row in register("former-areas")} <= {c.before for c in changes()}


def test_former_areas_begin_and_end_as_the_changes_say() -> None:
    for row in register("former-areas"):
        key = row["キー"]
        assert last_days(key) == {row["存在しなくなった日"]}
        assert first_day(key) == row["存在した最初の日"]
        assert key.startswith(f"{areas()[key].code5}-{row['存在しなくなった日'].replace('-', '')}")
    spans = {
        areas()[row["キー"]]: (row["存在した最初の日"], row["存在しなくなった日"])
        for row in register("former-areas")
    }
    assert spans[Area("28221", "篠山市")] == ("1999-04-01", "2019-05-01")
    assert spans[Area("01201", "札幌市")] == ("", "1972-04-01")
    # its neighbours joined it on the day on which it became a city: it was there before
    assert spans[Area("08344", "大宮町")] == ("", "2004-10-16")
    ended = {row["団体コード（6桁）"] for row in register("wards") if row["存在しなくなった日"]}
    assert ended == {key for key in areas() if len(key) == 6 and last_days(key)}
    assert len(ended) == 7


def test_successors_are_what_the_changes_lead_to_in_time() -> None:
    stated: dict[str, set[str]] = defaultdict(set)
    for row in register("former-area-successors"):
        stated[row["旧地域"]].add(row["後継の地域（6桁）"])
    assert stated == {row["キー"]: successors(row["キー"]) for row in register("former-areas")}


def test_only_four_former_areas_were_split() -> None:
    stated: dict[str, list[str]] = defaultdict(list)
    for row in register("former-area-successors"):
        stated[areas()[row["旧地域"]].name].append(areas()[row["後継の地域（6桁）"]].name)
    split = Counter(row["旧地域"] for row in register("former-area-successors"))
    names = {areas()[key].name for key, times in split.items() if times > 1}
    assert {name: sorted(stated[name]) for name in names} == {
        "上九一色村": ["富士河口湖町", "甲府市"],
        "八幡区": ["八幡東区", "八幡西区"],
        "小倉区": ["小倉北区", "小倉南区"],
        "早良町": ["城南区", "早良区", "西区"],
    }
    # Keihoku joined Ukyo 29 years after Nishikyo had left it
    assert stated["京北町"] == ["右京区"]


@needs_reference
def test_changes_are_those_of_the_reference_with_its_codes_and_names() -> None:
    reference = table(REFERENCE / "area_changes.csv")
    assert len({row["old_code5"] for row in reference}) == 2327
    for given, change, row in zip(reference, changes(), register("area-changes"), strict=True):
        before, after = areas()[change.before], areas()[change.after]
        assert (given["effective_date"], given["kind"]) == (change.day, change.kind)
        assert (given["old_code5"], given["new_code5"]) == (before.code5, after.code5)
        # a name may carry its district or prefecture, and one a particle of its sentence
        assert given["old_name"].endswith(before.name)
        assert given["new_name"].endswith(after.name)
        shown = f"{given['old_name'].removeprefix('と')}（{before.code5}）→{given['new_name']}"
        assert row["名称"].startswith(shown)


@needs_reference
def test_districts_of_former_areas_are_those_that_their_names_carry() -> None:
    reference = table(REFERENCE / "area_changes.csv")
    printed = {
        (row[f"{side}_code5"], row[f"{side}_name"]) for row in reference for side in ("old", "new")
    }
    with_district = [row for row in register("former-areas") if row["郡"]]
    assert len(with_district) == 16 - 4  # sixteen names carry one; four of those are of today
    for row in with_district:
        assert (row["標準地域コード（5桁）"], row["郡"] + row["名称"]) in printed


@needs_reference
def test_wards_are_those_of_the_reference() -> None:
    columns = {
        "code6": "団体コード（6桁）",
        "code5": "標準地域コード（5桁）",
        "city_code6": "市",
        "name_ja": "名称",
        "name_kana": "かな",
        "latitude": "緯度",
        "longitude": "経度",
    }
    ours = [{name: row[title] for name, title in columns.items()} for row in register("wards")]
    assert ours == table(REFERENCE / "wards.csv")
    assert len(ours) == 175


def test_later_areas_are_what_the_wards_of_hamamatsu_became() -> None:
    after = {c.after for c in changes() if c.kind == "reorganisation"}
    rows = {row["団体コード（6桁）"]: row for row in register("later-areas")}
    assert set(rows) == after == {"221384", "221392", "221406"}
    for code, row in rows.items():
        assert code[:5] + area_check_digit(code[:5]) == code
        assert {c.day for c in heard_of()[code]} == {row["存在した最初の日"]}


VOWELS: Final = "aiueo"
ROWS: Final = {
    "": "あいうえお",
    "k": "かきくけこ",
    "s": "さしすせそ",
    "t": "たちつてと",
    "n": "なにぬねの",
    "h": "はひふへほ",
    "m": "まみむめも",
    "r": "らりるれろ",
    "g": "がぎぐげご",
    "z": "ざじずぜぞ",
    "d": "だぢづでど",
    "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
}
REGULAR: Final = {
    kana: consonant + vowel
    for consonant, row in ROWS.items()
    for kana, vowel in zip(row, VOWELS, strict=True)
}
OTHERS: Final = {"し": "shi", "ち": "chi", "つ": "tsu", "ふ": "fu", "じ": "ji", "づ": "zu"}
LAST: Final = {"や": "ya", "ゆ": "yu", "よ": "yo", "わ": "wa", "ん": "n"}
SYLLABLES: Final = REGULAR | OTHERS | LAST
MACRONS: Final = (("ou", "ō"), ("oo", "ō"), ("uu", "ū"))


def romanised(kana: str) -> str:
    """Hepburn with macrons: what the labels of municipalities look like."""
    text = ""
    for sign in kana:
        if sign in "ゃゅょ":
            start, vowel = text[:-1], "auo"["ゃゅょ".index(sign)]
            text = start + vowel if start.endswith(("sh", "ch", "j")) else f"{start}y{vowel}"
        else:
            text += SYLLABLES[sign]
    for double, long in MACRONS:
        text = text.replace(double, long)
    return text.capitalize()


def test_english_names_of_wards_are_their_kana_by_rule() -> None:
    for row in register("wards"):
        assert row["かな"].endswith("く")
        assert row["英語名称"] == f"{romanised(row['かな'][:-1])} Ward"


def test_codes_of_countries_are_those_of_iso_3166() -> None:
    """CLDR knows the codes of countries too, from another source."""
    of_alias = get_global("territory_aliases")
    rows = {row["国"]: row for row in register("country-codes")}
    assert set(rows) == {"jp", "us", "de", "ca", "sg", "cn", "dk", "es"}
    for key, row in rows.items():
        for column in ("ISO 3166-1 alpha-3", "ISO 3166-1 numeric", "EU国コード"):
            assert of_alias[row[column]] == [key.upper()]
        member = key in {"de", "dk", "es"}
        assert row["NUTS"] == (key.upper() if member else "")


@pytest.fixture(scope="module")
def links(graph: kg.Graph) -> dict[str, set[str]]:
    """What the graph says to be the same as a resource, or a record of it, by resource."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = graph.query(f"""PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?thing ?link WHERE {{
          {{ ?thing skos:exactMatch ?link }} UNION {{ ?thing skos:closeMatch ?link }}
          FILTER STRSTARTS(STR(?thing), "{ID}")
        }}""")
    for row in rows:
        found[str(row["thing"]).removeprefix(ID)].add(str(row["link"]))
    return found


@needs_reference
def test_every_identifier_of_the_reference_is_linked_and_nothing_else(
    links: dict[str, set[str]],
) -> None:
    expected: dict[str, set[str]] = defaultdict(set)
    for row in table(REFERENCE / "organisations.csv"):
        found = {
            row["ror"],
            row["wikidata"] and f"http://www.wikidata.org/entity/{row['wikidata']}",
            row["corporate_number"]
            and f"http://hojin-info.go.jp/data/basic/{row['corporate_number']}",
        }
        expected[f"agency/{row['key']}"] = found - {""}
    authority = "http://publications.europa.eu/resource/authority/country/"
    for row in table(REFERENCE / "places.csv"):
        country = row["iso_alpha3"] if row["kind"] == "country" else ""
        found = {
            row["wikidata"] and f"http://www.wikidata.org/entity/{row['wikidata']}",
            row["geonames"] and f"https://sws.geonames.org/{row['geonames']}/",
            country and authority + country,
            f"http://data.europa.eu/nuts/code/{row['iso_alpha2']}"
            if country and row["key"] in {"de", "dk", "es"}
            else "",
        }
        expected[f"region/{row['key']}"] = found - {""}
    yokohama = expected.pop("region/yokohama")
    assert yokohama < links["region/141003"]
    assert {
        key: found for key, found in links.items() if not key.removeprefix("region/").isdigit()
    } == {key: found for key, found in expected.items() if found}


def test_namesakes_have_identifiers_of_their_own(links: dict[str, set[str]]) -> None:
    """The country is not the block, the place not the body, nor the Commission the Union."""
    assert "http://www.wikidata.org/entity/Q148" in links["region/cn"]
    assert "region/block-chugoku" not in links
    assert links["region/eu"] == {"http://www.wikidata.org/entity/Q458"}
    assert "agency/eu" not in links
    assert "http://www.wikidata.org/entity/Q8880" in links["agency/eu-ec"]
    claims = Counter(link for found in links.values() for link in found)
    assert {link for link, times in claims.items() if times > 1} == set()


def test_areas_of_japan_are_linked_by_every_code_they_have(links: dict[str, set[str]]) -> None:
    starts = {
        "http://data.e-stat.go.jp/lod/sac/": 47 + 1741 + 175 + 3,
        "http://imi.go.jp/ns/code_id/code/jisx0402#": 1741 + 175,
        "http://hojin-info.go.jp/data/basic/": 47 + 1741,
        "http://www.wikidata.org/entity/": 47 + 1741 - 26,
        "https://sws.geonames.org/": 47 + 1,
    }
    of_areas = [
        link
        for key, found in links.items()
        if key.removeprefix("region/").isdigit()
        for link in found
    ]
    counted = {start: sum(link.startswith(start) for link in of_areas) for start in starts}
    assert counted == starts
    assert sum(starts.values()) == len(of_areas)
