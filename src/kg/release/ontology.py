"""The ontology's files as one graph."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl
import pyoxigraph as ox

from kg.iris import Iris
from kg.problems import Text
from kg.release.errors import ReleaseFault
from kg.release.frames import rebased, triples
from kg.tables.columnar.ntriples import frame_of


def ontology_frame(files: Iterable[Path], iris: Iris) -> pl.DataFrame:
    """All ontology files as one graph, blank nodes canonical for the whole dataset.

    Only quads that mention blank nodes decide their labels (RDFC-1.0), and only the ontology has
    some, in its own graph and in the default graph.

    Raises:
        ReleaseFault: a file cannot be read or is not Turtle; the message has file, line and column.
    """
    parsed = (triple for file in files for triple in _parsed(file))
    whole = rebased(frame_of(parsed), iris)
    has_blank = pl.any_horizontal(
        pl.col(name).str.starts_with("_:") for name in ("subject", "object")
    )
    graph = ox.NamedNode(iris.ontology_graph)
    dataset = ox.Dataset(
        ox.Quad(t.subject, t.predicate, t.object, g)
        for t in triples(whole.filter(has_blank))
        for g in (graph, ox.DefaultGraph())
    )
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    labelled = frame_of(quad.triple for quad in dataset if quad.graph_name == graph)
    return pl.concat([whole.filter(~has_blank), labelled])


def _parsed(file: Path) -> list[ox.Triple]:
    try:
        parsed = ox.parse(path=file, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
        return [quad.triple for quad in parsed]
    except (SyntaxError, OSError) as error:
        raise ReleaseFault(
            Text(
                f"オントロジーのファイル {file.name} を読めない：{error}",
                f"ontology file {file.name} cannot be read: {error}",
            )
        ) from error
