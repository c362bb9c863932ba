"""pySHACL on rdflib, as its documentation has it: ``plain_pyshacl.py DATA REPORT SHAPES…``."""

import sys

import pyshacl
from rdflib import Graph

if __name__ == "__main__":
    data = Graph().parse(sys.argv[1], format="nt")
    shapes = Graph()
    for file in sys.argv[3:]:
        shapes.parse(file, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
    report.serialize(sys.argv[2], format="nt", encoding="utf-8")
