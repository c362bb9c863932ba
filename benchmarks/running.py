"""Runs that alternate, and their medians."""

import statistics
from collections.abc import Callable, Mapping
from typing import TypeVar

from benchmarks.figures import Figure
from benchmarks.processes import Spent

T = TypeVar("T")


def alternate(
    runs: int, sides: Mapping[str, Callable[[], T]], over: Callable[[T], bool] | None = None
) -> dict[str, list[T]]:
    """Run each side in turn, again and again: ours, the rival, ours, the rival.

    Args:
        runs: how often each side runs.
        sides: name → one run of it.
        over: tells from one outcome that a side need not run again, such as one that met its cap.

    >>> alternate(2, {"a": lambda: 1, "b": lambda: 2}, over=lambda outcome: outcome == 2)
    {'a': [1, 1], 'b': [2]}
    """
    outcomes: dict[str, list[T]] = {name: [] for name in sides}
    for _ in range(runs):
        for name, once in sides.items():
            if over is not None and any(map(over, outcomes[name])):
                continue
            outcomes[name].append(once())
    return outcomes


def figure_of(spent: list[Spent]) -> Figure:
    """The median time, and the highest memory, of several runs of a command."""
    return Figure(
        statistics.median(run.seconds for run in spent),
        "s",
        runs=len(spent),
        memory=max(run.memory for run in spent),
        capped=any(run.capped for run in spent),
    )


def median_figure(values: list[float], unit: str, memory: float | None = None) -> Figure:
    """The median of plain numbers."""
    return Figure(statistics.median(values), unit, runs=len(values), memory=memory)
