"""Measure, and print one table: ``python -m benchmarks [--only SUBJECT …]``."""

import argparse
import os
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from benchmarks import machine
from benchmarks.figures import Row
from benchmarks.plot import plot
from benchmarks.results import HERE, Point, Results, Timing
from benchmarks.subjects import NAMES
from benchmarks.workspace import FOLDER, Bench


def main() -> None:
    """Measure what was asked for, keep it after each subject, and print the table."""
    chosen = _arguments()
    work = chosen.work.expanduser()
    work.mkdir(parents=True, exist_ok=True)
    bench = Bench(work.resolve(), chosen.size, chosen.runs, tuple(chosen.sizes), chosen.cap)
    # messages of our own commands are read by people who may not read Japanese
    os.environ["LANG"] = "C.UTF-8"
    results = Results.load(chosen.results / "RESULTS.json")
    results.machine = machine.facts()
    for subject in chosen.only or NAMES:
        bench.say(subject)
        measured = import_module(f"benchmarks.subjects.{subject}").measure(bench)
        keep(results, subject, measured, chosen.results)
    print(results.markdown())


def keep(
    results: Results, subject: str, measured: Iterable[Row | Timing | Point], folder: Path
) -> None:
    """Put what a subject measured in place of what it measured last, and write the files."""
    found = list(measured)
    results.replace(subject, [one for one in found if isinstance(one, Row)], NAMES)
    results.queries = [one for one in found if isinstance(one, Timing)] or results.queries
    points = [one for one in found if isinstance(one, Point)]
    if points:
        results.growth = points
        plot(points, folder / "growth.svg")
    results.save(folder)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=NAMES, metavar="SUBJECT",
                        help=f"measure these only: {', '.join(NAMES)}")  # fmt: skip
    parser.add_argument("--size", default="M", choices=("S", "M", "L"), help="of the rows")
    parser.add_argument("--sizes", nargs="+", default=["S", "M", "L"], help="of the curves")
    parser.add_argument("--runs", type=int, default=5, help="of each side")
    parser.add_argument("--cap", type=float, default=180.0, help="seconds for slow rivals")
    parser.add_argument("--quick", action="store_true", help="S alone, two runs: to try it out")
    parser.add_argument("--work", type=Path, default=FOLDER,
                        help=f"folder for rivals, projects and releases ({FOLDER})")  # fmt: skip
    parser.add_argument("--results", type=Path, default=HERE,
                        help="folder of RESULTS.md, RESULTS.json and growth.svg")  # fmt: skip
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.size, chosen.sizes, chosen.runs, chosen.cap = "S", ["S"], 2, 10.0
    return chosen


if __name__ == "__main__":
    main()
