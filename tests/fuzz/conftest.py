"""A real server over the curated release, to be sent anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from served import UNMETERED, Served, serving


@pytest.fixture(scope="session")
def fuzzed(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server; at the end its log must tell of no fault of its own."""
    log = tmp_path_factory.mktemp("fuzz") / "server.log"
    with serving(home, log, **UNMETERED, KG_QUERY_SECONDS="2") as server:
        yield server
    assert "Traceback" not in log.read_text(encoding="utf-8")
