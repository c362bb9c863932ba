"""Prometheus metrics of the server: counted here, served on an address of their own."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.types import StartResponse, WSGIEnvironment

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    make_wsgi_app,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from kg.web.event import Event

Stats = Callable[[], Mapping[str, float]]
"""Numbers that somebody else knows, asked for when the metrics are read."""

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_MILLISECONDS: Final = tuple(1000 * seconds for seconds in _SECONDS)


class Metrics:
    """What is counted of requests.

    Children of labels are looked up once: the library takes longer for that than for counting.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self._requests = Counter(
            "kg_requests",
            "Requests by class of route; cached and not-modified are outcomes that took no work.",
            ["route", "method", "status", "outcome"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "kg_request_seconds",
            "Time from the request's head to the last byte of its answer.",
            ["route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._engine = Histogram(
            "kg_query_milliseconds",
            "Time of queries in the engine, by outcome.",
            ["outcome"],
            buckets=_MILLISECONDS,
            registry=self.registry,
        )
        self._bytes = Counter(
            "kg_answer_bytes",
            "Bytes of answers, without their heads.",
            ["route"],
            registry=self.registry,
        )
        self._children: dict[tuple[object, ...], Any] = {}

    def count(self, event: Event, route: str, seconds: float) -> None:
        """Counts a request that is over.

        Args:
            event: what is known of it.
            route: its class.
            seconds: how long it took.
        """
        method = event["method"] if event["method"] in _METHODS else "other"
        status, outcome = str(event["status"]), event["outcome"]
        self._child(self._requests, route, method, status, outcome).inc()
        self._child(self._seconds, route).observe(seconds)
        self._child(self._bytes, route).inc(event["bytes"])
        if "ms" in event:
            self._child(self._engine, outcome).observe(event["ms"])

    def _child(self, family: Counter | Histogram, *labels: str) -> Any:
        key = (id(family), *labels)
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = family.labels(*labels)
        return child

    def ask(self, prefix: str, stats: Stats) -> None:
        """Has numbers of somebody else read with the rest, as gauges ``prefix_name``."""
        self.registry.register(_Asked(prefix, stats))

    def tell(self, name: str, help_: str, labels: Callable[[], Mapping[str, str]]) -> None:
        """Has a fact that labels state (a release, a version) read with the rest."""
        self.registry.register(_Told(name, help_, labels))


class _Asked(Collector):
    def __init__(self, prefix: str, stats: Stats) -> None:
        self._prefix, self._stats = prefix, stats

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        for name, value in self._stats().items():
            words = f"{self._prefix} {name.replace('_', ' ')}"
            yield GaugeMetricFamily(f"kg_{self._prefix}_{name}", words, value=value)


class _Told(Collector):
    def __init__(self, name: str, help_: str, labels: Callable[[], Mapping[str, str]]) -> None:
        self._name, self._help, self._labels = name, help_, labels

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        labels = self._labels()
        family = GaugeMetricFamily(self._name, self._help, labels=list(labels))
        family.add_metric(list(labels.values()), 1)
        yield family


class _Threads(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Readings of the metrics are no events."""


def listen(host: str, port: int) -> socket.socket:
    """A socket for :func:`serve_metrics`, which may be taken on by processes forked later.

    Raises:
        OSError: the address is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def serve_metrics(metrics: Metrics, listener: socket.socket) -> None:
    """Serves ``/metrics`` on a listening socket, in a thread that ends with the process."""
    answer = make_wsgi_app(metrics.registry)

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/metrics":
            answered: Iterable[bytes] = answer(environ, start_response)
            return answered
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"/metrics\n"]

    host, port = listener.getsockname()[:2]
    server = _Threads((host, port), _Silent, bind_and_activate=False)
    server.socket.close()
    server.socket = listener
    server.server_name, server.server_port = host, port
    server.setup_environ()
    server.set_app(app)
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
