"""pySHACL, its SPARQL answered by pyoxigraph: ``helped_pyshacl.py DATA REPORT SHAPES…``.

rdflib takes minutes for constraints over the whole graph that pyoxigraph answers at once. All else
is pySHACL's own work on rdflib's graph, so this is its verdict in a time that one can wait for.
"""

import sys
from pathlib import Path

import pyoxigraph as ox
import pyshacl

from kg.iris import Iris
from kg.validation import sparql
from kg.validation.loading import graph_of
from kg.validation.shapes import read_shapes

if __name__ == "__main__":
    sparql.register()
    shapes = graph_of(
        ox.parse(read_shapes(map(Path, sys.argv[3:]), Iris()), format=ox.RdfFormat.N_TRIPLES)
    )
    store = ox.Store()
    store.bulk_load(path=sys.argv[1], format=ox.RdfFormat.N_TRIPLES)
    data = graph_of(store)
    sparql.mirror(data, store, shapes)
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=True, inplace=True)
    report.serialize(sys.argv[2], format="nt", encoding="utf-8")
