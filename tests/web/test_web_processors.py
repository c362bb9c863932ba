"""On which processors the server and its queries run."""

import os
import sys
from pathlib import Path

import pytest

from served import serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells it")


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


@pytest.mark.parametrize(("setting", "number"), [("one", 1), ("all", len(os.sched_getaffinity(0)))])
def test_the_server_keeps_to_one_and_queries_to_none(
    home: Path, tmp_path: Path, setting: str, number: int
) -> None:
    with serving(home, tmp_path / "log", KG_PROCESSORS=setting) as server:
        [answering] = children(server.process.pid)
        assert len(os.sched_getaffinity(answering)) == number
        [zygote] = children(answering)
        workers = children(zygote)
        assert workers
        for process in (zygote, *workers):
            assert os.sched_getaffinity(process) == os.sched_getaffinity(0)
