"""The named graphs of a build, and their merge."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from kg.release.frames import TERMS, begins, canonical

PART_ROWS: Final = 1_000_000
_EMPTY: Final = pl.DataFrame(schema={**dict.fromkeys(TERMS, pl.String), "graph": pl.UInt32})
_STEP: Final = 1_000  # of so many rows, one subject is looked at to find where parts begin


@dataclass(frozen=True)
class Graphs:
    """The graphs of a build, on disk.

    Attributes:
        named: graph IRI → its runs (see Cache), by IRI; the ontology's graph among them.
        rows: about how many make a part.
    """

    named: Mapping[str, tuple[Path, ...]]
    rows: int = PART_ROWS

    def __post_init__(self) -> None:
        object.__setattr__(self, "named", dict(sorted(self.named.items())))

    @property
    def names(self) -> tuple[str, ...]:
        """The IRIs, sorted."""
        return tuple(self.named)

    def parts(self) -> Iterator[pl.DataFrame]:
        """The statements of all graphs, sorted, each once, in parts that memory can hold.

        A part has all statements of its subjects, and its subjects come after those of the part
        before. Its columns are the terms and ``graph``, an index into ``names``.
        """
        for bounds in self._bounds():
            frames = pl.collect_all(
                pl.scan_parquet(run)
                .filter(*bounds)
                .with_columns(graph=pl.lit(number, dtype=pl.UInt32))
                for number, runs in enumerate(self.named.values())
                for run in runs
            )
            yield canonical(pl.concat([_EMPTY, *frames]))

    def about(self, subjects: Iterable[str]) -> Mapping[str, pl.DataFrame]:
        """Graph IRI → its triples about some subjects, which are terms in N-Triples."""
        wanted = pl.Series(subjects, dtype=pl.String)
        return {name: _about(runs, wanted) for name, runs in self.named.items()}

    def triples(self, name: str) -> pl.DataFrame:
        """The triples of one small graph, sorted."""
        runs = [pl.read_parquet(run) for run in self.named[name]]
        return canonical(pl.concat([_EMPTY.select(TERMS), *runs]))

    def _bounds(self) -> Iterator[tuple[pl.Expr, ...]]:
        """Filters that divide the subjects into ranges, in order."""
        cuts = self._cuts()
        subject = pl.col("subject")
        for first, end in zip([None, *cuts], [*cuts, None], strict=True):
            low = () if first is None else (subject >= first,)
            high = () if end is None else (subject < end,)
            yield low + high

    def _cuts(self) -> list[str]:
        """The first subject of every part but the first."""
        scans = [pl.scan_parquet(run) for runs in self.named.values() for run in runs]
        counts = [frame.item() for frame in pl.collect_all(s.select(pl.len()) for s in scans)]
        if sum(counts) <= self.rows:
            return []
        step = min(_STEP, self.rows)
        sample = pl.concat(
            pl.collect_all(s.select(pl.col("subject").gather_every(step)) for s in scans)
        )
        return (
            sample["subject"]
            .sort()
            .gather_every(self.rows // step, self.rows // step)
            .unique(maintain_order=True)
            .to_list()
        )


def default_of(part: pl.DataFrame) -> pl.DataFrame:
    """The default graph of a part: its triples, each once, sorted."""
    return part.filter(begins(*TERMS)).select(TERMS)


def _about(runs: Iterable[Path], subjects: pl.Series) -> pl.DataFrame:
    found = [
        pl.scan_parquet(run).filter(pl.col("subject").is_in(subjects.implode())) for run in runs
    ]
    return pl.concat([_EMPTY.select(TERMS), *pl.collect_all(found)])
