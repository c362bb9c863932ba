"""What the soak is run over."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Twins:
    """A home folder with two releases that differ in some statements; the first is current."""

    home: Path
    first: Path
    second: Path

    @property
    def folders(self) -> tuple[Path, Path]:
        """Both, in order."""
        return self.first, self.second
