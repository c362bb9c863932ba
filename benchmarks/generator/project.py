"""A whole project folder: the curated one, with generated tables beside its own."""

import itertools
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from benchmarks.generator.faults import plant
from benchmarks.generator.metadata import layouts
from benchmarks.generator.rows import Row, Unit
from benchmarks.generator.tables import TableWriter
from benchmarks.generator.words import Words

SIZES: Final[Mapping[str, int]] = {"S": 100_000, "M": 1_000_000, "L": 10_000_000}
"""Size → triples of the generated tables."""

CURATED: Final = Path(__file__).parents[2]
_FOLDERS: Final = ("ontology", "shapes", "data", "queries")


def make_project(
    folder: Path, triples: int, *, faults: int = 0, seed: int = 1, curated: Path = CURATED
) -> int:
    """Make a project folder that ``kg build --root`` takes.

    Args:
        folder: where; must be absent or empty.
        triples: about how many distinct triples the generated tables give.
        faults: how many validation results to provoke; ``faults.csv`` in the folder lists them.
        seed: the same seed gives the same bytes.
        curated: the project whose ontology, shapes and tables are copied.

    Returns:
        How many distinct triples the generated tables give, faulty rows left out: the number asked
        for, exceeded by less than one row.

    Raises:
        FileExistsError: something is in the folder already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in _FOLDERS:
        shutil.copytree(curated / name, folder / name)
    data = folder / "data"
    tables = layouts(data)
    bench = data / "bench"
    bench.mkdir()
    with ExitStack() as stack:
        writers = {
            name: stack.enter_context(TableWriter(bench, layout)) for name, layout in tables.items()
        }
        written = 0
        for row in _rows(Words.read(data), seed):
            written += writers[row.table].write(row.cells)
            if written >= triples:
                break
    if faults:
        plant(folder, tables, faults)
    return written


def _rows(words: Words, seed: int) -> Iterator[Row]:
    for number in itertools.count():
        yield from Unit(words, seed, number).rows()
