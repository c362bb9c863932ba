"""Plain pySHACL beside the validation process's own answer, for many small graphs in one process.

Reads lines of JSON with ``shapes`` and ``data`` (N-Triples) on standard input; answers each with a
line: ``plain`` and ``screened``, either with ``conforms`` and ``report`` or with ``error``, and
``caught``, what the screen left for pySHACL (null: everything; per shape null: all its nodes).
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pyshacl
from pyshacl.rdfutil.stringify import stringify_blank_node
from rdflib import Graph

from kg.validation import sparql
from kg.validation.loading import graph_of
from kg.validation.results import tag_messages
from kg.validation.screen import Inexpressible, screen
from kg.validation.spelling import read_spelling
from kg.validation.worker import answer


def main() -> None:
    """Serve requests until standard input ends."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sparql.register()
    with tempfile.TemporaryDirectory() as folder, out:
        data = Path(folder) / "data.nt"
        for line in sys.stdin:
            request = json.loads(line)
            data.write_text(request["data"], encoding="utf-8")
            print(json.dumps(_both(request["shapes"], data)), file=out, flush=True)


def _both(shapes: str, data: Path) -> dict[str, Any]:
    request: Any = {"data": str(data), "shapes": shapes, "meta": False}
    return {
        "plain": _tried(lambda: _plain(shapes, data)),
        "screened": _tried(lambda: answer(request)),
        "caught": _caught(shapes, data),
    }


def _tried(attempt: Callable[[], Any]) -> Any:
    stringify_blank_node.dict_cache.clear()  # it is kept by the graph's address in memory
    try:
        found = attempt()
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    return {"error": found["fault"]} if "fault" in found else found


def _plain(shapes: str, data: Path) -> dict[str, Any]:
    graph = graph_of(ox.parse(shapes, format=ox.RdfFormat.N_TRIPLES))
    conforms, report, text = pyshacl.validate(
        graph_of(ox.parse(path=data, format=ox.RdfFormat.N_TRIPLES)),
        shacl_graph=graph,
        advanced=True,
        inference="none",
        inplace=True,
    )
    if not isinstance(report, Graph):
        return {"fault": text}
    tag_messages(report, graph)
    return {"conforms": bool(conforms), "report": report.serialize(format="nt")}


def _caught(shapes: str, data: Path) -> Any:
    store = ox.Store()
    store.load(path=data, format=ox.RdfFormat.N_TRIPLES)
    triples = (quad.triple for quad in ox.parse(shapes, format=ox.RdfFormat.N_TRIPLES))
    try:
        caught = screen(store, triples, read_spelling(data))
    except Inexpressible:
        return None
    return {
        str(shape): None if nodes is None else sorted(map(str, nodes))
        for shape, nodes in caught.items()
    }


if __name__ == "__main__":
    main()
