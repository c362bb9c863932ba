"""``kg join``: a table from elsewhere, with identifiers and facts of the graph beside its rows."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg.cli.group import DATA_PROBLEMS
from kg.cli.language import helped, lang_option, say
from kg.cli.options import help_of, home_option, settings
from kg.problems import DataError, KgError, Text

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from kg.joining.matching import Step
    from kg.joining.options import Options
    from kg.joining.publishing import Wanted
    from kg.joining.run import Joined
    from kg.settings import Settings

_PATIENCE: Final = 1.0
"""Seconds before a bar is drawn."""
SOME_UNMATCHED: Final = 3
"""Exit code where rows are ambiguous or unmatched."""
_SHORT: Final = Text("表をグラフと結合", "Join a table with the graph")
_HELP: Final = Text(
    "地域・機関・事業などの列をもつ表（CSV・TSV・XLSX・Parquet）をグラフに結び付け、同じ行に "
    "iri・match・score と --add の列を加えて書く。決まらない行は空のまま残し、報告に候補を示す。"
    "終了コード：0 すべて一致、3 一部が不一致かあいまい、1 誤り、2 使い方の誤り。",
    "Read a table (CSV, TSV, XLSX, Parquet) with a column of areas, agencies or programmes, and "
    "write the same rows with the columns iri, match, score and those of --add. What is not "
    "settled stays empty and is listed in a report with candidates. Exit codes: 0 all rows "
    "matched, 3 some did not, 1 an error, 2 wrong usage.",
)


@click.command(**helped(_SHORT, _HELP))
@click.argument("table", type=click.Path(path_type=Path), metavar="TABLE")
@click.option(
    "--on",
    metavar="COLUMN[,COLUMN]",
    help=help_of(
        Text(
            "照合する列。コードが2列に分かれていれば「都道府県コード,市区町村コード」。なければ推定する。",
            "The column to match; prefecture's and municipality's code where a code is split in "
            "two. Guessed otherwise.",
        )
    ),
)
@click.option(
    "--context",
    metavar="COLUMN[,COLUMN]",
    help=help_of(Text("都道府県・国など、手がかりの列。", "Columns that tell where these lie.")),
)
@click.option(
    "--add",
    metavar="NAME[,NAME]",
    help=help_of(
        Text(
            "加える列：code6、population_2019、wikidata など、接頭辞付きの性質（sti:surfaceArea）、"
            "?iri のある問い合わせファイル。",
            "Columns to add: code6, population_2019, wikidata and others, any property as a "
            "prefixed name (sti:surfaceArea), or a query file with ?iri.",
        )
    ),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help=help_of(
        Text(
            "書き出すファイル（.csv、.tsv、.xlsx、.parquet）。なければ TABLE.joined.csv など。",
            "File to write (.csv, .tsv, .xlsx, .parquet); TABLE.joined.csv and so on otherwise.",
        )
    ),
)
@click.option(
    "--excel",
    is_flag=True,
    help=help_of(Text("CSVにBOMを付ける。", "Begin CSV with a byte-order mark.")),
)
@click.option(
    "--as-of",
    metavar="DATE",
    help=help_of(
        Text("表の時点（日、月、年）。", "The day, month or year of which the table speaks.")
    ),
)
@click.option(
    "--year-column",
    metavar="COLUMN",
    help=help_of(Text("行ごとの時点の列。", "The column that says so for each row.")),
)
@click.option(
    "--fill-down",
    metavar="COLUMN[,COLUMN]",
    help=help_of(
        Text(
            "空のセルを上のセルと同じとみなす列。",
            "Columns whose empty cells are as the cell above.",
        )
    ),
)
@click.option(
    "--kind",
    metavar="KIND[,KIND]",
    help=help_of(
        Text("種類を限る（Municipality、Country、Agency など）。",
             "Kinds that may be meant (Municipality, Country, Agency, …).")
    ),
)  # fmt: skip
@click.option(
    "--decisions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=help_of(
        Text(
            "判断を書き込んだ報告（.report.csv）。", "The report (.report.csv) that you filled in."
        )
    ),
)
@click.option(
    "--header-row",
    type=click.IntRange(min=0),
    help=help_of(
        Text(
            "見出しの（最後の）行。0なら見出しなし。なければ探す。",
            "The (last) row of the header; 0 for none. Looked for otherwise.",
        )
    ),
)
@click.option("--sheet", help=help_of(Text("XLSXのシート。", "The sheet of an XLSX file.")))
@click.option(
    "--encoding",
    help=help_of(
        Text("CSVの文字コード。なければ調べる。", "The encoding of CSV; detected otherwise.")
    ),
)
@click.option(
    "--rdf",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help=help_of(
        Text(
            "観測値（qb:Observation）の表とCSVWメタデータも書き出す。data/出典名 に置ける。"
            "--licence、--unit と、--as-of か --year-column が要る。",
            "Also write observations (qb:Observation) as tables with CSVW metadata, as data/SOURCE "
            "has them. Needs --licence, --unit, and --as-of or --year-column.",
        )
    ),
)
@click.option(
    "--measure",
    metavar="COLUMN[,COLUMN]",
    help=help_of(
        Text(
            "--rdf：値の列。なければ整数だけの列すべて。",
            "--rdf: columns of values; all of whole numbers otherwise.",
        )
    ),
)
@click.option(
    "--unit",
    metavar="KEY",
    help=help_of(Text("--rdf：値の単位（person など）。", "--rdf: the unit (person, …).")),
)
@click.option(
    "--licence",
    metavar="URL",
    help=help_of(Text("--rdf：元の表の利用条件。", "--rdf: the licence of the table.")),
)
@click.option(
    "--source",
    metavar="URL|RELEASE",
    help=help_of(
        Text(
            "グラフのある場所（SPARQLエンドポイントなど）。なければ公開版。",
            "Where the graph is, such as a SPARQL endpoint; the release otherwise.",
        )
    ),
)
@home_option
@lang_option
def join(  # noqa: PLR0913, PLR0917 - one parameter for each option
    table: Path,
    on: str | None,
    context: str | None,
    add: str | None,
    output: Path | None,
    as_of: str | None,
    year_column: str | None,
    fill_down: str | None,
    kind: str | None,
    decisions: Path | None,
    header_row: int | None,
    sheet: str | None,
    encoding: str | None,
    rdf: Path | None,
    measure: str | None,
    unit: str | None,
    licence: str | None,
    source: str | None,
    home: Path | None,
    *,
    excel: bool,
) -> None:
    """Join, tell what was guessed and found on standard error, and the last line on output."""
    from kg.joining.guessing import Told  # noqa: PLC0415 - --help needs none of it
    from kg.joining.options import Options  # noqa: PLC0415 - likewise
    from kg.joining.publishing import Wanted  # noqa: PLC0415 - likewise

    options = Options(
        told=Told(
            _list(on), _list(context), year_column or "", _list(fill_down), frozenset(_list(kind))
        ),
        add=_list(add),
        as_of=as_of or "",
        decisions=decisions,
        header=header_row,
        sheet=sheet or "",
        encoding=encoding or "",
        excel=excel,
    )
    target = output or table.with_name(f"{table.stem}.joined{table.suffix or '.csv'}")
    wanted = Wanted(rdf, _list(measure), unit or "", licence or "") if rdf else None
    joined = _joined(table, target, options, wanted, source or settings(home=home))
    for path in (joined.table, *joined.reports):
        click.echo(f"→ {path}", err=True)
    click.echo(say(joined.says))
    if not joined.counts.complete:
        raise click.exceptions.Exit(SOME_UNMATCHED)


def _list(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _joined(
    table: Path, target: Path, options: "Options", wanted: "Wanted | None", source: "str | Settings"
) -> "Joined":
    """Open the graph and join; what is wrong ends with 2 if the command is, else with 1."""
    from kg.joining.adding import UnknownAddition  # noqa: PLC0415 - --help needs none of it
    from kg.joining.guessing import UnknownColumn  # noqa: PLC0415 - likewise
    from kg.joining.options import UnknownOption, require  # noqa: PLC0415 - likewise

    try:
        require(table, target, options)
        if wanted:
            wanted.require(options)
        return _with_graph(table, target, options, wanted, source)
    except (UnknownAddition, UnknownColumn, UnknownOption) as error:
        raise click.UsageError(say(error.text)) from error
    except DataError:
        raise  # the group of commands lists its problems
    except (KgError, OSError) as error:
        text = getattr(error, "text", None)
        click.echo(f"kg: {say(text) if text else error}", err=True)
        raise click.exceptions.Exit(DATA_PROBLEMS) from error


def _with_graph(
    table: Path, target: Path, options: "Options", wanted: "Wanted | None", source: "str | Settings"
) -> "Joined":
    from kg.api import open_graph  # noqa: PLC0415 - --help needs none of it
    from kg.joining.publishing import publish, require_unit  # noqa: PLC0415 - likewise
    from kg.joining.reading import open_source  # noqa: PLC0415 - likewise
    from kg.joining.run import Door, join_file  # noqa: PLC0415 - likewise
    from kg.release import current  # noqa: PLC0415 - likewise

    opened = open_source(table, sheet=options.sheet, encoding=options.encoding)
    place = source if isinstance(source, str) else current(source.home).path
    with open_graph(place) as graph, _listening() as listener:
        door = Door.of(graph.query, graph.iris.base)
        if wanted:
            require_unit(door, wanted.unit)
        joined = join_file(opened, target, door, options, listener)
        if wanted:
            publish(joined, door, options, wanted, listener)
        return joined


class _Terminal:
    """Tells on standard error, and draws a bar once the work has lasted a second."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def tell(self, text: Text) -> None:
        """One line."""
        click.echo(say(text), err=True)

    def step(self, text: Text) -> "Step":
        """A line of the bar."""

        def advance(done: int, total: int) -> None:
            if self._bar is None and not self._draw():
                return
            assert self._bar is not None
            assert self._task is not None
            self._bar.update(self._task, description=say(text), completed=done, total=total)

        return advance

    def _draw(self) -> bool:
        if time.monotonic() - self._begun < _PATIENCE or not sys.stderr.isatty():
            return False
        from rich.console import Console  # noqa: PLC0415 - short joins need none of it
        from rich.progress import Progress  # noqa: PLC0415 - likewise

        self._bar = Progress(console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("")
        self._bar.start()
        return True

    def close(self) -> None:
        """Takes the bar away."""
        if self._bar is not None:
            self._bar.stop()


@contextmanager
def _listening() -> Iterator[_Terminal]:
    terminal = _Terminal()
    try:
        yield terminal
    finally:
        terminal.close()
