"""What tests of several rooms share: the curated release, built once, and a server over it."""

import fcntl
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import kg
from kit import ROOT, await_server, kg_command

PATIENCE = 60

# How long an example takes is the machine's affair; on a server of CI, Hypothesis lifts its limit
# by itself.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of third-party suites and of the source document; skips where it is absent."""
    folder = Path(os.environ.get("STI_KG_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"the folder with the source document and suites is not here: {folder}")
    return folder


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A home folder with a release of the curated graph, built once for all test processes."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "curated"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "home" / "current").exists():
            build = kg_command("build", "--home", str(folder / "home"))
            said, complaint = build.communicate(timeout=10 * PATIENCE)
            assert build.returncode == 0, said + complaint
    return folder / "home"


@pytest.fixture(scope="session")
def graph(home: Path) -> Iterator[kg.Graph]:
    """The curated release, opened by the Python door."""
    with kg.open(home) as opened:
        yield opened


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[str]:
    """The address of a real server over the curated release."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = kg_command("serve", "--home", str(home), "--port", str(port))
    address = f"http://127.0.0.1:{port}"
    try:
        await_server(address, process, PATIENCE)
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)
