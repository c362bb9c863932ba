"""The store of a release: RocksDB, written once, opened read-only ever after."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from kg.problems import Text
from kg.release.errors import ReleaseFault

_FULL: Final = os.strerror(errno.ENOSPC)  # RocksDB repeats what the system says
_LOADER: Final = Path(__file__).with_name("loader.py")


class Loading:
    """A store that is being filled, in a process of its own.

    So other work goes on meanwhile, its memory is given back at its end, and it can be ended at any
    moment.

    Args:
        folder: of the store, made by it.
        quads: N-Quads or N-Triples file, as its name says.
    """

    def __init__(self, folder: Path, quads: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(_LOADER), str(folder), str(quads)],
            stdin=subprocess.PIPE,  # stays open: its end tells the process that nobody waits
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    @property
    def pid(self) -> int:
        """The process that fills it."""
        return self._process.pid

    def result(self) -> None:
        """Wait until the store is filled.

        Raises:
            ReleaseFault: the store refuses.
            OSError: the disk is full.
        """
        stream = self._process.stderr
        words = stream.read().decode(errors="replace").strip() if stream else ""
        code = self._process.wait()
        if code:
            if _FULL in words:
                raise OSError(errno.ENOSPC, _FULL, str(self._folder))
            said = words.splitlines()[-1] if words else f"exit code {code}"
            raise ReleaseFault(
                Text(f"ストアに書き込めない：{said}", f"the store cannot be written: {said}")
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stderr):
            if stream is not None:
                stream.close()
