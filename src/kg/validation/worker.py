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
from typing import Any

import pyoxigraph as ox
import pyshacl
from pyshacl.errors import ReportableRuntimeError
from rdflib import Graph

from kg.validation import sparql
from kg.validation.loading import graph_of
from kg.validation.protocol import Answer, Request
from kg.validation.results import records, tag_messages


def answer(request: Request) -> Answer:
    """Validate; a fault of the shapes comes back as a sentence."""
    sparql.register()
    shapes = graph_of(ox.parse(request["shapes"], format=ox.RdfFormat.N_TRIPLES))
    quads = list(ox.parse(path=request["data"], format=ox.RdfFormat.N_TRIPLES))
    data = graph_of(quads)
    sparql.mirror(data, quads, shapes)
    try:
        conforms, report, text = pyshacl.validate(
            data,
            shacl_graph=shapes,
            advanced=True,
            inference="none",
            inplace=True,
            meta_shacl=request["meta"],
        )
    except (ReportableRuntimeError, NotImplementedError) as error:
        return {"fault": f"the shapes are malformed: {error}"}
    if not isinstance(report, Graph):
        return {"fault": f"validation failed: {text}"}
    tag_messages(report, shapes)
    return {
        "conforms": bool(conforms),
        "report": report.serialize(format="nt"),
        "records": records(report, shapes, data),
    }


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
