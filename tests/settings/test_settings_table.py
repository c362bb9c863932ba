"""The settings: defaults, the environment, and what is said of values that are none."""

import re
from pathlib import Path

import pytest

from kg.setting_errors import WrongSettings
from kg.setting_table import markdown, table, values
from kg.settings import Settings
from kg.store import Limits

ROOT = Path(__file__).parents[2]

WRONG = {
    "host": ("", "text, not empty", "文字列（空でないもの）"),
    "port": ("65536", "a whole number, 0 to 65535", "整数（0から65535まで）"),
    "threads": ("0", "a whole number, at least 1", "整数（1以上）"),
    "processors": ("two", "one of one, all", "one, all のどれか"),
    "proxies": ("-1", "a whole number, at least 0", "整数（0以上）"),
    "store": ("cloud", "one of auto, memory, disk", "auto, memory, disk のどれか"),
    "memory_quads": ("many", "a whole number, at least 0", "整数（0以上）"),
    "companion_quads": ("0", "a whole number, at least 1", "整数（1以上）"),
    "query_seconds": ("0", "a number, more than 0", "数（0より大きい）"),
    "query_memory": ("1", "a whole number, at least 16777216", "整数（16777216以上）"),
    "result_bytes": ("1", "a whole number, at least 1024", "整数（1024以上）"),
    "query_workers": ("0", "a whole number, at least 1", "整数（1以上）"),
    "query_quick_seconds": ("0", "a number, more than 0", "数（0より大きい）"),
    "query_long": ("0", "a whole number, at least 1", "整数（1以上）"),
    "query_queue": ("-1", "a whole number, at least 0", "整数（0以上）"),
    "query_wait": ("-1", "a number, at least 0", "数（0以上）"),
    "cache_bytes": ("-1", "a whole number, at least 0", "整数（0以上）"),
    "max_query_bytes": ("1", "a whole number, at least 1024", "整数（1024以上）"),
    "reconcile_queries": ("0", "a whole number, at least 1", "整数（1以上）"),
    "reconcile_bytes": ("1", "a whole number, at least 1024", "整数（1024以上）"),
    "max_url_bytes": ("9000", "a whole number, 1024 to 8100", "整数（1024から8100まで）"),
    "request_seconds": ("0", "a number, more than 0", "数（0より大きい）"),
    "send_seconds": ("0", "a number, more than 0", "数（0より大きい）"),
    "keepalive_seconds": ("0.5", "a whole number, at least 1", "整数（1以上）"),
    "connections": ("0", "a whole number, at least 1", "整数（1以上）"),
    "client_connections": ("-1", "a whole number, at least 0", "整数（0以上）"),
    "client_queries": ("-1", "a whole number, at least 0", "整数（0以上）"),
    "budget_seconds": ("-1", "a number, at least 0", "数（0以上）"),
    "budget_burst": ("0", "a number, more than 0", "数（0より大きい）"),
    "log_level": (
        "loud", "one of debug, info, warning, error", "debug, info, warning, error のどれか",
    ),
    "log_format": ("xml", "one of auto, json, console", "auto, json, console のどれか"),
    "log_client": ("all", "one of full, short, none", "full, short, none のどれか"),
    "metrics_host": ("", "text, not empty", "文字列（空でないもの）"),
    "service_seconds": ("0", "a number, more than 0", "数（0より大きい）"),
    "service_bytes": ("1", "a whole number, at least 1024", "整数（1024以上）"),
    "service_addresses": ("some", "one of public, any", "public, any のどれか"),
    "metrics_port": ("-1", "a whole number, 0 to 65535", "整数（0から65535まで）"),
}  # fmt: skip
TAKES_ANYTHING = {"home", "base", "site", "service_allowlist"}


def test_defaults() -> None:
    settings = Settings()
    assert settings.home == Path("kg-data")
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.limits == Limits(30.0, 2 * 1024**3, 256 * 1024**2)
    assert settings.service_allowlist == ()
    assert settings.metrics_port is None


def test_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_QUERY_SECONDS", "1.5")
    monkeypatch.setenv("KG_SERVICE_ALLOWLIST", "http://a/, http://b/\nhttp://c/")
    monkeypatch.setenv("KG_METRICS_PORT", "0")
    monkeypatch.setenv("KG_PORT", "")
    settings = Settings()
    assert settings.limits.seconds == 1.5
    assert settings.service_allowlist == ("http://a/", "http://b/", "http://c/")
    assert (settings.metrics_port, settings.port) == (0, 8000)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_told_with_what_is_taken(name: str) -> None:
    value, en, ja = WRONG[name]
    with pytest.raises(WrongSettings) as caught:
        Settings(**{name: value})
    option = "--" + name.replace("_", "-")
    assert caught.value.text.en == f"{option} cannot be {value!r}; it takes {en}."
    assert (
        caught.value.text.ja == f"{option} に「{value}」は指定できません。{ja}を指定してください。"
    )


def test_every_setting_that_can_be_wrong_is_tried() -> None:
    assert set(WRONG) | TAKES_ANYTHING == set(Settings.model_fields)


def test_every_wrong_variable_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_THREADS", "none")
    monkeypatch.setenv("KG_STORE", "cloud")
    with pytest.raises(WrongSettings) as caught:
        Settings()
    assert str(caught.value) == (
        "KG_THREADS cannot be 'none'; it takes a whole number, at least 1. "
        "KG_STORE cannot be 'cloud'; it takes one of auto, memory, disk."
    )


def test_table_says_all_of_every_setting() -> None:
    rows = {row.name: row for row in table()}
    assert set(rows) == set(Settings.model_fields)
    for row in rows.values():
        assert row.variable == f"KG_{row.name.upper()}"
        assert re.search(r"[ぁ-ん]", row.help.ja)
        assert row.help.en.endswith(".")
    assert rows["query_seconds"][1:5] == ("KG_QUERY_SECONDS", "float", "30.0", "s")
    assert rows["service_allowlist"][1:5] == ("KG_SERVICE_ALLOWLIST", "list", "", "")
    assert rows["metrics_port"][1:5] == ("KG_METRICS_PORT", "int", "", "")
    assert rows["store"].type == "Literal['auto', 'memory', 'disk']"


def test_values_say_where_they_come_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_THREADS", "3")
    found = {value.row.name: value for value in values(Settings())}
    assert (found["threads"].value, found["threads"].source) == ("3", "environment")
    assert (found["port"].value, found["port"].source) == ("8000", "default")


def test_the_documentation_is_what_the_table_gives() -> None:
    written = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert written == markdown(), "run: kg settings --format markdown > docs/settings.md"
