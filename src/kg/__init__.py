"""A knowledge graph of science, technology and innovation policy.

>>> import kg
>>> kg.open.__module__
'kg.api.opening'
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    __version__: str
    from kg.api import Graph, Rows
    from kg.api import open_graph as open  # noqa: A004 - kg.open() is the name users look for
    from kg.joining.frames import join

__all__ = ["Graph", "Rows", "__version__", "join", "open"]

_API = {"Graph": "Graph", "Rows": "Rows", "open": "open_graph"}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: worker processes never pay for the rest."""
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 - see above

        return version("sti-kg")
    if name == "join":
        from kg.joining.frames import join  # noqa: PLC0415 - see above

        return join
    if name not in _API:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from kg import api  # noqa: PLC0415 - see above

    return getattr(api, _API[name])
