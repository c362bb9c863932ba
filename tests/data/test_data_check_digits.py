"""Check digits of area codes and corporate numbers, computed and held against every row."""

import csv
from pathlib import Path

import pytest

from kg.linking.check_digits import area_check_digit, corporate_check_digit
from kit import ROOT

DATA = ROOT / "data"


def column(table: Path, name: str) -> list[str]:
    """The filled cells of a column."""
    with table.open(encoding="utf-8", newline="") as file:
        return [row[name] for row in csv.DictReader(file) if row[name]]


@pytest.mark.parametrize(
    ("table", "header", "rows"),
    [
        ("prefectures.csv", "都道府県コード（6桁）", 47),
        ("municipalities.csv", "団体コード（6桁）", 1741),
        ("wards.csv", "団体コード（6桁）", 175),
        ("later-areas.csv", "団体コード（6桁）", 3),
    ],
)
def test_every_area_code_ends_with_its_check_digit(table: str, header: str, rows: int) -> None:
    codes = column(DATA / "register" / table, header)
    assert len(set(codes)) == rows
    assert [code for code in codes if code[:5] + area_check_digit(code[:5]) != code] == []


@pytest.mark.parametrize(
    ("table", "rows"),
    [("prefectures.csv", 47), ("municipalities.csv", 1741), ("corporate-numbers.csv", 6)],
)
def test_every_corporate_number_begins_with_its_check_digit(table: str, rows: int) -> None:
    numbers = column(DATA / "register" / table, "法人番号")
    assert len(set(numbers)) == rows
    assert [n for n in numbers if corporate_check_digit(n[1:]) + n[1:] != n] == []


@pytest.mark.parametrize(
    ("code5", "digit"), [("01000", "6"), ("13113", "0"), ("01213", "1"), ("00000", "1")]
)
def test_area_codes_at_the_edges_of_the_rule(code5: str, digit: str) -> None:
    """11 minus the rest has two digits for rests 0 and 1; its last counts."""
    assert area_check_digit(code5) == digit


def test_a_wrong_or_swapped_digit_is_noticed() -> None:
    assert area_check_digit("31113") != area_check_digit("13113")
    assert corporate_check_digit("000012010091") != corporate_check_digit("000012010019")


@pytest.mark.parametrize("text", ["", "1311", "131130", "1311x", "１３１１３", "²3113", "13 13"])
def test_only_digits_have_a_check_digit(text: str) -> None:
    with pytest.raises(ValueError, match="not 5 digits"):
        area_check_digit(text)
    with pytest.raises(ValueError, match="not 12 digits"):
        corporate_check_digit(text)
