import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from kg.settings import Settings, table
from kg.store import Limits


def test_defaults() -> None:
    settings = Settings()
    assert settings.home == Path("kg-data")
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.limits == Limits(30.0, 2 * 1024**3, 256 * 1024**2)
    assert settings.service_allowlist == ()


def test_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_QUERY_SECONDS", "1.5")
    monkeypatch.setenv("KG_SERVICE_ALLOWLIST", "http://a/, http://b/\nhttp://c/")
    settings = Settings()
    assert settings.limits.seconds == 1.5
    assert settings.service_allowlist == ("http://a/", "http://b/", "http://c/")


@pytest.mark.parametrize(
    ("name", "value"),
    [("port", 65536), ("query_seconds", 0), ("query_workers", 0), ("store", "cloud")],
)
def test_wrong_values(name: str, value: object) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({name: value})


def test_table_says_all_of_every_setting() -> None:
    rows = {row.name: row for row in table()}
    assert set(rows) == set(Settings.model_fields)
    for row in rows.values():
        assert row.variable == f"KG_{row.name.upper()}"
        assert re.search(r"[ぁ-ん]", row.help.ja)
        assert row.help.en.endswith(".")
    assert rows["query_seconds"][1:5] == ("KG_QUERY_SECONDS", "float", "30.0", "s")
    assert rows["service_allowlist"][1:5] == ("KG_SERVICE_ALLOWLIST", "list", "", "")
    assert rows["store"].type == "Literal['auto', 'memory', 'disk']"
