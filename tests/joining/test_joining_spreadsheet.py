"""XLSX as people make it and as attackers do."""

import datetime as dt
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from kg.joining import spreadsheet
from kg.joining.model import Kind, Merge
from kg.joining.reading import open_source
from kg.problems import DataError

if TYPE_CHECKING:
    from joining.conftest import Desk


def book(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path)) as made:
        made.add_worksheet("空")
        sheet = made.add_worksheet("表")
        sheet.write_row(0, 0, ["市区町村", "人口"])
        sheet.write_row(1, 0, ["札幌市", 1955457])
        sheet.write_formula(2, 0, "=VLOOKUP(1,A1:A2,1)", None, "#N/A")
        sheet.write_formula(2, 1, "=A1/0", None, "#DIV/0!")
        sheet.write_formula(4, 1, "=Z1", None, "#REF!")
        made.add_worksheet("隠し").hide()
    return path


def test_errors_of_formulas_stay_as_texts(tmp_path: Path) -> None:
    source = open_source(book(tmp_path / "a.xlsx"))
    (block,) = source.blocks()
    assert block.cells.rows() == [
        ("市区町村", "人口"),
        ("札幌市", "1955457"),
        ("#N/A", "#DIV/0!"),
        (None, None),
        (None, "#REF!"),
    ]
    assert source.told[0].en == "sheet: 表 (others: 空, 隠し; choose with --sheet)"


def test_values_keep_what_they_are(desk: "Desk") -> None:
    rows: list[list[Any]] = [["a", "b", "c", "d"], [1100.0, 0.1, True, dt.date(2019, 5, 1)]]
    rows.append(["=1+1", -5, False, dt.datetime(2019, 5, 1, 12, 30)])
    (block,) = open_source(desk.xlsx(rows)).blocks()
    assert block.cells.rows()[1:] == [
        ("1100", "0.1", "TRUE", "2019-05-01"),
        ("=1+1", "-5", "FALSE", "2019-05-01 12:30:00"),
    ]
    assert block.kinds is not None
    assert block.kinds.rows()[1:] == [
        (Kind.NUMBER, Kind.NUMBER, Kind.BOOLEAN, Kind.DATE),
        (Kind.TEXT, Kind.NUMBER, Kind.BOOLEAN, Kind.DATETIME),
    ]


def test_merged_cells_are_known(desk: "Desk") -> None:
    rows: list[list[Any]] = [["都道府県", "人口", None], [None, "男", "女"], ["北海道", 1, 2]]
    source = open_source(desk.xlsx(rows, merges=["A1:A2", "B1:C1"]))
    assert set(source.merges) == {Merge(0, 0, 1, 0), Merge(0, 1, 0, 2)}


def test_a_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx")
    with pytest.raises(DataError, match="there is no sheet '表2'; there are: 空, 表, 隠し"):
        open_source(path, sheet="表2")
    with pytest.raises(DataError, match="the file is empty"):
        open_source(path, sheet="空")
    assert open_source(path, sheet="表").rows == 5


def rewritten(path: Path, part: str, content: bytes) -> Path:
    """The same book with another part."""
    changed = path.with_name("changed.xlsx")
    with (
        zipfile.ZipFile(path) as old,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return changed


SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" t="str"><v>a</v></c></row>%s</sheetData></worksheet>'
)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(tmp_path / "a.xlsx")
    bomb = rewritten(path, "xl/worksheets/sheet2.xml", SHEET % (b" " * 30_000_000))
    with pytest.raises(DataError, match=r"unpacks to 30,\d{3},\d{3} bytes \([\d,]+ times its size"):
        open_source(bomb)
    monkeypatch.setattr(spreadsheet, "MOST_BYTES", 1000)
    with pytest.raises(DataError, match="the limits are 1,000 bytes"):
        open_source(path)


def test_cells_far_apart_are_refused_before_they_are_held(tmp_path: Path) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = rewritten(book(tmp_path / "a.xlsx"), "xl/worksheets/sheet2.xml", SHEET % far)
    with pytest.raises(DataError, match="spans 1,048,576 rows × 16,384 columns"):
        open_source(path)


def test_a_part_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet2.xml").file_size
    content = path.read_bytes().replace(size.to_bytes(4, "little"), (40).to_bytes(4, "little"))
    path.write_bytes(content)
    with pytest.raises(DataError, match="unreadable-file"):
        open_source(path)


def test_a_zip_file_that_is_no_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(DataError, match="unreadable-file"):
        open_source(path)
