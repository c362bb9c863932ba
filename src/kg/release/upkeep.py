"""What people do with the releases of a home: serve another one, delete early ones."""

from pathlib import Path

from kg.release.errors import DamagedRelease, storage
from kg.release.home import Home
from kg.release.listing import find, kept
from kg.release.model import Release, load


def publish(home: Path, name: str) -> Release:
    """Serve a release that is kept, once every hash of it is found right.

    There is no way around the check: a release that is not what was published is not served.

    Args:
        home: folder of releases.
        name: id of the release, or what its id alone begins with.

    Raises:
        UnknownRelease: there is no such release, or more than one.
        ReleaseFault: it is damaged, or a build is running.
        StorageFault: the home cannot be written.
    """
    release = load(find(home, name))
    damaged = release.damage()
    if damaged:
        raise DamagedRelease(release.path, damaged[0], others=len(damaged) - 1)
    place = Home(home.resolve())
    if place.served() == release.path:
        return release
    with storage(place.path), place.building():
        place.switch(find(home, release.id))
    return release


def prune(home: Path, keep: int, *, rehearse: bool = False) -> list[str]:
    """Delete all releases but the last ones and the one that is served; gives their ids.

    Args:
        home: folder of releases.
        keep: how many of the last releases stay, the served one counted in where it is among them.
        rehearse: delete nothing.

    Raises:
        ValueError: none would stay.
        ReleaseFault: a build is running.
        StorageFault: the home cannot be written.
    """
    if keep < 1:
        raise ValueError(f"at least one release is kept, not {keep}")
    place = Home(home.resolve())
    if rehearse:
        return [one.id for one in kept(home)[:-keep] if not one.served]
    with storage(place.path), place.building():
        early = [one for one in kept(home)[:-keep] if not one.served]
        for one in early:
            place.delete(one.path)
    return [one.id for one in early]
