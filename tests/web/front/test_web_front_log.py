"""Lines of the log: their form, and that no request waits for whoever reads them."""

import json
import logging
import os
import threading
from collections.abc import Iterator

import pytest
import structlog

from kg.settings import Settings
from kg.web.front.log import Log
from kg.web.front.sink import Sink


@pytest.fixture
def loggers() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def lines_of(settings: Settings) -> tuple[Log, list[str]]:
    lines: list[str] = []
    return Log(settings, lines.append), lines


def test_what_others_log_has_the_same_form_and_the_id_of_the_request(loggers: None) -> None:
    del loggers
    log, lines = lines_of(Settings(log_format="json"))
    log.take_over()
    with structlog.contextvars.bound_contextvars(id="abc"):
        try:
            raise ValueError("inside")
        except ValueError:
            logging.getLogger("kg.web.app").exception("it %s", "broke")
    [line] = [json.loads(line) for line in lines]
    assert (line["event"], line["level"], line["id"]) == ("it broke", "error", "abc")
    assert line["logger"] == "kg.web.app"
    assert "ValueError: inside" in line["exception"]


@pytest.mark.parametrize(("level", "logged"), [("info", ["a", "b"]), ("error", ["b"])])
def test_levels(level: str, logged: list[str]) -> None:
    log, lines = lines_of(Settings(log_format="json", log_level=level))
    log.events.info("a")
    log.events.error("b")
    assert [json.loads(line)["event"] for line in lines] == logged


def test_on_a_console() -> None:
    log, lines = lines_of(Settings(log_format="console"))
    log.events.info("request", path="/sparql")
    assert "request" in lines[0]
    assert "path=/sparql" in lines[0]


def test_lines_are_written_in_their_order() -> None:
    reading, writing = os.pipe()
    sink = Sink(writing)
    for number in range(1000):
        sink.put(str(number))
    sink.close()
    os.close(writing)
    with os.fdopen(reading) as file:
        assert file.read().splitlines() == [str(number) for number in range(1000)]


def test_a_reader_that_stalls_stalls_nobody_and_is_told_what_it_missed() -> None:
    reading, writing = os.pipe()
    sink = Sink(writing, held=100)
    for number in range(20_000):  # more than the pipe holds
        sink.put(f"{number:>100}")
        if number % 100 == 0:
            threading.Event().wait(0.001)
    with os.fdopen(reading, encoding="ascii") as file:
        seen: list[str] = []
        reader = threading.Thread(target=lambda: seen.extend(file.read().splitlines()))
        reader.start()
        sink.close()
        os.close(writing)
        reader.join(30)
    dropped = sum(json.loads(line)["lines"] for line in seen if line.startswith("{"))
    numbers = [int(line) for line in seen if not line.startswith("{")]
    assert dropped > 0
    assert numbers == sorted(numbers)
    assert len(numbers) + dropped == 20_000


def test_a_log_that_nobody_reads_is_no_fault() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    sink = Sink(writing)
    sink.put("x")
    sink.close()
    os.close(writing)
