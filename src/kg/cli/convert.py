"""``kg convert``: one table with its CSVW metadata, as RDF on standard output."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile
from types import MappingProxyType

import click
import pyoxigraph as ox

from kg import jsonld, tables
from kg.cli.language import helped, lang_option
from kg.cli.options import help_of
from kg.cli.report import problem_lines
from kg.iris import PREFIXES
from kg.problems import Text
from kg.release.frames import canonical
from kg.release.turtle import turtle
from kg.tables.columnar.ntriples import frame_of
from kg.validation.rdf import serialized

_SHORT = Text("表をRDFに変換", "Table to RDF")
_HELP = Text(
    "CSVWのメタデータで述べられた表をRDFに変換し、標準出力に書く（W3C csv2rdf）。",
    "Convert a table that CSVW metadata describe to RDF on standard output (W3C csv2rdf).",
)
FORMATS: Mapping[str, ox.RdfFormat] = MappingProxyType(
    {
        "turtle": ox.RdfFormat.TURTLE,
        "ntriples": ox.RdfFormat.N_TRIPLES,
        "rdfxml": ox.RdfFormat.RDF_XML,
        "jsonld": ox.RdfFormat.JSON_LD,
    }
)


_COPIED = 1 << 20
"""Bytes copied at a time."""


@click.command(**helped(_SHORT, _HELP))
@click.argument("source", metavar="TABLE.csv", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--metadata",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=help_of(
        Text(
            "メタデータのファイル。なければ標準の場所から探す。",
            "The metadata file; looked for in the standard places otherwise.",
        )
    ),
)
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in tables.Mode]),
    default=tables.Mode.MINIMAL.value,
    show_default=True,
    help=help_of(
        Text(
            "standardは表と行も述べる。minimalは内容だけ。",
            "standard also tells of table and rows, minimal of the content alone.",
        )
    ),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="turtle",
    show_default=True,
    help=help_of(Text("RDFの形式。", "The format of RDF.")),
)
@click.option(
    "--base-url",
    help=help_of(
        Text("ファイルのあるフォルダーを表すURL。", "The URL that the file's folder stands for.")
    ),
)
@lang_option
def convert(
    source: Path, metadata: Path | None, mode: str, form: str, base_url: str | None
) -> None:
    """Convert and write; problems that stop nothing go to standard error."""
    if form == "ntriples" and mode == tables.Mode.MINIMAL:
        _convert_lines(source, metadata, base_url)
        return
    outcome = tables.convert(
        source, metadata=metadata, mode=tables.Mode(mode), base_url=base_url, foreign_keys=False
    )
    _tell(outcome)
    write(outcome.triples, form)


def _convert_lines(source: Path, metadata: Path | None, base_url: str | None) -> None:
    """Write lines when all is checked, however many there are."""
    with TemporaryFile() as lines:
        outcome = tables.write_ntriples(
            source, lines, metadata=metadata, base_url=base_url, foreign_keys=False
        )
        _tell(outcome)
        lines.seek(0)
        shutil.copyfileobj(lines, sys.stdout.buffer, _COPIED)


def _tell(outcome: tables.Conversion) -> None:
    if outcome.problems:
        for line in problem_lines(outcome.problems):
            click.echo(line, err=True)


def write(triples: list[ox.Triple], form: str, frame: str | None = None) -> None:
    """Write triples to standard output in a format of FORMATS.

    Args:
        triples: what to write.
        form: the format's name.
        frame: the resource that JSON-LD puts on top; None for a list.
    """
    if form == "jsonld":
        body = jsonld.document(triples, frame)
    elif form == "turtle":
        body = turtle(canonical(frame_of(triples)))
    else:
        body = serialized(triples, FORMATS[form], PREFIXES)
    click.echo(body, nl=False)
