"""A small release, served by the real engine and the real application."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg import jsonld
from kg.iris import Iris
from kg.settings import Settings
from kg.store import open_engine
from kg.web.app import create_app

HERE = Path(__file__).parent
LINKS = {"e-stat": 1, "wikidata": 201}
GRAPH = ox.NamedNode("https://w3id.org/sti-kg/graph/test/all")


@dataclass(frozen=True)
class SmallRelease:
    """A release folder with what pages read."""

    path: Path
    id: str = "2020-03-31-abcdef0123"
    iris: Iris = field(default_factory=Iris)
    gone: frozenset[str] = frozenset({"https://w3id.org/sti-kg/id/region/000000"})


def triples_of(name: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(path=HERE / name, format=ox.RdfFormat.TURTLE)]


@pytest.fixture(scope="session")
def fixture_triples() -> Callable[[str], list[ox.Triple]]:
    """Reads a Turtle file beside this one."""
    return triples_of


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> SmallRelease:
    folder = tmp_path_factory.mktemp("release")
    for name in ("ontology.ttl", "catalog.ttl", "void.ttl"):
        (folder / name).write_bytes((HERE / name).read_bytes())
    (folder / "context.jsonld").write_bytes(jsonld.context_document())
    (folder / "dumps" / "csv").mkdir(parents=True)
    graph = triples_of("graph.ttl")
    quads = [ox.Quad(t.subject, t.predicate, t.object, GRAPH) for t in graph]
    ox.serialize(quads, folder / "dumps" / "sti-kg.nq", format=ox.RdfFormat.N_QUADS)
    (folder / "dumps" / "sti-kg.nq.gz").write_bytes(b"\x1f\x8b0123456789")
    (folder / "dumps" / "csv" / "Region.csv").write_text("iri\n", encoding="utf-8")
    (folder / "dumps" / "linksets").mkdir()
    for target, number in LINKS.items():
        file = folder / "dumps" / "linksets" / target
        file.with_suffix(".ttl").write_text(f"# {number} links\n", encoding="utf-8")
        rows = [
            f"{Iris().resource('region', str(131130 + n))},http://example.org/{n},渋谷区{n},"
            for n in range(number)
        ]
        table = ["iri,target,label_ja,label_en", *rows]
        file.with_suffix(".csv").write_text("\r\n".join([*table, ""]), encoding="utf-8-sig")
    return SmallRelease(folder)


@pytest.fixture(scope="session")
def app(release: SmallRelease) -> Iterator[Flask]:
    engine = open_engine(release.path / "dumps" / "sti-kg.nq", workers=1)
    yield create_app(release, engine, Settings())
    engine.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
