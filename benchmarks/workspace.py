"""The folder outside the repository that holds generated projects, releases and rivals."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generator import SIZES, make_project
from benchmarks.processes import run
from kg.release import Release, current, fingerprint

FOLDER = Path("~/.cache/sti-kg-bench")
CURATED = "curated"


@dataclass(frozen=True)
class Bench:
    """One run of the benchmark.

    Attributes:
        work: the folder to work in.
        size: S, M or L: the size that rows are about.
        runs: how often each side runs.
        sizes: of the growth curves.
        cap: seconds after which a slow rival is ended; its figure is then a lower bound.
    """

    work: Path
    size: str = "M"
    runs: int = 5
    sizes: tuple[str, ...] = ("S", "M", "L")
    cap: float = 180.0

    def say(self, message: str) -> None:
        """A line of progress."""
        print(f"bench: {message}", file=sys.stderr, flush=True)

    def project(self, size: str, faults: int = 0) -> Path:
        """The generated project of a size; made where it is not there yet."""
        name = f"{size}-{faults}-{fingerprint.of_value(_generator())[:10]}"
        folder = self.work / "projects" / name
        if not folder.is_dir():
            self.say(f"generate {size}{f' with {faults} faults' if faults else ''}")
            draft = folder.with_suffix(".part")
            shutil.rmtree(draft, ignore_errors=True)
            make_project(draft, SIZES[size], faults=faults)
            draft.rename(folder)
        return folder

    def home(self, size: str) -> Path:
        """A home with a release of a size, or of the curated graph; built where it lacks one."""
        home = self.work / "homes" / f"{size}-{fingerprint.software()[:10]}"
        if not (home / "current").exists():
            self.say(f"build {size}")
            run(build_command(home, None if size == CURATED else self.project(size)))
        return home

    def release(self, size: str) -> Release:
        """The release of a size."""
        return current(self.home(size))

    def scratch(self, name: str) -> Path:
        """An empty folder."""
        folder = self.work / "scratch" / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


def kg_command(*arguments: str) -> list[str]:
    """The command line of ``kg``."""
    return [sys.executable, "-m", "kg.cli", *arguments]


def build_command(home: Path, root: Path | None) -> list[str]:
    """``kg build`` of a project; of the curated one where none is named."""
    return kg_command("build", "--home", str(home), *(("--root", str(root)) if root else ()))


def _generator() -> dict[str, str]:
    here = Path(__file__).parent / "generator"
    curated = here.parents[1]
    data = [p for name in ("data", "shapes", "ontology") for p in (curated / name).rglob("*.*")]
    return fingerprint.of_files(sorted([*here.glob("*.py"), *data]), curated)
