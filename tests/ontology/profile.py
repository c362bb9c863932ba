"""Which constructs of OWL an ontology uses, and which of them lie outside OWL Lite and OWL 2 RL.

What is allowed is data: the constructs that both profiles have, of those the OWL API's profile
checkers were tried with one by one. Least cardinality, enumeration, disjointness and dates belong
to SHACL.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

QB: Final = "http://purl.org/linked-data/cube#"
DATATYPES: Final = ("xsd:", "rdf:", "rdfs:")
BUILT_IN: Final = tuple(str(namespace) for namespace in (OWL, RDF, RDFS))

ALLOWED: Final = frozenset(
    {
        # declarations
        "owl:Ontology",
        "owl:Class",
        "owl:ObjectProperty",
        "owl:DatatypeProperty",
        "owl:AnnotationProperty",
        "owl:Restriction",
        # kinds of property
        "owl:FunctionalProperty",
        "owl:InverseFunctionalProperty of objects",
        "owl:TransitiveProperty",
        "owl:SymmetricProperty",
        # axioms between named terms
        "rdfs:subClassOf a named class",
        "rdfs:subClassOf a restriction",
        "rdfs:subPropertyOf",
        "rdfs:domain",
        "rdfs:range a class",
        "rdfs:range xsd:string",
        "rdfs:range xsd:integer",
        "rdfs:range xsd:nonNegativeInteger",
        "rdfs:range xsd:decimal",
        "rdfs:range xsd:anyURI",
        "rdfs:range xsd:dateTime",
        "rdfs:range rdfs:Literal",
        "owl:equivalentClass of named classes",
        "owl:equivalentProperty",
        "owl:inverseOf",
        # restrictions
        "owl:onProperty",
        "owl:allValuesFrom a named class",
        "owl:maxCardinality 0",
        "owl:maxCardinality 1",
        # annotations
        "owl:versionInfo",
        "rdfs:label",
        "rdfs:comment",
        "rdfs:isDefinedBy",
        "rdfs:seeAlso",
        "annotation",
    }
)
"""Constructs of OWL Lite that are in OWL 2 RL too, where axioms put restrictions on the right."""

DISJOINTNESS: Final = frozenset({"owl:disjointWith of named classes"})
"""In OWL 2 RL, not in OWL Lite: the second file's only business."""

_NAMED: Final = {
    str(XSD): "xsd:",
    str(OWL): "owl:",
    str(RDFS): "rdfs:",
    str(RDF): "rdf:",
    QB: "qb:",
    "http://purl.org/dc/terms/": "dcterms:",
}
_PROPERTIES: Final = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
_KINDS: Final = (OWL.Class, *_PROPERTIES)


class Use(NamedTuple):
    """A construct and the term that it is used of."""

    construct: str
    of: str


def short(node: Node) -> str:
    """The prefixed name of a term, the whole IRI of one without a known prefix."""
    for namespace, prefix in _NAMED.items():
        if str(node).startswith(namespace):
            return prefix + str(node)[len(namespace) :]
    return str(node)


def uses(graph: Graph) -> Iterator[Use]:
    """Every construct that a graph uses, once for each statement that uses it."""
    for subject, predicate, value in graph:
        yield Use(_construct(graph, subject, predicate, value), str(subject))
    yield from _undeclared(graph)
    yield from _punned(graph)


def outside(graph: Graph, allowed: frozenset[str] = ALLOWED) -> list[Use]:
    """The uses that are not allowed, sorted."""
    return sorted({use for use in uses(graph) if use.construct not in allowed})


def _construct(graph: Graph, subject: Node, predicate: Node, value: Node) -> str:
    if predicate == RDF.type:
        return _typing(graph, subject, value)
    read = _READERS.get(predicate)
    if read is not None:
        return read(graph, subject, value)
    if str(predicate).startswith(BUILT_IN):
        return short(predicate)
    if (predicate, RDF.type, OWL.AnnotationProperty) in graph:
        return "annotation"
    return f"assertion {short(predicate)}"


def _typing(graph: Graph, subject: Node, kind: Node) -> str:
    if kind == OWL.InverseFunctionalProperty:
        of_objects = (subject, RDF.type, OWL.ObjectProperty) in graph
        return f"{short(kind)} of {'objects' if of_objects else 'data'}"
    if isinstance(kind, BNode):
        return "instance of a blank class expression"
    if str(kind).startswith((*BUILT_IN, QB)):
        return short(kind)
    return f"instance of {kind}"


def _sub_class(graph: Graph, subject: Node, value: Node) -> str:
    if isinstance(subject, BNode):
        return "rdfs:subClassOf from a blank class expression"
    if isinstance(value, BNode):
        restriction = (value, RDF.type, OWL.Restriction) in graph
        return f"rdfs:subClassOf {'a restriction' if restriction else 'a blank class expression'}"
    return "rdfs:subClassOf a named class"


def _named_only(name: str) -> Callable[[Graph, Node, Node], str]:
    def read(_: Graph, subject: Node, value: Node) -> str:
        blank = isinstance(subject, BNode) or isinstance(value, BNode)
        return f"{name} of {'blank class expressions' if blank else 'named classes'}"

    return read


def _range(graph: Graph, subject: Node, value: Node) -> str:
    if isinstance(value, BNode):
        return "rdfs:range a blank class expression"
    if short(value).startswith(DATATYPES):
        return f"rdfs:range {short(value)}"
    of_data = (subject, RDF.type, OWL.DatatypeProperty) in graph
    return "rdfs:range of data a class" if of_data else "rdfs:range a class"


def _domain(_: Graph, __: Node, value: Node) -> str:
    return "rdfs:domain a blank class expression" if isinstance(value, BNode) else "rdfs:domain"


def _all_values(_: Graph, __: Node, value: Node) -> str:
    kind = "a blank class expression" if isinstance(value, BNode) else "a named class"
    return f"owl:allValuesFrom {kind}"


def _with_number(name: str) -> Callable[[Graph, Node, Node], str]:
    def read(_: Graph, __: Node, value: Node) -> str:
        return f"{name} {value.toPython() if isinstance(value, Literal) else value}"

    return read


_READERS: Final[Mapping[Node, Callable[[Graph, Node, Node], str]]] = {
    RDFS.subClassOf: _sub_class,
    RDFS.range: _range,
    RDFS.domain: _domain,
    OWL.equivalentClass: _named_only("owl:equivalentClass"),
    OWL.disjointWith: _named_only("owl:disjointWith"),
    OWL.allValuesFrom: _all_values,
    OWL.maxCardinality: _with_number("owl:maxCardinality"),
    OWL.minCardinality: _with_number("owl:minCardinality"),
    OWL.cardinality: _with_number("owl:cardinality"),
}

_CLASS_PLACES: Final = (RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith)
_PROPERTY_PLACES: Final = (
    RDFS.subPropertyOf,
    OWL.inverseOf,
    OWL.equivalentProperty,
    OWL.onProperty,
)


def _undeclared(graph: Graph) -> Iterator[Use]:
    """Terms that an axiom names and nothing declares: with them a file is not even OWL DL."""
    classes = {node for place in _CLASS_PLACES for node in _ends(graph, place)}
    classes |= {
        node
        for place in (RDFS.domain, RDFS.range, OWL.allValuesFrom)
        for node in graph.objects(None, place)
        if not short(node).startswith(DATATYPES)
    }
    properties = {node for place in _PROPERTY_PLACES for node in _ends(graph, place)}
    properties |= {node for place in (RDFS.range, RDFS.domain) for node in graph.subjects(place)}
    for node in classes:
        if isinstance(node, URIRef) and (node, RDF.type, OWL.Class) not in graph:
            yield Use("undeclared class", str(node))
    for node in properties:
        declared = any((node, RDF.type, kind) in graph for kind in _PROPERTIES)
        if isinstance(node, URIRef) and not declared:
            yield Use("undeclared property", str(node))


def _ends(graph: Graph, predicate: Node) -> Iterator[Node]:
    for subject, value in graph.subject_objects(predicate):
        yield subject
        yield value


def _punned(graph: Graph) -> Iterator[Use]:
    """Terms declared as two kinds of thing."""
    for node in set(graph.subjects(RDF.type)):
        kinds = [kind for kind in _KINDS if (node, RDF.type, kind) in graph]
        if len(kinds) > 1:
            yield Use(f"declared as {' and '.join(short(kind) for kind in kinds)}", str(node))
