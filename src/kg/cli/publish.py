"""``kg publish``: serve another release that is kept."""

from pathlib import Path

import click

from kg import release as releases
from kg.cli.language import helped, lang_option, say
from kg.cli.options import home_option, settings
from kg.problems import Text

_SHORT = Text("ほかの公開版に切り替える", "Serve another release")
_HELP = Text(
    "残っている公開版に切り替える。前の版に戻すこともできる。RELEASEは、識別子か、その始めの部分。"
    "内容を目録と照らし合わせ、壊れた版には切り替えない。",
    "Serve a release that is kept; this is also the way back. RELEASE is an id, or what one id "
    "alone begins with. Every file is checked against the manifest; a damaged release is refused.",
)


@click.command(**helped(_SHORT, _HELP))
@click.argument("release", metavar="RELEASE")
@home_option
@lang_option
def publish(release: str, home: Path | None) -> None:
    """Switch and say so; an unknown release is wrong usage."""
    try:
        served = releases.publish(settings(home=home).home, release)
    except releases.UnknownRelease as unknown:
        raise click.UsageError(say(unknown.text)) from unknown
    click.echo(say(Text(f"{served.id} を公開した", f"{served.id} is served")))
