"""``kg query``: a SPARQL query over the release."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import click
import pyoxigraph as ox
from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from kg.cli.language import helped, lang_option, say
from kg.cli.options import help_of, home_option, setting, settings
from kg.companion import beside, sound
from kg.problems import Text
from kg.release import current
from kg.store import Kind, inspect, open_engine
from kg.store.formats import media_types

_SHORT = Text("SPARQLで問い合わせる", "Ask a SPARQL query")
_HELP = Text(
    "公開版にSPARQLで問い合わせる。問い合わせはファイル名か、そのままの文。「-」は標準入力。",
    "Ask the release a SPARQL query: the name of a file, the text itself, or - for standard input.",
)
_TABLE = "table"
_FILE_NAME = re.compile(r"[^\s{}<>]+\.(?:rq|sparql)")
"""No query looks like this: it has white space, braces or an IRI."""
_MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "json": "application/sparql-results+json",
        "xml": "application/sparql-results+xml",
        "csv": "text/csv",
        "tsv": "text/tab-separated-values",
        "turtle": "text/turtle",
        "ntriples": "application/n-triples",
        "rdfxml": "application/rdf+xml",
        "jsonld": "application/ld+json",
    }
)


@click.command(**helped(_SHORT, _HELP))
@click.argument("query", metavar="FILE|TEXT|-")
@click.option(
    "--format",
    "form",
    type=click.Choice([_TABLE, *_MEDIA_TYPES]),
    help=help_of(
        Text(
            "端末ではtable、ほかではcsv。グラフはturtleが既定。",
            "table on a terminal, csv elsewhere; turtle for graphs.",
        )
    ),
)
@setting("query_seconds", float)
@home_option
@lang_option
def query(query: str, form: str | None, query_seconds: float | None, home: Path | None) -> None:
    """Ask and print the answer; a query that is wrong ends with 2."""
    chosen = settings(home=home, query_seconds=query_seconds)
    text = _text(query)
    kind = inspect(text).kind
    form = form or _default(kind)
    media_type = _MEDIA_TYPES["json" if form == _TABLE else form]
    if media_type not in media_types(kind):
        raise click.UsageError(
            say(
                Text(
                    f"この問い合わせの答えは{form}では書けない。",
                    f"the answer to this query cannot be written as {form}",
                )
            )
        )
    release, companions = current(chosen.home), sound(chosen.home)
    source, files = beside(release.store, release, companions)
    engine = open_engine(
        source,
        beside=files,
        apart=release.iris.companions,
        workers=1,
        services=chosen.services,
        base=release.base,
    )
    try:
        with engine.query(text, media_type=media_type, limits=chosen.limits) as answer:
            _write(answer.read(), table=form == _TABLE)
    finally:
        engine.close()


def _text(given: str) -> str:
    """The query: from standard input, from a file, or as given."""
    if given == "-":
        return sys.stdin.read()
    if "{" not in given and Path(given).is_file():
        return Path(given).read_text(encoding="utf-8-sig")
    if _FILE_NAME.fullmatch(given):
        raise click.UsageError(
            say(Text(f"ファイルがない：{given}", f"there is no such file: {given}"))
        )
    return given


def _default(kind: Kind) -> str:
    if kind is Kind.GRAPH:
        return "turtle"
    return _TABLE if Console().is_terminal else {Kind.BOOLEAN: "json"}.get(kind, "csv")


def _write(body: bytes, *, table: bool) -> None:
    if not table:
        click.echo(body, nl=not body.endswith(b"\n"))
        return
    results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(results, ox.QueryBoolean):
        click.echo(str(bool(results)).lower())
    elif isinstance(results, ox.QuerySolutions):
        Console().print(_table(results))


def _table(results: ox.QuerySolutions) -> Table:
    table = Table(*(variable.value for variable in results.variables))
    for row in results:
        table.add_row(*(Styled("" if term is None else _shown(term)) for term in row))
    return table


def _shown(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
