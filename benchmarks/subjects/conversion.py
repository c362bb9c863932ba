"""Tables to RDF: ``kg convert`` against Morph-KGC, which gives the same triples."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from benchmarks.figures import Bar, Row, faster
from benchmarks.processes import Spent, run
from benchmarks.rivals import Absent, morph_kgc
from benchmarks.running import alternate, figure_of
from benchmarks.workspace import Bench, kg_command


def measure(bench: Bench) -> Iterator[Row]:
    """The throughput over the same tables."""
    what = f"tables → RDF, {bench.size}"
    sides = {"ours": partial(ours, bench, bench.size)}
    rival, absent = morph_kgc.MORPH_KGC.title, ""
    try:
        theirs(bench, bench.size)
        sides["rival"] = partial(theirs, bench, bench.size)
    except Absent as reason:
        absent = str(reason)
    outcomes = alternate(bench.runs, sides)
    figures = {side: figure_of(spent) for side, spent in outcomes.items()}
    yield Row(
        "conversion",
        what,
        figures["ours"],
        f"{rival}, 2 processes",
        figures.get("rival"),
        faster(figures["ours"], figures.get("rival")),
        Bar("≥", 3),
        sound=None if absent else same(bench),
        note=absent,
    )


def ours(bench: Bench, size: str) -> Spent:
    """One conversion of the generated tables to N-Triples, by one command."""
    folder = _folder(bench, "ours")
    source = bench.project(size) / "data" / "bench"
    command = kg_command("convert", str(_group(source)), "--format", "ntriples")
    return run(command, output=folder / "out.nt")


def theirs(bench: Bench, size: str) -> Spent:
    """The same by Morph-KGC; raises Absent where it cannot be had."""
    folder = _folder(bench, "rival")
    command, _ = morph_kgc.prepare(bench, bench.project(size) / "data" / "bench", folder)
    return run(command, folder=folder)


def same(bench: Bench) -> bool:
    """Whether the last outputs of both are the same set of triples."""
    mine = _triples(_folder(bench, "ours") / "out.nt")
    return mine == _triples(_folder(bench, "rival") / "morph.nt")


def _folder(bench: Bench, side: str) -> Path:
    folder = bench.work / "scratch" / f"conversion-{side}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _group(tables: Path) -> Path:
    """One metadata document for all tables of a folder (CSVW, table groups)."""
    described = [
        json.loads(path.read_text()) for path in sorted(tables.glob("*.csv-metadata.json"))
    ]
    context = described[0]["@context"]
    for table in described:
        del table["@context"]
    group = tables / "all.json"
    text = json.dumps({"@context": context, "tables": described}, ensure_ascii=False)
    group.write_text(text, encoding="utf-8")
    return group


def _triples(path: Path) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES)}
