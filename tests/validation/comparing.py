"""Asking the oracle, and comparing its two answers."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

import pyoxigraph as ox

from kg.iris import PREFIXES

EX: Final = "http://example.org/"
HEAD: Final = f"@prefix : <{EX}> .\n" + "".join(
    f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()
)


@dataclass(frozen=True)
class Outcome:
    """What both say of a graph.

    Attributes:
        plain, screened: the canonical report, or None where validation ended with an error.
        caught: shape → focus nodes (None: all of them) that went to pySHACL; None: everything.
    """

    plain: Sequence[str] | None
    screened: Sequence[str] | None
    caught: Mapping[str, Sequence[str] | None] | None

    @property
    def conforms(self) -> bool:
        """Plain pySHACL's verdict."""
        assert self.plain is not None
        return not any("#result>" in line for line in self.plain)


class Oracle:
    """The process that validates both ways."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._in = cast("IO[str]", process.stdin)
        self._out = cast("IO[str]", process.stdout)

    def ask(self, shapes: str, data: str) -> Outcome:
        """Validate a graph in Turtle against shapes in Turtle."""
        request = {"shapes": ntriples(shapes), "data": ntriples(data)}
        self._in.write(json.dumps(request) + "\n")
        self._in.flush()
        answer = json.loads(self._out.readline())
        return Outcome(
            _canonical(answer["plain"]), _canonical(answer["screened"]), answer["caught"]
        )


@contextmanager
def oracle() -> Iterator[Oracle]:
    """An oracle, for as long as it is needed."""
    command = [sys.executable, "-W", "ignore", str(Path(__file__).parent / "oracle.py")]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ) as process:
        yield Oracle(process)
        cast("IO[str]", process.stdin).close()


def ntriples(turtle: str) -> str:
    """Turtle, with the prefixes of all tests, as N-Triples."""
    triples = [
        quad.triple
        for quad in ox.parse(HEAD + turtle, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    ]
    return cast("bytes", ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)).decode()


def _canonical(answer: Mapping[str, str]) -> Sequence[str] | None:
    if "error" in answer:
        return None
    dataset = ox.Dataset(
        map(_comparable, ox.parse(answer["report"], format=ox.RdfFormat.N_TRIPLES))
    )
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(str(quad.triple) for quad in dataset)


def _comparable(quad: ox.Quad) -> ox.Quad:
    """Without the words of a message that is cut off, at another place each time."""
    if isinstance(quad.object, ox.Literal) and "recursion.too.deep" in quad.object.value:
        return ox.Quad(quad.subject, quad.predicate, ox.Literal("…"))
    return quad
