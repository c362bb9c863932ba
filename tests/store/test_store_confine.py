"""The second wall, tried in processes of their own."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="as Linux does it")

TRY = """
import os, socket
from kg.store import confine
confine.without_network(files_may_open={files})
def tried(name, action):
    try:
        action()
        print(name, "yes")
    except OSError as error:
        print(name, type(error).__name__)
tried("socket", lambda: socket.socket().close())
tried("file", lambda: os.close(os.open("/dev/null", os.O_RDONLY)))
"""


def run(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (True, ["socket PermissionError", "file yes"]),
        (False, ["socket PermissionError", "file OSError"]),
    ],
)
def test_no_way_out(files: bool, said: list[str]) -> None:
    assert run(TRY.format(files=files)) == said


def test_without_the_filter_descriptors_alone_hold() -> None:
    code = TRY.format(files=False).replace(
        "confine.without", "confine._SOCKET_CALL.clear()\nconfine.without"
    )
    assert run(code) == ["socket OSError", "file OSError"]


def test_memory() -> None:
    code = """
from kg.store.confine import Memory
memory = Memory()
memory.limit(32 * 1024**2)
try:
    bytearray(64 * 1024**2)
except MemoryError:
    print("bounded")
memory.unlimit()
held = bytearray(64 * 1024**2)
print(memory.grown() >= len(held))
"""
    assert run(code) == ["bounded", "True"]


def test_one_whose_parent_has_gone_ends() -> None:
    code = """
import os
from kg.store import confine
print("before", flush=True)
confine.die_with_parent(os.getppid() + 1)
print("after")
"""
    assert run(code) == ["before"]
