"""What builds keep for the next build, and the store that they fill meanwhile."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pyoxigraph as ox
import pytest

from kg.release import Release, ReleaseFault, build
from kg.release.cache import Cache
from kg.release.storing import Loading
from kg.tables.columnar.ntriples import frame_of

NODES = [ox.NamedNode(f"http://e.x/{key}") for key in "abcdef"]
FRAME = frame_of(ox.Triple(node, NODES[0], node) for node in reversed(NODES))


def test_a_graph_is_kept_as_sorted_runs_without_doubles(tmp_path: Path) -> None:
    cache = Cache(tmp_path, run_rows=4)
    assert cache.get("key") is None
    runs = cache.put("key", (FRAME[at : at + 2] for at in (0, 0, 2, 4)))
    assert cache.get("key") == runs
    assert [pl.read_parquet(run)["subject"].to_list() for run in runs] == [
        ["<http://e.x/e>", "<http://e.x/f>"],
        ["<http://e.x/a>", "<http://e.x/b>", "<http://e.x/c>", "<http://e.x/d>"],
    ]
    assert cache.put("none", ()) == cache.get("none") == ()


def test_what_a_build_did_not_ask_for_is_dropped(tmp_path: Path) -> None:
    Cache(tmp_path).put("asked", [FRAME])
    Cache(tmp_path).put("forgotten", [FRAME])
    (tmp_path / "of-an-earlier-version.nt").write_text("")
    cache = Cache(tmp_path)
    assert cache.get("asked")
    cache.prune()
    assert [path.name for path in tmp_path.iterdir()] == ["asked"]


def test_a_damaged_graph_is_converted_again(project: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = build(home, root=project)
    for run in (home / "cache").glob("*/*.parquet"):
        run.write_bytes(run.read_bytes()[:-9])
    (first.path / "manifest.json").unlink()
    again = build(home, root=project)
    assert again.id == first.id
    assert again.damage() == []


def test_a_store_is_filled_beside_other_work(release: Release, tmp_path: Path) -> None:
    with Loading(tmp_path / "store", release.quads) as loading:
        loading.result()
    store = ox.Store.read_only(str(tmp_path / "store"))
    assert len(store) == release.manifest.quads


def test_a_store_that_ends_early_is_a_fault(tmp_path: Path) -> None:
    pipe = tmp_path / "quads.nq"
    os.mkfifo(pipe)
    with Loading(tmp_path / "store", pipe) as loading:
        os.kill(loading.pid, signal.SIGKILL)
        with pytest.raises(ReleaseFault, match="cannot be written: exit code -9"):
            loading.result()


PARENT = """
import sys, time
from pathlib import Path
from kg.release.storing import Loading
loading = Loading(Path(sys.argv[1]), Path(sys.argv[2]))
print(loading.pid, flush=True)
time.sleep(60)
"""


def test_a_store_is_not_filled_for_nobody(tmp_path: Path) -> None:
    pipe = tmp_path / "quads.nq"
    os.mkfifo(pipe)
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "store"), str(pipe)], stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert Path(f"/proc/{child}").exists()
        parent.kill()
    deadline = time.monotonic() + 20
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists()
