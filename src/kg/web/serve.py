"""Running the server: gunicorn with threads, waitress where gunicorn does not run.

The engine is started in the process that serves: it cannot be used across a fork.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import release as releases
from kg.problems import SystemFault
from kg.settings import Settings
from kg.store import ProcessEngine, open_engine
from kg.web.app import StoredRelease, create_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask


def serve(release: Path, settings: Settings) -> None:
    """Serves a release until the process is told to end; prints the address when it is ready.

    Under gunicorn a SIGHUP opens the release anew: a link then leads to the one it names by then.

    Args:
        release: the release's folder, or a link to it.
        settings: address, limits, workers.

    Raises:
        SystemFault: the release is missing or damaged.
    """
    releases.load(release)

    def make() -> "Flask":
        return application(releases.load(release), settings)

    if sys.platform == "win32":
        _serve_with_waitress(make, settings)
    else:
        _serve_with_gunicorn(make, settings)


def application(release: StoredRelease, settings: Settings) -> "Flask":
    """The WSGI application over a release, with its engine started in this process.

    Raises:
        EngineUnavailable: the graph cannot be loaded.
    """
    return create_app(release, engine_of(release, settings), settings)


def current_application() -> "Flask":
    """The WSGI application over the current release of the settings' home.

    Raises:
        SystemFault: there is no release, or the graph cannot be loaded.
    """
    settings = Settings()
    return application(releases.current(settings.home), settings)


def engine_of(release: StoredRelease, settings: Settings) -> ProcessEngine:
    """The engine that the settings ask for, over a release's dump or its store."""
    return open_engine(
        source_of(release, settings),
        workers=settings.query_workers,
        wait_seconds=settings.query_wait,
        services=settings.service_allowlist,
        base=release.iris.base,
    )


def source_of(release: StoredRelease, settings: Settings) -> Path:
    """The dump to serve from memory, or the store to serve from disk."""
    if settings.store == "memory":
        return release.quads
    if settings.store == "disk" or _lines(release.quads) > settings.memory_quads:
        return release.store
    return release.quads


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def _announce(host: str, port: int) -> None:
    shown = f"[{host}]" if ":" in host else host
    print(f"http://{shown}:{port}", flush=True)


def _serve_with_gunicorn(make: "Callable[[], Flask]", settings: Settings) -> None:
    # Imported here: it does not exist on every system.
    from gunicorn.app.base import (  # type: ignore[import-untyped]  # noqa: PLC0415
        BaseApplication,
    )

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in gunicorn_options(settings).items():
                self.cfg.set(name, value)

        def load(self) -> "Flask":
            return make()

    Server().run()


def gunicorn_options(settings: Settings) -> dict[str, Any]:
    """Gunicorn's settings: one process, many threads, quiet."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return {
        "bind": f"{host}:{settings.port}",
        "workers": 1,
        "worker_class": "gthread",
        "threads": settings.threads,
        "loglevel": "warning",
        "graceful_timeout": 10,
        "keepalive": 5,
        "limit_request_line": 8190,
        "control_socket_disable": True,
        "post_worker_init": _say_ready,
    }


def _say_ready(worker: Any) -> None:
    for listener in worker.sockets:
        host, port = listener.sock.getsockname()[:2]
        _announce(host, port)


def _serve_with_waitress(make: "Callable[[], Flask]", settings: Settings) -> None:
    # Imported here: it is installed only where gunicorn does not run.
    from waitress import create_server  # type: ignore[import-untyped]  # noqa: PLC0415

    server = create_server(make(), host=settings.host, port=settings.port, threads=settings.threads)
    _announce(server.effective_host, int(server.effective_port))
    server.run()


def main() -> None:
    """Serves the current release of the settings' home."""
    settings = Settings()
    try:
        releases.current(settings.home)
        serve(settings.home / "current", settings)
    except SystemFault as fault:
        sys.exit(str(fault))
