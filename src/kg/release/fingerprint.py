"""Hashes that say whether anything changed: input files, and the software itself."""

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

_PACKAGES = ("sti-kg", "isal", "polars", "pyoxigraph", "rdflib", "pyshacl")
_PACKAGE_ROOT = Path(__file__).parents[1]
# the rooms that decide what a release holds; a change of a page or a command rebuilds nothing
_ROOMS = ("iris.py", "problems.py", "tables", "validation", "release", "jsonld")


def of_file(path: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def of_files(paths: Iterable[Path], root: Path) -> dict[str, str]:
    """Path relative to root → SHA-256; large files are hashed beside each other."""
    every = tuple(paths)
    with ThreadPoolExecutor() as threads:
        hashes = threads.map(of_file, every)
        return {
            path.relative_to(root).as_posix(): digest
            for path, digest in zip(every, hashes, strict=True)
        }


def of_value(value: Any) -> str:
    """SHA-256 of a JSON value, whatever the order of its keys."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def versions() -> Mapping[str, str]:
    """Name → version of what takes part in a build."""
    return {
        "python": platform.python_version(),
        **{package: version(package) for package in _PACKAGES},
    }


@cache
def software() -> str:
    """SHA-256 over the versions and over the source code that makes releases."""
    return of_value({"versions": versions(), "code": of_files(_code(), _PACKAGE_ROOT)})


def _code() -> list[Path]:
    files = []
    for room in _ROOMS:
        path = _PACKAGE_ROOT / room
        inside = path.rglob("*") if path.is_dir() else [path]
        files += [p for p in inside if p.suffix in {".py", ".json", ".ttl"}]
    return sorted(files)
