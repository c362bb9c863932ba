"""The matcher of a release: made when somebody first asks for it, once, and shared by threads."""

import threading
from typing import TYPE_CHECKING, Final

from kg.store import Engine

if TYPE_CHECKING:
    from kg.linking import Matcher

_JSON: Final = "application/sparql-results+json"


class Linker:
    """Holds the matcher of a release.

    Making it takes about half a second, and its room as much again of the time in which a server
    starts; who serves pages and queries alone never waits for either.

    Args:
        engine: answers queries over the release.
        base: what the IRIs of its resources begin with.
    """

    def __init__(self, engine: Engine, base: str) -> None:
        self._engine, self._base = engine, base
        self._making = threading.Lock()
        self._matcher: Matcher | None = None

    @property
    def matcher(self) -> "Matcher":
        """The matcher.

        Raises:
            QueryError, EngineUnavailable: the graph cannot be read; it is tried again when asked.
        """
        with self._making:
            if self._matcher is None:
                self._matcher = self._made()
            return self._matcher

    def _made(self) -> "Matcher":
        from kg.api.rows import Rows  # noqa: PLC0415 - see above
        from kg.linking import Matcher  # noqa: PLC0415 - see above

        def select(query: str) -> Rows:
            with self._engine.query(query, media_type=_JSON) as answer:
                return Rows.from_json(answer.read())

        return Matcher.of(select, base=self._base)
