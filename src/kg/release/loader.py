"""The process that fills a store from a growing file: ``python loader.py STORE FILE``.

It is run by its path, for it needs nothing of the package but the engine. A line on its standard
input says that the file is complete. It ends when its standard input does, that is, when whoever
started it is gone.
"""

import io
import os
import sys
import threading
from pathlib import Path
from typing import Final

import pyoxigraph as ox

_PAUSE: Final = 0.02  # seconds between two looks at a file that has not grown


class GrowingFile(io.FileIO):
    """A file that is read while it is written.

    Args:
        path: what is there when the first bytes are asked for.
        complete: set when nothing more will be written.
    """

    def __init__(self, path: Path, complete: threading.Event) -> None:
        super().__init__(path)
        self._complete = complete

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes, at most so many; none at the end of the complete file."""
        while True:
            last = self._complete.is_set()  # asked first: what was written before it is still read
            data = super().read(-1 if size is None else size)
            if data or last:
                return data
            self._complete.wait(_PAUSE)


def load(folder: Path, path: Path, complete: threading.Event) -> None:
    """Write an N-Quads or N-Triples file of this project's own making into a store.

    Raises:
        OSError: the disk or the store refuses.
        SyntaxError: the file's content is not what its name says.
    """
    store = ox.Store(str(folder))
    store.bulk_load(
        GrowingFile(path, complete),
        format=ox.RdfFormat.from_extension(path.suffix[1:]),
        # the terms are checked where the same triples are read to be written as Turtle
        lenient=True,
    )
    store.flush()


def _listen(complete: threading.Event) -> None:
    if sys.stdin.readline():
        complete.set()
        sys.stdin.read()
    os._exit(1)


def main() -> None:
    """Fill the store; what goes wrong is said on standard error."""
    complete = threading.Event()
    threading.Thread(target=_listen, args=(complete,), daemon=True).start()
    folder, path = map(Path, sys.argv[1:])
    try:
        load(folder, path, complete)
    except (OSError, SyntaxError) as error:
        print(error, file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)  # frees nothing one by one


if __name__ == "__main__":
    main()
