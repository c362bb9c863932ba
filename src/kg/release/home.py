"""The folder that holds releases: one builder at a time, one atomic switch to publish.

``home/releases/<id>/`` are complete releases, ``home/current`` is a symbolic link to the one that
is served, ``home/cache/`` what builds reuse, ``home/failed/`` the report of the last build that
validation stopped, ``home/deleted`` the ids of releases that were deleted, one a line. What a
killed build leaves behind has a name that starts with ``.tmp-``.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kg.problems import Text
from kg.release.errors import ReleaseFault

_DRAFT = ".tmp-"


@dataclass(frozen=True, slots=True)
class Home:
    """The paths under one home folder."""

    path: Path

    @property
    def releases(self) -> Path:
        """Folder of releases."""
        return self.path / "releases"

    @property
    def current(self) -> Path:
        """Symbolic link to the release that is served."""
        return self.path / "current"

    @property
    def cache(self) -> Path:
        """Folder of what builds reuse."""
        return self.path / "cache"

    @property
    def failed(self) -> Path:
        """Folder with the report of the last build, where validation stopped it."""
        return self.path / "failed"

    @property
    def deleted(self) -> Path:
        """The ids of releases that were deleted, one a line."""
        return self.path / "deleted"

    def folders(self) -> list[Path]:
        """The folders of complete releases, by name."""
        if not self.releases.is_dir():
            return []
        found = (path for path in self.releases.iterdir() if path.is_dir())
        return sorted(path for path in found if not path.name.startswith("."))

    def served(self) -> Path | None:
        """The folder that ``current`` leads to; None where there is none."""
        return self.current.resolve() if self.current.exists() else None

    @contextmanager
    def building(self) -> Iterator[None]:
        """Hold the right to build; what killed builds left behind is removed first.

        Raises:
            ReleaseFault: another process is building here.
        """
        self.releases.mkdir(parents=True, exist_ok=True)
        with (self.path / ".lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                holder = lock.read().strip() or "unknown"
                raise _busy(self.path, holder) from None
            with suppress(OSError):  # it is for people; a full disk must not stop who makes room
                lock.truncate(0)
                os.write(lock.fileno(), str(os.getpid()).encode())
            self._clean()
            yield

    def draft(self) -> Path:
        """A fresh folder to write a release into."""
        folder = self.releases / f"{_DRAFT}{os.getpid()}"
        folder.mkdir()
        return folder

    def publish(self, draft: Path, release: str) -> Path:
        """Make a complete draft the release that is served; returns its folder.

        A folder of that name that lies there already is a release that was served before, or a
        damaged one; the draft has the same content and takes its place.
        """
        target = self.releases / release
        sync_tree(draft)
        if target.exists():
            target.rename(self.releases / f"{_DRAFT}aside-{release}")
        draft.rename(target)
        sync(self.releases)
        self.switch(target)
        self._clean()
        return target

    def switch(self, target: Path) -> None:
        """Point ``current`` to a release, in one step for whoever looks."""
        link = self.path / f"{_DRAFT}current"
        link.unlink(missing_ok=True)
        link.symlink_to(target.relative_to(self.path))
        os.replace(link, self.current)  # noqa: PTH105 (says that it replaces)
        sync(self.path)

    def delete(self, release: Path) -> None:
        """Remove a release that is not served; whoever calls holds the right to build.

        It loses its name first, so that nobody meets half of it, and is remembered as deleted last:
        on a full disk there is room for that only by then.

        Raises:
            ValueError: it is served, or lies elsewhere.
        """
        if release == self.served() or release not in self.folders():
            raise ValueError(f"not to be deleted: {release}")
        aside = self.releases / f"{_DRAFT}deleted-{release.name}"
        release.rename(aside)
        sync(self.releases)
        shutil.rmtree(aside)
        with self.deleted.open("a", encoding="utf-8") as file:
            file.write(f"{release.name}\n")

    def was_deleted(self, release: str) -> bool:
        """Whether a release was here once and was deleted."""
        if not self.deleted.is_file():
            return False
        return release in self.deleted.read_text(encoding="utf-8").splitlines()

    def _clean(self) -> None:
        for place in (self.path, self.releases, self.cache):
            for path in place.glob(f"{_DRAFT}*"):
                _remove(path)


def _busy(home: Path, holder: str) -> ReleaseFault:
    return ReleaseFault(
        Text(
            f"{home} では別の構築が実行中（プロセス {holder}）。"
            "終わるのを待つか、別の --home を指定する",
            f"another build is running in {home} (process {holder}); "
            "wait until it ends, or build with another --home",
        )
    )


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Have the system write a file or a folder's entries to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Have the system write a folder and all that is in it to the disk."""
    for parent, _, names in os.walk(folder):
        for name in names:
            sync(Path(parent) / name)
        sync(Path(parent))
