"""Asking the validation process, and reading its answer."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from kg.closing import Closing
from kg.iris import Iris
from kg.problems import Text
from kg.validation.errors import ValidationFault
from kg.validation.findings import Finding, Verdict, both, severity_of, sort_key
from kg.validation.protocol import Record, Request
from kg.validation.shapes import read_shapes


class Validation(Closing):
    """A validation under way in its own process, so that other work can go on meanwhile.

    Args:
        data: N-Triples file of the graph to check, ontology included.
        shapes: Turtle files, merged into one shapes graph.
        iris: the base of the build; shapes are written with the default base.
        meta: check the shapes themselves against SHACL's shapes for shapes.
        store: a folder of pyoxigraph's whose default graph is the same triples; it is used for a
            graph that is too large for memory.

    Raises:
        ValidationFault: a shapes file cannot be read.
    """

    def __init__(
        self,
        data: Path,
        shapes: Iterable[Path],
        *,
        iris: Iris | None = None,
        meta: bool = False,
        store: Path | None = None,
    ) -> None:
        request: Request = {
            "data": str(data),
            "store": None if store is None else str(store),
            "shapes": read_shapes(shapes, iris or Iris()).decode(),
            "meta": meta,
        }
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 (closed by close)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kg.validation.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
        )
        # standard input stays open: its end tells the process that nobody waits any more
        stdin = cast("IO[bytes]", self._process.stdin)
        try:
            stdin.write(json.dumps(request).encode() + b"\n")
            stdin.flush()
        except BrokenPipeError:
            pass  # it ended already: result() reads why

    def result(self) -> Verdict:
        """Wait for the verdict.

        Raises:
            ValidationFault: the shapes are malformed, or the process ended without an answer.
        """
        body = cast("IO[bytes]", self._process.stdout).read()
        code = self._process.wait()
        if code != 0:
            words = self._last_words()
            raise ValidationFault(
                Text(
                    f"検証のプロセスが終了コード {code} で終わった：{words}",
                    f"the validation process ended with code {code}: {words}",
                )
            )
        answer = json.loads(body)
        if "fault" in answer:
            raise ValidationFault(
                Text(f"検証できない：{answer['fault']}", f"cannot validate: {answer['fault']}")
            )
        return _verdict(answer["conforms"], answer["report"], answer["records"])

    def close(self) -> None:
        """End the process if it still runs, and let go of its pipes."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._stderr):
            if stream is not None:
                stream.close()

    def _last_words(self) -> str:
        self._stderr.seek(0)
        lines = self._stderr.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "no message"


def validate(
    data: Path,
    shapes: Iterable[Path],
    *,
    iris: Iris | None = None,
    meta: bool = False,
    store: Path | None = None,
) -> Verdict:
    """Validate a graph and wait for the verdict; parameters and errors as for Validation."""
    with Validation(data, shapes, iris=iris, meta=meta, store=store) as validation:
        return validation.result()


def _verdict(conforms: bool, report: str, records: Sequence[Record]) -> Verdict:
    dataset = ox.Dataset(ox.parse(report, format=ox.RdfFormat.N_TRIPLES))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    triples = sorted((quad.triple for quad in dataset), key=str)
    findings = sorted((_finding(record) for record in records), key=sort_key)
    return Verdict(conforms, tuple(triples), tuple(findings))


def _finding(record: Record) -> Finding:
    return Finding(
        focus=record["focus"],
        label=both(record["labels"]),
        path=record["path"],
        value=record["value"],
        severity=severity_of(record["severity"]),
        message=both(record["messages"]),
        shape=record["shape"],
        component=record["component"],
        passages=tuple(record["passages"]),
    )
