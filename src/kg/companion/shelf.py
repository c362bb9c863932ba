"""Where companions are kept: files named by their content, and an index that is replaced whole.

``home/companions/index.json`` says which there are; whoever reads it sees all of a change or
nothing of it. Builds, publications and prunes do not touch the folder.
"""

import fcntl
import json
import logging
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from kg.companion.errors import CompanionFault, DamagedCompanion, UnknownCompanion
from kg.companion.model import NONE, Companion, Companions
from kg.problems import Text
from kg.release import fingerprint
from kg.release.home import sync

_FORMAT: Final = 1
_DRAFT: Final = ".tmp-"
_DAY: Final = 24 * 3600
_log = logging.getLogger(__name__)


class Shelf:
    """The companions of a home folder.

    Args:
        home: the folder of releases.
    """

    def __init__(self, home: Path) -> None:
        self.folder = home / "companions"
        self._index = self.folder / "index.json"

    def entries(self) -> tuple[Companion, ...]:
        """The companions by name, damaged ones among them.

        Raises:
            CompanionFault: the index cannot be read.
        """
        try:
            text = self._index.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ()
        except (OSError, UnicodeDecodeError) as error:
            raise _unreadable(self._index, error) from error
        try:
            return _read(json.loads(text))
        except ValueError as error:
            raise _unreadable(self._index, error) from error

    def mark(self) -> tuple[int, int] | None:
        """What changes when the index does."""
        try:
            info = self._index.stat()
        except OSError:
            return None
        return info.st_ino, info.st_mtime_ns

    def is_sound(self, companion: Companion) -> bool:
        """Whether its file is what was added; reads it."""
        file = self.folder / companion.file
        return file.is_file() and fingerprint.of_file(file) == companion.sha256

    def draft(self) -> Path:
        """The path of a file to write a companion's quads to, for :meth:`put`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f"{_DRAFT}{os.getpid()}.nq"

    def put(self, companion: Companion, draft: Path) -> None:
        """Keeps a companion, in place of one that has its name, in one step for whoever looks.

        Args:
            companion: what it is.
            draft: its quads.
        """
        with self._changing() as entries:
            sync(draft)
            draft.replace(self.folder / companion.file)
            others = [entry for entry in entries if entry.name != companion.name]
            self._write(sorted([*others, companion], key=lambda entry: entry.name))

    def remove(self, name: str) -> Companion:
        """Forgets a companion; gives what it was.

        Raises:
            UnknownCompanion: there is none of that name.
        """
        with self._changing() as entries:
            for entry in entries:
                if entry.name == name:
                    self._write(other for other in entries if other is not entry)
                    return entry
        raise UnknownCompanion(name)

    @contextmanager
    def _changing(self) -> Iterator[tuple[Companion, ...]]:
        """The right to change the index; files that it no longer names are removed at the end."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self.entries()
            kept = {entry.file for entry in self.entries()}
            for file in self.folder.glob("*.nq"):
                if file.name not in kept and not _is_being_written(file):
                    file.unlink(missing_ok=True)

    def _write(self, entries: Iterable[Companion]) -> None:
        listed = {"format": _FORMAT, "companions": [entry.to_json() for entry in entries]}
        draft = self.folder / f"{_DRAFT}index"
        draft.write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        sync(draft)
        draft.replace(self._index)
        sync(self.folder)


def _is_being_written(file: Path) -> bool:
    """Whether it is the draft of one who adds; after a day it is what a killed one left behind."""
    if not file.name.startswith(_DRAFT):
        return False
    with suppress(FileNotFoundError):  # kept or given up this moment
        return time.time() - file.stat().st_mtime < _DAY
    return True


def sound(home: Path) -> Companions:
    """The companions of a home folder that can be asked.

    Damage is told of in the log, and what is sound is asked without what is not: what others
    publish must not stop the graph.
    """
    shelf = Shelf(home)
    try:
        entries = shelf.entries()
    except CompanionFault as fault:
        _log.error("no companion is asked: %s", fault)
        return NONE
    found = []
    for entry in entries:
        if shelf.is_sound(entry):
            found.append(entry)
        else:
            _log.error("left out: %s", DamagedCompanion(entry.name))
    return Companions(shelf.folder, tuple(found))


def _read(data: Any) -> tuple[Companion, ...]:
    listed = data.get("companions") if isinstance(data, dict) else None
    if not isinstance(listed, list) or data.get("format") != _FORMAT:
        raise ValueError(f"not an index of format {_FORMAT}")
    return tuple(map(Companion.from_json, listed))


def _unreadable(index: Path, error: Exception) -> CompanionFault:
    return CompanionFault(
        Text(
            f"併置データの目録（{index}）を読めない：{error}",
            f"the index of companions ({index}) cannot be read: {error}",
        )
    )
