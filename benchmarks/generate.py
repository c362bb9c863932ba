"""Makes a project folder of any size: ``python -m benchmarks.generate FOLDER --size M``."""

import argparse
from pathlib import Path

from benchmarks.generator import SIZES, make_project


def size_of(text: str) -> int:
    """A size by name or as a number of triples.

    >>> size_of("S"), size_of("5_000")
    (100000, 5000)
    """
    return SIZES[text] if text in SIZES else int(text)


def main() -> None:
    """Make the folder and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where to make it; must be absent or empty")
    parser.add_argument(
        "--size", type=size_of, default="S", help="S, M, L or a number of triples (default S)"
    )
    parser.add_argument("--faults", type=int, default=0, help="validation results to provoke")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    made = make_project(chosen.folder, chosen.size, faults=chosen.faults, seed=chosen.seed)
    print(f"{made:,} triples, {chosen.faults} expected validation results")


if __name__ == "__main__":
    main()
