"""Running the server: gunicorn with threads, waitress where gunicorn does not run.

The engine is started in the process that serves: it cannot be used across a fork.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg import release as releases
from kg.companion import NONE, Companions, beside
from kg.problems import SystemFault
from kg.settings import Settings
from kg.store import open_engine
from kg.store.processors import keep_to_one
from kg.web import front
from kg.web.app import create_app
from kg.web.front.metrics import listen, serve_metrics
from kg.web.serving import Opened
from kg.web.switch import Switch

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from wsgiref.types import WSGIApplication

_DESCRIPTORS: Final = 256
"""How many files the server has open beside its connections, at most."""


def serve(home: Path, settings: Settings) -> None:
    """Serves a home's releases until the process is told to end; prints the address when ready.

    Args:
        home: the folder of releases; what its link ``current`` leads to is taken up as it changes.
        settings: address, limits, workers.

    Raises:
        SystemFault: there is no release.
    """
    releases.served(home)

    # Opened before there are workers: when one takes over from another, both read from it.
    metrics_at = _metrics_listener(settings)

    def make() -> "WSGIApplication":
        return application(home, settings, metrics_at)

    run(make, settings)


def run(make: "Callable[[], WSGIApplication]", settings: Settings) -> None:
    """Serves an application until the process is told to end; prints the address when it is ready.

    Args:
        make: makes the application, in the process that serves it; anew at each SIGHUP.
        settings: address, threads, limits.
    """
    if sys.platform == "win32":
        _serve_with_waitress(make, settings)
    else:
        _serve_with_gunicorn(make, settings)


def application(
    home: Path, settings: Settings, metrics_at: "socket.socket | None" = None
) -> "WSGIApplication":
    """The whole WSGI application over a home: its front, and its engines in this process.

    Raises:
        SystemFault: there is no release that can be served.
    """
    switch = Switch(home, settings, open_release)
    return fronted(switch, settings, lambda: switch.release.id, metrics_at)


def fronted(
    app: "WSGIApplication",
    settings: Settings,
    release: "Callable[[], str]",
    metrics_at: "socket.socket | None" = None,
) -> "WSGIApplication":
    """Whatever answers, behind its front; from here on the process logs as the settings say.

    Args:
        app: answers what the front lets through.
        settings: limits, budget, log.
        release: names the release that is served, whenever the metrics are read.
        metrics_at: listening socket that metrics are served on, where they are.
    """
    log, metrics = front.Log(settings), front.Metrics()
    log.take_over()
    metrics.tell("kg_release", "The release that is served.", lambda: {"release": release()})
    if metrics_at:
        serve_metrics(metrics, metrics_at)
        log.events.info("metrics", address=_shown(metrics_at, "/metrics"))
    return front.install(app, settings, log.events, metrics)


def current_application() -> "WSGIApplication":
    """The WSGI application over the settings' home.

    Raises:
        SystemFault: there is no release that can be served.
    """
    settings = Settings()
    return application(settings.home, settings)


def open_release(
    release: releases.Release, settings: Settings, companions: Companions = NONE
) -> Opened:
    """A release ready to answer, as :class:`kg.web.switch.Switch` opens it.

    Raises:
        EngineUnavailable: the graph cannot be loaded.
        OSError: companions cannot be put beside a store on disk.
    """
    source = source_of(release, settings, companions)
    opened, files = beside(source, release, companions)
    engine = open_engine(
        opened,
        beside=files,
        apart=release.iris.companions,
        workers=settings.query_workers,
        long_workers=settings.query_long,
        queue=settings.query_queue,
        wait_seconds=settings.query_wait,
        quick_seconds=settings.query_quick_seconds,
        services=settings.services,
        base=release.iris.base,
    )
    try:
        return Opened(create_app(release, engine, settings, companions), engine, source)
    except BaseException:
        engine.close()
        raise


def _metrics_listener(settings: Settings) -> "socket.socket | None":
    if settings.metrics_port is None:
        return None
    return listen(settings.metrics_host, settings.metrics_port)


def source_of(release: releases.Release, settings: Settings, companions: Companions = NONE) -> Path:
    """The dump to serve from memory, or the store to serve from disk."""
    if settings.store == "memory":
        return release.quads
    quads = release.manifest.quads + companions.quads
    if settings.store == "disk" or quads > settings.memory_quads:
        return release.store
    return release.quads


def _shown(listener: Any, path: str = "") -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}{path}" if ":" in host else f"http://{host}:{port}{path}"


def _serve_with_gunicorn(make: "Callable[[], WSGIApplication]", settings: Settings) -> None:
    # Imported here: it does not exist on every system.
    from gunicorn.app.base import (  # type: ignore[import-untyped]  # noqa: PLC0415
        BaseApplication,
    )

    class Server(BaseApplication):  # type: ignore[misc]
        def __init__(self) -> None:
            self.settings = settings
            super().__init__()

        def load_config(self) -> None:
            for name, value in gunicorn_options(settings).items():
                self.cfg.set(name, value)

        def load(self) -> "WSGIApplication":
            return make()

    _allow_descriptors(settings.connections)
    Server().run()


def gunicorn_options(settings: Settings) -> dict[str, Any]:
    """Gunicorn's settings: one process, many threads, quiet; no header is trusted by the way."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return {
        "bind": f"{host}:{settings.port}",
        "workers": 1,
        "worker_class": "kg.web.worker.Worker",
        "threads": settings.threads,
        "worker_connections": settings.connections,
        "loglevel": "warning",
        "graceful_timeout": 10,
        "keepalive": settings.keepalive_seconds,
        "limit_request_line": settings.max_url_bytes + len("OPTIONS  HTTP/1.1"),
        "limit_request_fields": 64,
        "limit_request_field_size": 8190,
        "forwarded_allow_ips": "",  # the front reads X-Forwarded headers, where proxies are set
        "control_socket_disable": True,
        "post_worker_init": _say_ready,
        **({"post_fork": _keep_to_one} if settings.processors == "one" else {}),
    }


def _allow_descriptors(connections: int) -> None:
    """Raises the limit of open files to what the connections need, as far as the system lets."""
    # Imported here: it does not exist on every system.
    import resource  # noqa: PLC0415

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + _DESCRIPTORS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


def _keep_to_one(_server: Any, _worker: Any) -> None:
    keep_to_one()


def _say_ready(worker: Any) -> None:
    for listener in worker.sockets:
        print(_shown(listener.sock), flush=True)


def _serve_with_waitress(make: "Callable[[], WSGIApplication]", settings: Settings) -> None:
    # Imported here: it is installed only where gunicorn does not run.
    from waitress import create_server  # type: ignore[import-untyped]  # noqa: PLC0415

    server = create_server(
        make(),
        host=settings.host,
        port=settings.port,
        threads=settings.threads,
        connection_limit=settings.connections,
        channel_timeout=int(settings.request_seconds) or 1,
        max_request_body_size=settings.body_bytes,
        ident=None,
    )
    print(f"http://{server.effective_host}:{server.effective_port}", flush=True)
    server.run()


def main() -> None:
    """Serves the current release of the settings' home."""
    try:
        settings = Settings()
        serve(settings.home, settings)
    except SystemFault as fault:
        sys.exit(str(fault))
