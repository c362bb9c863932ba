"""Twelve analytic queries, one client, each text asked once, every answer compared."""

import itertools
import statistics
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks.answers import content
from benchmarks.client import JSON, TRIPLES, AskFailed
from benchmarks.figures import Bar, Figure, Row
from benchmarks.results import Timing
from benchmarks.rivals import Absent, engines
from benchmarks.running import alternate
from benchmarks.workspace import Bench

CAP: Final = 60.0
"""Seconds that an engine has for a query at most."""
LONG: Final = 10.0
"""A query that takes longer is not asked again."""

_FOLDER: Final = Path(__file__).parents[1] / "queries"
QUERIES: Final = tuple(sorted(_FOLDER.glob("*.rq")))
_BARS: Final[Mapping[str, Bar]] = {
    "oxigraph serve": Bar("≥", 2),
    "rdflib-endpoint": Bar("≥", 30),
}
_SERIAL: Final = itertools.count(1)


class Asking:
    """One engine under way: its times and answers' rows, where it met the cap or differed.

    Args:
        bench: what it serves, and where.
        serving: starts it.

    Raises:
        Absent: it cannot be had.
        AskFailed: it does not start.
    """

    def __init__(self, bench: Bench, serving: engines.Serving) -> None:
        self.seconds: dict[str, float] = {}
        self.rows: dict[str, int] = {}
        self.capped: list[str] = []
        self.differing: list[str] = []
        self._cap = min(CAP, bench.cap)
        self._start = partial(serving, bench, bench.size)
        self._serving = ExitStack()
        self.endpoint = self._serving.enter_context(self._start())

    def once(self, text: str) -> "Once":
        """Ask a query, in a text unlike any before."""
        accept = TRIPLES if "DESCRIBE" in text else JSON
        try:
            answer = self.endpoint.ask(f"{text}\n# {next(_SERIAL)}", accept, self._cap)
        except TimeoutError:
            # not all engines stop a query that nobody waits for; it would slow down all others
            self.close()
            self.endpoint = self._serving.enter_context(self._start())
            return Once(self._cap, None)
        return Once(answer.seconds, content(answer))

    def close(self) -> None:
        """End the server."""
        self._serving.close()


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
            mine.rows.get(name, 0),
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
    if mine.capped:
        notes.append(f"ours ended at its cap: {', '.join(mine.capped)}")
    if rival.capped:
        notes.append(f"ended at its cap: {', '.join(rival.capped)}")
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
        sound=all(_is_free(name) for name in rival.differing),
        note="; ".join(notes),
    )


def _is_free(name: str) -> bool:
    """Whether engines may answer as they like (SPARQL 1.1 Query, section 16.4: DESCRIBE)."""
    return "DESCRIBE" in (_FOLDER / f"{name}.rq").read_text(encoding="utf-8")


def _ask_all(bench: Bench, absent: dict[str, str]) -> tuple[Asking, dict[str, Asking]]:
    """Ask every query of every engine; rivals that cannot be had go to ``absent``."""
    with ExitStack() as stack:
        mine = Asking(bench, engines.ours)
        stack.callback(mine.close)
        rivals: dict[str, Asking] = {}
        for name, serving in engines.RIVALS.items():
            bench.say(f"load {bench.size} into {name}")
            try:
                rivals[name] = Asking(bench, serving)
            except (Absent, AskFailed) as reason:
                absent[name] = str(reason)
            else:
                stack.callback(rivals[name].close)
        for path in QUERIES:
            _ask(bench, path, {"ours": mine, **rivals})
    return mine, rivals


def _ask(bench: Bench, path: Path, asked: Mapping[str, Asking]) -> None:
    """All runs of one query, engines in turn."""
    text = path.read_text(encoding="utf-8")
    bench.say(f"query {path.stem}")
    outcomes = alternate(
        bench.runs,
        {name: partial(asking.once, text) for name, asking in asked.items()},
        over=lambda once: once.seconds > LONG,
    )
    ours = outcomes["ours"][0].answer
    for name, asking in asked.items():
        runs = outcomes[name]
        asking.seconds[path.stem] = statistics.median(run.seconds for run in runs)
        answer = runs[0].answer
        if answer is None:
            asking.capped.append(path.stem)
            continue
        asking.rows[path.stem] = sum(answer.values())
        if ours is not None and answer != ours:
            asking.differing.append(path.stem)


def ours_and_oxigraph(bench: Bench, size: str) -> dict[str, float]:
    """The median over all queries, in seconds, of one run of each: for the curves of growth."""
    medians = {}
    chosen = replace(bench, size=size)
    for who, serving in (("ours", engines.ours), ("oxigraph serve", engines.oxigraph)):
        asking = Asking(chosen, serving)
        try:
            runs = [asking.once(path.read_text(encoding="utf-8")) for path in QUERIES]
        finally:
            asking.close()
        medians[who] = statistics.median(run.seconds for run in runs)
    return medians
