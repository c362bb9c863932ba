"""The server under everything at once: no wrong answer, no 500, no growth.

Twenty seconds by default. The long form: ``SOAK_SECONDS=120 python -m pytest tests/load -s``.
"""

import importlib.util
import os
import random
import sys
import time
from pathlib import Path

import pytest

from kg.release.home import Home
from load import memory, oracle
from load.asked import Question, Ranges, documents, queries, quiet
from load.broken import Breaker
from load.soak import Client, Course, Leaver, Reader, Runaway, release_of, running
from load.twins import Twins
from served import UNMETERED, Served, serving

SECONDS = float(os.environ.get("SOAK_SECONDS", "20"))
SEED = 20200331
GROWTH = 0.1 if SECONDS >= 60 else 0.5
"""By how much memory may grow: in seconds, what a single worker keeps back shows."""
READERS = 6
SETTINGS = {**UNMETERED, "KG_CACHE_BYTES": str(2 * 1024**2)}
"""The cache is so small that it is full long before the middle."""
PATIENCE = 30
SWITCHES = importlib.util.find_spec("kg.web.switch") is not None
"""Whether a running server takes up the release that becomes current."""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="it reads Linux's account of memory"
)


def questions_of(twins: Twins, tmp_path: Path) -> list[Question]:
    """What readers ask, with what is right in either release."""
    heard = []
    for folder in twins.folders:
        Home(twins.home).switch(folder)
        with serving(twins.home, tmp_path / "quiet.log", **SETTINGS) as server:
            heard.append(quiet(server))
    Home(twins.home).switch(twins.first)
    oracles = [oracle.read(folder) for folder in twins.folders]
    files = [folder / "dumps" / "sti-kg.nt" for folder in twins.folders]
    return [
        *queries(oracles, random.Random(SEED)),
        *documents(heard),
        *[Ranges("range", "/dumps/sti-kg.nt", files)] * 5,
    ]


def clients_of(course: Course, questions: list[Question]) -> list[Client]:
    return [
        *(Reader(course, SEED + number, questions) for number in range(READERS)),
        *(Runaway(course, SEED + number, pace=0.5) for number in range(2)),
        Leaver(course, SEED, pace=0.1),
        Breaker(course, SEED, pace=0.02),
    ]


def switch(twins: Twins, server: Served, course: Course) -> None:
    """Publish the second release, and wait until it is the one that answers."""
    course.stage.certain = None
    Home(twins.home).switch(twins.second)
    until = time.monotonic() + PATIENCE
    while release_of(server) != twins.second.name:
        assert time.monotonic() < until, "the release was not taken up"
        time.sleep(0.05)
    course.stage.certain = 1


def test_soak(twins: Twins, tmp_path: Path) -> None:
    questions = questions_of(twins, tmp_path)
    log = tmp_path / "server.log"
    with serving(twins.home, log, **SETTINGS) as server:
        course = Course(server)
        clients = clients_of(course, questions)
        with memory.watched(server.process.pid) as watch, running(clients):
            time.sleep(SECONDS * 0.3)
            if SWITCHES:
                switch(twins, server, course)
            switched = time.monotonic()
            time.sleep(SECONDS * 0.7)
        assert release_of(server) == (twins.second if SWITCHES else twins.first).name
    tally = course.tally
    half, whole = switched + SECONDS * 0.4, switched + SECONDS * 0.7
    middle, end = watch.floor(switched + SECONDS * 0.1, half), watch.floor(half, whole)
    print(tally.told(), f"memory {middle / 2**20:.0f} MiB, {end / 2**20:.0f} MiB", sep="\n")
    assert not tally.wrong, "\n".join(f"{kind}: {what}" for kind, what in tally.wrong.items())
    assert tally.number("right") > SECONDS * 10
    assert tally.number("query-timeout") > 0
    assert tally.number("busy") <= tally.number("right") / 20
    assert end <= middle * (1 + GROWTH)
    assert "Traceback" not in log.read_text(encoding="utf-8")
