"""The results that are kept: ``RESULTS.json``, and the same for people in ``RESULTS.md``."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from benchmarks import table
from benchmarks.figures import Row

HERE: Final = Path(__file__).parent


@dataclass(frozen=True)
class Timing:
    """One analytic query: milliseconds by engine, and rows of its answer."""

    query: str
    rows: int
    milliseconds: Mapping[str, float]


@dataclass(frozen=True)
class Point:
    """One point of a growth curve: seconds (and MB) of somebody's way at one size."""

    measure: str
    who: str
    size: str
    triples: int
    seconds: float
    memory: float | None = None


@dataclass
class Results:
    """Everything that was measured.

    Attributes:
        machine: what it ran on.
        rows: the main table.
        queries: the analytic queries one by one.
        growth: points of the growth curves.
    """

    machine: dict[str, Any] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    queries: list[Timing] = field(default_factory=list)
    growth: list[Point] = field(default_factory=list)

    @classmethod
    def load(cls, path: Path) -> Self:
        """What a file keeps; nothing where there is none."""
        if not path.exists():
            return cls()
        kept = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            machine=kept["machine"],
            rows=[Row.from_json(record) for record in kept["rows"]],
            queries=[Timing(**record) for record in kept["queries"]],
            growth=[Point(**record) for record in kept["growth"]],
        )

    def replace(self, subject: str, rows: Iterable[Row], order: Iterable[str]) -> None:
        """Put a subject's rows in place of those it had, subjects in a given order."""
        place = {name: index for index, name in enumerate(order)}
        kept = [row for row in self.rows if row.subject != subject]
        self.rows = sorted([*kept, *rows], key=lambda row: place.get(row.subject, len(place)))

    def save(self, folder: Path = HERE) -> None:
        """Write both files."""
        record = {
            "machine": self.machine,
            "rows": [row.to_json() for row in self.rows],
            "queries": [asdict(timing) for timing in self.queries],
            "growth": [asdict(point) for point in self.growth],
        }
        text = json.dumps(record, ensure_ascii=False, indent=1)
        (folder / "RESULTS.json").write_text(text + "\n", encoding="utf-8")
        (folder / "RESULTS.md").write_text(self.markdown(), encoding="utf-8")

    def markdown(self) -> str:
        """The results for people."""
        parts = [
            "# Results",
            "Written by `make bench`; [README.md](README.md) says what each line means.",
            "Each figure is the median of its runs, which alternate with the rival's; each line "
            "has the date of its own run.",
            table.machine(self.machine),
            "## Bars",
            table.results(self.rows),
        ]
        if self.queries:
            parts += ["## Analytic queries, milliseconds", self._query_table()]
        if self.growth:
            parts += ["## Growth", "![growth](growth.svg)", self._growth_table()]
        return "\n\n".join(parts) + "\n"

    def _query_table(self) -> str:
        engines = list(dict.fromkeys(name for q in self.queries for name in q.milliseconds))
        return table.markdown(
            ("query", "rows", *engines),
            (
                (
                    timing.query,
                    f"{timing.rows:,}",
                    *(_shown(timing.milliseconds.get(engine)) for engine in engines),
                )
                for timing in self.queries
            ),
        )

    def _growth_table(self) -> str:
        return table.markdown(
            ("measure", "who", "size", "triples", "seconds", "MB"),
            (
                (
                    point.measure,
                    point.who,
                    point.size,
                    f"{point.triples:,}",
                    _shown(point.seconds),
                    "" if point.memory is None else f"{point.memory:,.0f}",
                )
                for point in self.growth
            ),
        )


def _shown(value: float | None) -> str:
    return "" if value is None else table.number(value)
