"""The store of a release: RocksDB, written once, opened read-only ever after."""

from pathlib import Path

import pyoxigraph as ox

from kg.problems import Text
from kg.release.errors import ReleaseFault


def write_store(folder: Path, quads: Path) -> None:
    """Load an N-Quads file into a store.

    Raises:
        ReleaseFault: the disk or the store refuses.
    """
    try:
        store = ox.Store(str(folder))
        store.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)
        store.flush()
    except OSError as error:
        raise ReleaseFault(
            Text(f"ストアに書き込めない：{error}", f"the store cannot be written: {error}")
        ) from error
