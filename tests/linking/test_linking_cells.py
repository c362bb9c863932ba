"""What the matcher makes of single cells, as tables of governments and researchers have them."""

import datetime as dt

import pytest

from kg.linking import Answer, Matcher, Means, Outcome, Question
from linking.register import codes

PLACES = frozenset({"Region"})


def ask(matcher: Matcher, text: str, *context: str, **more: object) -> Answer:
    kinds = more.get("kinds", ())
    assert isinstance(kinds, tuple)
    day = more.get("as_of")
    assert day is None or isinstance(day, dt.date)
    return matcher.match(Question(text, frozenset(kinds), context, day))


def key(answer: Answer) -> str:
    """Kind and key of what is meant; empty unless matched."""
    return "/".join(answer.meant[0].entity.iri.split("/")[-2:]) if answer.meant else ""


@pytest.mark.parametrize(
    ("text", "meant", "means"),
    [
        # spellings of one name
        ("龍ヶ崎市", "082082", Means.NAME),
        ("竜が崎市", "082082", Means.NAME),
        ("茅ケ崎市", "142077", Means.NAME),
        ("駒が根市", "202100", Means.NAME),
        ("檮原町", "394050", Means.NAME),
        ("塩釜市", "042030", Means.NAME),
        ("四条畷市", "272299", Means.NAME),
        ("佐佐町", "423912", Means.NAME),
        ("上の国町", "013625", Means.NAME),
        ("中ノ条町", "104213", Means.NAME),
        ("飛驒市", "212172", Means.NAME),
        ("諌早市", "422045", Means.NAME),
        ("ﾆｾｺ町", "013951", Means.NAME),
        ("札 幌 市", "011002", Means.NAME),
        ("札幌市＊", "011002", Means.NAME),
        ("札幌市 注1)", "011002", Means.NAME),
        ("葛󠄀城市", "292117", Means.NAME),
        # what may stand before a name
        ("北海道石狩振興局石狩郡当別町", "013030", Means.NAME),
        ("石狩支庁当別町", "013030", Means.NAME),
        ("東京都三宅島三宅村", "133817", Means.NAME),
        ("東京都八丈支庁八丈町", "134015", Means.NAME),
        ("奄美大島龍郷町", "465275", Means.NAME),
        ("日本国北海道札幌市", "011002", Means.NAME),
        ("日高振興局日高町", "016012", Means.NAME),
        ("神奈川横浜市", "141003", Means.NAME),
        # kana and Latin letters
        ("ホッカイドウイシカリグントウベツチョウ", "013030", Means.READING),
        ("おうさかし", "271004", Means.READING),
        ("おおずまち", "434035", Means.READING),
        ("Ōtsu-shi", "252018", Means.READING),
        ("Ohtsu-shi", "252018", Means.READING),
        ("Ootsu-shi", "252018", Means.READING),
        ("City of Yokohama", "141003", Means.READING),
        ("Sizuoka-si", "221007", Means.READING),
        ("Gumma Prefecture", "100005", Means.READING),
        ("Ishikari-gun Tobetsu-cho", "013030", Means.READING),
        ("Chuo-ku, Tokyo", "131024", Means.READING),
        ("Shibuya City", "131130", Means.READING),
        ("Tokyo Metropolis", "130001", Means.READING),
        # without what tells the kind
        ("仙台", "041009", Means.NAME),
        ("新宿", "131041", Means.NAME),
        # codes
        ("'01100", "011002", Means.CODE),
        ('="01100"', "011002", Means.CODE),
        ("T9000020011002", "011002", Means.CODE),
        ("C01100", "011002", Means.CODE),
        ("http://data.e-stat.go.jp/lod/sac/C01201-19700401", "011002", Means.FORMER_CODE),
        ("https://www.wikidata.org/wiki/Q37951", "011002", Means.CODE),
        ("q37951", "011002", Means.CODE),
        ("http://imi.go.jp/ns/code_id/code/jisx0402#01100", "011002", Means.CODE),
        ("http://hojin-info.go.jp/data/basic/9000020011002", "011002", Means.CODE),
        ("region/011002", "011002", Means.IRI),
        ("http://w3id.org/sti-kg/id/region/011002", "011002", Means.IRI),
        ("12025", "012025", Means.CODE),
        ("http://data.e-stat.go.jp/lod/sac/C28221-20190501", "282219", Means.CODE),
        # remarks of tables
        ("静岡市（旧清水市）", "221007", Means.NAME),
        ("Yokohama (Kanagawa)", "141003", Means.NAME),
        ("札幌市（政令指定都市）", "011002", Means.NAME),
        ("旧清水市", "221007", Means.FORMER_NAME),
        ("旧静岡県清水市", "221007", Means.FORMER_NAME),
    ],
)
def test_an_area_is_meant(matcher: Matcher, text: str, meant: str, means: Means) -> None:
    answer = ask(matcher, text)
    assert (codes(answer), [one.means for one in answer.meant]) == ({meant}, [means])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("MEXT", "agency/jp-mext"),
        ("ＭＥＸＴ", "agency/jp-mext"),
        ("文科省", ""),
        ("文部科学省（MEXT）", "agency/jp-mext"),
        ("MEXT（文部科学省）", "agency/jp-mext"),
        ("文部科学省（METI）", ""),
        ("The Office of Management and Budget", "agency/us-omb"),
        ("Office of Management & Budget", "agency/us-omb"),
        ("OFFICE OF MANAGEMENT AND BUDGET (OMB)", "agency/us-omb"),
        ("Cabinet Office, Government of Japan", "agency/jp-cabinet-office"),
        ("Cabinet Office (Japan)", "agency/jp-cabinet-office"),
        ("Cabinet Office, Germany", ""),
        ("Ministry of Economy, Trade and Industry", "agency/jp-meti"),
        ("国立研究開発法人科学技術振興機構（JST）", "agency/jp-jst"),
        ("(株)三菱総合研究所", "agency/jp-mri"),
        ("JST-CRDS", "agency/jp-jst-crds"),
        ("ドイツ連邦教育研究省", "agency/de-bmbf"),
        ("EPI", "agency/de-efi"),
        ("US Congress", "agency/us-congress"),
        ("https://ror.org/048rj2z13", "agency/jp-mext"),
        ("ror.org/048rj2z13", "agency/jp-mext"),
        ("048rj2z13", "agency/jp-mext"),
        ("https://ror.org/000000000", ""),
        ("Horizon2020", "programme/horizon-2020"),
        ("JP", "region/jp"),
        ("jp", "region/jp"),
        ("JPN", "region/jp"),
        ("392", "region/jp"),
        ("276.0", "region/de"),
        ("nuts:DE", "region/de"),
        ("http://data.europa.eu/nuts/code/DE", "region/de"),
        ("http://publications.europa.eu/resource/authority/country/DEU", "region/de"),
        ("https://www.geonames.org/2921044/germany.html", "region/de"),
        ("アメリカ合衆国", "region/us"),
        ("USA", "region/us"),
        ("DE21", ""),
    ],
)
def test_something_else_is_meant(matcher: Matcher, text: str, meant: str) -> None:
    assert key(ask(matcher, text)) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("府中市", {"132063", "342084"}),
        ("伊達市", {"012335", "072133"}),
        ("日高町", {"016012", "303828"}),
        ("美郷町", {"054348", "324485", "454311"}),
        ("福島", {"070009", "072010", "013323", "422088", "271039"}),
        ("大宮", {"111007", "111031", "082252", "244716", "262129"}),
        ("Fukushima", {"070009", "072010", "013323"}),
        ("Chuo City", {"131024", "192147"}),
        ("小倉区", {"401064", "401072"}),
        ("上九一色村", {"192015", "194301"}),
        ("大阪西区", {"271063", "271446"}),
    ],
)
def test_namesakes_are_left_to_people(matcher: Matcher, text: str, meant: set[str]) -> None:
    answer = ask(matcher, text)
    assert answer.outcome is Outcome.AMBIGUOUS
    assert codes(answer) == meant
    assert all(one.score <= 80 for one in answer.candidates)


def test_the_country_and_the_block_of_one_name(matcher: Matcher) -> None:
    answer = ask(matcher, "中国")
    assert answer.outcome is Outcome.AMBIGUOUS
    assert [one.entity.kind for one in answer.candidates] == ["Country", "StatisticalBlock"]
    assert key(ask(matcher, "中国", kinds=("Country",))) == "region/cn"
    assert key(ask(matcher, "中国", kinds=("StatisticalBlock",))) == "region/block-chugoku"
    assert key(ask(matcher, "北海道", kinds=("Prefecture",))) == "region/010006"
    assert ask(matcher, "EU", kinds=("Region",)).outcome is Outcome.MATCHED


def test_context_settles_and_contradicts(matcher: Matcher) -> None:
    assert key(ask(matcher, "府中市", "広島県")) == "region/342084"
    assert key(ask(matcher, "府中市", "34")) == "region/342084"
    assert key(ask(matcher, "府中市", "Tokyo")) == "region/132063"
    assert key(ask(matcher, "福島", "北海道")) == "region/013323"
    assert key(ask(matcher, "中央区", "北海道", "札幌市")) == "region/011011"
    assert key(ask(matcher, "202", "01")) == "region/012025"
    assert key(ask(matcher, "2025", "1")) == "region/012025"
    assert key(ask(matcher, "OMB", "US")) == "agency/us-omb"
    assert key(ask(matcher, "鹿島市")) == "region/412074"
    assert key(ask(matcher, "鹿島市", "茨城県")) == "region/082228"
    assert key(ask(matcher, "23213", "青森県")) == "region/023213"
    answer = ask(matcher, "府中市", "青森県")
    assert answer.outcome is Outcome.UNMATCHED
    assert {one.entity.code for one in answer.candidates} == {"132063", "342084"}
    assert answer.note.en == "nothing of that name lies in “青森県”."


def test_context_that_says_nothing_is_told(matcher: Matcher) -> None:
    answer = ask(matcher, "札幌市", "首都圏")
    assert codes(answer) == {"011002"}
    assert answer.note.en == "“首都圏” could not be understood, and was not used."
    assert ask(matcher, "府中市", "").outcome is Outcome.AMBIGUOUS


def test_kinds_are_kept_to(matcher: Matcher) -> None:
    assert key(ask(matcher, "中央区", kinds=("Municipality",))) == "region/131024"
    answer = ask(matcher, "札幌市", kinds=("Agency",))
    assert (answer.outcome, answer.note.en) == (
        Outcome.UNMATCHED,
        "it is not of the kind asked for.",
    )
    former = ask(matcher, "浦和市", kinds=("FormerArea",))
    assert [one.entity.kind for one in former.meant] == ["FormerArea"]


@pytest.mark.parametrize(
    ("text", "day", "meant", "outcome"),
    [
        ("篠山市", "2018-01-01", {"282219"}, Outcome.MATCHED),
        ("28221", "2018-01-01", {"282219"}, Outcome.MATCHED),
        ("美里町", "1999-01-01", {"113816", "303046"}, Outcome.AMBIGUOUS),
        ("福島町", "2000-01-01", {"013323", "422088"}, Outcome.AMBIGUOUS),
        ("兵庫区", "1973-07-31", {"281051", "281093"}, Outcome.AMBIGUOUS),
        ("兵庫区", "1973-08-01", {"281051"}, Outcome.MATCHED),
        ("天竜区", "2023-12-31", {"221376"}, Outcome.MATCHED),
        ("天竜区", "2024-01-01", {"221406"}, Outcome.MATCHED),
        ("石狩郡厚田村", "2000-01-01", {"012351"}, Outcome.MATCHED),
        ("厚田郡厚田村", "2000-01-01", {"012351"}, Outcome.MATCHED),
        ("静岡県清水市", "2000-01-01", {"221007"}, Outcome.MATCHED),
        ("長野県山口村", "2005-02-12", {"212067"}, Outcome.MATCHED),
        ("19201", "2006-02-28", {"192015"}, Outcome.MATCHED),
    ],
)
def test_the_day_of_the_table_decides(
    matcher: Matcher, text: str, day: str, meant: set[str], outcome: Outcome
) -> None:
    answer = ask(matcher, text, as_of=dt.date.fromisoformat(day))
    assert (codes(answer), answer.outcome) == (meant, outcome)


def test_what_became_of_an_area_is_told(matcher: Matcher) -> None:
    merged = ask(matcher, "浦和市")
    assert merged.meant[0].means is Means.FORMER_NAME
    assert merged.note.ja == "「浦和市」は2001年5月1日から「さいたま市」です。"
    assert merged.meant[0].reason.en == "former name “浦和市” (until 30 April 2001)"
    split = ask(matcher, "小倉区")
    assert split.note.en.startswith("小倉区 was divided into Kokurakita Ward, Kokuraminami Ward")
    part = ask(matcher, "兵庫区", as_of=dt.date(1973, 7, 31))
    assert "taken out of" in part.note.en
    early = ask(matcher, "つくばみらい市", as_of=dt.date(1999, 1, 1))
    assert (codes(early), early.meant[0].score) == ({"082350"}, 90.0)
    assert early.note.en == "“つくばみらい市” was not in force on the day of the table."


@pytest.mark.parametrize(
    ("text", "offered", "note"),
    [
        ("札幌巿", "011002", ""),
        ("saporo", "011002", ""),
        ("011003", "011002", "the check digit is wrong: is 011002 meant?"),
        ("8000020011002", "011002", "the check digit is wrong: is 9000020011002 meant?"),
        ("横浜市西ク", "141038", ""),
    ],
)
def test_what_looks_alike_is_offered_and_never_matched(
    matcher: Matcher, text: str, offered: str, note: str
) -> None:
    answer = ask(matcher, text)
    assert answer.outcome is Outcome.UNMATCHED
    assert answer.candidates[0].entity.code == offered
    assert all(one.score < 90 for one in answer.candidates)
    assert answer.note.en == note


NOTHINGS = """
- … 不明 総数 合計 1,100 99999 0 000000 1.5 -1100 1e5 架空郡昭和村 C01100-20201301 旧渋谷区
札幌市（青森県） 札幌市（再掲） 札幌市長 中央区役所 東京都庁 市 県 🏯 札幌市中央区南1条西1丁目
13桁
"""


@pytest.mark.parametrize("text", ["", "　", "A" * 5000, *NOTHINGS.split()])
def test_what_names_nothing_matches_nothing(matcher: Matcher, text: str) -> None:
    assert ask(matcher, text).outcome is Outcome.UNMATCHED


def test_a_bare_ward_needs_its_city(matcher: Matcher) -> None:
    assert ask(matcher, "Omiya").outcome is Outcome.AMBIGUOUS
    assert codes(ask(matcher, "Omiya", "Saitama-shi")) == {"111031"}
    assert codes(ask(matcher, "Omiya", kinds=("Ward",))) == {"111031"}
    assert codes(ask(matcher, "Omiya, Saitama City")) == {"111031"}


def test_equal_questions_have_one_answer(matcher: Matcher) -> None:
    asked = [Question("札幌市"), Question("府中市"), Question("札幌市")]
    answers = matcher.match_all(asked, limit=1)
    assert [answer.question for answer in answers] == asked
    assert answers[0] is answers[2]
    assert answers[0] == matcher.match(asked[0], limit=1)
    assert len(answers[1].candidates) == 1
    assert answers[1].note.en == "1 more."


def test_entities_are_known_by_iri(matcher: Matcher) -> None:
    entity = matcher.entity("https://w3id.org/sti-kg/id/region/132063")
    assert entity is not None
    assert (entity.kind, entity.label, entity.code) == (
        "Municipality",
        ("府中市", "Fuchū"),
        "132063",
    )
    assert entity.note == ("東京都の市", "city in Tokyo")
    assert matcher.entity("https://example.org/") is None
    assert matcher.kinds["Ward"].ja == "区"
    assert PLACES.isdisjoint(matcher.kinds)
