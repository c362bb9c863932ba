"""A front before an application that does what a test says, and what it logs and counts."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from werkzeug.test import Client, TestResponse

from kg.settings import Settings
from kg.web import front
from kg.web.event import event

Answer = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


def ok(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answers ``ok``."""
    del environ
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]


def spending(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """A query that was stopped after two seconds."""
    event(environ).update(ms=2000, outcome="query-timeout")
    start_response("503 Service Unavailable", [])
    return []


class Fronted:
    """A front over an application; ``given`` are settings."""

    def __init__(self, app: Answer = ok, **given: Any) -> None:
        self.lines: list[str] = []
        settings = Settings(log_format="json", **given)
        self.metrics = front.Metrics()
        log = front.Log(settings, self.lines.append)
        self.app = front.install(app, settings, log.events, self.metrics)
        self._client = Client(self.app)

    def ask(
        self,
        path: str = "/sparql",
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        peer: str = "192.0.2.1",
        **more: Any,
    ) -> TestResponse:
        """An answer that was read to its end."""
        response = self._client.open(
            path, method=method, headers=headers, environ_base={"REMOTE_ADDR": peer}, **more
        )
        response.get_data()
        response.close()
        return response

    @property
    def events(self) -> list[dict[str, Any]]:
        """What was logged."""
        return [json.loads(line) for line in self.lines]

    def sample(self, name: str, **labels: str) -> float | None:
        """A number of the metrics."""
        return self.metrics.registry.get_sample_value(name, labels)


@pytest.fixture
def fronted() -> type[Fronted]:
    """Makes fronts."""
    return Fronted
