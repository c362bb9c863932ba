"""The table of settings as documentation, ``--help`` and ``kg settings`` show it."""

import os
from typing import Final, NamedTuple, get_origin

from pydantic.fields import FieldInfo

from kg.problems import Text
from kg.setting_errors import accepted, kind_of, variable
from kg.settings import Settings

_HEAD: Final = """\
<!-- Made by `kg settings --format markdown`; a test holds it to the table of settings. -->
# Settings – 設定
Each setting is read from an environment variable; commands take some of them as options too.
`kg settings` shows the values that hold. An empty variable counts as one that is not set.

設定は環境変数から読む。一部はコマンドのオプションでも指定できる。
有効な値は `kg settings` で確かめられる。空の変数は、未設定とみなす。

| variable / 変数 | default / 既定値 | takes / 値 | what it does / 説明 |
|---|---|---|---|
"""


class Row(NamedTuple):
    """One setting as documentation shows it."""

    name: str
    variable: str
    type: str
    default: str
    unit: str
    takes: Text
    help: Text


class Value(NamedTuple):
    """What a setting is, and whether that is its ``default`` or from the ``environment``."""

    row: Row
    value: str
    source: str


def table() -> list[Row]:
    """Every setting, in the order of their definition."""
    return [_row(name, field) for name, field in Settings.model_fields.items()]


def values(settings: Settings) -> list[Value]:
    """Every setting with its value."""
    return [
        Value(
            row,
            _shown(getattr(settings, row.name)),
            "environment" if os.environ.get(row.variable) else "default",
        )
        for row in table()
    ]


def markdown() -> str:
    """The documentation of the settings, in both languages."""
    return _HEAD + "".join(
        f"| `{row.variable}` | {_code(row.default)} | {_both(row.takes, row.unit)} "
        f"| {row.help.en}<br>{row.help.ja} |\n"
        for row in table()
    )


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _both(takes: Text, unit: str) -> str:
    return f"{takes.en}{f' ({unit})' if unit else ''}<br>{takes.ja}"


def _row(name: str, field: FieldInfo) -> Row:
    extra = field.json_schema_extra
    assert isinstance(extra, dict)
    return Row(
        name,
        variable(name),
        _type(kind_of(field)),
        _shown(field.default),
        str(extra["unit"]),
        accepted(field),
        Text(str(extra["ja"]), str(field.description)),
    )


def _type(kind: object) -> str:
    if get_origin(kind) is tuple:
        return "list"
    return kind.__name__ if isinstance(kind, type) else str(kind).replace("typing.", "")


def _shown(value: object) -> str:
    if value is None:
        return ""
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
