"""A build's progress bar; silent where standard error is no terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from kg.cli.language import say
from kg.release import Step, Watcher


@contextmanager
def progress_bar() -> Iterator[Watcher]:
    """A watcher that draws a bar on standard error."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=None)

        def watch(step: Step) -> None:
            bar.update(task, description=say(step.says), completed=step.done, total=step.total)

        yield watch
