"""``kg prune``: delete early releases."""

from pathlib import Path

import click

from kg import release as releases
from kg.cli.language import helped, lang_option, say
from kg.cli.options import help_of, home_option, settings
from kg.problems import Text

_SHORT = Text("古い公開版を削除する", "Delete early releases")
_HELP = Text(
    "最後のN版と公開中の版を残し、ほかの公開版を削除する。削除した版のアドレスは 410 になる。",
    "Delete all releases but the last N and the one that is served. The addresses of what was "
    "deleted answer 410 from then on.",
)


@click.command(**helped(_SHORT, _HELP))
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    required=True,
    metavar="N",
    help=help_of(Text("残す版の数。", "How many releases stay.")),
)
@click.option(
    "--dry-run",
    is_flag=True,
    help=help_of(Text("削除せず、何を削除するかを示す。", "Delete nothing, say what would be.")),
)
@home_option
@lang_option
def prune(keep: int, home: Path | None, *, dry_run: bool) -> None:
    """Delete, and name what was deleted, one a line."""
    for name in releases.prune(settings(home=home).home, keep, rehearse=dry_run):
        would, did = (
            Text(f"削除する：{name}", f"would delete {name}"),
            Text(f"削除した：{name}", f"deleted {name}"),
        )
        click.echo(say(would if dry_run else did))
