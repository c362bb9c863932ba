"""The Japanese habits: off by default, and what they read when they are on."""

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Triple

from kg.tables import Mode, check, convert
from kg.tables.datatypes import BadValue, compile_parser, japanese
from kg.tables.model import Datatype

Write = Callable[..., Path]
Same = Callable[[Iterable[Triple], str], None]

ON = {"sti:japanese": True}


def read(text: str, base: str) -> str:
    return compile_parser(Datatype(base), widen=True)(text)[0]


@pytest.mark.parametrize(
    ("base", "text", "value"),
    [
        ("gYearMonth", "平成31年1月", "2019-01"),
        ("gYearMonth", "H31年4月", "2019-04"),
        ("gYearMonth", "2020年3月", "2020-03"),
        ("gYearMonth", "令和元年5月", "2019-05"),
        ("gYearMonth", "2020-03", "2020-03"),
        ("gYear", "平成30年", "2018"),
        ("gYear", "２０２０年", "2020"),
        ("gYear", "明治元年", "1868"),
        ("date", "R元.11.7", "2019-11-07"),
        ("date", "Ｒ元.11.7", "2019-11-07"),
        ("date", "令和元年11月7日", "2019-11-07"),
        ("date", "S64.1.7", "1989-01-07"),
        ("date", "2019/11/14", "2019-11-14"),
        ("date", "２０１９－１１－１４", "2019-11-14"),
        ("date", "㍻元年1月8日", "1989-01-08"),
        ("date", "昭和元年12月25日", "1926-12-25"),
        ("date", "大正15年12月25日", "1926-12-25"),
        ("date", "明治6年1月1日", "1873-01-01"),
        ("integer", "１億５，１００万", "151000000"),
        ("integer", "1億5,100万", "151000000"),
        ("integer", "2兆3億", "2000300000000"),
        ("integer", "３千万", "30000000"),
        ("integer", "1万2千三百".replace("三", "3"), "12300"),
        ("integer", "1,234", "1234"),
        ("integer", "▲１２", "-12"),
        ("decimal", "1.5億", "150000000"),
        ("decimal", "１２．５％", "0.125"),
        ("decimal", "－3", "-3"),
        ("boolean", "１", "true"),
        ("double", "ＮａＮ", "NaN"),
    ],
)
def test_what_is_read(base: str, text: str, value: str) -> None:
    assert read(text, base) == value


@pytest.mark.parametrize(
    ("base", "text"),
    [
        ("date", "平成31年5月1日"),
        ("date", "S64.1.8"),
        ("date", "H1.1.7"),
        ("date", "令和元年4月30日"),
        ("date", "大正15年12月26日"),
        ("date", "明治5年12月2日"),
        ("date", "平成30年2月30日"),
        ("date", "平成30年2月"),
        ("date", "H00.1.1"),
        ("gYear", "平成32年"),
        ("gYear", "平成30年度"),
        ("gYear", "2020年3月"),
        ("gYearMonth", "平成31年5月"),
        ("gYearMonth", "2020年13月"),
        ("integer", "約100万"),
        ("integer", "100万超"),
        ("integer", "1億12000万"),
        ("integer", "1.5億3万"),
        ("integer", "1,23"),
        ("integer", "1.5"),
        ("integer", "万"),
        ("boolean", "真"),
    ],
)
def test_what_is_refused(base: str, text: str) -> None:
    with pytest.raises(BadValue):
        read(text, base)


def test_an_era_that_was_over_says_when(table: Write) -> None:
    columns = [{"name": "day", "titles": "日", "datatype": "date"}]
    (problem,) = check(table("日\n平成31年5月1日\n", columns, dialect=ON))
    assert (problem.rule, problem.row, problem.value) == ("bad-date", 2, "平成31年5月1日")
    assert "平成は 1989-01-08 から 2019-04-30 まで" in problem.says.ja
    assert "Heisei lasted from 1989-01-08 to 2019-04-30" in problem.says.en
    assert "令和2年3月31日" in problem.mend.ja


def test_approximate_numbers_say_where_the_word_belongs(table: Write) -> None:
    columns = [{"name": "n", "titles": "数", "datatype": "integer"}]
    (problem,) = check(table("数\n約100万\n", columns, dialect=ON))
    assert "約や超などの語は別の列に移す" in problem.mend.ja


def test_without_the_option_the_standard_holds(table: Write) -> None:
    columns = [
        {"name": "day", "titles": "日", "datatype": "date"},
        {"name": "n", "titles": "数", "datatype": "integer"},
    ]
    found = check(table("日,数\n令和元年11月7日,１\n", columns))
    assert [each.rule for each in found] == ["bad-date", "bad-number"]


@pytest.mark.parametrize("prefix", ["sti:", "https://w3id.org/sti-kg/ontology#"])
@pytest.mark.parametrize("mode", [Mode.MINIMAL, Mode.STANDARD])
def test_the_words_as_printed_are_kept(table: Write, same: Same, prefix: str, mode: Mode) -> None:
    columns = [
        {
            "name": "day",
            "titles": "日",
            "datatype": "date",
            "lang": "ja",
            "propertyUrl": "dc:date",
            f"{prefix}asPrinted": f"{prefix}asPrinted",
        }
    ]
    dialect = {f"{prefix}japanese": True}
    schema = {"aboutUrl": "https://example.org/x"}
    path = table("日\nＲ元.11.7\n", columns, schema=schema, dialect=dialect)
    triples = convert(path, mode=mode).triples
    facts = [each for each in triples if str(each.subject) == "<https://example.org/x>"]
    same(facts, 'ex:x dc:date "2019-11-07"^^xsd:date ; sti:asPrinted "Ｒ元.11.7"@ja .')


def test_a_format_is_tried_on_ordinary_forms(table: Write, same: Same) -> None:
    columns = [
        {
            "name": "n",
            "titles": "数",
            "propertyUrl": "https://example.org/n",
            "datatype": {"base": "decimal", "format": "#,##0.0"},
        },
        {
            "name": "b",
            "titles": "有無",
            "propertyUrl": "https://example.org/b",
            "datatype": {"base": "boolean", "format": "Ａ|Ｂ"},
        },
    ]
    path = table(
        '数,有無\n"１，２３４．５",A\n',
        columns,
        schema={"aboutUrl": "https://example.org/x"},
        dialect=ON,
    )
    same(convert(path, mode=Mode.MINIMAL).triples, "ex:x ex:n 1234.5 ; ex:b true .")


ENCODED = "コード,名称\n1,東京都㈱\n"
COLUMNS = [{"name": "code", "titles": "コード"}, {"name": "label", "titles": "名称"}]


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("cp932", "cp932"),
        ("utf-16", "utf-16-le"),
    ],
)
def test_encodings_are_recognised_and_told(table: Write, encoding: str, codec: str) -> None:
    path = table(ENCODED.encode(encoding), COLUMNS, dialect={"sti:detectEncoding": True})
    done = convert(path)
    assert (done.tables[0].encoding, done.problems) == (codec, [])
    assert '"東京都㈱"' in {str(each.object) for each in done.triples}


def test_an_encoding_can_be_named(table: Write) -> None:
    path = table(ENCODED.encode("cp932"), COLUMNS, dialect={"encoding": "Shift_JIS"})
    assert convert(path).tables[0].encoding == "cp932"


def test_a_mark_of_utf_16_big_endian(table: Write) -> None:
    path = table(b"\xfe\xff" + ENCODED.encode("utf-16-be"), COLUMNS)
    assert convert(path).tables[0].encoding == "utf-16-be"


ERAS = {
    "昭和": (datetime.date(1926, 12, 25), datetime.date(1989, 1, 7)),
    "平成": (datetime.date(1989, 1, 8), datetime.date(2019, 4, 30)),
    "令和": (datetime.date(2019, 5, 1), datetime.date(2099, 12, 31)),
}


@given(
    st.sampled_from(sorted(ERAS)), st.dates(datetime.date(1926, 12, 25), datetime.date(2080, 1, 1))
)
def test_days_of_an_era_are_read_and_no_others(era: str, day: datetime.date) -> None:
    first, last = ERAS[era]
    year = day.year - first.year + 1
    if not 0 < year < 100:
        return
    text = f"{era}{year}年{day.month}月{day.day}日"
    if first <= day <= last:
        assert japanese.date(text) == (day.year, day.month, day.day)
    else:
        with pytest.raises(japanese.NoSuchDay):
            japanese.date(text)


@given(st.integers(1, 10**16 - 1))
def test_numbers_in_units_round_trip(number: int) -> None:
    text, rest = "", number
    for unit, size in (("兆", 10**12), ("億", 10**8), ("万", 10**4), ("", 1)):
        part, rest = divmod(rest, size)
        text += f"{part:,}{unit}" if part else ""
    assert (japanese.number(text) or Decimal(text.replace(",", ""))) == number


def test_the_example_of_the_readme(tmp_path: Path, same: Same) -> None:
    readme = Path(__file__).parents[2] / "src" / "kg" / "tables" / "README.md"
    example = readme.read_text(encoding="utf-8").partition("```json")[2].partition("```")[0]
    (tmp_path / "events.csv").write_bytes("キー,時期\nplan,平成31年1月\n".encode("cp932"))
    (tmp_path / "events.csv-metadata.json").write_text(example, encoding="utf-8")
    done = convert(tmp_path / "events.csv", mode=Mode.MINIMAL)
    assert done.problems == []
    same(
        done.triples,
        """
        <https://w3id.org/sti-kg/id/milestone/plan> sti:asPrinted "平成31年1月"@ja ;
          dc:date "2019-01"^^xsd:gYearMonth .
        """,
    )
