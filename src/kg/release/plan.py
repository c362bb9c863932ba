"""What is to be built, from what, and whether that is there already."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Self

from kg import assets
from kg.iris import Iris
from kg.release import fingerprint
from kg.release.errors import ReleaseFault
from kg.release.home import Home
from kg.release.listing import kept
from kg.release.model import Release, current, load
from kg.release.project import Project


def utc_now() -> datetime:
    """The time by the system's clock; it dates a release, and nothing else depends on it."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Plan:
    """A build before it begins.

    Attributes:
        home: where releases are kept.
        project: the files to build from.
        iris: the base of the build.
        site: public address of the server, ends in ``/``.
        inputs: path in the project → SHA-256.
    """

    home: Home
    project: Project
    iris: Iris
    site: str
    inputs: Mapping[str, str]

    @classmethod
    def make(cls, home: Path, root: Path | None, base: str, site: str) -> Self:
        """Look at the project; root None means the project's own files.

        Raises:
            DataError: the project's folder lacks what a build needs.
            BadIriPart: the base cannot begin an IRI.
        """
        iris = Iris(base)
        project = Project.discover(root or assets.root())
        inputs = fingerprint.of_files(project.files(), project.root)
        return cls(Home(home.resolve()), project, iris, site.rstrip("/") + "/", inputs)

    @cached_property
    def key(self) -> str:
        """Equal keys give equal releases, save for dates."""
        return fingerprint.of_value(
            {
                "inputs": self.inputs,
                "software": fingerprint.software(),
                "base": self.iris.base,
                "site": self.site,
            }
        )

    def served(self) -> Release | None:
        """The release that a build follows: the one that is served, else the last sound one.

        One that this plan would give again was damaged: it is replaced, not followed.
        """
        return next((one for one in self._sound() if one.manifest.key != self.key), None)

    def _sound(self) -> Iterator[Release]:
        """Releases whose resources a build can go by, the one that is served first."""
        paths = [self.home.current, *(one.path for one in reversed(kept(self.home.path)))]
        for path in paths:
            with suppress(ReleaseFault):
                release = load(path)
                if not release.damage([release.resources]):
                    yield release

    def kept(self) -> list[Release]:
        """The releases that are kept, first to last; damaged ones are left out."""
        return [one.release for one in kept(self.home.path) if one.release and not one.fault]

    def unchanged(self) -> Release | None:
        """The release that is served, where it is what this plan would give, byte by byte."""
        try:
            release = current(self.home.path)
        except ReleaseFault:
            return None
        return release if release.manifest.key == self.key and not release.damage() else None
