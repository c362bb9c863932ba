"""Zip files with the same bytes for the same files."""

import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from kg.release.writing import HashedFile

_LEVEL: Final = 1  # a fraction of the time of level 6, for texts as repetitive as these
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold
_READABLE: Final = 0o644 << 16
_UNIX: Final = 3
_BLOCK: Final = 1 << 20


def zipped(target: HashedFile, files: Iterable[Path]) -> None:
    """Pack files by their names, all with the same time and rights.

    Args:
        target: written from start to end.
        files: in the order in which they are packed.
    """
    with zipfile.ZipFile(target, "w") as packed:
        for path in files:
            info = zipfile.ZipInfo(path.name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            # the public name of it comes with Python 3.13; this one goes on working
            info._compresslevel = _LEVEL  # type: ignore[attr-defined]
            info.external_attr = _READABLE
            info.create_system = _UNIX  # wherever it is built
            info.file_size = path.stat().st_size  # tells whether sizes need 64 bits
            with path.open("rb") as file, packed.open(info, "w") as member:
                shutil.copyfileobj(file, member, _BLOCK)
