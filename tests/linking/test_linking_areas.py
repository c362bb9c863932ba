"""Every municipality and every ward, in every way that tables write them."""

import unicodedata
from collections.abc import Callable, Iterable

import pytest

from kg.linking import Matcher, Question
from linking.register import (
    CODE,
    CODE5,
    DISTRICT,
    ENGLISH,
    KANA,
    NAME,
    Register,
    Row,
    codes,
    grouped,
)

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
KATAKANA = str.maketrans({chr(code): chr(code + 0x60) for code in range(0x3041, 0x3097)})
ROMAJI = {"市": "shi", "町": "cho", "村": "mura", "区": "ku"}
SAME_KANA_IN_HOKKAIDO = {"013617", "015148"}
"""江差町 and 枝幸町: both are read えさしちょう."""

Asked = tuple[Question, set[str]]
Way = Callable[[Register, Row], Question]


def wrong(matcher: Matcher, asked: Iterable[Asked]) -> list[tuple[Question, set[str], set[str]]]:
    """Questions with what was expected and what was answered instead."""
    answers = (
        (question, meant, codes(matcher.match(question, limit=99))) for question, meant in asked
    )
    return [(question, meant, found) for question, meant, found in answers if meant != found]


def plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def stem(area: Row) -> str:
    """The English name without its kind."""
    return area[ENGLISH].removesuffix(" City").removesuffix(" Ward")


def key(area: Row) -> str:
    return plain(stem(area)).casefold().replace("-", "").replace("'", "")


def prefixed(register: Register, area: Row) -> Question:
    return Question(register.prefecture(area)[NAME] + area[NAME])


def addressed(register: Register, area: Row) -> Question:
    return Question(register.prefecture(area)[NAME] + area[DISTRICT] + area[NAME])


def spaced(register: Register, area: Row) -> Question:
    parts = (register.prefecture(area)[NAME], area[DISTRICT], area[NAME])
    return Question("　".join(part for part in parts if part))


def bracketed(register: Register, area: Row) -> Question:
    return Question(f"{area[NAME]}（{register.prefecture(area)[NAME]}）")


def beside(register: Register, area: Row) -> Question:
    return Question(area[NAME], context=(register.prefecture(area)[NAME],))


def beside_code(_: Register, area: Row) -> Question:
    return Question(area[CODE5][2:], context=(str(int(area[CODE5][:2])),))


def six(_: Register, area: Row) -> Question:
    return Question(area[CODE])


def six_full_width(_: Register, area: Row) -> Question:
    return Question(area[CODE].translate(FULL_WIDTH))


def corporate(_: Register, area: Row) -> Question:
    return Question(area["法人番号"])


def wikidata(_: Register, area: Row) -> Question:
    return Question(area["Wikidata"] or area[CODE])


def statistics_page(_: Register, area: Row) -> Question:
    return Question(f"http://data.e-stat.go.jp/lod/sac/C{area[CODE5]}")


@pytest.mark.parametrize(
    "way",
    [
        prefixed,
        addressed,
        spaced,
        bracketed,
        beside,
        beside_code,
        six,
        six_full_width,
        corporate,
        wikidata,
        statistics_page,
    ],
)
def test_each_municipality_is_meant_alone(matcher: Matcher, register: Register, way: Way) -> None:
    asked = [(way(register, area), {area[CODE]}) for area in register.municipalities]
    assert len(asked) == 1741
    assert wrong(matcher, asked) == []


def test_names_alone_mean_all_namesakes(matcher: Matcher, register: Register) -> None:
    namesakes = grouped(register.areas, lambda area: area[NAME])
    asked = [(Question(name), meant) for name, meant in namesakes.items()]
    assert wrong(matcher, asked) == []
    assert namesakes["府中市"] == {"132063", "342084"}
    assert len(namesakes["北区"]) == 12


def test_districts_settle_which_town(matcher: Matcher, register: Register) -> None:
    towns = [area for area in register.municipalities if area[DISTRICT]]
    namesakes = grouped(towns, lambda area: area[DISTRICT] + area[NAME])
    asked = [(Question(name), meant) for name, meant in namesakes.items()]
    assert len(asked) == 919
    assert wrong(matcher, asked) == []


def test_a_wrong_prefecture_is_never_overlooked(matcher: Matcher, register: Register) -> None:
    names = grouped(
        register.municipalities, lambda area: register.prefecture(area)[NAME] + area[NAME]
    )
    moved = [
        (Question(prefecture[NAME] + area[NAME]), prefecture[NAME] + area[NAME])
        for area in register.municipalities
        for prefecture in (register.prefectures[(int(area[CODE5]) * 7) % 47],)
        if prefecture[NAME] + area[NAME] not in names
    ]
    assert len(moved) > 1500
    for question, _ in moved:
        found = matcher.match(question).meant
        assert not found or found[0].means == "former-name", question


def test_kana_names_are_read(matcher: Matcher, register: Register) -> None:
    for katakana in (False, True):
        asked = []
        for area in register.municipalities:
            kana = register.prefecture(area)[KANA] + area[KANA]
            meant = {area[CODE]}
            if area[CODE] in SAME_KANA_IN_HOKKAIDO:
                meant = SAME_KANA_IN_HOKKAIDO
            asked.append((Question(kana.translate(KATAKANA) if katakana else kana), meant))
        assert wrong(matcher, asked) == []


@pytest.mark.parametrize("spelling", ["{}-{}", "{} {}", "{}{}"])
@pytest.mark.parametrize("macrons", [True, False])
def test_romanised_names_are_read(
    matcher: Matcher, register: Register, spelling: str, macrons: bool
) -> None:
    spelled = str if macrons else plain
    asked = []
    for area in register.municipalities:
        name = spelling.format(spelled(stem(area)), ROMAJI[area[NAME][-1]])
        around = register.prefecture(area)[ENGLISH]
        meant = SAME_KANA_IN_HOKKAIDO if area[CODE] in SAME_KANA_IN_HOKKAIDO else {area[CODE]}
        asked.append((Question(f"{name}, {around} Prefecture"), meant))
        asked.append((Question(name.upper(), context=(f"{around} Pref.",)), meant))
    assert wrong(matcher, asked) == []


def test_english_names_mean_all_that_they_may(matcher: Matcher, register: Register) -> None:
    """Without what tells the kind, and without macrons: Ono is 小野 and 大野."""
    groups = grouped([*register.prefectures, *register.municipalities], key)
    groups["mino"].add("272205")  # 箕面市, read みのお and in English Minoh
    others = {"usa", "china", "tohoku", "tokai"}  # a country or a block, too
    asked = [
        (Question(plain(stem(area))), groups[key(area)])
        for area in register.municipalities
        if key(area) not in others
    ]
    assert wrong(matcher, asked) == []


def test_wards_stand_behind_their_cities(matcher: Matcher, register: Register) -> None:
    asked: list[Asked] = []
    assert len(register.wards) == 175
    for ward in register.wards:
        city, around = register.city(ward), register.prefecture(ward)
        questions = [
            Question(city[NAME] + ward[NAME]),
            Question(around[NAME] + city[NAME] + ward[NAME]),
            Question(f"{city[NAME]} {ward[NAME]}"),
            Question(city[KANA] + ward[KANA]),
            Question(f"{stem(ward)}-ku, {city[ENGLISH]}-shi"),
            Question(plain(f"{stem(ward)} Ward, {city[ENGLISH]} City, {around[ENGLISH]}")),
            Question(plain(f"{around[ENGLISH]} {city[ENGLISH]} Shi {stem(ward)} Ku").upper()),
            Question(ward[NAME], context=(city[NAME],)),
            Question(ward[NAME], context=(around[NAME], city[NAME])),
            Question(ward[NAME], context=(city[CODE],)),
            Question(ward[CODE]),
        ]
        asked += [(question, {ward[CODE]}) for question in questions]
    assert wrong(matcher, asked) == []


def test_prefectures_go_by_names_and_codes(matcher: Matcher, register: Register) -> None:
    kinds = frozenset({"Prefecture"})
    asked: list[Asked] = []
    for row in register.prefectures:
        code = row["都道府県コード（6桁）"]
        number = code[:2]
        bare = row[NAME] if row[NAME] == "北海道" else row[NAME][:-1]
        texts = [row[NAME], bare, row[KANA], row[ENGLISH], f"{row[ENGLISH]} Prefecture", code]
        texts += [number, str(int(number)), f"{int(number)}.0", f"{number}000", str(int(code))]
        texts += [f"JP-{number}", row["Wikidata"], f"https://sws.geonames.org/{row['GeoNames']}/"]
        asked += [(Question(text, kinds), {code}) for text in texts]
    assert wrong(matcher, asked) == []


def test_numbers_are_codes_that_have_lost_their_zeros(matcher: Matcher, register: Register) -> None:
    """Where five digits may be six, both are told, and neither is chosen."""
    five = {area[CODE5]: area[CODE] for area in register.areas}
    six = {area[CODE]: area[CODE] for area in register.areas}
    asked: list[Asked] = []
    for area in register.areas:
        for code in (area[CODE5], area[CODE]):
            number = str(int(code))
            whole = {
                found for found in (five.get(number.zfill(5)), six.get(number.zfill(6))) if found
            }
            asked += [(Question(text), whole) for text in (number, f"{number}.0", f"{number}.")]
    assert wrong(matcher, asked) == []
    assert len({question.text for question, meant in asked if len(meant) == 2}) == 45


@pytest.mark.parametrize("column", [CODE, CODE5])
@pytest.mark.parametrize("form", ["{:d}", "{:.1f}"])
def test_a_column_tells_how_many_digits_its_codes_have(
    matcher: Matcher, register: Register, column: str, form: str
) -> None:
    cells = [
        form.format(float(area[column]) if "f" in form else int(area[column]))
        for area in register.areas
    ]
    whole = matcher.area_codes(cells)
    assert [whole[cell] for cell in cells] == [area[CODE] for area in register.areas]
    assert matcher.area_codes(["23213"]) == {}
