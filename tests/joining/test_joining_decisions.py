"""The report of what was not settled, and how it comes back."""

import csv
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from kg.joining.report import HEADER
from kg.problems import DataError

if TYPE_CHECKING:
    from joining.conftest import Desk

R = "https://w3id.org/sti-kg/id/region/"
TABLE = "市区町村,年,n\n伊達市,2020,1\n札幌市,2020,2\n伊達市,2021,3\n=府中,2020,4\n美里町,2020,5\n"


def report(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fill(path: Path, decisions: dict[str, str]) -> Path:
    """Write decisions into a report by the value that they are about, as a user would."""
    rows = report(path)
    for row in rows:
        row["decision 判断"] = decisions.get(row["value 値"], row["decision 判断"])
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0], restval="")
        writer.writeheader()
        writer.writerows({k: v or "" for k, v in row.items() if k} for row in rows)
    return path


def test_the_report_lists_each_open_value_once(desk: "Desk") -> None:
    done = desk.join(desk.csv(TABLE))
    page, sheet = done.joined.reports
    assert (page.name, sheet.name) == ("out.report.html", "out.report.csv")
    rows = report(sheet)
    assert [
        (row["value 値"], row["rows 行数"], row["first rows 行"], row["outcome 結果"])
        for row in rows
    ] == [
        ("伊達市", "2", "2 4", "ambiguous"),
        ("'=府中", "1", "5", "unmatched"),
        ("美里町", "1", "6", "ambiguous"),
    ]
    assert [rows[0][f"IRI {n}"] for n in (1, 2)] == [f"{R}012335", f"{R}072133"]
    assert rows[0]["candidate 1 候補"] == "伊達市（北海道の市） Date"
    assert all(row["decision 判断"] == "" for row in rows)
    assert list(rows[0])[: len(HEADER)] == list(HEADER)


def test_decisions_come_back_in_any_form_and_stay_in_the_next_report(desk: "Desk") -> None:
    path = desk.csv(TABLE)
    sheet = desk.join(path).joined.reports[1]
    filled = fill(sheet, {"伊達市": "2", "'=府中": "-", "美里町": f"{R}045055"})
    done = desk.join(path, decisions=filled, add=("code6",))
    assert done.column("code6") == ["072133", "011002", "072133", "", "045055"]
    assert done.column("match") == ["decision", "name", "decision", "unmatched", "decision"]
    assert done.joined.says.en.startswith(
        "rows 5: matched by code 0, by name 1, by former name 0, by decision 3; ambiguous 0, "
        "unmatched 1"
    )
    again = {row["value 値"]: row["decision 判断"] for row in report(done.joined.reports[1])}
    assert again == {"伊達市": f"{R}072133", "'=府中": "-", "美里町": f"{R}045055"}
    twice = desk.join(path, decisions=done.joined.reports[1], add=("code6",))
    assert twice.rows == done.rows


def test_a_code_or_a_name_that_is_clear_decides_too(desk: "Desk") -> None:
    path = desk.csv(TABLE)
    sheet = desk.join(path).joined.reports[1]
    filled = fill(sheet, {"伊達市": "07213", "美里町": "宮城県美里町"})
    done = desk.join(path, decisions=filled)
    assert done.column("iri")[0] == f"{R}072133"
    assert done.column("match")[4] == "decision"


def test_what_decides_nothing_is_told_all_at_once(desk: "Desk") -> None:
    path = desk.csv(TABLE)
    sheet = desk.join(path).joined.reports[1]
    filled = fill(sheet, {"伊達市": "9", "美里町": "美里町"})
    with pytest.raises(DataError) as error:
        desk.join(path, decisions=filled)
    assert [(p.rule, p.row, p.value) for p in error.value.problems] == [
        ("bad-decision", 2, "伊達市"),
        ("bad-decision", 4, "美里町"),
    ]
    assert report(filled)[0]["decision 判断"] == "9"


def test_a_table_that_is_no_report_is_refused(desk: "Desk") -> None:
    path = desk.csv(TABLE)
    with pytest.raises(DataError, match="lacks the column 'decision'"):
        desk.join(path, decisions=path)


def test_a_report_may_come_back_as_a_spreadsheet(desk: "Desk") -> None:
    path = desk.csv(TABLE)
    rows = report(desk.join(path).joined.reports[1])
    book = desk.folder / "filled.xlsx"
    with xlsxwriter.Workbook(str(book)) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["decision", "id", "IRI 1"])
        sheet.write_row(1, 0, [1, rows[0]["id"], rows[0]["IRI 1"]])
    assert desk.join(path, decisions=book).column("iri")[0] == f"{R}012335"


def test_the_page_offers_the_candidates_and_escapes_what_it_shows(desk: "Desk") -> None:
    text = "市区町村\n札幌市\n函館市\n伊達市\n<script>alert(1)</script>\n"
    page = desk.join(desk.csv(text)).joined.reports[0].read_text("utf-8")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    offered = re.findall(r'<input type="radio" name="(k\w+)" value="([^"]*)"', page)
    by_id: dict[str, list[str]] = {}
    for name, value in offered:
        by_id.setdefault(name, []).append(value)
    assert [f"{R}012335", f"{R}072133", "-", ""] in by_id.values()
    assert json.dumps("out.decisions.csv") in page


def test_where_all_is_settled_the_report_says_so(desk: "Desk") -> None:
    done = desk.join(desk.csv("市区町村\n札幌市\n"))
    assert "Every value was settled." in done.joined.reports[0].read_text("utf-8")
    assert report(done.joined.reports[1]) == []


def test_what_a_report_leaves_out_is_counted(desk: "Desk", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.joining.unsettled.MOST_LISTED", 1)
    done = desk.join(desk.csv(TABLE))
    assert len(report(done.joined.reports[1])) == 1
    page = done.joined.reports[0].read_text("utf-8")
    assert "The values of 2 more rows are not listed here." in page
