"""The application that a real server runs in the test of switching under load."""

from pathlib import Path

from kg.settings import Settings
from kg.web.serve import open_release
from kg.web.switch import Switch


def application(home: str) -> Switch:
    """A home folder's releases, with the link looked at often."""
    return Switch(Path(home), Settings(), open_release, look_seconds=0.05)
