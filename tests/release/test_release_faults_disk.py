"""A disk that is full or read-only: a message that says how to mend it, and the last release."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.release import build, current, kept, prune, publish, verify
from kg.release.errors import StorageFault
from kg.release.home import Home

MEGABYTE = 1 << 20
FULL = "the disk is full; free some space"
FULL_JA = "ディスクに空きがない。空きを作る"


def change(project: Path, number: int) -> None:
    """Give Tokyo another name, so that there is something to build."""
    path = project / "data/register/prefectures.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[3].split(",")
    lines[3] = ",".join([*cells[:2], f"Tokyo {number}", *cells[3:]])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def mounted(options: list[str], folder: Path) -> None:
    """Mount a file system; skips where only the superuser of another system may."""
    if sys.platform != "linux" or not shutil.which("mount"):
        pytest.skip("mounting is tried on Linux only")
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.decode().strip()}")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of four megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted(["-t", "tmpfs", "-o", f"size={4 * MEGABYTE}", "tmpfs"], folder)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def read_only(tmp_path: Path, three_releases: Path) -> Iterator[Path]:
    """A home with three releases that nobody can write to, the superuser neither."""
    folder = tmp_path / "home"
    folder.mkdir()
    mounted(["--bind", str(three_releases)], folder)
    try:
        mounted(["-o", "remount,bind,ro"], folder)
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_full_disk_is_told_of_and_the_last_release_stays(small_disk: Path, project: Path) -> None:
    home, ballast = small_disk / "home", small_disk / "ballast"
    first = build(home, root=project)
    for number, left in enumerate((0, 64, 250, 400)):
        change(project, number)
        with ballast.open("wb") as file:
            file.write(bytes(max(0, shutil.disk_usage(small_disk).free - left * 1024)))
        with pytest.raises(StorageFault) as caught:
            build(home, root=project)
        assert FULL in caught.value.text.en, left
        assert FULL_JA in caught.value.text.ja
        assert str(home) in caught.value.text.en
        ballast.unlink()
        assert current(home) == first
        assert verify(first.path) == []
    last = build(home, root=project)
    assert (last.manifest.previous, verify(last.path)) == (first.id, [])
    assert not list(home.rglob(".tmp-*"))


def test_early_releases_can_be_deleted_on_a_full_disk(small_disk: Path, project: Path) -> None:
    home = small_disk / "home"
    first = build(home, root=project)
    change(project, 1)
    second = build(home, root=project)
    with (small_disk / "ballast").open("wb") as file:
        file.write(bytes(shutil.disk_usage(small_disk).free))
    assert prune(home, 1) == [first.id]
    assert [one.id for one in kept(home)] == [current(home).id] == [second.id]
    assert Home(home).was_deleted(first.id)


@pytest.mark.parametrize("limit", [10, 3_000, 40_000])
def test_file_that_may_not_grow_is_told_of_by_the_command(
    project: Path, tmp_path: Path, limit: int
) -> None:
    home = tmp_path / "home"
    first = build(home, root=project)
    change(project, 1)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-c", "from kg.cli import main; main()", "build"]
    done = subprocess.run(
        [*command, "--home", str(home), "--root", str(project)],
        env={**{k: v for k, v in os.environ.items() if not k.startswith("COV")}, "LANG": "ja_JP"},
        preexec_fn=limited,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (70, ""), done.stderr
    assert "許される大きさを超える。上限（ulimit -f）を上げる" in done.stderr
    assert done.stderr.count("\n") == 1
    assert current(home) == first
    assert verify(first.path) == []
    assert build(home, root=project).manifest.previous == first.id


def test_read_only_home_can_be_read_and_says_why_it_cannot_be_written(
    read_only: Path, project: Path, ids: list[str]
) -> None:
    for attempt in (
        lambda: build(read_only, root=project),
        lambda: publish(read_only, ids[0]),
        lambda: prune(read_only, 1),
    ):
        with pytest.raises(StorageFault) as caught:
            attempt()
        assert "is read-only; make it writable, or choose another --home" in caught.value.text.en
        assert "読み取り専用である" in caught.value.text.ja
    assert verify(current(read_only).path) == []
    assert current(read_only).id == ids[2]


def test_read_only_home_whose_release_is_up_to_date_needs_no_writing(
    tmp_path: Path, project: Path
) -> None:
    home, view = tmp_path / "home", tmp_path / "view"
    first = build(home, root=project)
    view.mkdir()
    mounted(["--bind", str(home)], view)
    try:
        mounted(["-o", "remount,bind,ro"], view)
        assert build(view, root=project).manifest == first.manifest
    finally:
        subprocess.run(["umount", str(view)], check=True)
