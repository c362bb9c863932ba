"""Small random datasets whose graphs share statements: as plain sets and as tables."""

import csv
import json
import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

BASE = "https://w3id.org/sti-kg/"
EX = "https://example.org/"
NODES = "abcdef"
SEED = 20200331
WORLDS, TABLES = 12, 3


class Statement(NamedTuple):
    """A triple: local names of nodes and predicates; a number as object of ``weight``."""

    subject: str
    predicate: str
    object: str | int


Graph = frozenset[Statement]

SHARED: Mapping[str, Graph] = {
    "shared/left": frozenset(
        {
            Statement("a", "next", "b"),
            Statement("a", "next", "c"),
            Statement("a", "weight", 1),
        }
    ),
    "shared/right": frozenset(
        {
            Statement("a", "next", "b"),
            Statement("d", "next", "a"),
            Statement("a", "weight", 1),
            Statement("d", "weight", 2),
        }
    ),
}
"""Two graphs with two statements in common."""
ONTOLOGY: Mapping[str, Graph] = {
    "ontology": frozenset({Statement("ontology", "type", "Vocabulary")}),
}
"""What a project says beside its tables."""


def iri(table: str) -> str:
    """The graph of a table."""
    return f"{BASE}graph/{table}"


def worlds() -> list[Mapping[str, Graph]]:
    """Datasets of some tables each; a statement stands in several of them more often than not."""
    chance = random.Random(SEED)
    return [
        {f"world-{world}/t{table}": _graph(chance) for table in range(TABLES)}
        for world in range(WORLDS)
    ]


def _graph(chance: random.Random) -> Graph:
    statements = [_statement(chance) for _ in range(chance.randint(1, 14))]
    return frozenset(statements)


def _statement(chance: random.Random) -> Statement:
    subject, predicate = chance.choice(NODES), chance.choice(["next", "next", "part", "weight"])
    if predicate == "weight":
        return Statement(subject, predicate, chance.randint(1, 3))
    return Statement(subject, predicate, chance.choice(NODES))


def merge(graphs: Iterable[Graph]) -> Graph:
    """The RDF merge: each statement once, in however many of the graphs it stands."""
    return frozenset().union(*graphs)


def write(project: Path, graphs: Mapping[str, Graph]) -> None:
    """A project whose build makes just these graphs, and that of its ontology."""
    _text(project / "ontology/sti.ttl", f"<{BASE}ontology> a <{EX}Vocabulary> .")
    shape = f"<{BASE}shapes/Any> a <http://www.w3.org/ns/shacl#NodeShape> ."
    _text(project / "shapes/any.ttl", shape)
    for name, graph in graphs.items():
        path = project / f"data/{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["subject", "predicate", "object", "weight"])
            rows.writerows(sorted(map(_row, graph)))
        described = {**_METADATA, "url": path.name}
        _text(path.with_name(f"{path.name}-metadata.json"), json.dumps(described))


def _text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _row(statement: Statement) -> tuple[str, str, str, str]:
    subject, predicate, object_ = statement
    if predicate == "weight":
        return subject, "", "", str(object_)
    return subject, predicate, str(object_), ""


_METADATA = {
    "@context": "http://www.w3.org/ns/csvw",
    "tableSchema": {
        "aboutUrl": f"{BASE}id/node/{{subject}}",
        "columns": [
            {"name": "subject", "titles": "subject", "suppressOutput": True},
            {"name": "predicate", "titles": "predicate", "suppressOutput": True},
            {
                "name": "object",
                "titles": "object",
                "propertyUrl": f"{EX}{{predicate}}",
                "valueUrl": f"{BASE}id/node/{{object}}",
            },
            {
                "name": "weight",
                "titles": "weight",
                "propertyUrl": f"{EX}weight",
                "datatype": "integer",
            },
        ],
    },
}
