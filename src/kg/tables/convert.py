"""The doors: ``convert``, ``write_ntriples``, ``check`` and ``read_tables``."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple
from urllib.parse import urlsplit

from pyoxigraph import Triple

from kg.problems import Problem

from .fetch import Fetcher, Library, Mount
from .group import TableGroup
from .rdf import Mode
from .reader import MAX_ROW
from .table import Settings

_REMOTE = ("http", "https")


@dataclass(frozen=True, slots=True)
class ConvertedTable:
    """What is known of a converted table: URL, file, rows of data, the codec it was read with."""

    url: str
    file: str
    rows: int
    encoding: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """The outcome of ``convert``; ``problems`` holds no error, for an error is raised."""

    triples: list[Triple]
    tables: tuple[ConvertedTable, ...]
    problems: list[Problem]


def convert(  # noqa: PLR0913 - choices of one call, all by name
    source: str | Path,
    *,
    metadata: str | Path | None = None,
    mode: Mode = Mode.STANDARD,
    fetch: Fetcher | None = None,
    base_url: str | None = None,
    strict: bool = True,
    foreign_keys: bool = True,
    max_row: int = MAX_ROW,
) -> Conversion:
    """Converts a CSV file or the tables of a metadata document to RDF (csv2rdf).

    Args:
        source: path or URL of a CSV file or of a metadata document (``.json``).
        metadata: overriding metadata for a CSV file; no other metadata are then looked for.
        mode: standard or minimal.
        fetch: gets http(s) URLs; without it nothing remote is read.
        base_url: the URL that the local source's folder stands for; ``file:`` without it.
        strict: whether what is wrong with the data is an error (True, as a validator), or a
            warning, with the text of the cell kept as a string (False, as a W3C converter).
        foreign_keys: whether foreign keys are checked; off for a table without those it refers to.
        max_row: the most characters a row may have.

    Raises:
        DataError: any problem is an error; it carries all problems of all tables.
    """
    start = _start(source, metadata, fetch, base_url)
    group = start.group(Settings(start.library, strict, max_row), foreign_keys=foreign_keys)
    triples = list(group.triples(mode))
    group.require_sound()
    return Conversion(triples, _converted(group), group.problems)


def write_ntriples(  # noqa: PLR0913 - choices of one call, all by name
    source: str | Path,
    stream: BinaryIO,
    *,
    graph: str | None = None,
    metadata: str | Path | None = None,
    fetch: Fetcher | None = None,
    base_url: str | None = None,
    strict: bool = True,
    foreign_keys: bool = True,
    max_row: int = MAX_ROW,
) -> Conversion:
    """Converts in minimal mode and writes canonical N-Triples as it reads, in bounded memory.

    The lines are in the order of the file, and one may come more than once. They are good for use
    when this returns: all is checked only at the end.

    Args:
        source: as for ``convert``.
        stream: takes the lines.
        graph: IRI of a named graph; the lines are N-Quads then.
        metadata: as for ``convert``.
        fetch: as for ``convert``.
        base_url: as for ``convert``.
        strict: as for ``convert``.
        foreign_keys: as for ``convert``.
        max_row: as for ``convert``.

    Returns:
        what is known of the tables, without triples.

    Raises:
        DataError: as for ``convert``; what was written is to be thrown away.
    """
    from .columnar import write  # noqa: PLC0415 - Polars is loaded where it is used

    start = _start(source, metadata, fetch, base_url)
    group = start.group(Settings(start.library, strict, max_row), foreign_keys=foreign_keys)
    for table in group.tables:
        for frame in table.frames():
            write(frame, stream, graph)
    group.require_sound()
    return Conversion([], _converted(group), group.problems)


def check(
    source: str | Path,
    *,
    metadata: str | Path | None = None,
    fetch: Fetcher | None = None,
    base_url: str | None = None,
    max_row: int = MAX_ROW,
) -> list[Problem]:
    """Every problem of a CSV file or of the tables of a metadata document; raises nothing."""
    start = _start(source, metadata, fetch, base_url)
    return start.group(Settings(start.library, max_row=max_row)).problems


def read_tables(  # noqa: PLR0913 - choices of one call, all by name
    sources: Iterable[str | Path],
    *,
    folder: Path | None = None,
    base_url: str | None = None,
    fetch: Fetcher | None = None,
    strict: bool = True,
    foreign_keys: bool = True,
    max_row: int = MAX_ROW,
) -> TableGroup:
    """Tables with metadata of their own as one group, foreign keys leading from any to any.

    Args:
        sources: CSV files and metadata documents (``.json``).
        folder: the folder that ``base_url`` stands for, and from which problems name files.
        base_url: the URL that ``folder`` stands for; needs ``folder``.
        fetch: as for ``convert``.
        strict: as for ``convert``.
        foreign_keys: as for ``convert``.
        max_row: as for ``convert``.

    Problems of the metadata are in ``problems`` of the group, with all others; nothing is raised.
    """
    mounts: tuple[Mount, ...] = ()
    if folder is not None and base_url is not None:
        mounts = (Mount(folder.resolve(), _folder_url(base_url)),)
    shown_from = folder.resolve() if folder is not None else None
    library = Library(mounts, fetch, shown_from=shown_from)
    group = TableGroup(Settings(library, strict, max_row), foreign_keys=foreign_keys)
    for source in sources:
        _add(group, _url(source, mounts), is_metadata=_is_metadata(source))
    return group


def _add(group: TableGroup, url: str, *, is_metadata: bool) -> None:
    if is_metadata:
        group.add_metadata(url)
    else:
        group.add_table(url)


def _converted(group: TableGroup) -> tuple[ConvertedTable, ...]:
    return tuple(ConvertedTable(t.url, t.file, t.rows, t.encoding) for t in group.tables)


class _Start(NamedTuple):
    """Where a conversion starts, and whence it has its bytes."""

    library: Library
    url: str
    is_metadata: bool

    def group(self, settings: Settings, *, foreign_keys: bool = True) -> TableGroup:
        """The tables that it leads to."""
        group = TableGroup(settings, foreign_keys=foreign_keys)
        _add(group, self.url, is_metadata=self.is_metadata)
        return group


def _start(
    source: str | Path,
    metadata: str | Path | None,
    fetch: Fetcher | None,
    base_url: str | None,
) -> _Start:
    first = metadata if metadata is not None else source
    is_metadata = metadata is not None or _is_metadata(source)
    if _is_remote(first):
        return _Start(Library((), fetch, local_files=False), str(first), is_metadata)
    folder = Path(source if not _is_remote(source) else first).resolve().parent
    mounts = (Mount(folder, _folder_url(base_url)),) if base_url is not None else ()
    return _Start(Library(mounts, fetch), _url(first, mounts), is_metadata)


def _folder_url(url: str) -> str:
    return url if url.endswith("/") else url + "/"


def _is_remote(source: str | Path) -> bool:
    return isinstance(source, str) and urlsplit(source).scheme in _REMOTE


def _is_metadata(source: str | Path) -> bool:
    return str(source).partition("?")[0].endswith(".json")


def _url(source: str | Path, mounts: Iterable[Mount]) -> str:
    """The URL of a source: its own, the one a mount gives it, or a ``file:`` URL."""
    if _is_remote(source):
        return str(source)
    path = Path(source).resolve()
    for mount in mounts:
        if path.is_relative_to(mount.folder):
            below = path.relative_to(mount.folder).as_posix()
            return mount.url + _quoted(below)
    return path.as_uri()


def _quoted(path: str) -> str:
    return Path("/" + path).as_uri().removeprefix("file:///")
