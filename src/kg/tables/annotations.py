"""Common properties and notes: their normal form, and the triples they make in standard mode.

Source: tabular-metadata, sections 5.8 and 6; csv2rdf, section 4.3 (annotations as JSON-LD).
"""

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from .context import Scope, is_absolute, is_common_name
from .languages import is_language
from .model import UNDETERMINED, Annotation, Json
from .terms import PREFIXES, RDF_TYPE, TERMS, XSD, expand

_VALUE_KEYS = {"@value", "@type", "@language"}

Node = NamedNode | BlankNode


def annotation(scope: Scope, name: str, value: Json) -> Annotation:
    """A common property in normal form; its errors go to the report."""
    return Annotation(expand(name), normal(scope, name, value))


def normal(scope: Scope, name: str, value: Json) -> Json:
    """A value in normal form: strings as ``@value`` objects, URLs absolute, names expanded."""
    if isinstance(value, list):
        return [normal(scope, name, item) for item in value]
    if isinstance(value, str):
        plain: dict[str, Json] = {"@value": value}
        return plain if scope.language == UNDETERMINED else plain | {"@language": scope.language}
    if isinstance(value, dict):
        return _normal_object(scope, name, value)
    return value


def _normal_object(scope: Scope, name: str, value: dict[str, Json]) -> Json:
    if "@value" in value:
        return _normal_value(scope, name, value)
    if "@language" in value:
        _wrong(scope, name, value, "@language は @value とともに書く", "@language needs @value")
    found: dict[str, Json] = {}
    for key, item in value.items():
        if key == "@id":
            found[key] = _node_id(scope, name, item)
        elif key == "@type":
            types = item if isinstance(item, list) else [item]
            found[key] = [_type_iri(scope, name, each) for each in types]
        elif key.startswith("@"):
            if key != "@language":
                _wrong(scope, name, key, f"{key} は使えない", f"{key} is not allowed")
        elif is_common_name(key):
            found[expand(key)] = normal(scope, name, item)
        else:
            _wrong(scope, name, key, f"{key} は名前でない", f"{key} is not a prefixed name or URL")
    return found


def _normal_value(scope: Scope, name: str, value: dict[str, Json]) -> Json:
    if set(value) - _VALUE_KEYS or ("@type" in value and "@language" in value):
        ja = "@value には @type か @language の一方だけを添える"
        _wrong(scope, name, value, ja, "beside @value only @type or @language may stand")
    if isinstance(value["@value"], list | dict) or value["@value"] is None:
        ja = "@value は文字列か数か真偽値とする"
        _wrong(scope, name, value, ja, "@value must be a string, a number or a boolean")
    found: dict[str, Json] = {"@value": value["@value"]}
    if "@type" in value:
        found["@type"] = _type_iri(scope, name, value["@type"])
    tag = value.get("@language")
    if isinstance(tag, str) and is_language(tag):
        found["@language"] = tag
    elif tag is not None:
        ja = "@language は BCP 47 の言語コードとする"
        _wrong(scope, name, value, ja, "@language must be a BCP 47 tag")
    return found


def _node_id(scope: Scope, name: str, value: Json) -> Json:
    if not isinstance(value, str) or value.startswith("_:"):
        _wrong(scope, name, value, "@id は URL とする", "@id must be a URL")
        return None
    return scope.resolve(expand(value))


def _type_iri(scope: Scope, name: str, value: Json) -> Json:
    if isinstance(value, str):
        if value in TERMS:
            return TERMS[value]
        if is_absolute(value) or value.partition(":")[0] in PREFIXES:
            return expand(value)
    ja = "@type は決められた名前か URL とする"
    _wrong(scope, name, value, ja, "@type must be a known term, a prefixed name or a URL")
    return None


def _wrong(scope: Scope, name: str, value: Json, ja: str, en: str) -> None:
    scope.wrong("bad-annotation", value, property=name, expected_ja=ja, expected_en=en)


def triples(subject: Node, predicate: NamedNode, value: Json) -> Iterator[Triple]:
    """The triples of one annotation whose value is in normal form."""
    if isinstance(value, list):
        for item in value:
            yield from triples(subject, predicate, item)
    elif isinstance(value, dict) and "@value" not in value:
        yield from _node_triples(subject, predicate, value)
    elif value is not None:
        yield Triple(subject, predicate, _literal(value))


def _node_triples(subject: Node, predicate: NamedNode, value: dict[str, Json]) -> Iterator[Triple]:
    identity = value.get("@id")
    node = NamedNode(identity) if isinstance(identity, str) else BlankNode()
    yield Triple(subject, predicate, node)
    types = value.get("@type")
    for iri in types if isinstance(types, list) else ():
        yield Triple(node, RDF_TYPE, NamedNode(str(iri)))
    for key, item in value.items():
        if not key.startswith("@"):
            yield from triples(node, NamedNode(key), item)


def _literal(value: Json) -> Literal:
    if not isinstance(value, dict):
        return _plain(value)
    content, datatype, language = value["@value"], value.get("@type"), value.get("@language")
    if isinstance(datatype, str):
        text = content if isinstance(content, str) else _plain(content).value
        return Literal(text, datatype=NamedNode(datatype))
    if isinstance(language, str):
        return Literal(str(content), language=language)
    return _plain(content)


def _plain(value: Json) -> Literal:
    if isinstance(value, bool):
        return Literal("true" if value else "false", datatype=NamedNode(XSD + "boolean"))
    if isinstance(value, int):
        return Literal(str(value), datatype=NamedNode(XSD + "integer"))
    if isinstance(value, float):
        return Literal(repr(value), datatype=NamedNode(XSD + "double"))
    return Literal(str(value))
