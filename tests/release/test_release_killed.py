"""A build that is killed at any moment leaves what is served untouched."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from kg.release import Release, build, current

COMMAND = (sys.executable, "-c", "from kg.cli import main; main()", "build")
MOMENTS = 10
SEED = 20200331


def start(project: Path, home: Path) -> "subprocess.Popen[bytes]":
    """A build that measures no coverage: killed, it would leave half a file of measurements."""
    return subprocess.Popen(
        [*COMMAND, "--home", str(home), "--root", str(project)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={name: value for name, value in os.environ.items() if not name.startswith("COV")},
    )


def change(project: Path, number: int) -> None:
    path = project / "data/register/prefectures.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    code, _, *rest = lines[1].split(",")
    lines[1] = ",".join([code, f"北海道{number}", *rest])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def is_whole(release: Release, number: int) -> bool:
    label = f'"北海道{number or ""}"@ja'
    return not release.damage() and label in release.triples.read_text(encoding="utf-8")


def test_kill_at_ten_random_moments(project: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    build(home, root=project)
    change(project, 1)
    began = time.monotonic()
    with start(project, home) as process:
        assert process.wait() == 0
    usual = time.monotonic() - began

    served = 1
    chance = random.Random(SEED)
    outcomes = set()
    for number in range(2, MOMENTS + 2):
        change(project, number)
        process = start(project, home)
        time.sleep((number - 2 + chance.random()) / MOMENTS * usual)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        outcomes.add(process.returncode)
        release = current(home)
        assert any(is_whole(release, n) for n in (served, number)), number
        served = number if is_whole(release, number) else served
    assert -signal.SIGKILL in outcomes

    change(project, 99)
    final = build(home, root=project)
    assert is_whole(final, 99)
    assert current(home) == final
    assert not list(home.rglob(".tmp-*"))
    assert all(path.name.startswith("20") for path in (home / "releases").iterdir())
