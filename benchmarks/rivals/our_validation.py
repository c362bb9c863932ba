"""Our own validation in a process: ``our_validation.py DATA REPORT STORE SHAPES…``.

STORE is the RocksDB folder of a graph too large for memory, or ``-``.
"""

import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.validation import validate

if __name__ == "__main__":
    data, report, store, *shapes = sys.argv[1:]
    further: dict[str, Any] = {} if store == "-" else {"store": Path(store)}
    verdict = validate(Path(data), map(Path, shapes), **further)
    ox.serialize(verdict.report, report, format=ox.RdfFormat.N_TRIPLES)
