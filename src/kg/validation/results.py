"""From pySHACL's report graph to plain records, inside the validation process."""

import re
from collections.abc import Iterator

from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.iris import expand, shrink
from kg.validation.protocol import Record

_PASSAGE = (URIRef(expand("prov:wasQuotedFrom")), URIRef(expand("prov:hadPrimarySource")))
_PLACEHOLDER = re.compile(r"\\\{\\[?$]\w+\\\}")  # as re.escape leaves {?name} and {$name}
_REPEATED = {
    SH.zeroOrMorePath: "*",
    SH.oneOrMorePath: "+",
    SH.zeroOrOnePath: "?",
}


def tag_messages(report: Graph, shapes: Graph) -> None:
    """Give messages of SPARQL constraints their language back.

    pySHACL fills in the variables of a message and drops its language tag while doing so.
    """
    for result in list(report.subjects(RDF.type, SH.ValidationResult)):
        templates = [
            m for node in _sources(report, result) for m in shapes.objects(node, SH.message)
        ]
        for message in list(report.objects(result, SH.resultMessage)):
            if isinstance(message, Literal) and not message.language:
                _tag(report, result, message, templates)


def _sources(report: Graph, result: Node) -> Iterator[Node]:
    yield from report.objects(result, SH.sourceConstraint)
    yield from report.objects(result, SH.sourceShape)


def _tag(report: Graph, result: Node, message: Literal, templates: list[Node]) -> None:
    for template in templates:
        if not (isinstance(template, Literal) and template.language):
            continue
        pattern = _PLACEHOLDER.sub("(?:.*)", re.escape(str(template)))
        if re.fullmatch(pattern, str(message), re.DOTALL):
            report.remove((result, SH.resultMessage, message))
            report.add((result, SH.resultMessage, Literal(str(message), lang=template.language)))
            return


def records(report: Graph, shapes: Graph, data: Graph) -> list[Record]:
    """Every result of the report, in no particular order."""
    return [
        _record(report, shapes, data, result)
        for result in report.subjects(RDF.type, SH.ValidationResult)
    ]


def _record(report: Graph, shapes: Graph, data: Graph, result: Node) -> Record:
    focus = _required(report, result, SH.focusNode)
    path = report.value(result, SH.resultPath)
    value = report.value(result, SH.value)
    shape = _required(report, result, SH.sourceShape)
    component = _required(report, result, SH.sourceConstraintComponent)
    return {
        "focus": str(focus),
        "labels": _by_language(data.objects(focus, RDFS.label)),
        "path": "" if path is None else path_text(shapes, path),
        "value": "" if value is None else str(value),
        "severity": str(_required(report, result, SH.resultSeverity)),
        "messages": _messages(report, shapes, result),
        "shape": _shape_name(shapes, shape),
        "component": shrink(str(component)).removeprefix("sh:").removesuffix("ConstraintComponent"),
        "passages": sorted({str(o) for p in _PASSAGE for o in data.objects(focus, p)}),
    }


def _required(report: Graph, result: Node, predicate: Node) -> Node:
    """A value that SHACL section 3.6 demands of every result."""
    value = report.value(result, predicate)
    if value is None:
        raise LookupError(f"a validation result lacks {predicate}")
    return value


def _by_language(literals: Iterator[Node]) -> dict[str, str]:
    texts = sorted(
        (literal.language or "", str(literal))
        for literal in literals
        if isinstance(literal, Literal)
    )
    return dict(texts)


def _messages(report: Graph, shapes: Graph, result: Node) -> dict[str, str]:
    """A message per language; a SPARQL constraint's own message goes before its shape's."""
    every = _by_language(report.objects(result, SH.resultMessage))
    source = report.value(result, SH.sourceConstraint)
    if source is None:
        return every
    own = [str(m) for m in shapes.objects(source, SH.message)]
    patterns = [_PLACEHOLDER.sub("(?:.*)", re.escape(text)) for text in own]
    messages = sorted(
        (m.language or "", str(m))
        for m in report.objects(result, SH.resultMessage)
        if isinstance(m, Literal) and any(re.fullmatch(p, str(m), re.DOTALL) for p in patterns)
    )
    return {**every, **dict(messages)}


def _shape_name(shapes: Graph, shape: Node) -> str:
    """The IRI of a shape; for an anonymous one, that of the shape it is part of."""
    seen = set()
    while isinstance(shape, BNode) and shape not in seen:
        seen.add(shape)
        shape = next(iter(shapes.subjects(None, shape)), shape)
    return "" if isinstance(shape, BNode) else str(shape)


def path_text(shapes: Graph, path: Node) -> str:
    """A property path as SPARQL writes it, with prefixed names.

    SHACL section 2.3.1: predicate, sequence, alternative, inverse and repeated paths.
    """
    if not isinstance(path, BNode):
        return shrink(str(path))
    if (path, RDF.first, None) in shapes:
        return "/".join(path_text(shapes, part) for part in Collection(shapes, path))
    alternatives = shapes.value(path, SH.alternativePath)
    if alternatives is not None:
        return "|".join(path_text(shapes, part) for part in Collection(shapes, alternatives))
    inverse = shapes.value(path, SH.inversePath)
    if inverse is not None:
        return f"^{path_text(shapes, inverse)}"
    for predicate, mark in _REPEATED.items():
        inner = shapes.value(path, predicate)
        if inner is not None:
            return f"{path_text(shapes, inner)}{mark}"
    return ""
