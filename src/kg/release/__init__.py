"""Builds, releases, and what describes them."""

from kg.release.build import build, check, is_current
from kg.release.check import Check
from kg.release.errors import DamagedRelease, ReleaseFault, UnknownRelease
from kg.release.listing import Kept, before, find, kept
from kg.release.model import FileInfo, Manifest, Release, current, load, served
from kg.release.progress import Step, Watcher, silent
from kg.release.upkeep import prune, publish
from kg.release.verify import Damage, Flaw, verify

__all__ = [
    "Check",
    "Damage",
    "DamagedRelease",
    "FileInfo",
    "Flaw",
    "Kept",
    "Manifest",
    "Release",
    "ReleaseFault",
    "Step",
    "UnknownRelease",
    "Watcher",
    "before",
    "build",
    "check",
    "current",
    "find",
    "is_current",
    "kept",
    "load",
    "prune",
    "publish",
    "served",
    "silent",
    "verify",
]
