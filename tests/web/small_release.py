"""A release folder as small as the application can do with."""

from dataclasses import dataclass
from pathlib import Path

from kg.iris import Iris


IRIS = Iris()


@dataclass(frozen=True)
class SmallRelease:
    """A release folder with what the application reads."""

    path: Path
    id: str = "2020-03-31-abcdef0123"
    iris: Iris = IRIS
    gone: frozenset[str] = frozenset()

    @property
    def quads(self) -> Path:
        return self.path / "dumps" / "sti-kg.nq"

    @property
    def store(self) -> Path:
        return self.path / "store"
