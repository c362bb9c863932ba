"""A small graph with places, and an engine that may ask a real Oxigraph server about them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from federation.peer import Peer, oxigraph, peer, says, table
from kg.store import ProcessEngine, Services, open_engine

LOCAL = """\
<http://e/a> <http://e/same> <http://w/A> <http://e/g1> .
<http://e/b> <http://e/same> <http://w/B> <http://e/g1> .
<http://e/c> <http://e/same> <http://w/C> <http://e/g1> .
<http://e/d> <http://e/same> _:nobody <http://e/g1> .
<http://e/a> <http://e/label> "甲"@ja <http://e/g2> .
<http://e/b> <http://e/label> "乙"@ja <http://e/g2> .
<http://e/b> <http://e/size> "2"^^<http://www.w3.org/2001/XMLSchema#integer> <http://e/g2> .
<http://e/c> <http://e/size> "3"^^<http://www.w3.org/2001/XMLSchema#integer> <http://e/g2> .
"""
THERE = """\
<http://w/A> <http://w/people> "10"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://w/B> <http://w/people> "20"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://w/B> <http://w/people> "21"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://w/Z> <http://w/people> "99"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://w/A> <http://w/name> "A\\"x\\\\y\\n"@en .
<http://w/A> <http://w/mayor> _:m .
<http://w/B> <http://w/mayor> _:m .
_:m <http://w/name> "M" .
<http://w/B> <http://w/size> "2"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://w/C> <http://w/size> "4"^^<http://www.w3.org/2001/XMLSchema#integer> .
"""


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("federation") / "local.nq"
    path.write_text(LOCAL, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def there() -> Iterator[str]:
    """The address of a real server that holds other facts about the same places."""
    with oxigraph(THERE.encode()) as address:
        yield address


@pytest.fixture(scope="session")
def engine(local: Path, there: str) -> Iterator[ProcessEngine]:
    engine = open_engine(local, workers=2, services=Services(frozenset({there}), public_only=False))
    yield engine
    engine.close()


class Asking:
    """An engine that may ask a server whose answers a test chooses."""

    LIMITS = Services(public_only=False, result_bytes=100_000)

    def __init__(self, engine: ProcessEngine, there: Peer) -> None:
        self.engine, self.there = engine, there

    def limit(self, **limits: object) -> None:
        """Other limits than those above."""
        federation = self.engine._federation
        federation.services = replace(federation.services, **limits)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def _asking(local: Path) -> Iterator[Asking]:
    with peer(says(table(names=""))) as there:
        services = replace(Asking.LIMITS, endpoints=frozenset({there.address}))
        engine = open_engine(local, workers=2, services=services)
        yield Asking(engine, there)
        engine.close()


@pytest.fixture
def asking(_asking: Asking) -> Iterator[Asking]:
    """The engine and the server, which has been asked nothing and answers with an empty table."""
    _asking.there.asked.clear()
    _asking.there.answer = says(table(names=""))
    services = _asking.engine._federation.services
    yield _asking
    _asking.engine._federation.services = services
