"""Small tables in a folder of their own, and the comparison of whole graphs."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple, parse

CONTEXT = "http://www.w3.org/ns/csvw"
PREFIXES = """
@prefix csvw: <http://www.w3.org/ns/csvw#> .
@prefix dc: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <http://schema.org/> .
@prefix sti: <https://w3id.org/sti-kg/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

Write = Callable[..., Path]
Same = Callable[[Iterable[Triple], str], None]


@pytest.fixture
def table(tmp_path: Path) -> Write:
    """Writes a CSV file and its metadata, and gives the file's path."""

    def write(
        content: str | bytes,
        columns: list[dict[str, Any]] | None = None,
        *,
        name: str = "t.csv",
        schema: dict[str, Any] | None = None,
        **properties: Any,
    ) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        if columns is not None:
            document: dict[str, Any] = {"@context": CONTEXT, "url": name}
            document |= {"tableSchema": {"columns": columns, **(schema or {})}, **properties}
            described = json.dumps(document, ensure_ascii=False)
            (tmp_path / f"{name}-metadata.json").write_text(described, encoding="utf-8")
        return path

    return write


def _canonical(quads: Iterable[Quad]) -> list[str]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return sorted(map(str, dataset))


@pytest.fixture
def same() -> Same:
    """Asserts that triples are just the graph that some Turtle describes, up to blank nodes."""

    def check(triples: Iterable[Triple], turtle: str) -> None:
        found = _canonical(Quad(*triple) for triple in triples)
        text = (PREFIXES + turtle).encode()
        assert found == _canonical(parse(text, format=RdfFormat.TURTLE))

    return check
