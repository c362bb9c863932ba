"""``kg serve``: the server, over a release that is up to date."""

from pathlib import Path
from typing import Any

import click

from kg.cli.build import built_release
from kg.cli.language import helped, lang_option
from kg.cli.options import (
    base_option,
    help_of,
    home_option,
    root_option,
    setting,
    settings,
    site_option,
)
from kg.problems import Text
from kg.web.serve import serve as run_server

_SHORT = Text("配信する", "Run the server")
_HELP = Text(
    "公開版を配信する。公開版がないとき、または表が変わったときは、先に構築する。",
    "Serve the release. It is built first where there is none or where the tables changed.",
)


@click.command(**helped(_SHORT, _HELP))
@setting("host", str)
@setting("port", int)
@click.option(
    "--build/--no-build",
    "rebuild",
    default=True,
    help=help_of(
        Text("構築せずに、今の公開版を配信する。", "Serve the release as it is, without building.")
    ),
)
@home_option
@base_option
@root_option
@site_option
@lang_option
def serve(rebuild: bool, root: Path | None, **given: Any) -> None:
    """Build what is needed, then serve until told to end; ``given`` are settings."""
    chosen = settings(**given)
    if rebuild:
        click.echo(built_release(chosen.home, root, chosen.base, chosen.site))
    run_server(chosen.home, chosen)
