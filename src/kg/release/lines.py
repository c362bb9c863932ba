"""Graphs as sorted lines of N-Triples and N-Quads: canonical, and cheap to merge and to compare.

A canonical N-Triples line ends in ``' .'``; bytes of UTF-8 sort by code point, which is the order
that RDFC-1.0 (W3C RDF Dataset Canonicalization, section 5) asks of canonical N-Quads.
"""

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from kg.validation.rdf import serialized

_END = len(b".")


def of_triples(triples: Iterable[ox.Triple]) -> list[bytes]:
    """Canonical N-Triples lines without line ends, sorted, each once."""
    return sorted(set(serialized(triples, ox.RdfFormat.N_TRIPLES).splitlines()))


def merged(graphs: Mapping[str, list[bytes]]) -> list[bytes]:
    """The default graph: every triple of every graph, once."""
    return sorted({line for lines in graphs.values() for line in lines})


def quads(default: Iterable[bytes], graphs: Mapping[str, list[bytes]]) -> list[bytes]:
    """N-Quads lines of a dataset, sorted; graphs are named by IRI."""
    named = (
        line[:-_END] + f"<{graph}> .".encode() for graph, lines in graphs.items() for line in lines
    )
    return sorted([*default, *named])


def document(lines: Iterable[bytes]) -> bytes:
    """Lines as a file's content."""
    return b"".join(line + b"\n" for line in lines)


def triples(lines: Iterable[bytes]) -> Iterator[ox.Triple]:
    """The triples of N-Triples lines, in their order."""
    parsed = ox.parse(document(lines), format=ox.RdfFormat.N_TRIPLES)
    return (quad.triple for quad in parsed)
