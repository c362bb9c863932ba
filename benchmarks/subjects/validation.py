"""SHACL: our validation against pySHACL, over a graph that conforms and one with planted faults."""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from benchmarks.figures import Bar, Row, faster
from benchmarks.processes import Spent, run
from benchmarks.running import alternate, figure_of
from benchmarks.workspace import Bench, kg_command
from kg.iris import expand

FAULTS: Final = 500
PATIENCE: Final = 1200.0
LONG: Final = 60.0
"""Runs longer than this are not repeated."""

_SCRIPTS: Final = Path(__file__).parents[1] / "rivals"
_MESSAGE: Final = ox.NamedNode(expand("sh:resultMessage"))


@dataclass(frozen=True)
class Graph:
    """What is validated: N-Triples, shapes, and what marks its files."""

    name: str
    triples: Path
    shapes: tuple[Path, ...]


def measure(bench: Bench) -> Iterator[Row]:
    """Both graphs, each against pySHACL as it is and with its SPARQL constraints helped."""
    size = bench.size
    yield from _rows(bench, conforming(bench, size), f"SHACL, {size}, conforming", Bar("≥", 10))
    what = f"SHACL, {size}, {FAULTS} faults"
    yield from _rows(bench, faulty(bench, size), what, Bar("≥", 5))


def _rows(bench: Bench, graph: Graph, what: str, bar: Bar) -> Iterator[Row]:
    # long enough to tell whether the bar is met
    cap = max(bench.cap, 1.2 * bar.number * ours(bench, graph).seconds)
    sides: Mapping[str, Callable[[], Spent]] = {
        "ours": partial(ours, bench, graph),
        "plain": partial(plain, bench, graph, cap),
        "helped": partial(helped, bench, graph),
    }
    outcomes = alternate(bench.runs, sides, over=lambda spent: spent.capped or spent.seconds > LONG)
    figures = {side: figure_of(spent) for side, spent in outcomes.items()}
    pyshacl = f"pySHACL {version('pyshacl')}"
    mine, reference = (report(bench, side, graph) for side in ("ours", "helped"))
    yield Row(
        "validation",
        what,
        figures["ours"],
        pyshacl,
        figures["plain"],
        faster(figures["ours"], figures["plain"]),
        bar,
        sound=None if figures["plain"].capped else same(mine, report(bench, "plain", graph)),
        note=f"ended after {cap:.0f} s" if figures["plain"].capped else "",
    )
    yield Row(
        "validation",
        what,
        figures["ours"],
        f"{pyshacl}, its SPARQL constraints answered by pyoxigraph",
        figures["helped"],
        faster(figures["ours"], figures["helped"]),
        sound=None if figures["helped"].capped else same(mine, reference),
        note=f"{_results(mine)} results",
    )


def conforming(bench: Bench, size: str) -> Graph:
    """The default graph of a release."""
    return Graph(f"{size}-conforming", bench.release(size).triples, _shapes(bench, size))


def faulty(bench: Bench, size: str) -> Graph:
    """The same with planted faults."""
    project = bench.project(size, FAULTS)
    target = bench.work / "scratch" / f"faulty-{size}.nt"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        file.write(bench.release(size).triples.read_bytes())
        for table in sorted((project / "data" / "bench-faults").glob("*.csv")):
            part = target.with_suffix(".part")
            run(kg_command("convert", str(table), "--format", "ntriples"), output=part)
            file.write(part.read_bytes())
    return Graph(f"{size}-faulty", target, _shapes(bench, size))


def ours(bench: Bench, graph: Graph, store: Path | None = None) -> Spent:
    """One validation by kg.validation, in a process of its own."""
    return _run(bench, graph, "ours", "our_validation.py", str(store or "-"), limit=PATIENCE)


def plain(bench: Bench, graph: Graph, cap: float) -> Spent:
    """The same by pySHACL as its documentation has it, ended after some seconds.

    rdflib needs hours for some of the constraints over the whole graph.
    """
    return _run(bench, graph, "plain", "plain_pyshacl.py", limit=cap)


def helped(bench: Bench, graph: Graph) -> Spent:
    """The same by pySHACL with pyoxigraph for its SPARQL constraints."""
    return _run(bench, graph, "helped", "helped_pyshacl.py", limit=PATIENCE)


def _run(bench: Bench, graph: Graph, side: str, script: str, *further: str, limit: float) -> Spent:
    bench.say(f"SHACL, {graph.name}: {side}")
    target = _target(bench, side, graph)
    target.unlink(missing_ok=True)
    files = [str(graph.triples), str(target), *further, *map(str, graph.shapes)]
    return run([sys.executable, str(_SCRIPTS / script), *files], limit=limit)


def report(bench: Bench, side: str, graph: Graph) -> frozenset[ox.Triple]:
    """The last report of a side, in canonical form (RDFC-1.0); empty where it gave none.

    What the standard leaves open is left out: how results say what is wrong (sh:resultMessage,
    SHACL section 3.6.2.7).
    """
    target = _target(bench, side, graph)
    if not target.exists():
        return frozenset()
    dataset = ox.Dataset(
        quad
        for quad in ox.parse(path=target, format=ox.RdfFormat.N_TRIPLES)
        if quad.predicate != _MESSAGE
    )
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(quad.triple for quad in dataset)


def same(one: frozenset[ox.Triple], other: frozenset[ox.Triple]) -> bool:
    """Whether two reports are isomorphic; a missing one is like no other."""
    return bool(one) and one == other


def _results(found: frozenset[ox.Triple]) -> int:
    result = ox.NamedNode(expand("sh:ValidationResult"))
    return sum(triple.object == result for triple in found)


def _target(bench: Bench, side: str, graph: Graph) -> Path:
    folder = bench.work / "scratch" / "validation"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{graph.name}-{side}.nt"


def _shapes(bench: Bench, size: str) -> tuple[Path, ...]:
    return tuple(sorted((bench.project(size) / "shapes").glob("*.ttl")))
