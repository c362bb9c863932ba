"""Builds, releases, and what describes them."""

from kg.release.build import build, check, is_current
from kg.release.builder import Check
from kg.release.errors import ReleaseFault
from kg.release.model import FileInfo, Manifest, Release, current, load
from kg.release.progress import Step, Watcher, silent

__all__ = [
    "Check",
    "FileInfo",
    "Manifest",
    "Release",
    "ReleaseFault",
    "Step",
    "Watcher",
    "build",
    "check",
    "current",
    "is_current",
    "load",
    "silent",
]
