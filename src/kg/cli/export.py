"""``kg export``: what the release says of one resource."""

from difflib import get_close_matches
from pathlib import Path

import click

from kg.api import open_graph
from kg.cli.convert import FORMATS, write
from kg.cli.language import helped, lang_option, say
from kg.cli.options import help_of, home_option, settings
from kg.problems import Text
from kg.release import Release, current

_SHORT = Text("資源の記述を書き出す", "Describe a resource")
_HELP = Text(
    "資源についての記述を、出典の箇所とともに書き出す。"
    "IRIは「種類/キー」（例：region/131130）でもよい。",
    "Write what the release says of a resource, its passages included. Instead of the IRI, "
    "kind/key will do (such as region/131130).",
)


@click.command(**helped(_SHORT, _HELP))
@click.argument("iri", metavar="IRI")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="turtle",
    show_default=True,
    help=help_of(Text("RDFの形式。", "The format of RDF.")),
)
@home_option
@lang_option
def export(iri: str, form: str, home: Path | None) -> None:
    """Describe and write; an unknown resource is wrong usage."""
    release = current(settings(home=home).home)
    with open_graph(release.path) as graph:
        found = graph.describe(iri)
    if not found:
        raise click.UsageError(say(_unknown(iri, release)))
    write(found.triples, form, found.iri)


def _unknown(iri: str, release: Release) -> Text:
    names = release.resources.read_text(encoding="utf-8").splitlines()
    near = get_close_matches(iri if "://" in iri else f"{release.base}id/{iri}", names, n=3)
    return Text(
        f"資源「{iri}」はこの公開版にない。近いもの：{'、'.join(near)}",
        f"there is no resource {iri!r} in this release; near matches: {', '.join(near)}",
    )
