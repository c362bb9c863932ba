"""What the hashes of a release find."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.release import Damage, Flaw, Release, ReleaseFault, verify


def test_a_sound_release_has_nothing_to_tell(three_releases: Path, ids: list[str]) -> None:
    assert [verify(three_releases / "releases" / name) for name in ids] == [[], [], []]


def swap(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(bytes([content[0] ^ 1]) + content[1:])


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def extra(path: Path) -> None:
    path.with_name("more").write_bytes(b"")


@pytest.mark.parametrize(
    ("damage", "change", "words"),
    [
        (
            Damage("dumps/sti-kg.nq", Flaw.CONTENT),
            swap,
            "dumps/sti-kg.nq has other content than the manifest says",
        ),
        (
            Damage("dumps/sti-kg-csv.zip", Flaw.SIZE),
            cut,
            "dumps/sti-kg-csv.zip has another size than the manifest says",
        ),
        (Damage("store/CURRENT", Flaw.MISSING), Path.unlink, "store/CURRENT is missing"),
        (Damage("store/more", Flaw.EXTRA), extra, "store/more is not in the manifest"),
    ],
)
def test_each_flaw_is_told_apart(
    release: Release, tmp_path: Path, damage: Damage, change: Callable[[Path], None], words: str
) -> None:
    copy = Path(shutil.copytree(release.path, tmp_path / release.id))
    change(copy / damage.path)
    assert verify(copy) == [damage]
    assert damage.says.en == words
    assert damage.says.ja.startswith(f"{damage.path}：")


def test_every_file_of_a_release_is_checked(release: Release, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(release.path, tmp_path / release.id))
    files = [path for path in copy.rglob("*") if path.is_file() and path.name != "manifest.json"]
    for path in files:
        path.write_bytes(path.read_bytes() + b"x")
    names = sorted(path.relative_to(copy).as_posix() for path in files)
    assert verify(copy) == [Damage(name, Flaw.SIZE) for name in names]


def test_a_release_without_manifest_cannot_be_verified(tmp_path: Path) -> None:
    with pytest.raises(ReleaseFault, match="no release at"):
        verify(tmp_path)
