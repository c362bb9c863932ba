"""Writes the files that describe a release, beside its data."""

from pathlib import Path
from typing import Final

import polars as pl
import pyoxigraph as ox

from kg import jsonld
from kg.release.catalog import catalog
from kg.release.facts import Facts
from kg.release.frames import canonical, triples
from kg.release.graphs import Graphs
from kg.release.service import service
from kg.release.turtle import turtle
from kg.release.void import void
from kg.tables.columnar.ntriples import frame_of

_ONTOLOGY: Final = "ontology"


def describe(folder: Path, facts: Facts, graphs: Graphs) -> None:
    """Write catalogue, VoID, service description, context, ontology and the list of resources."""
    described = canonical(frame_of(catalog(facts)))
    (folder / "catalog.ttl").write_bytes(turtle(described))
    _write_jsonld(folder / "catalog.jsonld", described)
    (folder / "void.ttl").write_bytes(turtle(canonical(frame_of(void(facts)))))
    (folder / "service.ttl").write_bytes(turtle(canonical(frame_of(service(facts)))))
    (folder / "context.jsonld").write_bytes(jsonld.context_document())
    _write_ontology(folder, graphs.triples(facts.iris.ontology_graph))
    names = "".join(f"{name}\n" for name in facts.statistics.resources)
    (folder / "resources.txt").write_text(names, encoding="utf-8")


def _write_ontology(folder: Path, ontology: pl.DataFrame) -> None:
    (folder / f"{_ONTOLOGY}.ttl").write_bytes(turtle(ontology))
    _write_jsonld(folder / f"{_ONTOLOGY}.jsonld", ontology)
    for suffix, form in (("rdf", ox.RdfFormat.RDF_XML), ("nt", ox.RdfFormat.N_TRIPLES)):
        ox.serialize(triples(ontology), str(folder / f"{_ONTOLOGY}.{suffix}"), format=form)


def _write_jsonld(path: Path, frame: pl.DataFrame) -> None:
    with path.open("wb") as file:
        file.writelines(jsonld.stream(triples(frame)))
