"""``kg build``: from tables to the release that is served."""

import time
from pathlib import Path

import click

from kg import release as releases
from kg.cli.language import helped, lang_option, say
from kg.cli.options import base_option, home_option, root_option, settings, site_option
from kg.cli.progress import progress_bar
from kg.problems import Text

_SHORT = Text("構築して公開", "Build and publish")
_HELP = Text(
    "表をRDFに変換し、検証し、新しい公開版を作る。変わったところだけを作り直す。",
    "Convert the tables to RDF, validate them and publish a release. Only what changed is redone.",
)


@click.command(**helped(_SHORT, _HELP))
@home_option
@base_option
@root_option
@site_option
@lang_option
def build(home: Path | None, base: str | None, root: Path | None, site: str | None) -> None:
    """Build and say what was built."""
    chosen = settings(home=home, base=base, site=site)
    built = built_release(chosen.home, root, chosen.base, chosen.site)
    click.echo(built)


def built_release(home: Path, root: Path | None, base: str, site: str) -> str:
    """Build, and tell what came of it in one line."""
    started = time.monotonic()
    with progress_bar() as watch:
        release = releases.build(home, root=root, base=base, site=site, watch=watch)
    return say(_outcome(release, time.monotonic() - started))


def _outcome(release: releases.Release, seconds: float) -> Text:
    manifest = release.manifest
    warnings = sum(manifest.validation.values())
    return Text(
        f"トリプル{manifest.triples:,}、資源{manifest.resources:,}、{seconds:.1f}秒"
        f"（指摘{warnings}件）：{release.path}",
        f"{manifest.triples:,} triples, {manifest.resources:,} resources, {seconds:.1f} seconds "
        f"({warnings} remarks): {release.path}",
    )
