"""What an engine loads for a release with its companions.

In memory the companions' files are loaded beside the release's. A store on disk is read-only and
immutable, so that a second one is made of it by hard links, which takes no time and no room, and
the companions are added to that. It is made once for a release and a state of the companions.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg.companion.model import Companions
from kg.release import Release

_SPARED_SECONDS: Final = 3600
"""A store is not removed before, as who asked for it may be about to open it."""


def beside(source: Path, release: Release, companions: Companions) -> tuple[Path, tuple[Path, ...]]:
    """What to open: a file or store, and files whose quads are loaded with it.

    Args:
        source: the release's N-Quads or its store.
        release: it.
        companions: what is asked with it.

    Raises:
        OSError: a store cannot be made.
    """
    if not companions:
        return source, ()
    if source.is_dir():
        return _combined(source, release, companions), ()
    return source, companions.files


def _combined(source: Path, release: Release, companions: Companions) -> Path:
    stores = companions.folder / "stores"
    target = stores / f"{release.id}-{companions.state}"
    with _alone(stores):
        if not target.is_dir():
            _prune(stores)
            draft = stores / f".tmp-{os.getpid()}"
            shutil.rmtree(draft, ignore_errors=True)
            try:
                _make(source, draft, companions)
                draft.rename(target)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
    return target


def _make(source: Path, draft: Path, companions: Companions) -> None:
    ox.Store.read_only(str(source)).backup(str(draft))
    store = ox.Store(str(draft))
    for file in companions.files:
        store.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
    store.flush()


@contextmanager
def _alone(stores: Path) -> Iterator[None]:
    stores.mkdir(parents=True, exist_ok=True)
    with (stores / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _prune(stores: Path) -> None:
    """Removes stores that no engine has open (each holds a lock on its folder)."""
    for store in stores.iterdir():
        if not store.is_dir() or time.time() - store.stat().st_mtime < _SPARED_SECONDS:
            continue
        descriptor = os.open(store, os.O_RDONLY)
        try:
            with suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(store)
        finally:
            os.close(descriptor)
