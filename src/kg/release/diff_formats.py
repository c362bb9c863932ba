"""Differences between releases as people and programs read them; each written as it is found."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Any, Final

import pyoxigraph as ox

from kg.iris import expand, shrink
from kg.problems import Text
from kg.release.diff import Change, Comparison, Counts, Kind

_KINDS: Final = {
    Kind.ADDED: Text("追加", "added"),
    Kind.REMOVED: Text("削除", "removed"),
    Kind.CHANGED: Text("変更", "changed"),
}
_STRING: Final = ox.NamedNode(expand("xsd:string"))


def as_patch(comparison: Comparison) -> Iterator[bytes]:
    """An RDF Patch (https://afs.github.io/rdf-delta/rdf-patch.html) from one release to the other.

    Applied to the dataset of the first release it gives the other's. Blank nodes keep the labels
    that they have in the dumps.
    """
    old, new = comparison.before, comparison.after
    yield f"H id <{new.iris.release(new.id)}> .\n".encode()
    yield f"H prev <{old.iris.release(old.id)}> .\n".encode()
    yield b"TX .\n"
    for change in comparison.changes():
        yield from (b"D " + line for line in change.removed)
        yield from (b"A " + line for line in change.added)
    yield b"TC .\n"


def as_json(comparison: Comparison) -> Iterator[str]:
    """One JSON document: the two ids, every resource that is not the same, and counts.

    Terms are written as in SPARQL 1.1 Query Results JSON (section 3.2.2).
    """
    yield f'{{"before": {json.dumps(comparison.before.id)}, '
    yield f'"after": {json.dumps(comparison.after.id)},\n"resources": ['
    counts, comma = Counts(), ""
    for change in comparison.changes():
        counts = counts.with_one(change)
        yield f"{comma}\n{json.dumps(_resource(change, comparison), ensure_ascii=False)}"
        comma = ","
    yield f'\n],\n"counts": {json.dumps(asdict(counts))}}}\n'


def _resource(change: Change, comparison: Comparison) -> dict[str, Any]:
    label = comparison.label(change.subject)
    return {
        "resource": _term(_node(change.subject)),
        "change": change.kind.value,
        **({"label": label._asdict()} if label else {}),
        "removed": [_statement(quad) for quad in _quads(change.removed)],
        "added": [_statement(quad) for quad in _quads(change.added)],
    }


def _statement(quad: ox.Quad) -> dict[str, Any]:
    graph = quad.graph_name
    return {
        "property": quad.predicate.value,
        "value": _term(quad.object),
        **({"graph": graph.value} if isinstance(graph, ox.NamedNode) else {}),
    }


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> dict[str, str]:
    match term:
        case ox.NamedNode():
            return {"type": "uri", "value": term.value}
        case ox.Literal(language=str(language)):
            return {"type": "literal", "value": term.value, "xml:lang": language}
        case ox.Literal():
            datatype = {} if term.datatype == _STRING else {"datatype": term.datatype.value}
            return {"type": "literal", "value": term.value, **datatype}
        case ox.BlankNode():
            return {"type": "bnode", "value": term.value}
    raise TypeError(f"no release holds {term}")


def as_text(comparison: Comparison, language: str) -> Iterator[str]:
    """Lines for people: resources by namespace, with their labels and those of properties.

    The last line counts.
    """
    yield f"{comparison.before.id} → {comparison.after.id}"
    counts = Counts()
    for namespace, group in groupby(comparison.changes(), _namespace):
        yield f"\n{namespace}"
        for change in group:
            counts = counts.with_one(change)
            yield f"  {_headline(change, comparison, namespace, language)}"
            yield from _lines("-", change.removed, comparison, language)
            yield from _lines("+", change.added, comparison, language)
    yield f"\n{summary(counts).in_language(language)}"


def summary(counts: Counts) -> Text:
    """Counts in a line.

    >>> summary(Counts(1, 0, 2, 9, 3)).en
    'resources: 1 added, 0 removed, 2 changed; triples: 9 added, 3 removed'
    """
    return Text(
        f"資源：追加{counts.added:,}、削除{counts.removed:,}、変更{counts.changed:,}。"
        f"トリプル：追加{counts.triples_added:,}、削除{counts.triples_removed:,}",
        f"resources: {counts.added:,} added, {counts.removed:,} removed, "
        f"{counts.changed:,} changed; "
        f"triples: {counts.triples_added:,} added, {counts.triples_removed:,} removed",
    )


def _namespace(change: Change) -> str:
    """The subject's IRI up to its last ``#`` or ``/``; blank nodes have ``_:``."""
    subject = change.subject.strip("<>")
    if subject.startswith("_:"):
        return "_:"
    return subject[: max(subject.rfind("#"), subject.rfind("/")) + 1]


def _headline(change: Change, comparison: Comparison, namespace: str, language: str) -> str:
    label = comparison.label(change.subject)
    name = change.subject.strip("<>").removeprefix(namespace)
    words = f" {label.in_language(language)}" if label else ""
    return f"{_KINDS[change.kind].in_language(language)} {name}{words}"


def _lines(
    sign: str, lines: Iterable[bytes], comparison: Comparison, language: str
) -> Iterator[str]:
    for quad in _quads(lines):
        graph = quad.graph_name
        place = f" [{shrink(graph.value)}]" if isinstance(graph, ox.NamedNode) else ""
        name = _named(quad.predicate, comparison, language)
        yield f"    {sign} {name}: {_value(quad.object, comparison, language)}{place}"


def _named(node: ox.NamedNode, comparison: Comparison, language: str) -> str:
    label = comparison.label(str(node))
    return label.in_language(language) if label else shrink(node.value)


def _value(
    term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple,
    comparison: Comparison,
    language: str,
) -> str:
    if not isinstance(term, ox.NamedNode):
        return str(term)
    label = comparison.label(str(term))
    words = f" {label.in_language(language)}" if label else ""
    return f"<{shrink(term.value)}>{words}"


def _node(term: str) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(term[2:]) if term.startswith("_:") else ox.NamedNode(term[1:-1])


def _quads(lines: Iterable[bytes]) -> Iterator[ox.Quad]:
    return iter(ox.parse(b"".join(lines), format=ox.RdfFormat.N_QUADS))
