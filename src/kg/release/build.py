"""Building and checking a project: the entrances to this room."""

from pathlib import Path
from typing import TYPE_CHECKING

from kg.iris import DEFAULT_BASE, DEFAULT_SITE
from kg.release.check import Check
from kg.release.errors import storage
from kg.release.model import Release
from kg.release.plan import Plan
from kg.release.progress import Watcher, silent

if TYPE_CHECKING:
    from kg.release.builder import Builder


def build(
    home: Path,
    *,
    root: Path | None = None,
    base: str = DEFAULT_BASE,
    site: str = DEFAULT_SITE,
    watch: Watcher = silent,
) -> Release:
    """Build and publish a release, or return the one that is served when nothing changed.

    Args:
        home: folder of releases, made where it is missing.
        root: folder with ``ontology``, ``data`` and ``shapes``; None for the project's own.
        base: what the IRIs of resources begin with.
        site: the public address of the server, for download links and the endpoint.
        watch: told about progress.

    Raises:
        DataError: tables or shapes found errors; nothing is published.
        SystemFault: another build is running, the shapes are malformed, or the disk or the store
            refuses.
        BadIriPart: the base is not an absolute ASCII IRI that ends in ``/`` or ``#``.
    """
    plan = Plan.make(home, root, base, site)
    unchanged = plan.unchanged()
    if unchanged:
        return unchanged
    with storage(plan.home.path), plan.home.building():
        # a build that held the lock until now may have made this very release
        return plan.unchanged() or _builder(plan, watch).run()


def check(
    home: Path,
    *,
    root: Path | None = None,
    base: str = DEFAULT_BASE,
    watch: Watcher = silent,
) -> Check:
    """Read, convert and validate without publishing; parameters as for build.

    Returns:
        The remarks on the tables and validation's findings, whatever their severity.

    Raises:
        DataError: the tables have errors, so that there is nothing to validate.
        SystemFault: another build is running, the shapes are malformed, or the disk refuses.
    """
    plan = Plan.make(home, root, base, DEFAULT_SITE)
    with storage(plan.home.path), plan.home.building():
        return _builder(plan, watch, reread=True).check()


def is_current(
    home: Path,
    *,
    root: Path | None = None,
    base: str = DEFAULT_BASE,
    site: str = DEFAULT_SITE,
) -> bool:
    """Whether the release that is served is what build would give; parameters as for build."""
    return Plan.make(home, root, base, site).unchanged() is not None


def _builder(plan: Plan, watch: Watcher, *, reread: bool = False) -> "Builder":
    # Imported here: a server that finds its release made needs no Polars, and starts sooner.
    from kg.release.builder import Builder  # noqa: PLC0415

    return Builder(plan, watch, reread=reread)
