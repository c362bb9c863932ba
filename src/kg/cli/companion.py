"""``kg companion``: linked data of others, kept beside the graph and asked together with it."""

import json
import re
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from kg.cli.language import helped, lang_option, language, say
from kg.cli.options import base_option, help_of, home_option, setting, settings
from kg.cli.report import problem_lines
from kg.companion import Companion, Details, Shelf, UnknownCompanion
from kg.companion.adding import add as add_companion
from kg.iris import Iris
from kg.problems import Text
from kg.release import current
from kg.settings import Settings

_SHORT = Text("ほかのデータを並べて置く", "Keep other linked data beside the graph")
_HELP = Text(
    "ほかの発行者のリンクトデータを、グラフと並べて名前付きグラフとして置く。GRAPHかFROMで一緒に"
    "問い合わせられるが、既定グラフには混ざらない。構築しても残る。",
    "Keep linked data of other publishers beside the graph, as named graphs that are asked "
    "together with it by GRAPH or FROM. The default graph stays the release's own. Builds leave "
    "them alone.",
)
_ADD: Final = (
    Text("加える（同じ名前のものは置き換える）", "Add data, in place of those of that name"),
    Text(
        "RDFのファイル（Turtle、N-Triples、N-Quads、TriG、RDF/XML、ほかの場所の文脈を使わないJSON-LD）、"
        "CSVWのメタデータのある表、またはCSVWのメタデータを加える。文法・IRI・大きさを調べ、"
        "問題があればすべて示して何も変えない。",
        "Add RDF files (Turtle, N-Triples, N-Quads, TriG, RDF/XML, JSON-LD without remote "
        "contexts), tables with CSVW metadata, or such metadata. Syntax, IRIs and size are "
        "checked; where there are problems, all of them are told, and nothing changes.",
    ),
)
_LIST: Final = (
    Text("一覧する", "List what is kept"),
    Text("併置データと、そのグラフを示す。", "List the companions and their graphs."),
)
_REMOVE: Final = (
    Text("取り除く", "Remove data"),
    Text("併置データを取り除く。", "Remove a companion."),
)
_TITLE: Final = re.compile(r"(?P<text>.*)@(?P<language>[a-z]{2,3}(?:-[A-Za-z0-9]+)*)", re.DOTALL)
_HEAD: Final = (
    Text("名前", "Name"),
    Text("グラフ", "Graph"),
    Text("トリプル", "Triples"),
    Text("ライセンス", "Licence"),
    Text("発行日", "Issued"),
    Text("状態", "State"),
)
_SOUND: Final = Text("", "")
_DAMAGED: Final = Text("壊れている", "damaged")
_WIDE: Final = 240  # columns, where standard output is no terminal


@click.group(**helped(_SHORT, _HELP))
@lang_option
def companion() -> None:
    """The entrance to what can be done with companions."""


def _says(ja: str, en: str) -> str:
    return help_of(Text(ja, en))


@companion.command(**helped(*_ADD))
@click.argument("name")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--title",
    "titles",
    multiple=True,
    help=_says(
        "題名。「題名@ja」のように言語を付けられる。何度でも。",
        "Its title, with a language as in 'Title@en'; may be given several times.",
    ),
)
@click.option(
    "--license", "licence", default="", help=_says("ライセンスのIRI。", "IRI of its licence.")
)
@click.option(
    "--issued", default="", help=_says("発行日（2026-11-25）。", "Date of issue, as 2026-11-25.")
)
@click.option(
    "--source", default="", help=_says("入手元のアドレス。", "Address that it was got from.")
)
@click.option(
    "--base-url",
    help=_says("相対IRIの基準。", "What relative IRIs in RDF files are relative to."),
)
@setting("companion_quads", int)
@base_option
@home_option
@lang_option
def add(  # noqa: PLR0913 - one parameter an option
    name: str,
    files: tuple[Path, ...],
    *,
    titles: tuple[str, ...],
    licence: str,
    issued: str,
    source: str,
    base_url: str | None,
    companion_quads: int | None,
    base: str | None,
    home: Path | None,
) -> None:
    """Add and say what is kept; data with problems end with 1."""
    chosen = settings(home=home, base=base, companion_quads=companion_quads)
    kept, problems = add_companion(
        chosen.home,
        name,
        files,
        details=Details(_titles(titles), licence, issued, source),
        iris=_iris(chosen),
        most=chosen.companion_quads,
        base_url=base_url,
    )
    if problems:
        for line in problem_lines(problems):
            click.echo(line, err=True)
    for graph, content in kept.graphs.items():
        click.echo(f"<{graph}> {content.triples:,}")
    first = next(iter(kept.graphs))
    said = Text(
        f"{kept.name} を置いた：{kept.quads:,}トリプル。GRAPH <{first}> {{ … }} で問い合わせる",
        f"{kept.name} is kept: {kept.quads:,} triples; ask by GRAPH <{first}> {{ … }}",
    )
    click.echo(say(said))


def _iris(chosen: Settings) -> Iris:
    """The IRIs of the release that is served; of the setting where there is none."""
    if (chosen.home / "current").exists():
        return current(chosen.home).iris
    return Iris(chosen.base)


def _titles(given: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for title in given:
        tagged = _TITLE.fullmatch(title)
        found[tagged["language"] if tagged else ""] = tagged["text"] if tagged else title
    return found


@companion.command("list", **helped(*_LIST))
@click.option("--json", "as_json", is_flag=True, help=_says("JSONで書く。", "Write JSON."))
@home_option
@lang_option
def list_(home: Path | None, *, as_json: bool) -> None:
    """List; a home without companions gives an empty list."""
    shelf = Shelf(settings(home=home).home)
    found = [(entry, shelf.is_sound(entry)) for entry in shelf.entries()]
    if as_json:
        listed = [_entry(entry, sound=sound) for entry, sound in found]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=1))
    else:
        _print(found)


def _entry(entry: Companion, *, sound: bool) -> dict[str, Any]:
    return {**entry.to_json(), "sound": sound}


def _print(found: list[tuple[Companion, bool]]) -> None:
    console = Console()
    if not console.is_terminal:
        console.width = _WIDE
    table = Table(box=None, pad_edge=False)
    for name in _HEAD:
        table.add_column(say(name), no_wrap=True)
    for entry, sound in found:
        details = entry.details
        table.add_row(
            _shown(entry),
            entry.graph,
            f"{entry.quads:,}",
            details.licence,
            details.issued,
            say(_SOUND if sound else _DAMAGED),
        )
    console.print(table)


def _shown(entry: Companion) -> str:
    titles = entry.details.titles
    title = titles.get(language()) or next(iter(titles.values()), "")
    return f"{entry.name} ({title})" if title else entry.name


@companion.command(**helped(*_REMOVE))
@click.argument("name")
@home_option
@lang_option
def remove(name: str, home: Path | None) -> None:
    """Remove and say so; a name that there is not is wrong usage."""
    try:
        gone = Shelf(settings(home=home).home).remove(name)
    except UnknownCompanion as unknown:
        raise click.UsageError(say(unknown.text)) from unknown
    click.echo(say(Text(f"{gone.name} を取り除いた", f"{gone.name} is removed")))
