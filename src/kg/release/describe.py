"""Writes the files that describe a release, beside its data."""

from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg import jsonld
from kg.iris import PREFIXES
from kg.release import lines
from kg.release.catalog import catalog
from kg.release.dumps import write_jsonld
from kg.release.facts import Facts
from kg.release.graphs import Graphs
from kg.release.service import service
from kg.release.turtle import turtle
from kg.release.void import void

_ONTOLOGY: Final = "ontology"


def describe(folder: Path, facts: Facts, graphs: Graphs) -> None:
    """Write catalogue, VoID, service description, context, ontology and the list of resources."""
    described = catalog(facts)
    (folder / "catalog.ttl").write_bytes(turtle(described, PREFIXES))
    write_jsonld(folder / "catalog.jsonld", described)
    (folder / "void.ttl").write_bytes(turtle(void(facts), PREFIXES))
    (folder / "service.ttl").write_bytes(turtle(service(facts), PREFIXES))
    (folder / "context.jsonld").write_bytes(jsonld.context_document())
    _write_ontology(folder, list(lines.triples(graphs.named[facts.iris.ontology_graph])))
    names = "".join(f"{name}\n" for name in facts.statistics.resources)
    (folder / "resources.txt").write_text(names, encoding="utf-8")


def _write_ontology(folder: Path, triples: list[ox.Triple]) -> None:
    (folder / f"{_ONTOLOGY}.ttl").write_bytes(turtle(triples, PREFIXES))
    write_jsonld(folder / f"{_ONTOLOGY}.jsonld", triples)
    for suffix, form in (("rdf", ox.RdfFormat.RDF_XML), ("nt", ox.RdfFormat.N_TRIPLES)):
        ox.serialize(triples, str(folder / f"{_ONTOLOGY}.{suffix}"), format=form)
