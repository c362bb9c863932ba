"""``kg releases``: what is kept, and which of it is served."""

import json
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from kg.cli.language import helped, lang_option, say
from kg.cli.options import help_of, home_option, settings
from kg.problems import Text
from kg.release import Kept, kept

_SHORT = Text("公開版を一覧する", "List the releases")
_HELP = Text(
    "残っている公開版を、古いものから順に示す。公開中の版には「*」が付く。"
    "壊れているかどうかはファイルの大きさで見る。内容は kg verify で調べる。",
    "List the releases that are kept, first to last; * marks the one that is served. Damage is "
    "told from the sizes of files; kg verify looks at their content.",
)
_HEAD: Final = (
    Text("", ""),
    Text("公開版", "Release"),
    Text("作成（UTC）", "Built (UTC)"),
    Text("トリプル", "Triples"),
    Text("資源", "Resources"),
    Text("大きさ", "Size"),
    Text("状態", "State"),
)
_SERVED: Final = Text("公開中", "served")
_KEPT: Final = Text("保管", "kept")
_DAMAGED: Final = Text("壊れている", "damaged")
_NUMBERS: Final = (3, 4, 5)
_WIDE: Final = 200  # columns, where standard output is no terminal


@click.command(**helped(_SHORT, _HELP))
@click.option("--json", "as_json", is_flag=True, help=help_of(Text("JSONで書く。", "Write JSON.")))
@home_option
@lang_option
def releases(home: Path | None, *, as_json: bool) -> None:
    """List; a home without releases gives an empty list."""
    found = kept(settings(home=home).home)
    if as_json:
        click.echo(json.dumps([_entry(one) for one in found], ensure_ascii=False, indent=1))
    else:
        _print(found)


def _print(found: list[Kept]) -> None:
    console = Console()
    if not console.is_terminal:
        console.width = _WIDE
    table = Table(box=None, pad_edge=False)
    for number, name in enumerate(_HEAD):
        table.add_column(say(name), justify="right" if number in _NUMBERS else "left", no_wrap=True)
    for one in found:
        table.add_row(*_cells(one))
    console.print(table)
    for one in found:
        if one.fault:
            click.echo(say(one.fault), err=True)


def _cells(one: Kept) -> list[str]:
    mark = "*" if one.served else ""
    size = f"{one.size / 1e6:,.1f} MB"
    if one.release is None:
        return [mark, one.id, "", "", "", size, say(_state(one))]
    manifest = one.release.manifest
    created = f"{one.release.created:%Y-%m-%d %H:%M}"
    counts = (f"{number:,}" for number in (manifest.triples, manifest.resources))
    return [mark, one.id, created, *counts, size, say(_state(one))]


def _state(one: Kept) -> Text:
    if one.fault:
        return _DAMAGED
    return _SERVED if one.served else _KEPT


def _entry(one: Kept) -> dict[str, Any]:
    manifest = one.release.manifest if one.release else None
    return {
        "id": one.id,
        "created": manifest.created if manifest else None,
        "triples": manifest.triples if manifest else None,
        "resources": manifest.resources if manifest else None,
        "previous": (manifest.previous or None) if manifest else None,
        "bytes": one.size,
        "served": one.served,
        "fault": one.fault._asdict() if one.fault else None,
    }
