"""From the start of the server to its first answer."""

import time
from collections.abc import Iterator

from benchmarks.figures import Bar, Figure, Row
from benchmarks.rivals import engines
from benchmarks.running import median_figure
from benchmarks.workspace import CURATED, Bench


def measure(bench: Bench) -> Iterator[Row]:
    """Over the curated release."""
    bench.home(CURATED)
    yield Row(
        "starting",
        "start of the server on the curated release, to the first answer",
        started(bench, CURATED, bench.runs),
        bar=Bar("≤", 1.5, of="ours"),
    )


def started(bench: Bench, size: str, runs: int) -> Figure:
    """The median time from the command to the first answer."""
    seconds = []
    for _ in range(runs):
        begun = time.perf_counter()
        with engines.ours(bench, size):
            seconds.append(time.perf_counter() - begun)
    return median_figure(seconds, "s")
