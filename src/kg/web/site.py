"""What the pages of one application share: the release, its graph and its vocabulary."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol

import pyoxigraph as ox
from flask import Flask, current_app, request

from kg.companion import NONE, Companions
from kg.iris import STI, Iris, expand
from kg.store import Engine
from kg.web import language
from kg.web.graph import Graph, KindCount, Named
from kg.web.links import Links
from kg.web.values import Value
from kg.web.vocabulary import Vocabulary

EXTENSION: Final = "kg.site"
_SCHEMES: Final = 1000
_CONCEPT: Final = expand("skos:Concept")


class ServedRelease(Protocol):
    """What pages need of a release; :class:`kg.release.Release` is one."""

    @property
    def id(self) -> str:
        """Name of the release; another release has another name."""

    @property
    def path(self) -> Path:
        """Folder with ``ontology.ttl``, ``catalog.ttl``, ``void.ttl``, ``dumps`` and so on."""

    @property
    def iris(self) -> Iris:
        """The IRIs of the release's base."""

    @property
    def gone(self) -> frozenset[str]:
        """IRIs of resources that earlier releases had and this one lacks."""


@dataclass(frozen=True)
class Site:
    """One release as pages see it."""

    release: ServedRelease
    engine: Engine
    companions: Companions = NONE

    @property
    def state(self) -> str:
        """What answers depend on: the name of the release, and the state of its companions."""
        beside = self.companions.state
        return f"{self.release.id}+{beside}" if beside else self.release.id

    @property
    def iris(self) -> Iris:
        """The IRIs of the release's base."""
        return self.release.iris

    @cached_property
    def graph(self) -> Graph:
        """The questions that pages ask."""
        return Graph(self.engine, self.iris)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Names and definitions from the release's ontology."""
        quads = ox.parse(path=self.release.path / "ontology.ttl", format=ox.RdfFormat.TURTLE)
        return Vocabulary(quad.triple for quad in quads)

    @cached_property
    def kinds(self) -> dict[str, KindCount]:
        """Kind of resource → its resources in the release."""
        return self.graph.kinds()

    def kind_name(self, kind: str, reader: str) -> Value:
        """A kind's name: of the class or concept scheme it is named after, else of its only class.

        The kind itself where neither has a name.
        """
        name = "".join(part.capitalize() for part in kind.split("-"))
        scheme = self._schemes.get(kind)
        only_class = self.kinds[kind].only_class
        return (
            self._class_name(STI + name, reader)
            or (Value(getattr(scheme, reader), reader) if getattr(scheme, reader, "") else None)
            or (self._class_name(only_class, reader) if only_class != _CONCEPT else None)
            or Value(kind, code=True)
        )

    def _class_name(self, iri: str, reader: str) -> Value | None:
        label = self.vocabulary.label(iri, reader)
        return Value(label.value, label.language) if label.language else None

    @cached_property
    def _schemes(self) -> dict[str, Named]:
        found = self.graph.of_kind("scheme", limit=_SCHEMES)
        return {scheme.iri.rpartition("/")[2]: scheme for scheme in found}


def install(
    app: Flask, release: ServedRelease, engine: Engine, companions: Companions = NONE
) -> Site:
    """Give an application its site, and its templates their language."""
    app.extensions[EXTENSION] = found = Site(release, engine, companions)
    app.context_processor(lambda: {"release_id": release.id})
    language.install(app)
    return found


def site() -> Site:
    """The site of the application that answers this request."""
    found: Site = current_app.extensions[EXTENSION]
    return found


def links() -> Links:
    """Links as the application is mounted for this request."""
    return Links(site().iris, request.script_root)
