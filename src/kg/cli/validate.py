"""``kg validate``: what is wrong with the tables, as a report for people."""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

import click
from rich.console import Console

from kg import assets
from kg import release as releases
from kg.cli.group import DATA_PROBLEMS
from kg.cli.language import helped, lang_option, say
from kg.cli.options import base_option, help_of, home_option, root_option, settings
from kg.cli.progress import progress_bar
from kg.cli.report import print_table, problem_lines, summary
from kg.problems import DataError, Problem, Severity, Text
from kg.validation.findings import Verdict, table

_SHORT = Text("表を検証", "Check the tables")
_HELP = Text(
    "表を読み、RDFに変換し、シェイプで検証して、問題を一覧にする。何も公開しない。"
    "表の名前（例：register/prefectures）を書けば、その表の問題だけを示す。",
    "Read the tables, convert them to RDF, validate them against the shapes, and list the "
    "problems; nothing is published. Names of tables (such as register/prefectures) limit the "
    "list to those tables.",
)
_FORMATS = ("table", "lines", "csv", "turtle")


@click.command(**helped(_SHORT, _HELP))
@click.argument("tables", nargs=-1, metavar="[TABLE]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help=help_of(
        Text(
            "端末ではtable、ほかではlinesが既定。csvとturtleは検証の結果だけを書く。",
            "table on a terminal, lines elsewhere; csv and turtle write validation's report only.",
        )
    ),
)
@home_option
@base_option
@root_option
@lang_option
def validate(
    tables: tuple[str, ...],
    form: str | None,
    home: Path | None,
    base: str | None,
    root: Path | None,
) -> None:
    """Check, print the report, and end with 1 where there is an error."""
    chosen = settings(home=home, base=base)
    files = _files(tables, root or assets.root())
    try:
        with progress_bar() as watch:
            found = releases.check(chosen.home, root=root, base=chosen.base, watch=watch)
    except DataError as error:
        _print(_of(error.problems, files), form)
        raise click.exceptions.Exit(DATA_PROBLEMS) from error
    problems = _of(found.problems, files)
    if form in ("csv", "turtle"):
        _print_report(found.verdict, files, form)
    else:
        _print(problems, form)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise click.exceptions.Exit(DATA_PROBLEMS)


def _files(tables: Iterable[str], root: Path) -> frozenset[str]:
    """The files of tables given by name or path; none means all.

    Raises:
        UsageError: there is no such table.
    """
    known = {
        f"{path.parent.name}/{path.stem}": f"data/{path.parent.name}/{path.name}"
        for path in (root / "data").glob("*/*.csv")
    }
    chosen = set()
    for table_name in tables:
        path = Path(table_name)
        name = f"{path.parent.name}/{path.stem}"
        if name not in known:
            near = "、".join(get_close_matches(name, known, n=3))
            raise click.UsageError(
                say(
                    Text(
                        f"表「{table_name}」はない。近い名前：{near}",
                        f"there is no table {table_name!r}; near matches: {near}",
                    )
                )
            )
        chosen.add(known[name])
    return frozenset(chosen)


def _of(problems: Iterable[Problem], files: frozenset[str]) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems if not files or problem.file in files)


def _print(problems: tuple[Problem, ...], form: str | None) -> None:
    if form == "table" or (form is None and Console().is_terminal):
        print_table(problems)
        click.echo(summary(problems))
    else:
        for line in problem_lines(problems):
            click.echo(line)


def _print_report(verdict: Verdict, files: frozenset[str], form: str) -> None:
    if form == "turtle":
        click.echo(verdict.turtle(), nl=False)
    else:
        shown = (f for f in verdict.findings if not files or f.place.file in files)
        click.echo(table(shown), nl=False)
