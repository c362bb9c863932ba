"""SPARQL constraints (SHACL section 5): their queries, and which may be asked in one go."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.iris import expand
from kg.validation.screen.binding import binds_this
from kg.validation.screen.source import Inexpressible, Node, Source, Term, literal, node, sh, truth

_SUSPECT: Final = re.compile(
    # what SHACL forbids in a constraint (section 5.2.1), as widely as pySHACL may take it, and
    # variables that pySHACL replaces in the text
    r"inus|values|ervice|(?-i:[?$](PATH|shapesGraph|currentShape))|\bas\s+[?$]this\b",
    re.IGNORECASE,
)
_OUTER: Final = re.compile(r"\s*select\s+(distinct\s+)?[?$]this(?=\s)", re.IGNORECASE)
_NESTED: Final = re.compile(r"\bselect\b(?!\s+(distinct\s+)?[?$]this\b)", re.IGNORECASE)
_BUILT_IN: Final = {prefix: expand(f"{prefix}:") for prefix in ("rdf", "rdfs", "owl")}
_ONTOLOGY: Final = ox.NamedNode(expand("owl:Ontology"))
_TYPE: Final = ox.NamedNode(expand("rdf:type"))


@dataclass(frozen=True, slots=True)
class Select:
    """The query of a constraint.

    Attributes:
        text: as written; it projects ``$this``.
        prefixes: those that it declares for the text.
        together: whether asking it with ``$this`` unbound gives the solutions for every focus node,
            so that one query does for all.
    """

    text: str
    prefixes: Mapping[str, str]
    together: bool


def read_selects(source: Source, shape: Node) -> list[Select]:
    """The queries of the SPARQL constraints of a shape, those switched off left out.

    Raises:
        Inexpressible: one is malformed, or pySHACL may refuse it or change its text.
    """
    constraints = [node(term) for term in source.objects(shape, sh("sparql"))]
    return [
        _select(source, constraint) for constraint in constraints if _is_active(source, constraint)
    ]


def _is_active(source: Source, constraint: Node) -> bool:
    switch = source.only(constraint, sh("deactivated"))
    text = source.only(constraint, sh("select"))
    for message in source.objects(constraint, sh("message")):
        if not _is_text(message):
            raise Inexpressible("a message that is no text")
    if text is None:
        raise Inexpressible("a SPARQL constraint without a query")
    return switch is None or not truth(switch)


def _is_text(term: Term) -> bool:
    return isinstance(term, ox.Literal) and (
        term.language is not None or term.datatype.value == expand("xsd:string")
    )


def _select(source: Source, constraint: Node) -> Select:
    text = literal(source.objects(constraint, sh("select"))[0], "xsd:string")
    outer = _OUTER.match(text)
    if outer is None or _SUSPECT.search(text) or _NESTED.search(text, outer.end()):
        raise Inexpressible("a query that pySHACL may refuse")
    return Select(text, _prefixes(source, constraint), binds_this(text))


def _prefixes(source: Source, constraint: Node) -> Mapping[str, str]:
    """The prefixes that hold in a constraint, as pySHACL collects them (section 5.2.1)."""
    found = dict(_BUILT_IN)
    of_constraint: dict[str, str] = {}
    ontologies = source.subjects(_TYPE, _ONTOLOGY)
    for holder in source.objects(constraint, sh("prefixes")):
        own = source.objects(holder, sh("declare"))
        everywhere = [d for ontology in ontologies for d in source.objects(ontology, sh("declare"))]
        for declaration in own if own and holder in ontologies else [*everywhere, *own]:
            prefix, namespace = _declared(source, declaration)
            if of_constraint.setdefault(prefix, namespace) != namespace:
                raise Inexpressible(f"two meanings of the prefix {prefix}")
    return {**found, **of_constraint}


def _declared(source: Source, declaration: Term) -> tuple[str, str]:
    prefix = source.only(declaration, sh("prefix"))
    namespace = source.only(declaration, sh("namespace"))
    if prefix is None or not isinstance(namespace, ox.Literal):
        raise Inexpressible("a malformed declaration of a prefix")
    if namespace.datatype.value not in (expand("xsd:anyURI"), expand("xsd:string")):
        raise Inexpressible("a namespace that is no text")
    return literal(prefix, "xsd:string"), namespace.value
