"""``kg join``: tables by name and by code, against csv-reconcile and a naive loop of RapidFuzz."""

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.figures import Bar, Figure, Row, faster
from benchmarks.processes import Spent, run
from benchmarks.rivals import Absent
from benchmarks.rivals.environments import Environment
from benchmarks.running import alternate, figure_of
from benchmarks.workspace import CURATED, Bench, kg_command
from kg.iris import DEFAULT_BASE, Iris

NAMED: Final = {"S": 1_000, "M": 100_000, "L": 100_000}
CODED: Final = {"S": 10_000, "M": 1_000_000, "L": 1_000_000}

_RIVALS: Final = Path(__file__).parents[1] / "rivals"
_REGISTER: Final = Path(__file__).parents[2] / "data" / "register"
_SIDES: Final = {
    "naive_rapidfuzz": Environment("rapidfuzz", ("rapidfuzz==3.14.6",)),
    "csv_reconcile_names": Environment("csv-reconcile", ("csv-reconcile==0.3.2",)),
}


class _Area(NamedTuple):
    code: str
    prefecture: str
    district: str
    name: str


def measure(bench: Bench) -> Iterator[Row]:
    """By name with its prefecture beside it, and by code."""
    bench.home(CURATED)
    areas = list(_areas())
    yield from _by_name(bench, areas, NAMED[bench.size])
    yield from _by_code(bench, areas, CODED[bench.size])


def _by_name(bench: Bench, areas: list[_Area], rows: int) -> Iterator[Row]:
    folder = bench.scratch("joining-name")
    table, names = folder / "table.csv", folder / "names.csv"
    wanted = _named_table(table, areas, rows)
    _names(names, areas)
    sides = {"ours": partial(_ours, bench, table, "label_ja", "name")}
    absent = {}
    for side, environment in _SIDES.items():
        try:
            python = environment.program(bench, "python")
            sides[side] = partial(_theirs, bench, python, side, table, names)
        except Absent as reason:
            absent[side] = str(reason)
    outcomes = alternate(bench.runs, sides, over=lambda spent: spent.capped)
    ours = figure_of(outcomes["ours"])
    sound = _codes(table.with_name("ours.csv"), "iri") == wanted
    for side, environment in _SIDES.items():
        theirs = figure_of(outcomes[side]) if side in outcomes else None
        yield Row(
            "joining",
            f"join by name, {rows:,} rows",
            ours,
            environment.title if side != "naive_rapidfuzz" else f"{environment.title}, naive loop",
            theirs,
            faster(ours, theirs),
            Bar("≤", 5, of="ours"),
            sound=sound,
            note=absent.get(side) or _right(theirs, folder / f"{side}.csv", wanted),
        )


def _by_code(bench: Bench, areas: list[_Area], rows: int) -> Iterator[Row]:
    folder = bench.scratch("joining-code")
    table = folder / "table.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["団体コード", "年", "人口"])
        for number in range(rows):
            code = areas[number % len(areas)].code
            writer.writerow([code.lstrip("0"), 2000 + number % 20, number])
    wanted = [areas[number % len(areas)].code for number in range(rows)]
    once = partial(_ours, bench, table, "label_ja,population_2019", "団体コード")
    figure = figure_of(alternate(bench.runs, {"ours": once})["ours"])
    sound = _codes(folder / "ours.csv", "iri") == wanted
    what = f"join by code, {rows:,} rows"
    yield Row("joining", what, figure, bar=Bar("≤", 10, of="ours"), sound=sound)
    memory = Figure(figure.memory or 0.0, "MB", runs=figure.runs)
    yield Row("joining", f"{what}: peak memory", memory, bar=Bar("≤", 1000, of="ours"))


def _ours(bench: Bench, table: Path, add: str, on: str) -> Spent:
    """One join by the command, from its start to its end."""
    output = table.with_name("ours.csv")
    home = bench.home(CURATED)
    return run(
        kg_command(
            *("join", str(table), "--on", on, "--add", add),
            *("-o", str(output), "--home", str(home)),
        )
    )


def _theirs(bench: Bench, python: str, side: str, table: Path, names: Path) -> Spent:
    output = table.with_name(f"{side}.csv")
    script = str(_RIVALS / f"{side}.py")
    return run([python, script, str(table), str(names), str(output)], limit=bench.cap)


def _named_table(path: Path, areas: list[_Area], rows: int) -> list[str]:
    """Names as tables have them, every other one with its district; returns the right codes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["prefecture", "name", "value"])
        for number in range(rows):
            area = areas[number % len(areas)]
            district = area.district if number % 2 else ""
            writer.writerow([area.prefecture, district + area.name, number])
    return [areas[number % len(areas)].code for number in range(rows)]


def _names(path: Path, areas: list[_Area]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "label"])
        writer.writerows((area.code, area.prefecture + area.name) for area in areas)


def _areas() -> Iterator[_Area]:
    with (_REGISTER / "prefectures.csv").open(encoding="utf-8", newline="") as file:
        names = {row["都道府県コード（6桁）"]: row["名称"] for row in csv.DictReader(file)}
    with (_REGISTER / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            prefecture = names[row["都道府県"]]
            yield _Area(row["団体コード（6桁）"], prefecture, row["郡"], row["名称"])


def _codes(path: Path, column: str) -> list[str]:
    iris = Iris(DEFAULT_BASE)
    with path.open(encoding="utf-8", newline="") as file:
        found = (row[column] for row in csv.DictReader(file))
        return [name.key if (name := iris.parse(cell)) else cell for cell in found]


def _right(theirs: Figure | None, path: Path, wanted: list[str]) -> str:
    """How many of a rival's answers are right; empty where it did not finish."""
    if theirs is None or theirs.capped:
        return ""
    found = _codes(path, "code")
    right = sum(one == other for one, other in zip(found, wanted, strict=True))
    return f"of its answers {right / len(wanted):.1%} are right"
