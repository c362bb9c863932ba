"""The whole build, against pyoxigraph's bulk load of the release's own quads to disk alone."""

import sys
from collections.abc import Iterator
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

from benchmarks.figures import Bar, Row, share
from benchmarks.processes import Spent, run
from benchmarks.running import alternate, figure_of
from benchmarks.workspace import Bench, build_command

_LOADING: Final = Path(__file__).parents[1] / "rivals" / "bulk_load.py"


def measure(bench: Bench) -> Iterator[Row]:
    """M against the bulk load, and L against M."""
    size = bench.size
    outcomes = alternate(
        bench.runs, {"ours": partial(ours, bench, size), "rival": partial(theirs, bench, size)}
    )
    figures = {side: figure_of(spent) for side, spent in outcomes.items()}
    yield Row(
        "building",
        f"whole build, {size}: tables to published release with all dumps",
        figures["ours"],
        f"pyoxigraph {version('pyoxigraph')}: bulk load of its quads to disk alone",
        figures["rival"],
        share(figures["ours"], figures["rival"]),
        Bar("≤", 2.5),
        note="ratio: ours / rival's",
    )
    larger = bench.sizes[-1]
    if larger == size:
        return
    large = figure_of([ours(bench, larger)])
    what = f"whole build, {larger}"
    yield Row(
        "building",
        what,
        large,
        f"our build, {size}",
        figures["ours"],
        share(large, figures["ours"]),
        Bar("≤", 12),
    )
    memory = large.memory or 0.0
    yield Row(
        "building",
        f"{what}: peak memory of all processes",
        type(large)(memory, "MB"),
        bar=Bar("≤", 6000, of="ours"),
    )


def ours(bench: Bench, size: str) -> Spent:
    """One build from nothing."""
    bench.say(f"build {size}: ours")
    return run(build_command(bench.scratch("build") / "home", bench.project(size)))


def theirs(bench: Bench, size: str) -> Spent:
    """One bulk load of the release's quads, default graph and named graphs, to disk."""
    bench.say(f"build {size}: bulk load alone")
    quads = bench.release(size).quads
    return run([sys.executable, str(_LOADING), str(quads), str(bench.scratch("load") / "store")])
