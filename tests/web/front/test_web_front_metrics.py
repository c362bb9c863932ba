"""What is counted, and where it is read."""

import urllib.error
import urllib.request
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from prometheus_client.parser import text_string_to_metric_families

from kg.web.event import event
from kg.web.front.metrics import Metrics, listen, serve_metrics
from web.front.conftest import Fronted, ok


def told(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """An answer from the cache."""
    event(environ).update(ms=3, outcome="cached")
    return ok(environ, start_response)


def test_requests_are_counted_by_what_they_were(fronted: type[Fronted]) -> None:
    front = fronted(told)
    front.ask()
    front.ask(method="POST")
    front.ask("/page/region/131130")
    front.ask("/../../etc", method="BREW")
    sample = front.sample

    def count(route: str, method: str) -> float | None:
        labels = {"route": route, "method": method, "status": "200", "outcome": "cached"}
        return sample("kg_requests_total", **labels)

    assert count("sparql", "GET") == 1
    assert count("sparql", "POST") == 1
    assert count("page", "GET") == 1
    assert count("other", "other") == 1
    assert sample("kg_answer_bytes_total", route="sparql") == 4
    assert sample("kg_request_seconds_count", route="sparql") == 2
    assert sample("kg_query_milliseconds_count", outcome="cached") == 4
    assert sample("kg_query_milliseconds_bucket", outcome="cached", le="2.5") == 0
    assert sample("kg_query_milliseconds_bucket", outcome="cached", le="5.0") == 4


def test_numbers_of_others_are_asked_when_they_are_read() -> None:
    metrics, stats = Metrics(), {"workers_busy": 1.0}
    metrics.ask("engine", lambda: stats)
    metrics.tell("kg_release", "The release.", lambda: {"release": "2020"})
    stats["workers_busy"] = 2.0
    assert metrics.registry.get_sample_value("kg_engine_workers_busy") == 2.0
    assert metrics.registry.get_sample_value("kg_release", {"release": "2020"}) == 1.0


def test_they_are_served_on_an_address_of_their_own() -> None:
    listener = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    serve_metrics(Metrics(), listener)
    with urllib.request.urlopen(f"{address}/metrics", timeout=30) as answer:
        names = {family.name for family in text_string_to_metric_families(answer.read().decode())}
    assert {"kg_requests", "kg_request_seconds", "process_cpu_seconds", "python_info"} < names
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{address}/", timeout=30)
    with caught.value as answer:
        assert answer.status == 404
