"""Files that are hashed while they are written."""

import hashlib
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from isal import isal_zlib

from kg.release.model import FileInfo

_LEVEL: Final = 2  # of 0 to 3; level 3 takes thrice the time
_BLOCK: Final = 1 << 20
_GZIP: Final = 16 + isal_zlib.MAX_WBITS  # what asks for gzip's header and trailer


class HashedFile(io.RawIOBase):
    """A file that is written from start to end, and hashed meanwhile.

    Args:
        path: where; what is there is overwritten.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("wb")
        self._hash = hashlib.sha256()
        self._size = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: "bytes | memoryview") -> int:  # type: ignore[override]
        """Append; returns the number of bytes."""
        self._hash.update(data)
        with _told(self._path):
            self._file.write(data)
        self._size += len(data)
        return len(data)

    def close(self) -> None:
        """Bring the last bytes to the file."""
        with _told(self._path):
            self._file.close()
        super().close()

    def info(self) -> FileInfo:
        """Size and hash of what was written."""
        return FileInfo(self._size, self._hash.hexdigest())


class Dump:
    """A file to download, plain and gzipped beside it (RFC 1952, without name and time).

    What is compressed depends on the content alone, not on the stretches in which it comes.

    Args:
        path: of the plain file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._plain = HashedFile(path)
        self._gzip = HashedFile(path.with_name(f"{path.name}.gz"))
        self._held = bytearray()
        self._packer = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, _GZIP)

    def write(self, data: bytes) -> None:
        """Append to both."""
        self._plain.write(data)
        self._held += data
        whole = len(self._held) - len(self._held) % _BLOCK
        for start in range(0, whole, _BLOCK):
            self._gzip.write(self._packer.compress(self._held[start : start + _BLOCK]))
        del self._held[:whole]

    def infos(self) -> Mapping[str, FileInfo]:
        """Name → size and hash of both files, once they are closed."""
        return {self.path.name: self._plain.info(), f"{self.path.name}.gz": self._gzip.info()}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._gzip.write(self._packer.compress(self._held) + self._packer.flush())
        finally:
            self._plain.close()
            self._gzip.close()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say which file the system refuses: it does not say so of open ones."""
    try:
        yield
    except OSError as error:
        error.filename = str(path)
        raise
