"""How long ``kg build`` of the curated graph takes, and how much memory all its processes hold."""

from collections.abc import Iterator

from benchmarks.figures import Bar, Figure, Row
from benchmarks.processes import Spent, run
from benchmarks.running import figure_of
from benchmarks.workspace import Bench, build_command


def measure(bench: Bench) -> Iterator[Row]:
    """Builds from nothing, each in a home of its own."""
    bench.say("build the curated graph")
    built = figure_of([_build(bench) for _ in range(bench.runs)])
    yield Row("curated", "`kg build` of the curated graph", built, bar=Bar("≤", 20, of="ours"))
    memory = Figure(built.memory or 0.0, "MB", runs=built.runs)
    yield Row(
        "curated",
        "`kg build` of the curated graph: peak memory of all processes",
        memory,
        bar=Bar("≤", 1000, of="ours"),
    )


def _build(bench: Bench) -> Spent:
    return run(build_command(bench.scratch("curated") / "home", None))
