"""Telling whoever waits how far a build is."""

from collections.abc import Callable
from dataclasses import dataclass

from kg.problems import Text


@dataclass(frozen=True, slots=True)
class Step:
    """A moment of a build: what is being done, and ``done`` of ``total`` units of the whole."""

    says: Text
    done: int
    total: int


Watcher = Callable[[Step], None]


def silent(step: Step) -> None:
    """A watcher that says nothing."""


class Progress:
    """Counts the units of a build.

    Args:
        watch: called at every change.
        total: units of the whole build; may grow when more work turns up.
    """

    def __init__(self, watch: Watcher, total: int) -> None:
        self._watch = watch
        self._total = total
        self._done = 0
        self._says = Text("", "")

    def begin(self, says: Text) -> None:
        """Say what is done from here on."""
        self._says = says
        self._tell()

    def advance(self) -> None:
        """One unit is done."""
        self._done += 1
        self._tell()

    def _tell(self) -> None:
        self._watch(Step(self._says, self._done, self._total))
