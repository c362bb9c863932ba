"""A real server over graphs that share statements."""

from collections.abc import Iterator, Mapping

import pytest

from kg.release import build
from protocol.worlds import ONTOLOGY, SHARED, Graph, worlds, write
from served import UNMETERED, Served, serving


@pytest.fixture(scope="session")
def graphs() -> Mapping[str, Graph]:
    """What is served, as plain sets by the names of their tables."""
    found = {**SHARED, **ONTOLOGY}
    for world in worlds():
        found |= world
    return found


@pytest.fixture(scope="session")
def endpoint(
    graphs: Mapping[str, Graph], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The server; no budget, for its tests ask a lot."""
    folder = tmp_path_factory.mktemp("protocol")
    write(folder / "project", {name: graphs[name] for name in graphs if name not in ONTOLOGY})
    build(folder / "home", root=folder / "project")
    with serving(folder / "home", folder / "server.log", **UNMETERED) as server:
        yield server
