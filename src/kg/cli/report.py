"""Problems as people read them: lines anywhere, a table on a terminal."""

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from kg.cli.language import language, say
from kg.problems import Problem, Severity, Text

_NAMES = {
    Severity.ERROR: Text("誤り", "error"),
    Severity.WARNING: Text("注意", "warning"),
    Severity.INFO: Text("参考", "note"),
}
_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_HEAD = (
    Text("重さ", "Severity"),
    Text("箇所", "Place"),
    Text("値", "Value"),
    Text("問題", "Problem"),
    Text("直し方", "How to mend it"),
)


def problem_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """Each problem in a line, and a last line that counts them."""
    every = tuple(problems)
    for problem in every:
        yield f"{say(_NAMES[problem.severity])}: {problem.line(language())}"
    yield summary(every)


def summary(problems: Iterable[Problem]) -> str:
    """How many problems of each severity there are."""
    every = tuple(problems)
    counts = [(say(name), sum(p.severity is s for p in every)) for s, name in _NAMES.items()]
    if language() == "ja":
        return "、".join(f"{name}{count}件" for name, count in counts)
    return ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts)


def problem_table(problems: Iterable[Problem]) -> Table:
    """Problems as a table for a terminal."""
    table = Table(*(say(name) for name in _HEAD), show_lines=True)
    for problem in problems:
        table.add_row(
            Styled(say(_NAMES[problem.severity]), style=_STYLES[problem.severity]),
            _place(problem),
            Styled(problem.value),
            Styled(f"{say(problem.says)}\n[{problem.rule}]"),
            Styled(say(problem.mend)),
        )
    return table


def _place(problem: Problem) -> Styled:
    row = f":{problem.row}" if problem.row else ""
    return Styled("\n".join(part for part in (problem.file + row, problem.column) if part))


def print_table(problems: Iterable[Problem]) -> None:
    """Print problems as a table on standard output."""
    Console().print(problem_table(problems))
