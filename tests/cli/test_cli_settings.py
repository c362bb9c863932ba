"""``kg settings``, and what commands say of wrong settings."""

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from kg.setting_table import markdown
from kg.settings import Settings

if TYPE_CHECKING:
    from cli.conftest import Kg


def test_json_says_all(kg: "Kg", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_QUERY_SECONDS", "1.5")
    found = {row["name"]: row for row in json.loads(kg.run("settings", "--format", "json").stdout)}
    assert list(found) == list(Settings.model_fields)
    assert found["query_seconds"] == {
        "name": "query_seconds",
        "variable": "KG_QUERY_SECONDS",
        "value": "1.5",
        "source": "environment",
        "default": "30.0",
        "type": "float",
        "unit": "s",
        "takes": "a number, more than 0",
        "help": "Time that a query may take; what exceeds it is stopped.",
    }


def test_csv_in_japanese(kg: "Kg") -> None:
    rows = list(
        csv.DictReader(io.StringIO(kg.run("settings", "--format", "csv", lang="ja").stdout))
    )
    assert [row["name"] for row in rows] == list(Settings.model_fields)
    assert rows[4]["help"] == "サーバーが待ち受けるポート。0なら空いているもの。"


def test_table_names_every_variable(kg: "Kg") -> None:
    lines = kg.run("settings").stdout.splitlines()
    assert lines[0].split() == ["variable", "value", "source", "unit", "help"]
    named = [line.split()[0] for line in lines if line.startswith("KG_")]
    assert named == [f"KG_{name.upper()}" for name in Settings.model_fields]


def test_markdown_is_the_documentation(kg: "Kg") -> None:
    assert kg.run("settings", "--format", "markdown").stdout == markdown()


@pytest.mark.parametrize(
    ("lang", "message"),
    [
        ("en", "kg: --port cannot be '99999'; it takes a whole number, 0 to 65535.\n"),
        (
            "ja",
            "kg: --port に「99999」は指定できません。整数（0から65535まで）を指定してください。\n",
        ),
    ],
)
def test_a_wrong_option_is_wrong_usage(kg: "Kg", lang: str, message: str) -> None:
    done = kg.run("serve", "--no-build", "--port", "99999", lang=lang)
    assert (done.exit_code, done.stderr) == (2, message)
