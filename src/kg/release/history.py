"""What came before a release: the order of releases, and what earlier ones had."""

from collections.abc import Iterable

from kg.iris import Iris
from kg.release.model import Release


def in_order(releases: Iterable[Release]) -> list[Release]:
    """Releases in the order in which they were published, first to last.

    Each comes after the one that it names as previous. Clocks can be set back, so that the time of
    the build decides only among releases of which neither came before the other, as where an
    earlier release was published again and built upon.
    """
    waiting = {release.id: release for release in releases}
    ordered = []
    while waiting:
        ready = [one for one in waiting.values() if one.manifest.previous not in waiting]
        # a release that was built again may stand in a circle; the clock opens it
        first = min(ready or waiting.values(), key=lambda one: (one.created, one.id))
        ordered.append(waiting.pop(first.id))
    return ordered


def dropped(served: Release | None, present: Iterable[str], iris: Iris) -> tuple[str, ...]:
    """Resources of earlier releases that are not present any more, sorted.

    Args:
        served: the release before, which knows what those before it had; None for the first.
        present: IRIs of the resources there are.
        iris: the base of the build; resources under another base are none of its business.
    """
    if served is None:
        return ()
    known = served.gone.union(served.resources.read_text(encoding="utf-8").splitlines())
    prefix = iris.resources
    return tuple(sorted(name for name in known.difference(present) if name.startswith(prefix)))
