"""The process that fills a store: ``python loader.py STORE FILE``.

It is run by its path, for it needs nothing of the package but the engine. It ends when its standard
input does, that is, when whoever started it is gone.
"""

import os
import sys
import threading

import pyoxigraph as ox


def load(folder: str, path: str) -> None:
    """Write an N-Quads or N-Triples file of this project's own making into a store.

    Raises:
        OSError: the disk or the store refuses.
        SyntaxError: the file's content is not what its name says.
    """
    store = ox.Store(folder)
    # lenient: the terms are checked where the same triples are read to be written as Turtle
    store.bulk_load(path=path, lenient=True)
    store.flush()


def _leave_with_parent() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    try:
        load(*sys.argv[1:])
    except (OSError, SyntaxError) as error:
        print(error, file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)  # frees nothing one by one
