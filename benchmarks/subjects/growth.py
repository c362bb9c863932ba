"""The same figures at every size: one run each, ours and the rival that grows beside it."""

from collections.abc import Iterator

from benchmarks.processes import Spent
from benchmarks.results import Point
from benchmarks.rivals import Absent
from benchmarks.subjects import analytics, building, conversion, starting, validation
from benchmarks.workspace import Bench


def measure(bench: Bench) -> Iterator[Point]:
    """Conversion, validation, build, load and queries."""
    for size in bench.sizes:
        bench.say(f"growth: {size}")
        triples = bench.release(size).manifest.triples
        for measure_, who, spent in _at(bench, size):
            yield Point(measure_, who, size, triples, spent.seconds, spent.memory or None)


def _at(bench: Bench, size: str) -> Iterator[tuple[str, str, Spent]]:
    yield "conversion", "ours", conversion.ours(bench, size)
    try:
        yield "conversion", "Morph-KGC", conversion.theirs(bench, size)
    except Absent as reason:
        bench.say(str(reason))
    graph = validation.conforming(bench, size)
    largest = size == bench.sizes[-1] and len(bench.sizes) > 1
    store = bench.release(size).store if largest else None
    yield "validation", "ours", validation.ours(bench, graph, store)
    if not largest:  # pySHACL holds the whole graph in rdflib, some 1.5 GB per million triples
        yield "validation", "pySHACL, helped", validation.helped(bench, graph)
    yield "build", "ours", building.ours(bench, size)
    yield "build", "bulk load alone", building.theirs(bench, size)
    yield "start", "ours", Spent(starting.started(bench, size, 1).value, 0)
    try:
        for who, seconds in analytics.ours_and_oxigraph(bench, size).items():
            yield "query (median of twelve)", who, Spent(seconds, 0)
    except Absent as reason:
        bench.say(str(reason))
