"""The project's ``@context``: a data file of terms, plus the ontology's own properties.

Every property of the ontology is a key by its local name (``@vocab`` is the ontology's namespace).
Object properties are typed as IRIs, datatype properties by their range, so that a property added to
``ontology/`` reads well in JSON without a change here.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from kg import assets
from kg.iris import PREFIXES, STI, expand, shrink

TERMS_FILE: Final = Path(__file__).with_name("context.json")

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_SUFFIX: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_SCHEME: Final = re.compile(r"([^:/?#]*):(?!//)")
_RDF_TYPE: Final = expand("rdf:type")
_RANGE: Final = expand("rdfs:range")
_OBJECT_PROPERTY: Final = expand("owl:ObjectProperty")
_XSD_STRING: Final = expand("xsd:string")


@dataclass(frozen=True, slots=True)
class Term:
    """How one property is written: its key, and what a bare string under it stands for.

    Attributes:
        name: the key in JSON.
        coercion: ``@id``, the IRI of a datatype, or empty for plain strings.
        by_language: the value is a map from language tag to texts.
    """

    name: str
    coercion: str = ""
    by_language: bool = False


@dataclass(frozen=True)
class Context:
    """A JSON-LD context, and the lookups that a writer needs.

    Args:
        data: the value of ``@context``: keywords, prefixes and terms, in printing order.
    """

    data: Mapping[str, Any]
    _expanded: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def terms(self) -> Mapping[str, Term]:
        """Property IRI → how it is written. Reverse terms are not among them."""
        return {
            expand(definition["@id"]): Term(
                name,
                self._coercion(definition),
                definition.get("@container") == "@language",
            )
            for name, definition in self.data.items()
            if isinstance(definition, dict) and "@id" in definition
        }

    @cached_property
    def reverse(self) -> Mapping[str, str]:
        """Property IRI → key under which the subjects that point here are nested."""
        return {
            expand(definition["@reverse"]): name
            for name, definition in self.data.items()
            if isinstance(definition, dict) and "@reverse" in definition
        }

    @staticmethod
    def _coercion(definition: Mapping[str, str]) -> str:
        coercion = definition.get("@type", "")
        return coercion if coercion in {"", "@id"} else expand(coercion)

    def compact(self, iri: str) -> str:
        """A property's key or a class's name when no term describes it: short where that is safe.

        >>> CONTEXT.compact("https://w3id.org/sti-kg/ontology#Agency")
        'Agency'
        >>> CONTEXT.compact("http://www.w3.org/2004/02/skos/core#Concept")
        'skos:Concept'
        """
        known = self._expanded.get(iri)
        if known is None:
            known = self._expanded[iri] = self._shorten(iri)
        return known

    def _shorten(self, iri: str) -> str:
        local = iri.removeprefix(STI)
        if local != iri and _NAME.fullmatch(local) and local not in self.data:
            return local
        for prefix, namespace in PREFIXES.items():
            if iri.startswith(namespace) and _SUFFIX.fullmatch(iri[len(namespace) :]):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri

    def misreads(self, iri: str) -> bool:
        """Whether a reader would take the IRI's scheme for a prefix or a term of this context.

        >>> CONTEXT.misreads("geo:35.6,139.7"), CONTEXT.misreads("urn:isbn:1")
        (True, False)
        """
        if iri.startswith(("http://", "https://")):
            return False  # what the pattern says too, for nearly every IRI
        scheme = _SCHEME.match(iri)
        return scheme is not None and scheme[1] in self.data


def _ontology_triples(folder: Path) -> Iterable[ox.Quad]:
    for path in sorted(folder.glob("*.ttl")):
        yield from ox.parse(path=path, format=ox.RdfFormat.TURTLE)


def _ranges(triples: Iterable[ox.Quad]) -> dict[str, str]:
    """Own property IRI → ``@id``, datatype IRI, for those that have one of these."""
    found: dict[str, str] = {}
    for triple in triples:
        subject, object_ = triple.subject, triple.object
        if not (isinstance(subject, ox.NamedNode) and isinstance(object_, ox.NamedNode)):
            continue
        if not subject.value.startswith(STI):
            continue
        if (triple.predicate.value, object_.value) == (_RDF_TYPE, _OBJECT_PROPERTY):
            found[subject.value] = "@id"
        elif triple.predicate.value == _RANGE and _is_datatype(object_.value):
            found[subject.value] = object_.value
    return found


def _is_datatype(iri: str) -> bool:
    return iri.startswith(PREFIXES["xsd"]) and iri != _XSD_STRING


def build_context(ontology: Iterable[ox.Quad]) -> Context:
    """The context: keywords, prefixes, the terms of the data file, the ontology's properties.

    Args:
        ontology: the ontology's triples; only own properties, their kind and range are read.
    """
    data: dict[str, Any] = {"@version": 1.1, "@vocab": STI, "id": "@id", "type": "@type"}
    data.update(sorted(PREFIXES.items()))
    data.update(json.loads(TERMS_FILE.read_text("utf-8")))
    described = {
        definition.get("@id") for definition in data.values() if isinstance(definition, dict)
    }
    for iri, coercion in sorted(_ranges(ontology).items()):
        name, short = iri.removeprefix(STI), shrink(iri)
        if short not in described and name not in data and _NAME.fullmatch(name):
            data[name] = {
                "@id": short,
                "@type": coercion if coercion == "@id" else shrink(coercion),
            }
    return Context(data)


CONTEXT: Final = build_context(_ontology_triples(assets.root() / "ontology"))


def context_document(context: Context = CONTEXT) -> bytes:
    """The bytes of ``context.jsonld``: UTF-8, indented, ends with a line break."""
    text = json.dumps({"@context": context.data}, ensure_ascii=False, indent=2)
    return f"{text}\n".encode()
