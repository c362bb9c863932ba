"""Opening a graph: the current release, a folder, a file, or an address."""

from pathlib import Path
from typing import Final

from kg import companion, release
from kg.api.endpoint import Endpoint
from kg.api.graph import Graph
from kg.iris import DEFAULT_BASE, Iris
from kg.problems import SystemFault
from kg.settings import Settings
from kg.store import Engine, Limits, open_engine

_UNBOUNDED_BYTES: Final = 1 << 40


class _Local:
    """Asks an engine on this machine, where the size of an answer is the caller's own matter."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def ask(self, text: str, media_type: str, seconds: float) -> bytes:
        limits = Limits(seconds=seconds, result_bytes=_UNBOUNDED_BYTES)
        with self._engine.query(text, media_type=media_type, limits=limits) as answer:
            return answer.read()

    def close(self) -> None:
        self._engine.close()


def open_graph(source: str | Path | None = None, *, base: str | None = None) -> Graph:
    r"""Open a graph.

    Args:
        source: nothing for the current release of the home folder (setting ``home``); a release
            folder, a home folder, or an N-Quads file; or the address of a SPARQL endpoint. A home
            folder's companions are asked together with its release.
        base: what the IRIs of resources begin with, where the source does not say it.

    Raises:
        SystemFault: there is no such release, or it is damaged.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "tiny.nq"
    >>> _ = file.write_text(
    ...     '<https://w3id.org/sti-kg/id/tier/prefecture> '
    ...     '<http://www.w3.org/2000/01/rdf-schema#label> "prefecture"@en .\n')
    >>> with open_graph(file) as graph:
    ...     rows = graph.query("SELECT ?label WHERE { ?tier ?property ?label }")
    ...     about = graph.describe("tier/prefecture")
    >>> [row["label"] for row in rows], about.labels
    (['prefecture'], {'en': 'prefecture'})
    """
    if isinstance(source, str) and source.startswith(("http://", "https://")):
        return Graph(Endpoint(source), Iris(base or DEFAULT_BASE))
    path = Path(source) if source is not None else Settings().home
    if path.is_file():
        return _of_file(path, Iris(base or DEFAULT_BASE))
    if not (path / "current").exists():
        return _of_release(release.load(path), companion.NONE)
    return _of_release(release.current(path), companion.sound(path))


def _of_release(found: release.Release, companions: companion.Companions) -> Graph:
    engine = open_engine(
        found.quads,
        beside=companions.files,
        apart=found.iris.companions,
        workers=1,
        services=Settings().services,
        base=found.base,
    )
    return Graph(_Local(engine), found.iris)


def _of_file(path: Path, iris: Iris) -> Graph:
    if path.suffix != ".nq":
        raise SystemFault(f"{path}: only N-Quads files (.nq) and release folders can be opened")
    return Graph(_Local(open_engine(path, workers=1, base=iris.base)), iris)
