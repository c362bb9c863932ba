"""The Turtle dump from the server, against the rate at which pyoxigraph dumps its own store."""

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from benchmarks.client import Endpoint
from benchmarks.figures import Bar, Figure, Row, share
from benchmarks.processes import Watch, memory_of
from benchmarks.rivals import engines
from benchmarks.running import median_figure
from benchmarks.workspace import Bench

PATH: Final = "/dumps/sti-kg.ttl"
_DUMPING: Final = Path(__file__).parents[1] / "rivals" / "store_dump.py"
_CHUNK: Final = 1 << 20


def measure(bench: Bench) -> Iterator[Row]:
    """Rates in triples per second, and what the server's memory grows by meanwhile."""
    release = bench.release(bench.size)
    count = release.manifest.triples
    seconds, growth, sound = _served(bench)
    mine = median_figure([count / taken for taken in seconds], "triples/s")
    theirs = median_figure([count / taken for taken in _own(bench)], "triples/s")
    what = f"dump of {bench.size} as Turtle from the server"
    rival = f"pyoxigraph {version('pyoxigraph')}: Store.dump"
    yield Row("dumping", what, mine, rival, theirs, share(mine, theirs), Bar("≥", 0.8), sound=sound)
    yield Row(
        "dumping",
        f"{what}: growth of the server's memory",
        Figure(growth, "MB", runs=len(seconds)),
        bar=Bar("≤", 32, of="ours"),
    )


def _served(bench: Bench) -> tuple[list[float], float, bool]:
    """Seconds of each download, the growth of memory in MB, and whether every triple came."""
    triples = bench.release(bench.size).triples
    target = bench.scratch("dump") / "served.ttl"
    with engines.ours(bench, bench.size) as endpoint:
        _download(endpoint, target)
        before = memory_of(endpoint.process.pid)
        with Watch(endpoint.process.pid) as watch:
            seconds = [_download(endpoint) for _ in range(bench.runs)]
        growth = max(watch.peak, memory_of(endpoint.process.pid)) - before
    sound = _content(target, ox.RdfFormat.TURTLE) == _content(triples, ox.RdfFormat.N_TRIPLES)
    return seconds, max(growth, 0.0), sound


def _download(endpoint: Endpoint, target: Path = Path("/dev/null")) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", endpoint.port)
    started = time.perf_counter()
    connection.request("GET", PATH, headers={"Accept-Encoding": "identity"})
    response = connection.getresponse()
    if response.status != 200:
        raise RuntimeError(f"{PATH}: status {response.status}")
    with target.open("wb") as file:
        while chunk := response.read(_CHUNK):
            file.write(chunk)
    connection.close()
    return time.perf_counter() - started


def _own(bench: Bench) -> list[float]:
    target = bench.scratch("dump") / "own.ttl"
    source = bench.release(bench.size).triples
    command = [sys.executable, str(_DUMPING), str(source), str(target), str(bench.runs)]
    seconds: list[float] = json.loads(subprocess.check_output(command))
    return seconds


def _content(path: Path, form: ox.RdfFormat) -> frozenset[ox.Triple]:
    return frozenset(quad.triple for quad in ox.parse(path=path, format=form))
