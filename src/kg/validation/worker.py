"""The validation process: ``python -m kg.validation.worker``.

pySHACL switches parts of rdflib for the whole process, so it runs here and nowhere else. One
request (a line of JSON) comes in on standard input, one answer (JSON) goes out on standard output.
The process ends when standard input closes, that is, when whoever asked is gone.
"""

import gc
import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from kg.iris import expand
from kg.validation.protocol import Answer, Request
from kg.validation.screen import Inexpressible, screen
from kg.validation.spelling import read_spelling

_IN_MEMORY: Final = 1 << 30  # bytes of N-Triples: about six million triples, four gigabytes


def answer(request: Request) -> Answer:
    """Validate; a fault of the shapes comes back as a sentence."""
    data = Path(request["data"])
    with ThreadPoolExecutor(1) as beside:  # the store is filled without holding Python up
        filling = beside.submit(_store, data, request.get("store"))
        spelling = read_spelling(data)
        store = filling.result()
    shapes = (q.triple for q in ox.parse(request["shapes"], format=ox.RdfFormat.N_TRIPLES))
    try:
        caught = screen(store, shapes, spelling)
    except Inexpressible:
        from kg.validation.report import report_on_all  # noqa: PLC0415 (as below)

        return report_on_all(request)
    if not caught and not request["meta"]:
        return _CONFORMING
    # pySHACL and rdflib take longer to import than most graphs to be screened
    from kg.validation.report import report_on  # noqa: PLC0415

    return report_on(caught, request, store, spelling)


def _store(data: Path, folder: str | None) -> ox.Store:
    """The graph as a store: in memory where it fits, which answers several times as fast."""
    if folder is not None and data.stat().st_size > _IN_MEMORY:
        return ox.Store.read_only(folder)
    store = ox.Store()
    store.bulk_load(path=data, format=ox.RdfFormat.N_TRIPLES)
    return store


def _conforming() -> Answer:
    report = f"_:r <{expand('rdf:type')}> <{expand('sh:ValidationReport')}> .\n"
    true = f'"true"^^<{expand("xsd:boolean")}>'
    return {
        "conforms": True,
        "report": f"{report}_:r <{expand('sh:conforms')}> {true} .\n",
        "records": [],
    }


_CONFORMING: Final = _conforming()


def _leave_with_parent() -> None:
    sys.stdin.read()
    os._exit(1)


def main() -> None:
    """Serve one request; what libraries print goes to standard error."""
    gc.disable()  # a tenth of the time; the process is short-lived and makes no large cycles
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    request: Any = json.loads(sys.stdin.readline())
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    with out:
        json.dump(answer(request), out, ensure_ascii=False)
    sys.stderr.flush()
    os._exit(0)  # frees nothing one by one


if __name__ == "__main__":
    main()
