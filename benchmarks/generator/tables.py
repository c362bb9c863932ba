"""Writing one table as CSV beside its metadata."""

import csv
from collections.abc import Mapping
from pathlib import Path

from benchmarks.generator.metadata import Layout
from kg.closing import Closing


class TableWriter(Closing):
    """One CSV file being written; its metadata are written at once.

    Args:
        folder: where both files go.
        layout: name, columns and metadata.
    """

    def __init__(self, folder: Path, layout: Layout) -> None:
        layout.write(folder)
        self._file = (folder / f"{layout.name}.csv").open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(layout.titles)
        self._columns = layout.columns
        self._telling = layout.telling
        self._constant = layout.constant

    def write(self, cells: Mapping[str, str]) -> int:
        """Write a row; returns how many triples it adds to the graph."""
        self._writer.writerow([cells.get(column, "") for column in self._columns])
        told = sum(1 for column, cell in cells.items() if cell and column in self._telling)
        return told + self._constant

    def close(self) -> None:
        """Let go of the file, which is complete."""
        self._file.close()
