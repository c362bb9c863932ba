"""Whether a release is still what was published: every file against its manifest."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from kg.problems import Text
from kg.release.model import MANIFEST, FileInfo, Release, read


class Flaw(StrEnum):
    """What can be wrong with a file of a release."""

    MISSING = "missing"
    SIZE = "size"
    CONTENT = "content"
    EXTRA = "extra"


_SAYS: Final = {
    Flaw.MISSING: Text("ファイルがない", "is missing"),
    Flaw.SIZE: Text("大きさが目録と違う", "has another size than the manifest says"),
    Flaw.CONTENT: Text("内容が目録と違う", "has other content than the manifest says"),
    Flaw.EXTRA: Text("目録にない", "is not in the manifest"),
}


@dataclass(frozen=True, slots=True)
class Damage:
    """One file of a release that is not as it was published; ``path`` is relative to the folder."""

    path: str
    flaw: Flaw

    @property
    def says(self) -> Text:
        """The damage in words."""
        words = _SAYS[self.flaw]
        return Text(f"{self.path}：{words.ja}", f"{self.path} {words.en}")


def verify(path: Path) -> list[Damage]:
    """Every file of a release folder that is missing, changed or not the release's, by path.

    All hashes are computed: about a second for each gigabyte.

    Raises:
        ReleaseFault: the manifest is missing or unreadable.
    """
    release = read(path)
    known = release.manifest.files
    flaws = {name: _flaw(release.path / name, known[name]) for name in release.damage()}
    extra = dict.fromkeys(_present(release) - known.keys(), Flaw.EXTRA)
    return [Damage(name, flaw) for name, flaw in sorted({**flaws, **extra}.items())]


def _flaw(file: Path, info: FileInfo) -> Flaw:
    if not file.is_file():
        return Flaw.MISSING
    return Flaw.SIZE if file.stat().st_size != info.size else Flaw.CONTENT


def _present(release: Release) -> set[str]:
    found = (file for file in release.path.rglob("*") if not file.is_dir())
    return {file.relative_to(release.path).as_posix() for file in found} - {MANIFEST}
