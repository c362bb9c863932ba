"""RDF terms → JSON-LD values, one subject at a time."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

import pyoxigraph as ox

from kg.iris import expand
from kg.jsonld.context import Context, Term
from kg.problems import SystemFault

Node: TypeAlias = dict[str, Any]
Subject: TypeAlias = ox.NamedNode | ox.BlankNode
Object: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal
Properties: TypeAlias = Mapping[str, list[Object]]

RDF_TYPE: Final = expand("rdf:type")
_STRING: Final = expand("xsd:string")
_INTEGER: Final = expand("xsd:integer")
_BOOLEAN: Final = expand("xsd:boolean")
CANONICAL_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,14}")
BOOLEANS: Final = {"true": True, "false": False}


class QuotedTripleError(SystemFault):
    """RDF 1.2 triple terms and base directions have no place in this project's data."""

    def __init__(self, term: object) -> None:
        super().__init__(f"JSON-LD cannot hold this term: {term}")


def identifier(term: Subject) -> str:
    """The JSON-LD name of a subject: its IRI, or ``_:label``."""
    return term.value if isinstance(term, ox.NamedNode) else f"_:{term.value}"


def subject_of(triple: ox.Triple) -> Subject:
    """A triple's subject; raises QuotedTripleError for a triple about a triple."""
    if isinstance(triple.subject, ox.Triple):
        raise QuotedTripleError(triple.subject)
    return triple.subject


def by_predicate(triples: Iterable[ox.Triple]) -> Properties:
    """The objects of one subject's triples by predicate IRI, each once, in a fixed order.

    Raises:
        QuotedTripleError: an object is a triple, or a literal has a base direction.
    """
    found: dict[str, set[Any]] = defaultdict(set)
    for triple in triples:
        object_ = triple.object
        if isinstance(object_, ox.Triple) or _is_directed(object_):
            raise QuotedTripleError(object_)
        found[triple.predicate.value].add(object_)
    return {predicate: sorted(objects, key=str) for predicate, objects in found.items()}


def _is_directed(term: Object) -> bool:
    return isinstance(term, ox.Literal) and term.direction is not None


def misread(context: Context, subject: Subject, properties: Properties) -> bool:
    """Whether any IRI of a node would be taken for a compact one under the context."""

    def iris() -> Iterable[str]:
        if isinstance(subject, ox.NamedNode):
            yield subject.value
        for predicate, objects in properties.items():
            yield predicate
            for object_ in objects:
                if isinstance(object_, ox.NamedNode):
                    yield object_.value
                elif isinstance(object_, ox.Literal):
                    yield object_.datatype.value

    return any(context.misreads(iri) for iri in iris())


def plain_node(subject: Subject, properties: Properties) -> Node:
    """A node in expanded form under no context: right for any IRI whatever."""
    node: Node = {"@context": None, "@id": identifier(subject)}
    for predicate, objects in sorted(properties.items()):
        node[predicate] = [
            _value_object(object_, lambda iri: iri)
            if isinstance(object_, ox.Literal)
            else {"@id": identifier(object_)}
            for object_ in objects
        ]
    return node


def compact_node(
    context: Context,
    subject: Subject,
    properties: Properties,
    nested: Callable[[str], Node | None] = lambda _: None,
) -> Node:
    """A node under the context; ``id``, ``type`` and ``label`` first, then keys in order.

    Args:
        context: the context that the document states.
        subject: what the node describes.
        properties: its objects by predicate.
        nested: the node to write in place of a reference to an identifier, or None.
    """
    entries: Node = {}
    for predicate, objects in properties.items():
        classes = [o.value for o in objects if isinstance(o, ox.NamedNode)]
        if predicate == RDF_TYPE and len(classes) == len(objects):
            entries["type"] = _lone([context.compact(iri) for iri in classes])
        else:
            _add_property(entries, context, predicate, objects, nested)
    node: Node = {"id": identifier(subject)}
    node.update({key: entries.pop(key) for key in ("type", "label") if key in entries})
    node.update(sorted(entries.items()))
    return node


def _add_property(
    entries: Node,
    context: Context,
    predicate: str,
    objects: Iterable[Object],
    nested: Callable[[str], Node | None],
) -> None:
    term = context.terms.get(predicate) or Term(context.compact(predicate))
    texts: dict[str, list[str]] = defaultdict(list)
    values: list[Any] = []
    for object_ in objects:
        if not isinstance(object_, ox.Literal):
            name = identifier(object_)
            values.append(nested(name) or (name if term.coercion == "@id" else {"id": name}))
        elif term.by_language and object_.language:
            texts[object_.language].append(object_.value)
        else:
            values.append(_literal(object_, term, context))
    if texts:
        entries[term.name] = {
            language: _lone(sorted(texts[language])) for language in sorted(texts)
        }
    if values:
        # A language map holds texts only: other values stand under the property's compact IRI.
        key = context.compact(predicate) if term.by_language else term.name
        entries[key] = _lone(values)


def _lone(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _literal(literal: ox.Literal, term: Term, context: Context) -> Any:
    datatype = literal.datatype.value
    if datatype == _INTEGER and term.coercion in {"", _INTEGER}:
        if CANONICAL_INTEGER.fullmatch(literal.value):
            return int(literal.value)
    elif datatype == _BOOLEAN and term.coercion in {"", _BOOLEAN} and literal.value in BOOLEANS:
        return BOOLEANS[literal.value]
    if datatype == (term.coercion or _STRING):
        return literal.value
    return _value_object(literal, context.compact)


def _value_object(literal: ox.Literal, compact: Callable[[str], str]) -> Node:
    if literal.language:
        return {"@language": literal.language, "@value": literal.value}
    if literal.datatype.value == _STRING:
        return {"@value": literal.value}
    # The type stands first: readers that work on the stream ask for it.
    return {"@type": compact(literal.datatype.value), "@value": literal.value}
