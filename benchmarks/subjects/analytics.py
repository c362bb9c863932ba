"""Twelve analytic queries, one client, each text asked once, every answer compared."""

import itertools
import statistics
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from benchmarks.answers import content
from benchmarks.client import JSON, TRIPLES, AskFailed, Endpoint
from benchmarks.figures import Bar, Figure, Row
from benchmarks.results import Timing
from benchmarks.rivals import Absent, engines
from benchmarks.running import alternate
from benchmarks.workspace import Bench

CAP: Final = 60.0
"""Seconds that an engine has for a query."""
LONG: Final = 10.0
"""A query that takes longer is not asked again."""

QUERIES: Final = tuple(sorted((Path(__file__).parents[1] / "queries").glob("*.rq")))
_BARS: Final[Mapping[str, Bar]] = {
    "oxigraph serve": Bar("≥", 2),
    "rdflib-endpoint": Bar("≥", 30),
}
_SERIAL: Final = itertools.count(1)


@dataclass
class Asking:
    """One engine under way: its endpoint, times, and the answers that differ from ours."""

    endpoint: Endpoint
    seconds: dict[str, float] = field(default_factory=dict)
    differing: list[str] = field(default_factory=list)
    capped: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Once:
    """One run of one query: its time, and its answer; None where the cap was met."""

    seconds: float
    answer: Any


def measure(bench: Bench) -> Iterator[Row | Timing]:
    """A row per rival (median of ratios), and the times of each query."""
    absent: dict[str, str] = {}
    mine, rivals = _ask_all(bench, absent)
    for path in QUERIES:
        name = path.stem
        every = {"ours": mine.seconds, **{a.endpoint.name: a.seconds for a in rivals.values()}}
        yield Timing(
            name,
            sum(_ANSWERS[name].values()),
            {who: seconds[name] * 1000 for who, seconds in every.items()},
        )
    what = f"{len(QUERIES)} analytic queries, {bench.size}, uncached: median of ratios"
    ours = Figure(statistics.median(mine.seconds.values()) * 1000, "ms", runs=bench.runs)
    for name in engines.RIVALS:
        if name in absent:
            yield Row("analytics", what, ours, name, bar=_BARS.get(name), note=absent[name])
        else:
            yield _row(what, ours, mine, rivals[name], _BARS.get(name))


def _row(what: str, ours: Figure, mine: Asking, rival: Asking, bar: Bar | None) -> Row:
    ratios = [rival.seconds[name] / mine.seconds[name] for name in mine.seconds]
    notes = [f"ratios {min(ratios):.2g} to {max(ratios):.2g}"]
    if rival.capped:
        notes.append(f"ended after {CAP:.0f} s: {', '.join(rival.capped)}")
    if rival.differing:
        notes.append(f"answers otherwise: {', '.join(rival.differing)}")
    theirs = Figure(statistics.median(rival.seconds.values()) * 1000, "ms", runs=ours.runs)
    return Row(
        "analytics",
        what,
        ours,
        rival.endpoint.name,
        theirs,
        statistics.median(ratios),
        bar,
        # whose answer is right where they differ is not known: the row stands, and says so
        sound=None if rival.differing else True,
        note="; ".join(notes),
    )


_ANSWERS: Final[dict[str, Any]] = {}
"""Our answer to each query, which others are compared with."""


def _ask_all(bench: Bench, absent: dict[str, str]) -> tuple[Asking, dict[str, Asking]]:
    """Ask every query of every engine; rivals that cannot be had go to ``absent``."""
    with ExitStack() as stack:
        mine = Asking(stack.enter_context(engines.ours(bench, bench.size)))
        rivals: dict[str, Asking] = {}
        for name, serving in engines.RIVALS.items():
            bench.say(f"load {bench.size} into {name}")
            try:
                rivals[name] = Asking(stack.enter_context(serving(bench, bench.size)))
            except (Absent, AskFailed) as reason:
                absent[name] = str(reason)
        for path in QUERIES:
            _ask(bench, path, {"ours": mine, **rivals})
    return mine, rivals


def _ask(bench: Bench, path: Path, asked: Mapping[str, Asking]) -> None:
    """All runs of one query, engines in turn."""
    text = path.read_text(encoding="utf-8")
    bench.say(f"query {path.stem}")
    outcomes = alternate(
        bench.runs,
        {name: _once(asking.endpoint, text) for name, asking in asked.items()},
        over=lambda once: once.seconds > LONG,
    )
    _ANSWERS[path.stem] = outcomes["ours"][0].answer
    for name, asking in asked.items():
        runs = outcomes[name]
        asking.seconds[path.stem] = statistics.median(run.seconds for run in runs)
        answer = runs[0].answer
        if answer is None:
            asking.capped.append(path.stem)
        elif answer != outcomes["ours"][0].answer:
            asking.differing.append(path.stem)


def _once(endpoint: Endpoint, text: str) -> Callable[[], Once]:
    def once() -> Once:
        unlike_any_other = f"{text}\n# {next(_SERIAL)}"
        try:
            answer = endpoint.ask(unlike_any_other, TRIPLES if "DESCRIBE" in text else JSON, CAP)
        except TimeoutError:
            return Once(CAP, None)
        return Once(answer.seconds, content(answer))

    return once


def ours_and_oxigraph(bench: Bench, size: str) -> dict[str, float]:
    """The median over all queries, in seconds, of one run of each: for the curves of growth."""
    medians = {}
    for who, serving in (("ours", engines.ours), ("oxigraph serve", engines.oxigraph)):
        with serving(bench, size) as endpoint:
            runs = [_once(endpoint, path.read_text(encoding="utf-8"))() for path in QUERIES]
        medians[who] = statistics.median(run.seconds for run in runs)
    return medians
