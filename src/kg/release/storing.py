"""The store of a release: RocksDB, written once, opened read-only ever after."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from kg.closing import Closing
from kg.problems import Text
from kg.release.errors import ReleaseFault

_FULL: Final = os.strerror(errno.ENOSPC)  # RocksDB repeats what the system says
_LOADER: Final = Path(__file__).with_name("loader.py")


class Loading(Closing):
    """A store that is being filled, in a process of its own.

    So other work goes on meanwhile, its memory is given back at its end, and it can be ended at any
    moment. The file is read while it is being written.

    Args:
        folder: of the store, made by it.
        quads: N-Quads or N-Triples file, as its name says; made where it is missing.
    """

    def __init__(self, folder: Path, quads: Path) -> None:
        self._folder = folder
        quads.touch()
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

    def complete(self) -> None:
        """Say that the file is complete."""
        stdin = self._process.stdin
        try:
            if stdin is not None:
                stdin.write(b"complete\n")
                stdin.flush()
        except BrokenPipeError:
            pass  # it ended already: result() reads why

    def result(self) -> None:
        """Wait until the store is filled from the complete file.

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

    def close(self) -> None:
        """End the process if it still runs, and let go of its pipes."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stderr):
            if stream is not None:
                stream.close()
