"""``kg diff``: what changed between two releases."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg import release as releases
from kg.cli.language import helped, lang_option, language, say
from kg.cli.options import help_of, home_option, settings
from kg.problems import Text
from kg.release import Release
from kg.release.diff import Comparison
from kg.release.diff_formats import as_json, as_patch, as_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHORT = Text("公開版の違いを示す", "Tell what changed between releases")
_HELP = Text(
    "公開版AからBへの変更を、資源ごとに示す。Bがなければ公開中の版、Aもなければその一つ前の版。"
    "AとBは識別子か、その始めの部分。",
    "Tell what changed from release A to B, resource by resource. B is the release that is served "
    "unless given, A the one before B. Each is an id, or what one id alone begins with.",
)


@click.command(**helped(_SHORT, _HELP))
@click.argument("before", required=False, metavar="[A]")
@click.argument("after", required=False, metavar="[B]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "patch"]),
    default="text",
    show_default=True,
    help=help_of(Text("patchはRDF Patch。", "patch is RDF Patch.")),
)
@click.option(
    "--graphs",
    is_flag=True,
    help=help_of(
        Text("名前付きグラフも比べる。", "Compare the named graphs too, not the default one only.")
    ),
)
@home_option
@lang_option
def diff(
    before: str | None, after: str | None, form: str, home: Path | None, *, graphs: bool
) -> None:
    """Compare and write; an unknown release is wrong usage."""
    place = settings(home=home).home
    try:
        later = _release(place, after) if after else releases.current(place)
        earlier = _release(place, before) if before else releases.before(place, later)
    except releases.UnknownRelease as unknown:
        raise click.UsageError(say(unknown.text)) from unknown
    with Comparison(earlier, later, graphs=graphs) as comparison:
        _write(comparison, form)


def _release(home: Path, name: str) -> Release:
    return releases.load(releases.find(home, name))


def _write(comparison: Comparison, form: str) -> None:
    if form == "text":
        parts: Iterator[str | bytes] = (f"{line}\n" for line in as_text(comparison, language()))
    else:
        parts = as_json(comparison) if form == "json" else as_patch(comparison)
    for part in parts:
        click.echo(part, nl=False)
