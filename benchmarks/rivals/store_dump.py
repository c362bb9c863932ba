"""Seconds of pyoxigraph's own dump as Turtle, from memory: ``store_dump.py TRIPLES OUT RUNS``.

Prints a JSON list, one number per run; loading is not counted.
"""

import json
import sys
import time

import pyoxigraph as ox

if __name__ == "__main__":
    store = ox.Store()
    store.bulk_load(path=sys.argv[1])
    seconds = []
    for _ in range(int(sys.argv[3])):
        started = time.perf_counter()
        store.dump(sys.argv[2], format=ox.RdfFormat.TURTLE, from_graph=ox.DefaultGraph())
        seconds.append(time.perf_counter() - started)
    print(json.dumps(seconds))
