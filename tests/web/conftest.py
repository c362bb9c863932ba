"""A small release, the engine over it, and the application."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg import jsonld
from kg.settings import Settings
from kg.store import Engine, open_engine
from kg.web import front
from kg.web.app import create_app
from web.small_release import SmallRelease

HERE = Path(__file__).parent

ONTOLOGY = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sti: <https://w3id.org/sti-kg/ontology#> .
sti:Case a owl:Class ; rdfs:label "事例"@ja, "Case"@en ;
  rdfs:isDefinedBy <https://w3id.org/sti-kg/ontology> .
"""
CATALOG = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<https://w3id.org/sti-kg/catalog> a dcat:Catalog ; dcterms:title "目録"@ja, "Catalogue"@en .
"""
VOID = """
@prefix void: <http://rdfs.org/ns/void#> .
<https://w3id.org/sti-kg/dataset> a void:Dataset ; void:triples 37 .
"""
SERVICE = """
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix void: <http://rdfs.org/ns/void#> .
<http://127.0.0.1:8000/sparql#service> a sd:Service ;
  sd:endpoint <http://127.0.0.1:8000/sparql> ; sd:supportedLanguage sd:SPARQL11Query ;
  sd:resultFormat <http://www.w3.org/ns/formats/SPARQL_Results_JSON>,
    <http://www.w3.org/ns/formats/Turtle> ;
  sd:defaultDataset <http://127.0.0.1:8000/sparql#dataset> .
<http://127.0.0.1:8000/sparql#dataset> a sd:Dataset ;
  sd:defaultGraph <http://127.0.0.1:8000/sparql#default-graph> ;
  sd:namedGraph <http://127.0.0.1:8000/sparql#graph-1> .
<http://127.0.0.1:8000/sparql#default-graph> a sd:Graph ; void:triples 37 .
<http://127.0.0.1:8000/sparql#graph-1> a sd:NamedGraph ;
  sd:name <https://w3id.org/sti-kg/graph/register/municipalities> .
"""


def make_release(folder: Path) -> SmallRelease:
    texts = {"ontology": ONTOLOGY, "catalog": CATALOG, "void": VOID, "service": SERVICE}
    for name, text in texts.items():
        (folder / f"{name}.ttl").write_text(text, encoding="utf-8")
    (folder / "context.jsonld").write_bytes(jsonld.context_document())
    (folder / "dumps").mkdir()
    release = SmallRelease(folder)
    quads = list(ox.parse(path=HERE / "graph.trig", format=ox.RdfFormat.TRIG))
    merge = {ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads}
    ox.serialize([*sorted(merge, key=str), *quads], release.quads, format=ox.RdfFormat.N_QUADS)
    return release


def fronted(app: Flask, settings: Settings, put: Callable[[str], object] = str) -> Flask:
    """The application behind its front, as it is served; ``put`` takes the lines of the log."""
    log = front.Log(settings, put)
    app.wsgi_app = front.install(  # type: ignore[method-assign, assignment]
        app.wsgi_app, settings, log.events, front.Metrics()
    )
    return app


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallRelease]:
    folder = tmp_path_factory.mktemp("release")
    yield make_release(folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def engine(release: SmallRelease) -> Iterator[Engine]:
    engine = open_engine(release.quads, workers=2)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(max_query_bytes=4096, budget_seconds=0, client_queries=0)


@pytest.fixture(scope="session")
def app(release: SmallRelease, engine: Engine, settings: Settings) -> Flask:
    return fronted(create_app(release, engine, settings), settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
