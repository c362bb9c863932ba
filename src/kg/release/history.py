"""What earlier releases had: a resource that was published once is never forgotten."""

from collections.abc import Iterable

from kg.iris import Iris
from kg.release.model import Release


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
