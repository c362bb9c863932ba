"""Adding a companion: files are read and checked, then kept as one file of sorted N-Quads."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pyoxigraph as ox

from kg.companion.model import Companion, Content, Details
from kg.companion.reading import Reading, renamed
from kg.companion.shelf import Shelf
from kg.iris import Iris
from kg.problems import Problem, Text

_SLUG: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")


def add(  # noqa: PLR0913 - the choices of one call, all by name
    home: Path,
    name: str,
    files: Sequence[Path],
    *,
    details: Details,
    iris: Iris,
    most: int,
    base_url: str | None = None,
) -> tuple[Companion, list[Problem]]:
    """Reads files and keeps them as a companion, in place of one that has its name.

    Args:
        home: the folder of releases.
        name: what to call it.
        files: RDF in one of ``reading.FORMATS``; tables with CSVW metadata, or such metadata.
        details: what is said of it.
        iris: of the base under which its graphs get their names.
        most: how many quads it may have.
        base_url: what relative IRIs in RDF files are relative to.

    Returns:
        what is kept, and the problems that kept nothing from being kept.

    Raises:
        DataError: the files or the details have problems, all of which it carries.
        BadIriPart: the name cannot be part of an IRI.
        CompanionFault: the companions that are there cannot be read.
    """
    graph = iris.companion(name)
    reading = Reading(most, base_url)
    reading.problems += _problems(details)
    found: dict[str, set[str]] = {}
    for number, file in enumerate(files, 1):
        _collect(map(renamed(f"{name}-{number}"), reading.quads(file)), found)
    if not any(found.values()) and not reading.problems:
        reading.problems.append(_nothing(files))
    reading.require_sound()
    names = _names(found, name, iris)
    graphs = {names[own]: Content(len(found[own]), own.strip("<>")) for own in sorted(names)}
    shelf = Shelf(home)
    draft = shelf.draft()
    try:
        size, sha256 = _write(draft, {names[own]: lines for own, lines in found.items()})
        companion = Companion(name, graph, graphs, details, size, sha256)
        shelf.put(companion, draft)
    finally:
        draft.unlink(missing_ok=True)
    return companion, reading.problems


def _collect(quads: Iterable[ox.Quad], found: dict[str, set[str]]) -> None:
    """Sorts triples, as lines without their end, by the graph that they are in."""
    for quad in quads:
        graph = quad.graph_name
        key = "" if isinstance(graph, ox.DefaultGraph) else str(graph)
        found.setdefault(key, set()).add(f"{quad.subject} {quad.predicate} {quad.object}")


def _write(draft: Path, graphs: Mapping[str, set[str]]) -> tuple[int, str]:
    """Writes sorted N-Quads; gives their size and hash."""
    hashed, size = hashlib.sha256(), 0
    with draft.open("wb") as file:
        for graph in sorted(graphs):
            for line in sorted(graphs[graph]):
                data = f"{line} <{graph}> .\n".encode()
                hashed.update(data)
                size += file.write(data)
    return size, hashed.hexdigest()


def _names(found: Iterable[str], name: str, iris: Iris) -> dict[str, str]:
    """A graph of the data → the IRI that it gets here, which says what it was called there."""
    own = sorted(key for key in found if key)
    slugs = [_slug(key) for key in own]
    names = {
        key: iris.companion(
            name, slug if slug and slugs.count(slug) == 1 else f"{slug or 'graph'}-{_digits(key)}"
        )
        for key, slug in zip(own, slugs, strict=True)
    }
    return {**({"": iris.companion(name)} if "" in found else {}), **names}


def _slug(key: str) -> str:
    """The last part of a graph's name that can be part of an IRI here; else empty."""
    last = re.split(r"[/#:]", key.strip("<>").rstrip("/#:"))[-1]
    return last if _SLUG.fullmatch(last) else ""


def _digits(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def _problems(details: Details) -> list[Problem]:
    found = [
        Problem(
            "bad-address",
            Text(f"{option} がhttp・httpsのIRIではない", f"{option} is no http(s) IRI"),
            Text("https:// で始まるIRIを指定する", "give an IRI that begins with https://"),
            value=value,
        )
        for option, value in (("--license", details.licence), ("--source", details.source))
        if value and not _is_address(value)
    ]
    if details.issued and not _is_date(details.issued):
        found.append(
            Problem(
                "bad-date",
                Text("--issued が日付ではない", "--issued is no date"),
                Text("2026-11-25 のように書く", "write it as 2026-11-25"),
                value=details.issued,
            )
        )
    return found


def _is_address(value: str) -> bool:
    try:
        ox.parse(f"<a:a> <a:a> <{value}> .", format=ox.RdfFormat.N_TRIPLES).__next__()
    except (SyntaxError, StopIteration):
        return False
    parts = urlsplit(value)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _nothing(files: Sequence[Path]) -> Problem:
    return Problem(
        "no-triples",
        Text("トリプルが一つもない", "there is not a single triple"),
        Text("ファイルの内容を確かめる", "look at what the files hold"),
        ", ".join(map(str, files)),
    )
