"""Where the ontology, data, shapes and queries lie: in the wheel, or in the source tree."""

from pathlib import Path

_INSTALLED = Path(__file__).parent / "_assets"
_SOURCE_TREE = Path(__file__).parents[2]


def root() -> Path:
    """The folder that holds ``ontology``, ``data``, ``shapes`` and ``queries``."""
    return _INSTALLED if _INSTALLED.is_dir() else _SOURCE_TREE
