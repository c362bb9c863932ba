"""The files to download: the same input gives the same bytes, compressed ones too."""

import gzip
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg import jsonld
from kg.iris import PREFIXES, Iris
from kg.release import lines
from kg.release.class_tables import class_tables
from kg.release.graphs import Graphs
from kg.release.model import NAME
from kg.release.turtle import turtle

_LEVEL: Final = 6
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold
_READABLE: Final = 0o644 << 16


def write_triples(folder: Path, graphs: Graphs) -> Path:
    """Write the default graph as N-Triples; returns the file."""
    return _write(folder / f"{NAME}.nt", lines.document(graphs.default))


def write_quads(folder: Path, graphs: Graphs) -> Path:
    """Write the whole dataset as N-Quads; returns the file."""
    return _write(folder / f"{NAME}.nq", lines.document(graphs.quads()))


def write_jsonld(path: Path, triples: Iterable[ox.Triple]) -> Path:
    """Write triples, sorted by subject, as JSON-LD with the project's context; returns the file."""
    with path.open("wb") as file:
        file.writelines(jsonld.stream(triples))
    return path


def write_rest(folder: Path, graphs: Graphs, iris: Iris, step: Callable[[], None]) -> None:
    """Write Turtle, JSON-LD, the class tables, and everything compressed.

    Args:
        folder: holds N-Triples and N-Quads already.
        graphs: what is dumped.
        iris: the base of the build.
        step: called after each of the REST_STEPS steps.
    """
    _write(folder / f"{NAME}.ttl", turtle(list(lines.triples(graphs.default)), PREFIXES))
    step()
    write_jsonld(folder / f"{NAME}.jsonld", lines.triples(graphs.default))
    step()
    tables = folder / "csv"
    tables.mkdir()
    for name, content in class_tables(lines.triples(graphs.default), iris):
        _write(tables / name, content)
    zipped(folder / f"{NAME}-csv.zip", sorted(tables.iterdir()))
    step()
    plain = [folder / f"{NAME}.{suffix}" for suffix in ("jsonld", "nq", "nt", "ttl")]
    for path in plain:
        gzipped(path)
        step()
    zipped(folder / f"{NAME}.zip", plain)
    step()


REST_STEPS: Final = 8


def gzipped(path: Path) -> Path:
    """Compress a file beside it, without name and time (RFC 1952); returns the file."""
    target = path.with_name(f"{path.name}.gz")
    with (
        target.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=raw, mtime=0) as packed,
    ):
        packed.write(path.read_bytes())
    return target


def zipped(target: Path, files: Iterable[Path]) -> Path:
    """Pack files by their names, all with the same time and rights; returns the file."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as packed:
        for path in files:
            info = zipfile.ZipInfo(path.name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = _READABLE
            info.create_system = 3  # Unix, wherever it is built
            packed.writestr(info, path.read_bytes())
    return target


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
