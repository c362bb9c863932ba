"""Point look-ups by 16 connections: uncached, repeated, and while runaway queries run."""

import contextlib
import http.client
import random
import statistics
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Final

from benchmarks.client import JSON, AskFailed, Endpoint
from benchmarks.figures import Bar, Figure, Row, share
from benchmarks.load import CONNECTIONS, Load, put
from benchmarks.rivals import Absent, engines
from benchmarks.running import alternate, median_figure
from benchmarks.workspace import Bench

SECONDS: Final = 6.0
"""Of one run of load."""

_RESOURCES: Final = 2000
_LOOKUP: Final = "SELECT ?p ?o WHERE {{ <https://w3id.org/sti-kg/id/project/{key}> ?p ?o }}"
_RUNAWAYS: Final = 4
_RUNAWAY: Final = """\
SELECT (COUNT(*) AS ?count) WHERE {{
  ?a ?p ?one . ?b ?q ?other . FILTER (STRLEN(STR(?one)) + STRLEN(STR(?other)) = {number})
}}"""


@dataclass(frozen=True)
class Asked:
    """An endpoint, the addresses that it is asked, and how.

    Attributes:
        endpoint: who is asked.
        addresses: in turn.
        unique: whether no query text comes twice.
    """

    endpoint: Endpoint
    addresses: Sequence[str]
    unique: bool


def measure(bench: Bench) -> Iterator[Row]:
    """Ours against Virtuoso and against a bare route, then ours under runaway queries."""
    lookups = _lookups(bench)
    absent = ""
    with ExitStack() as stack:
        mine = stack.enter_context(engines.ours(bench, bench.size))
        bare = stack.enter_context(engines.bare_route(bench))
        asked = {
            "uncached": Asked(mine, [mine.address(q) for q in lookups], unique=True),
            "repeated": Asked(mine, [mine.address(lookups[0])], unique=False),
            "bare": Asked(bare, ["/"], unique=False),
        }
        try:
            rival = stack.enter_context(engines.virtuoso_server(bench, bench.size))
            # it keeps plans of texts it has seen, no results: at its best without serial numbers
            asked["Virtuoso"] = Asked(rival, [rival.address(q) for q in lookups], unique=False)
        except (Absent, AskFailed) as reason:
            absent = str(reason)
        _check(asked)
        loads = alternate(bench.runs, {name: _once(bench, name, a) for name, a in asked.items()})
        yield from _rows(bench, loads, absent, rival.name if "Virtuoso" in loads else "Virtuoso")
    yield _beside_runaways(bench, lookups)


def _once(bench: Bench, name: str, asked: Asked) -> Callable[[], Load]:
    def once() -> Load:
        bench.say(f"look-ups by {CONNECTIONS} connections: {name}")
        return put(bench, asked.endpoint, asked.addresses, seconds=SECONDS, unique=asked.unique)

    return once


def _rows(
    bench: Bench, loads: Mapping[str, Sequence[Load]], absent: str, virtuoso: str
) -> Iterator[Row]:
    rates = {
        name: median_figure([load.rate for load in runs], "req/s") for name, runs in loads.items()
    }
    what = f"point look-up, {bench.size}, {CONNECTIONS} connections, uncached"
    mine, bare = rates["uncached"], rates["bare"]
    theirs = rates.get("Virtuoso")
    flawless = not any(load.errors for name in ("uncached", "repeated") for load in loads[name])
    yield Row(
        "lookups", what, mine, virtuoso, theirs, share(mine, theirs), Bar("≥", 1),
        sound=None if flawless else False, note=absent,
    )  # fmt: skip
    yield Row("lookups", what, mine, "bare Flask route", bare, share(mine, bare), Bar("≥", 0.5))
    yield _p99(f"{what}: p99", loads["uncached"], Bar("≤", 20, of="ours"))
    again = rates["repeated"]
    yield Row(
        "lookups",
        f"repeated query, {CONNECTIONS} connections",
        again,
        "bare Flask route",
        bare,
        share(again, bare),
        Bar("≥", 0.75),
    )


def _p99(what: str, loads: Sequence[Load], bar: Bar, note: str = "") -> Row:
    figure = Figure(statistics.median(load.p99 for load in loads), "ms", runs=len(loads))
    errors = sum(load.errors for load in loads)
    median = statistics.median(load.p50 for load in loads)
    return Row(
        "lookups",
        what,
        figure,
        bar=bar,
        sound=False if errors else None,
        note="; ".join(filter(None, (note, f"p50 {median:.1f} ms", f"{errors} errors"))),
    )


def _beside_runaways(bench: Bench, lookups: Sequence[str]) -> Row:
    """Under the server's own limits, for these are what holds runaways."""
    with engines.ours(bench, bench.size, engines.ONE_CLIENT) as mine, _runaways(mine):
        asked = Asked(mine, [mine.address(query) for query in lookups], unique=True)
        loads = [_once(bench, "beside runaways", asked)() for _ in range(bench.runs)]
    return _p99(
        f"point look-up while {_RUNAWAYS} runaway queries run: p99",
        loads,
        Bar("≤", 100, of="ours"),
        f"{statistics.median(load.rate for load in loads):,.0f} req/s",
    )


@contextmanager
def _runaways(endpoint: Endpoint) -> Iterator[None]:
    """Queries that never end, asked anew as soon as the server has stopped one."""
    over = threading.Event()

    def ask(number: int) -> None:
        while not over.is_set():
            number += _RUNAWAYS
            with contextlib.suppress(AskFailed, OSError, http.client.HTTPException):
                endpoint.ask(_RUNAWAY.format(number=number))
            over.wait(0.05)

    for number in range(_RUNAWAYS):
        threading.Thread(target=ask, args=(number,), daemon=True).start()
    over.wait(1)
    try:
        yield
    finally:
        over.set()


def _lookups(bench: Bench) -> list[str]:
    """Look-ups of projects spread over the whole graph."""
    table = bench.project(bench.size) / "data" / "bench" / "programmes.csv"
    with table.open(encoding="utf-8") as file:
        units = sum(line.startswith("bench-") for line in file) - 1
    chosen = random.Random(1)
    return [_LOOKUP.format(key=f"bench-{chosen.randint(1, units)}-1") for _ in range(_RESOURCES)]


def _check(asked: Mapping[str, Asked]) -> None:
    """Every engine knows what it is asked.

    Raises:
        AskFailed: an answer is empty.
    """
    for name, one in asked.items():
        first = one.addresses[0]
        if name != "bare" and one.endpoint.get(first, JSON).body.count(b'"value"') < 10:
            raise AskFailed(f"{one.endpoint.name} lacks the resource: {first}")
