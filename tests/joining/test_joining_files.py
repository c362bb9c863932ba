"""Whole tables through a join: every row comes out, in order, and says what became of it."""

import csv
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from kg.joining.guessing import Told, UnknownColumn
from kg.problems import DataError
from kit import ROOT

if TYPE_CHECKING:
    from joining.conftest import Desk

ID = "https://w3id.org/sti-kg/id/region/"
GOVERNMENT = """\
表1　市区町村別人口,,,,
,,,,（単位：人）
コード,都道府県,市区町村,人口,
,,,計,男
1,東京都,府中市,"260,000",130000
2,北海道,日高町,=1+1,007
3,,伊達市,3,@x
4,兵庫県,篠山市,"改
行",+1
,,,,
コード,都道府県,市区町村,人口,
5,東京都,府中町,"say ""5"" now",
,東京都計,,10,
,,合計,20,
,,,30,
注：速報値である。,,,,
"""


def test_a_government_table_keeps_every_row(desk: "Desk") -> None:
    done = desk.join(desk.csv(GOVERNMENT), add=("code6", "population_2019"))
    rows = list(csv.reader(GOVERNMENT.splitlines(keepends=True)))
    assert [row[:5] for row in done.rows] == rows
    assert [row[5:] for row in done.rows] == [
        ["", "", "", "", ""],
        ["", "", "", "", ""],
        ["", "", "", "", ""],
        ["iri", "match", "score", "code6", "population_2019"],
        [f"{ID}132063", "name", "100", "132063", "260011"],
        [f"{ID}016012", "name", "100", "016012", "12132"],
        ["", "ambiguous", "", "", ""],
        [f"{ID}282219", "former-name", "90", "282219", "41804"],
        ["", "", "", "", ""],
        ["", "header", "", "", ""],
        ["", "unmatched", "", "", ""],
        ["", "total", "", "", ""],
        ["", "total", "", "", ""],
        ["", "unmatched", "", "", ""],
        ["", "note", "", "", ""],
    ]
    assert done.joined.says.en == (
        "rows 6: matched by code 0, by name 2, by former name 1; ambiguous 1, unmatched 2 "
        "(and 7 rows around the table)"
    )
    assert done.heard.english == [
        "encoding: UTF-8; values are separated by ,",
        "the header is in row 3 to 4 (--header-row changes that)",
        "rows are matched by the column '市区町村' (a guess; --on names another)",
        "the column '都道府県' tells where these lie (a guess; --context names another)",
        "only what the header '市区町村' names is meant (--kind changes that)",
    ]


def test_a_header_says_which_of_several_kinds_is_meant(desk: "Desk") -> None:
    found = {}
    for header in ("都道府県", "国", "地域"):
        done = desk.join(desk.csv(f"{header}\n北海道\n中国\nドイツ\n東京都\n"))
        found[header] = [iri.removeprefix(ID) for iri in done.column("iri")]
    assert found == {
        "都道府県": ["010006", "", "", "130001"],
        "国": ["", "cn", "de", ""],
        "地域": ["", "", "de", "130001"],
    }


def test_codes_in_any_form(desk: "Desk") -> None:
    text = "団体コード,名称\n011002,a\n01100,b\n1100,c\n1100.0,d\n０１１００,e\n99999,f\n"
    done = desk.join(desk.csv(text))
    assert done.column("iri") == [f"{ID}011002"] * 5 + [""]
    assert done.column("match") == ["code"] * 5 + ["unmatched"]
    assert [row[0] for row in done.rows[1:]] == [line.split(",")[0] for line in text.split()[1:]]


def test_codes_in_two_columns(desk: "Desk") -> None:
    text = "都道府県コード,市区町村コード,x\n1,100,a\n01,202,b\n28,221,c\n"
    told = Told(on=("都道府県コード", "市区町村コード"))
    done = desk.join(desk.csv(text), told=told)
    assert done.column("iri") == [f"{ID}011002", f"{ID}012025", f"{ID}282219"]
    assert done.column("match") == ["code"] * 3


def test_a_day_or_a_year_column_settles_former_names(desk: "Desk") -> None:
    text = "年,市町村\n平成16年,篠山市\n2023,篠山市\n"
    done = desk.join(desk.csv(text), told=Told(on=("市町村",), year="年"))
    assert done.column("match")[0] in ("name", "former-name")
    assert done.column("iri")[0] == f"{ID}282219"


def test_merged_cells_of_keys_are_filled_down(desk: "Desk") -> None:
    rows: list[list[Any]] = [
        ["都道府県", "市区町村", "性別", "人口"],
        ["東京都", "府中市", "男", 1],
        [None, None, "女", 2],
        ["広島県", "府中市", "男", 3],
        [None, None, "女", 4],
    ]
    path = desk.xlsx(rows, merges=["A2:A3", "B2:B3", "A4:A5", "B4:B5"])
    done = desk.join(path)
    assert done.column("iri") == [f"{ID}132063"] * 2 + [f"{ID}342084"] * 2
    assert [row[:4] for row in done.rows[1:]] == [
        ["東京都", "府中市", "男", "1"],
        ["", "", "女", "2"],
        ["広島県", "府中市", "男", "3"],
        ["", "", "女", "4"],
    ]


def test_a_context_given_once_is_filled_down_and_told(desk: "Desk") -> None:
    text = "都道府県,市区町村\n東京都,府中市\n,八王子市\n,町田市\n広島県,府中市\n,呉市\n,福山市\n"
    done = desk.join(desk.csv(text))
    assert done.column("match") == ["name"] * 6
    assert done.column("iri")[0] == f"{ID}132063"
    assert done.column("iri")[3] == f"{ID}342084"
    assert "empty cells of the column '都道府県' are taken to be as the cell above" in (
        done.heard.english
    )


@pytest.mark.parametrize(
    ("below", "matches"),
    [
        (",府中市\n,清水町\n", ["name", "ambiguous", "ambiguous"]),  # nothing bears it out
        (",府中市\n,呉市\n,八王子市\n", ["name", "ambiguous", "name", "name"]),  # 呉市 is not there
    ],
)
def test_an_empty_context_that_the_keys_do_not_bear_out_stays_empty(
    desk: "Desk", below: str, matches: list[str]
) -> None:
    text = f"都道府県,市区町村\n東京都,府中市\n{below}広島県,福山市\n"
    done = desk.join(desk.csv(text))
    assert done.column("match") == [*matches, "name"]
    assert "taken to be as the cell above" not in done.heard.english


def test_keys_without_merged_cells_are_filled_only_where_told(desk: "Desk") -> None:
    path = desk.csv("市区町村,性別\n札幌市,男\n,女\n")
    assert desk.join(path).column("match") == ["name", "unmatched"]
    filled = desk.join(path, told=Told(on=("市区町村",), fill=("市区町村",)))
    assert filled.column("iri") == [f"{ID}011002"] * 2


def test_columns_of_the_table_are_never_overwritten(desk: "Desk") -> None:
    done = desk.join(desk.csv("市区町村,IRI,score\n札幌市,x,7\n"), add=("label_en",))
    assert done.rows == [
        ["市区町村", "IRI", "score", "iri_kg", "match", "score_kg", "label_en"],
        ["札幌市", "x", "7", f"{ID}011002", "name", "100", "Sapporo"],
    ]
    assert "the table has a column 'iri'; the one that is added is 'iri_kg'" in done.heard.english


@pytest.mark.parametrize("output", ["out.tsv", "out.csv"])
def test_excel_gets_a_byte_order_mark(desk: "Desk", output: str) -> None:
    path = desk.csv("市区町村,人口\r\n札幌市,1\r\n")
    plain, marked = (
        desk.join(path, output, excel=excel).joined.table.read_bytes() for excel in (False, True)
    )
    mark = "\t" if output == "out.tsv" else ","
    assert marked == b"\xef\xbb\xbf" + desk.join(path, output).joined.table.read_bytes() != plain
    assert marked.decode("utf-8-sig").splitlines()[1].split(mark)[:2] == ["札幌市", "1"]
    assert b"\r\n" in marked


def test_a_spreadsheet_gets_texts_as_texts_and_numbers_as_numbers(desk: "Desk") -> None:
    rows: list[list[Any]] = [
        ["団体コード", "市区町村", "人口", "日", "式"],
        ["01100", "札幌市", 1955457, dt.date(2019, 1, 1), "=1+1"],
        ["01202", "函館市", 0.5, None, "@SUM(1)"],
    ]
    done = desk.join(desk.xlsx(rows), "out.xlsx", add=("population_2019",))
    sheet = CalamineWorkbook.from_path(done.joined.table).get_sheet_by_index(0)
    assert sheet.to_python() == [
        [*rows[0], "iri", "match", "score", "population_2019"],
        [*rows[1], f"{ID}011002", "code", 100, 1955457],
        [*rows[2][:3], "", "@SUM(1)", f"{ID}012025", "code", 100, 258948],
    ]
    part = Path(done.joined.table)
    import zipfile  # noqa: PLC0415 - only to look inside

    with zipfile.ZipFile(part) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_csv_to_spreadsheet_has_no_formula(desk: "Desk") -> None:
    done = desk.join(desk.csv("市区町村,x\n札幌市,=HYPERLINK(1)\n函館市,007\n"), "out.xlsx")
    sheet = CalamineWorkbook.from_path(done.joined.table).get_sheet_by_index(0)
    assert [row[1] for row in sheet.to_python()] == ["x", "=HYPERLINK(1)", "007"]


def test_parquet_to_parquet_keeps_types(desk: "Desk") -> None:
    path = desk.folder / "table.parquet"
    frame = pl.DataFrame({"code": ["01100", "x"], "people": [1, 2], "day": [dt.date.min, None]})
    frame.write_parquet(path)
    done = desk.join(path, "out.parquet", add=("population_2019", "label_ja"))
    joined = pl.read_parquet(done.joined.table)
    assert joined.select(frame.columns).equals(frame)
    assert joined.schema["population_2019"] == pl.Int64
    assert joined.select("iri", "match", "score", "population_2019", "label_ja").rows() == [
        (f"{ID}011002", "code", 100, 1955457, "札幌市"),
        (None, "unmatched", None, None, None),
    ]


def test_csv_to_parquet_keeps_what_stands_above_in_its_metadata(desk: "Desk") -> None:
    done = desk.join(desk.csv(GOVERNMENT), "out.parquet")
    joined = pl.read_parquet(done.joined.table)
    assert joined.height == 11
    assert joined.columns[:4] == ["コード", "都道府県", "市区町村", "人口 計"]
    assert "表1　市区町村別人口" in pl.read_parquet_metadata(done.joined.table)["kg.above"]


def test_many_blocks_are_one_table(desk: "Desk", monkeypatch: pytest.MonkeyPatch) -> None:
    text = "表題,\n都道府県,市区町村\n" + "東京都,府中市\n,八王子市\n,町田市\n" * 20
    monkeypatch.setattr("kg.joining.delimited._PIECE", 100)
    done = desk.join(desk.csv(text), told=Told(fill=("都道府県",)))
    assert done.column("iri") == [f"{ID}132063", f"{ID}132012", f"{ID}132098"] * 20
    assert [row[:2] for row in done.rows] == [line.split(",") for line in text.splitlines()]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("x,y\n1,2\n3,4\n", "no-key"),
        ("意見,番号\n市の計画について賛成します。,1\n道路を直してください。,2\n", "no-key"),
        ("市区町村,人口\n", "no-rows"),
    ],
)
def test_tables_without_a_key_are_told(desk: "Desk", text: str, rule: str) -> None:
    with pytest.raises(DataError) as error:
        desk.join(desk.csv(text))
    assert [problem.rule for problem in error.value.problems] == [rule]
    assert not (desk.folder / "out.csv").exists()


def test_a_column_of_free_text_that_is_told_is_joined_and_doubted(
    desk: "Desk", monkeypatch: pytest.MonkeyPatch
) -> None:
    path = desk.csv("意見,n\n賛成です。,1\n反対です。,2\n")
    done = desk.join(path, told=Told(on=("意見",)))
    assert done.column("match") == ["unmatched", "unmatched"]
    assert done.heard.english[-1].startswith("none of the values was recognised: free text")
    monkeypatch.setattr("kg.joining.matching.MOST_KEYS", 1)
    with pytest.raises(DataError, match="has more than 1 different values"):
        desk.join(path, told=Told(on=("意見",)))


def test_levels_that_are_mixed_are_told(desk: "Desk") -> None:
    done = desk.join(desk.csv("市区町村,n\n北海道,3\n札幌市,2\n札幌市中央区,1\n函館市,1\n"))
    assert done.column("match") == ["name"] * 4
    assert done.heard.english[-1] == (
        "The column mixes levels (1 prefecture, 2 municipalities, 1 ward): sums may count the same "
        "twice."
    )


def test_a_column_that_is_not_there_is_told_with_those_that_are(desk: "Desk") -> None:
    with pytest.raises(UnknownColumn, match="no column '市区'; near matches: 市区町村"):
        desk.join(desk.csv("市区町村,人口\n札幌市,1\n"), told=Told(on=("市区",)))


def test_nothing_is_left_where_writing_fails(desk: "Desk", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.joining.writing.SHEET_CELL", 2)
    with pytest.raises(DataError, match="a cell of XLSX holds 2 characters at most"):
        desk.join(desk.csv("市区町村,人口\n札幌市,1\n"), "out.xlsx")
    monkeypatch.setattr("kg.joining.writing.SHEET_ROWS", 1)
    with pytest.raises(DataError, match="2 rows cannot be written as XLSX, which holds 1"):
        desk.join(desk.csv("市区町村,人口\n札幌市,1\n"), "out.xlsx")
    assert [path.name for path in desk.folder.iterdir()] == ["table.csv"]


def test_all_municipalities_by_code_and_by_name(desk: "Desk") -> None:
    with (ROOT / "data/register/municipalities.csv").open(encoding="utf-8", newline="") as file:
        register = list(csv.DictReader(file))
    with (ROOT / "data/register/prefectures.csv").open(encoding="utf-8", newline="") as file:
        prefectures = {row["都道府県コード（6桁）"]: row["名称"] for row in csv.DictReader(file)}
    lines = [
        f"{row['団体コード（6桁）'].lstrip('0')},{prefectures[row['都道府県']]},"
        f"{row['郡']}{row['名称']}\n"
        for row in register
    ]
    path = desk.csv("団体コード,都道府県,市区町村\n" + "".join(lines), encoding="cp932")
    wanted = [ID + row["団体コード（6桁）"] for row in register]
    for on in ("団体コード", "市区町村"):
        done = desk.join(path, told=Told(on=(on,)))
        assert done.column("iri") == wanted
        assert done.joined.counts.complete
