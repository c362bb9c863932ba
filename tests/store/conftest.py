"""A small dataset: two graphs that share a triple, and its engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.store import ProcessEngine, open_engine

QUADS = """\
<http://e/s> <http://e/p> <http://e/o> <http://e/g1> .
<http://e/s> <http://e/p> "日本"@ja <http://e/g1> .
<http://e/s> <http://e/p> <http://e/o> <http://e/g2> .
<http://e/t> <http://e/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <http://e/g2> .
"""


@pytest.fixture(scope="session")
def quads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("quads") / "data.nq"
    path.write_text(QUADS, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def engine(quads: Path) -> Iterator[ProcessEngine]:
    engine = open_engine(quads, workers=2, wait_seconds=5)
    yield engine
    engine.close()
