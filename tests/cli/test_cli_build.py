"""``kg build`` and ``kg validate``: what they say, and with which exit code."""

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest

from kg.release import current
from kg.release.home import Home

if TYPE_CHECKING:
    from cli.conftest import Kg

ID = "https://w3id.org/sti-kg/id/"
FILE = "data/register/prefectures.csv"


@pytest.mark.parametrize(
    ("lang", "pattern"),
    [
        ("en", r"48 triples, 5 resources, \d+\.\d seconds \(0 remarks\): (.+)\n"),
        ("ja", r"トリプル48、資源5、\d+\.\d秒（指摘0件）：(.+)\n"),
    ],
)
def test_last_line_says_what_was_built(kg: "Kg", lang: str, pattern: str) -> None:
    result = kg.build(lang=lang)
    match = re.fullmatch(pattern, result.stdout)
    assert match
    assert match[1] == str(current(kg.home).path)
    assert (result.stderr, result.exit_code) == ("", 0)


def test_option_decides_the_language_over_the_environment(kg: "Kg") -> None:
    assert kg.build("--lang", "ja", lang="en").stdout.startswith("トリプル48")


def test_base_and_site_come_from_options(kg: "Kg") -> None:
    result = kg.build("--base", "https://example.org/kg/", "--site", "https://example.org/")
    assert result.exit_code == 0
    manifest = current(kg.home).manifest
    assert (manifest.base, manifest.site) == ("https://example.org/kg/", "https://example.org/")


def test_wrong_base_is_wrong_usage(kg: "Kg") -> None:
    result = kg.build("--base", "日本")
    assert (result.exit_code, result.stderr) == (2, "kg: not a valid base for an IRI: '日本'\n")


def test_wrong_setting_in_the_environment_is_wrong_usage(
    kg: "Kg", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_PORT", "ninety")
    result = kg.build()
    assert result.exit_code == 2
    assert result.stderr.startswith("kg: KG_PORT cannot be 'ninety'; it takes a whole number")


@pytest.mark.parametrize(
    ("lang", "line", "count"),
    [
        (
            "en",
            f"error: {FILE}, row 4, column dcterms:identifier, value '13000X': Tokyo "
            f"({ID}region/13000X): the code has six digits [Prefecture:Pattern] "
            "→ write it in the form asked for\n",
            "1 error, 0 warnings, 0 notes\n",
        ),
        (
            "ja",
            f"誤り: {FILE}、4行目、列「dcterms:identifier」、値「13000X」：東京都"
            f"（{ID}region/13000X）：コードは六桁の数字［Prefecture:Pattern］"
            "→ 決められた形式で書く\n",
            "誤り1件、注意0件、参考0件\n",
        ),
    ],
)
def test_problems_stop_the_build_with_1(kg: "Kg", lang: str, line: str, count: str) -> None:
    kg.build()
    served = current(kg.home)
    kg.edit("130001,東京都", "13000X,東京都")
    result = kg.build(lang=lang)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", line + count)
    assert current(kg.home) == served


def test_fault_of_the_system_is_one_line_and_70(kg: "Kg") -> None:
    (kg.project / "shapes/broken.ttl").write_text("<a> <b>", encoding="utf-8")
    result = kg.build()
    assert result.exit_code == 70
    assert re.fullmatch(r"kg: shapes file broken\.ttl cannot be read: .+\n", result.stderr)


def test_second_build_at_the_same_time_is_refused(kg: "Kg") -> None:
    with Home(kg.home).building():
        result = kg.build(lang="ja")
    assert result.exit_code == 70
    assert "別の構築が実行中" in result.stderr


def test_home_that_cannot_be_made_is_a_fault(kg: "Kg") -> None:
    kg.home.write_text("a file")
    result = kg.build()
    assert result.exit_code == 70
    assert "a file lies where a folder must be" in result.stderr


def test_validate_says_nothing_is_wrong(kg: "Kg") -> None:
    result = kg.validate()
    assert (result.exit_code, result.stdout) == (0, "0 errors, 0 warnings, 0 notes\n")
    assert not (kg.home / "current").exists()


def test_validate_lists_warnings_and_ends_with_0(kg: "Kg") -> None:
    kg.edit("とうきょうと", "")
    result = kg.validate()
    assert result.exit_code == 0
    assert result.stdout.endswith("0 errors, 1 warning, 0 notes\n")


def test_validate_limits_its_list_to_tables(kg: "Kg") -> None:
    kg.edit("130001,東京都", "13000X,東京都")
    other = kg.validate("book/passages")
    assert (other.exit_code, other.stdout) == (0, "0 errors, 0 warnings, 0 notes\n")
    own = kg.validate("register/prefectures")
    assert (own.exit_code, own.stdout.count("13000X")) == (1, 2)
    by_path = kg.validate("data/register/prefectures.csv")
    assert by_path.stdout == own.stdout


def test_validate_names_near_matches_of_an_unknown_table(kg: "Kg") -> None:
    result = kg.validate("register/prefecture")
    assert result.exit_code == 2
    assert "near matches: register/prefectures" in result.stderr


def test_validate_reports_errors_of_tables(kg: "Kg") -> None:
    kg.edit("020001,青森県", "010006,青森県")
    result = kg.validate()
    assert result.exit_code == 1
    assert f"error: {FILE}, row 3" in result.stdout


def test_validate_draws_a_table(kg: "Kg") -> None:
    kg.edit("130001,東京都", "13000X,東京都")
    result = kg.validate("--format", "table", lang="ja")
    assert result.exit_code == 1
    for words in ("重さ", "箇所", "問題", "直し方", "誤り", "13000X"):
        assert words in result.stdout
    assert result.stdout.endswith("誤り1件、注意0件、参考0件\n")


def test_validate_writes_the_report_as_csv_and_turtle(kg: "Kg") -> None:
    kg.edit("130001,東京都", "13000X,東京都")
    as_csv = kg.validate("--format", "csv")
    assert as_csv.exit_code == 1
    rows = list(csv.DictReader(io.StringIO(as_csv.stdout, newline="")))
    assert [(row["focus"], row["file"], row["row"]) for row in rows] == [
        (f"{ID}region/13000X", FILE, "4")
    ]
    assert (
        list(csv.DictReader(io.StringIO(kg.validate("book/passages", "--format", "csv").stdout)))
        == []
    )
    turtle = kg.validate("--format", "turtle").stdout
    assert turtle.count("sh:focusNode") == 1
