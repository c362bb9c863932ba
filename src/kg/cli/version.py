"""``kg version``: the versions of everything that takes part."""

import click

from kg.cli.language import helped, lang_option
from kg.problems import Text
from kg.release.fingerprint import versions

_SHORT = Text("版を表示", "Show versions")
_HELP = Text("関わるソフトウェアの版を示す。", "Show the versions of the software involved.")


@click.command(**helped(_SHORT, _HELP))
@lang_option
def version() -> None:
    """Print name and version, one a line."""
    for name, number in versions().items():
        click.echo(f"{name} {number}")
