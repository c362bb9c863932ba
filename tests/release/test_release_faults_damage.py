"""Releases that were damaged on the disk, builds at the same time, and a clock that is set back."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kg.release import build, current, kept, load, publish, verify

COMMAND = [sys.executable, "-c", "from kg.cli import main; main()", "build"]
ID = "https://w3id.org/sti-kg/id/"


def rename(project: Path, old: str, new: str) -> None:
    path = project / "data/register/prefectures.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize(
    ("damage", "file"),
    [(flip, "dumps/sti-kg.nq"), (cut, "store/CURRENT"), (Path.unlink, "resources.txt")],
)
def test_a_damaged_release_is_built_again_and_nothing_is_forgotten(
    project: Path, tmp_path: Path, damage: Callable[[Path], None], file: str
) -> None:
    """The build after it follows the last sound release, and knows what that one had."""
    home = tmp_path / "home"
    first = build(home, root=project)
    rename(project, "130001,東京都,Tokyo,とうきょうと,lines-4-5\n", "")
    second = build(home, root=project)
    assert second.gone == {f"{ID}region/130001"}
    damage(second.path / file)
    again = build(home, root=project)
    assert verify(again.path) == []
    assert (again.manifest.previous, again.gone) == (first.id, second.gone)
    assert current(home) == again


def test_a_store_that_was_cut_is_told_of_and_not_served(
    home_of_three: Path, ids: list[str]
) -> None:
    cut(max((home_of_three / "releases" / ids[0] / "store").glob("*.sst")))
    (entry, *_) = kept(home_of_three)
    assert entry.fault is not None
    assert "is missing or cut" in entry.fault.en
    assert "途中で切れている" in entry.fault.ja
    assert current(home_of_three).id == ids[2]


def test_of_two_builds_at_once_one_makes_the_release_and_the_other_says_so(
    project: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    first = build(home, root=project)
    rename(project, "Tokyo", "Edo")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COV")}
    builds = [
        subprocess.Popen(
            [*COMMAND, "--home", str(home), "--root", str(project)],
            env={**environment, "LANG": "C"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    outcomes = [(*one.communicate(timeout=60), one.returncode) for one in builds]
    release = current(home)
    assert (release.manifest.previous, verify(release.path)) == (first.id, [])
    assert [one.id for one in kept(home)] == [first.id, release.id]
    for said, complaint, code in outcomes:
        if code == 0:
            assert said.endswith(f"{release.path}\n")
        else:
            assert code == 70
            assert f"another build is running in {home} (process " in complaint
    assert 0 in {code for *_, code in outcomes}


def test_a_clock_that_is_set_back_turns_nothing_round(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, made = tmp_path / "home", []
    day = datetime(2031, 7, 1, 12, tzinfo=UTC)
    for number, moment in enumerate((day, day - timedelta(days=4000), day - timedelta(days=1))):
        monkeypatch.setattr("kg.release.publication.utc_now", lambda moment=moment: moment)
        rename(project, f"Tokyo{'!' * number},", f"Tokyo{'!' * (number + 1)},")
        made.append(build(home, root=project))
    assert [one.id[:10] for one in made] == ["2031-07-01", "2020-07-18", "2031-06-30"]
    assert [one.id for one in kept(home)] == [one.id for one in made]
    assert [one.manifest.previous for one in made] == ["", made[0].id, made[1].id]
    assert current(home) == made[2]
    assert build(home, root=project) == made[2], "nothing changed"
    publish(home, made[0].id)
    assert current(home) == load(made[0].path)
    rename(project, "Tokyo!!!,", "Tokyo,")
    monkeypatch.setattr("kg.release.publication.utc_now", lambda: day - timedelta(days=9))
    last = build(home, root=project)
    assert last.manifest.previous == made[0].id
    assert current(home) == last
    assert {one.id for one in kept(home)} == {one.id for one in (*made, last)}
