"""How long ``kg build`` of the curated graph takes, and how much memory all its processes hold.

Each run builds from nothing in a home folder of its own. Memory is the highest sum of the
proportional set sizes (PSS, pages shared by several processes counted once) of the command and its
descendants, looked at twenty times a second.
"""

import argparse
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BARS = {"seconds": 20.0, "MB": 1000.0}


def _descendants(pid: int) -> list[int]:
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            names = children.read_text().split()
        except OSError:
            continue
        for child in names:
            found += _descendants(int(child))
    return found


def _pss_bytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def build_once() -> tuple[float, float]:
    """Seconds of wall-clock time and MB (10^6 bytes) of memory of one build."""
    with tempfile.TemporaryDirectory() as home:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "kg.cli", "build", "--home", home], stdout=subprocess.DEVNULL
        )
        peak = 0
        while process.poll() is None:
            peak = max(peak, sum(map(_pss_bytes, _descendants(process.pid))))
            time.sleep(0.05)
        seconds = time.perf_counter() - started
    if process.returncode:
        sys.exit(f"the build failed with exit code {process.returncode}")
    return seconds, peak / 1e6


def main() -> None:
    """Print one table: what, measured, bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="how many builds (default 5)")
    runs = [build_once() for _ in range(parser.parse_args().runs)]
    seconds, megabytes = (statistics.median(column) for column in zip(*runs, strict=True))
    print("| `kg build` of the curated graph | median | bar |")
    print("|---|---|---|")
    print(f"| wall-clock seconds | {seconds:.1f} | {BARS['seconds']:.0f} |")
    print(f"| peak memory of all processes, MB | {megabytes:.0f} | {BARS['MB']:.0f} |")
    print(
        f"\n{len(runs)} runs, {platform.processor() or platform.machine()}, "
        f"Python {platform.python_version()}"
    )


if __name__ == "__main__":
    main()
