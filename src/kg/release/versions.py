"""The versions of the dataset that a catalogue names, and where their files are found."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from kg.release.facts import Facts
from kg.release.model import NAME, FileInfo, Release


class Version(NamedTuple):
    """One release of the dataset; of earlier ones the dumps of the whole graph are listed."""

    id: str
    previous: str
    created: datetime
    dumps: Mapping[str, FileInfo]


class Files(NamedTuple):
    """Dumps that belong together: whose they are, and where they are found on the site."""

    owner: str
    page: str
    folder: str
    created: datetime
    dumps: Mapping[str, FileInfo]


def versions(facts: Facts) -> list[Version]:
    """All releases that are kept, the one that is described last."""
    earlier = (
        Version(one.id, one.manifest.previous, one.created, _whole(one))
        for one in facts.earlier
        if one.id != facts.release
    )
    return [*earlier, Version(facts.release, facts.previous, facts.created, facts.dumps)]


def _whole(release: Release) -> dict[str, FileInfo]:
    """The dumps of the whole graph; tables per class are left to the release's own catalogue."""
    files = release.manifest.files.items()
    prefix = f"dumps/{NAME}."
    return {name.removeprefix("dumps/"): info for name, info in files if name.startswith(prefix)}
