"""``kg settings``: every setting, its value, where that comes from, and what it does."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from kg.cli.language import helped, lang_option, say
from kg.cli.options import help_of
from kg.problems import Text
from kg.setting_table import Value, markdown, values
from kg.settings import Settings

_SHORT = Text("設定を表示", "Show the settings")
_HELP = Text(
    "すべての設定と、値、値の由来（既定か環境変数）、単位、説明を示す。",
    "Show every setting, its value, where that comes from (default or environment), its unit, "
    "and what it does.",
)
_COLUMNS: Final = (
    Text("変数", "variable"),
    Text("値", "value"),
    Text("由来", "source"),
    Text("単位", "unit"),
    Text("説明", "help"),
)
_SOURCES: Final = {
    "default": Text("既定", "default"),
    "environment": Text("環境変数", "environment"),
}


@click.command(**helped(_SHORT, _HELP))
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "markdown"]),
    default="table",
    help=help_of(
        Text("出力の形式。markdownは説明書。", "Form of the output; markdown is the documentation.")
    ),
)
@lang_option
def settings(form: str) -> None:
    """Print the settings."""
    click.echo(_FORMS[form](values(Settings())), nl=False)


def _record(value: Value) -> dict[str, str]:
    row = value.row
    return {
        "name": row.name,
        "variable": row.variable,
        "value": value.value,
        "source": value.source,
        "default": row.default,
        "type": row.type,
        "unit": row.unit,
        "takes": say(row.takes),
        "help": say(row.help),
    }


def _json(found: list[Value]) -> str:
    return json.dumps([_record(value) for value in found], ensure_ascii=False, indent=2) + "\n"


def _csv(found: list[Value]) -> str:
    records = [_record(value) for value in found]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue()


def _table(found: list[Value]) -> str:
    shown = Table(box=None, pad_edge=False)
    for column in _COLUMNS:
        shown.add_column(say(column), overflow="fold", no_wrap=column is _COLUMNS[0])
    for value in found:
        row = value.row
        source = say(_SOURCES[value.source])
        shown.add_row(row.variable, value.value, source, row.unit, say(row.help))
    console = Console()
    with console.capture() as captured:
        console.print(shown, markup=False)
    return captured.get()


def _markdown(_: list[Value]) -> str:
    return markdown()


_FORMS: Final[Mapping[str, Callable[[list[Value]], Any]]] = MappingProxyType(
    {"table": _table, "json": _json, "csv": _csv, "markdown": _markdown}
)
