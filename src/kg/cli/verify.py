"""``kg verify``: whether releases are still what was published."""

from pathlib import Path

import click

from kg import release as releases
from kg.cli.group import DATA_PROBLEMS
from kg.cli.language import helped, lang_option, say
from kg.cli.options import help_of, home_option, settings
from kg.problems import Text

_SHORT = Text("公開版を目録と照合する", "Check releases against their hashes")
_HELP = Text(
    "公開版のファイルを一つずつ目録のハッシュと照合し、ないもの、変わったもの、余分なものを示す。"
    "RELEASEは識別子か、その始めの部分。なければ公開中の版。",
    "Check every file of a release against the hash in its manifest, and tell which are missing, "
    "changed or none of its own. RELEASE is an id, or what one id alone begins with; the release "
    "that is served otherwise.",
)


@click.command(**helped(_SHORT, _HELP))
@click.argument("release", required=False, metavar="[RELEASE]")
@click.option(
    "--all",
    "every",
    is_flag=True,
    help=help_of(Text("残っているすべての公開版。", "All releases that are kept.")),
)
@home_option
@lang_option
def verify(release: str | None, home: Path | None, *, every: bool) -> None:
    """Check, tell of each release in turn, and end with 1 where one is damaged."""
    if every and release:
        raise click.UsageError(
            say(Text("RELEASEと--allは一緒に使えない", "RELEASE and --all cannot be used together"))
        )
    sound = [_told(path) for path in _paths(settings(home=home).home, release, every=every)]
    if not all(sound):
        raise click.exceptions.Exit(DATA_PROBLEMS)


def _paths(home: Path, name: str | None, *, every: bool) -> list[Path]:
    if every:
        return [one.path for one in releases.kept(home)]
    if name is None:
        return [releases.served(home)]
    try:
        return [releases.find(home, name)]
    except releases.UnknownRelease as unknown:
        raise click.UsageError(say(unknown.text)) from unknown


def _told(path: Path) -> bool:
    """Say what is wrong with a release; whether nothing is."""
    try:
        damages = [damage.says for damage in releases.verify(path)]
    except releases.ReleaseFault as fault:
        damages = [fault.text]
    for says in damages:
        click.echo(f"{path.name}: {say(says)}")
    if not damages:
        click.echo(f"{path.name}: {say(Text('異常なし', 'sound'))}")
    return not damages
