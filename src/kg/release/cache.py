"""What builds keep for the next: the graph of each table, by what it depends on."""

import io
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import polars as pl

from kg.release.frames import TERMS, canonical

RUN_ROWS: Final = 1_000_000
_GROUP_ROWS: Final = 65_536  # what is read at least, where a reader wants a range of subjects


class Cache:
    """A folder of graphs by key; a half-written graph never shows up under its key.

    A graph is a folder of Parquet files, its *runs*: each is sorted and without duplicates, and
    most graphs have one.

    Args:
        folder: made when something is first kept.
        run_rows: about how many make a run.
    """

    def __init__(self, folder: Path, *, run_rows: int = RUN_ROWS) -> None:
        self._folder = folder
        self._run_rows = run_rows
        self._used: set[Path] = set()

    def get(self, key: str) -> tuple[Path, ...] | None:
        """The runs of what was kept under a key; None where nothing was, or it is damaged."""
        place = self._place(key)
        if not place.is_dir():
            return None
        runs = _runs(place)
        return runs if all(map(_is_sound, runs)) else None

    def put(self, key: str, frames: Iterable[pl.DataFrame]) -> tuple[Path, ...]:
        """Keep the triples of frames, in any order, under a key; returns the runs."""
        place = self._place(key)
        draft = place.with_name(f".tmp-{key}")
        draft.mkdir(parents=True)
        for number, run in enumerate(_sorted_runs(frames, self._run_rows)):
            packed = io.BytesIO()  # a disk that is full is then told by the system, not by Polars
            run.write_parquet(packed, compression="zstd", row_group_size=_GROUP_ROWS)
            (draft / f"{number:04}.parquet").write_bytes(packed.getbuffer())
        if place.exists():
            shutil.rmtree(place)
        os.replace(draft, place)  # noqa: PTH105 (says that it replaces)
        return _runs(place)

    def prune(self) -> None:
        """Drop what this build did not ask for."""
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if path not in self._used:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _place(self, key: str) -> Path:
        place = self._folder / key
        self._used.add(place)
        return place


def _runs(place: Path) -> tuple[Path, ...]:
    return tuple(sorted(place.glob("*.parquet")))


def _is_sound(run: Path) -> bool:
    """Whether a file was written to its end: its description stands there."""
    try:
        return list(pl.read_parquet_schema(run)) == list(TERMS)
    except (pl.exceptions.PolarsError, OSError):
        return False


def _sorted_runs(frames: Iterable[pl.DataFrame], rows: int) -> Iterator[pl.DataFrame]:
    held: list[pl.DataFrame] = []
    for frame in frames:
        held.append(frame)
        if sum(map(len, held)) >= rows:
            yield canonical(pl.concat(held))
            held = []
    if held:
        yield canonical(pl.concat(held))
