"""Conversion by columns: a file's blocks as frames of triples.

A dialect that Polars does not read, metadata that only go by rows, and what follows on a comment or
a very long row are read row by row; so is each block with a fault in it, for the faults to be told
as they are found there. Triples, problems and keys are those of ``Reading`` in any case.
"""

import io
from collections.abc import Iterator
from itertools import islice
from secrets import token_hex
from typing import BinaryIO

import polars as pl
from pyoxigraph import Triple

from ..encodings import Encoding
from ..reader import Row, read_rows
from ..reading import Reading
from .blocks import UTF8, Blocks, can_read, utf8
from .distinct import UnfitError
from .layout import texts
from .ntriples import frame_of
from .plan import Plan

_TRIPLES = 100_000
"""Triples in a frame that is made row by row."""


def frames(
    stream: BinaryIO, encoding: Encoding, reading: Reading, *, terms: bool
) -> Iterator[pl.DataFrame]:
    """A table's triples in frames, as the file is read.

    Args:
        stream: the file, after its byte-order mark.
        encoding: the file's encoding.
        reading: takes in what is found out; not begun.
        terms: whether triples are wanted; without, all is read and checked, and nothing is given.
    """
    found = _blocks(stream, encoding, reading, terms=terms)
    yield from (frame for frame in found if terms and len(frame))


def _blocks(
    stream: BinaryIO, encoding: Encoding, reading: Reading, *, terms: bool
) -> Iterator[pl.DataFrame]:
    dialect, max_row = reading.subject.dialect, reading.subject.max_row
    if not can_read(dialect, encoding):
        rows = read_rows(stream, dialect, encoding.codec, max_row=max_row)
        yield from _batches(reading.from_start(rows))
        return
    blocks = Blocks(utf8(stream, encoding.codec), dialect, max_row)
    if not _begin(blocks, reading):
        rows = _rows(blocks.rest, reading)
        yield from _batches(reading.from_start(rows))
        return
    plan = None
    for block in blocks:
        if not reading.is_prepared:
            reading.prepare()
            plan = _plan(reading)
        yield from _block(block, plan, reading, terms=terms)
    yield from _batches(reading.continued(_rows(blocks.rest, reading)))


def _begin(blocks: Blocks, reading: Reading) -> bool:
    """Reads the header; false, and nothing is read, where that is not just a header and rows."""
    first = blocks.first_row()
    rows = list(islice(_rows(io.BytesIO(first), reading), 2))
    if len(rows) != 1 or rows[0].flaw or rows[0].damaged or rows[0].comment is not None:
        return False
    values = rows[0].values
    if reading.subject.dialect.header_rows:
        blocks.skip(len(first))
        reading.row = 1
        reading.begin([values], 1, 0)
    else:
        reading.begin([], 0, len(values))
    return True


def _plan(reading: Reading) -> Plan | None:
    if reading.steps is None:
        return None
    try:
        return Plan(
            reading.columns,
            reading.steps,
            widen=reading.subject.dialect.japanese,
            keys=reading.keys.places,
            blank=f"b{token_hex(8)}x",
        )
    except UnfitError:
        return None


def _block(
    block: bytes, plan: Plan | None, reading: Reading, *, terms: bool
) -> Iterator[pl.DataFrame]:
    """The triples of one block, by columns if that goes."""
    dialect, found = reading.subject.dialect, reading.found
    try:
        if plan is None:
            raise UnfitError
        sound = plan.read(texts(block, plan.names, dialect), found.rows, reading.row)
    except UnfitError:
        yield from _batches(reading.continued(_rows(io.BytesIO(block), reading)))
        return
    found.rows += len(sound.frame)
    reading.row += len(sound.frame)
    if plan.has_keys:
        reading.keys.gather_columns(plan.keys(sound))
    if terms:
        yield plan.triples(sound)


def _rows(stream: BinaryIO, reading: Reading) -> Iterator[Row]:
    """The rows of some UTF-8 text that follows on what was read."""
    subject = reading.subject
    return read_rows(stream, subject.dialect, UTF8, max_row=subject.max_row, before=reading.row)


def _batches(triples: Iterator[list[Triple]]) -> Iterator[pl.DataFrame]:
    """Triples in frames of some size."""
    each = (triple for row in triples for triple in row)
    while batch := list(islice(each, _TRIPLES)):
        yield frame_of(batch)
