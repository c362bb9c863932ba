"""What the benchmark runs on: processor, memory, versions."""

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from benchmarks.processes import memory_of_machine

_PACKAGES: Final = ("pyoxigraph", "polars", "rdflib", "pyshacl", "flask", "gunicorn")


def facts() -> dict[str, Any]:
    """Name → value, for people."""
    return {
        "processor": f"{os.cpu_count()} × {_processor()}",
        "memory": f"{memory_of_machine() / 1e9:.0f} GB",
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "sti-kg": version("sti-kg"),
        **{package: version(package) for package in _PACKAGES},
    }


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
