"""pyoxigraph's bulk load to disk, and nothing else: ``bulk_load.py FILE FOLDER``."""

import sys

import pyoxigraph as ox

if __name__ == "__main__":
    ox.Store(sys.argv[2]).bulk_load(path=sys.argv[1])
