"""Quick and long places, and the lines before them; real processes."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.store import (
    Caller,
    EngineBusy,
    EngineUnavailable,
    Lane,
    Limits,
    LineFull,
    ProcessEngine,
    QueryCancelled,
    QueryError,
    open_engine,
)
from kg.store.answer import READ_AHEAD
from kg.store.model import Capacity

CSV = "text/csv"
CROSSED = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(20))
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {CROSSED} }}"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
PUBLIC = Caller(Lane.PUBLIC)
MANY = 2000
OWN = os.getpriority(os.PRIO_PROCESS, 0)


def pairs(selected: str, many: int) -> str:
    numbers = " ".join(map(str, range(many)))
    return f"SELECT {selected} {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} }}"


SLOW = pairs("(COUNT(*) AS ?n)", MANY)


class Asking:
    """A query asked in a thread, until told to leave."""

    def __init__(self, engine: ProcessEngine, text: str = ENDLESS, **more: object) -> None:
        self.engine, self.text, self.more = engine, text, more
        self.leave = threading.Event()
        self.outcome: str | Exception | None = None
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        caller = Caller(Lane.PUBLIC, self.leave.is_set)
        try:
            self.outcome = ask(self.engine, self.text, caller=caller, **self.more)
        except (QueryError, EngineUnavailable) as error:
            self.outcome = error

    def end(self) -> str | Exception | None:
        self.leave.set()
        self.thread.join()
        return self.outcome


def ask(engine: ProcessEngine, text: str = COUNT, **more: object) -> str:
    with engine.query(text, media_type=CSV, **more) as answer:  # type: ignore[arg-type]
        return answer.read().decode()


def eventually(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.01)


def priorities(engine: ProcessEngine) -> list[int]:
    zygote = engine.process_id
    listed = Path(f"/proc/{zygote}/task/{zygote}/children").read_text(encoding="ascii").split()
    return sorted(os.getpriority(os.PRIO_PROCESS, int(pid)) for pid in listed)


@contextmanager
def opened(quads: Path, **capacity: float) -> Iterator[ProcessEngine]:
    engine = open_engine(quads, **{"workers": 1, **capacity})  # type: ignore[arg-type]
    try:
        yield engine
    finally:
        engine.close()


@pytest.fixture
def narrow(quads: Path) -> Iterator[ProcessEngine]:
    """One quick place, one long one, one who waits for it."""
    with opened(quads, long_workers=1, queue=4, quick_seconds=0.05) as engine:
        yield engine


def test_a_query_that_lasts_moves_to_a_long_place(narrow: ProcessEngine) -> None:
    assert priorities(narrow) == [OWN, OWN]
    lasting = Asking(narrow)
    eventually(lambda: priorities(narrow) == [OWN, OWN, 19])
    assert ask(narrow, caller=PUBLIC) == "n\r\n3\r\n", "the quick place is free again"
    assert isinstance(lasting.end(), QueryCancelled)
    eventually(lambda: priorities(narrow) == [OWN, OWN])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells another's processor time")
def test_a_query_that_the_processor_has_no_time_for_keeps_its_place(quads: Path) -> None:
    with opened(quads, quick_seconds=0.2) as engine:
        [*workers] = engine._pool._idle
        for worker in workers:
            os.kill(worker.pid, signal.SIGSTOP)
        waiting = Asking(engine, COUNT)
        time.sleep(0.6)
        assert (engine._pool._long, waiting.outcome) == (0, None)
        for worker in workers:
            os.kill(worker.pid, signal.SIGCONT)
        waiting.thread.join()
        assert waiting.outcome == "n\r\n3\r\n"
        assert set(engine._pool._idle) == set(workers)


def test_a_query_that_does_nothing_for_long_leaves_its_place(quads: Path) -> None:
    with opened(quads, quick_seconds=0.02) as engine:
        for worker in engine._pool._idle:
            os.kill(worker.pid, signal.SIGSTOP)
        waiting = Asking(engine, COUNT)
        eventually(lambda: engine._pool._long == 1)
        assert isinstance(waiting.end(), QueryCancelled)


def test_without_a_long_place_a_query_stops_waits_and_begins_again(narrow: ProcessEngine) -> None:
    lasting = Asking(narrow)
    eventually(lambda: narrow._pool._long == 1)
    second = Asking(narrow, SLOW)
    eventually(lambda: len(narrow._pool._long_line) == 1)
    assert ask(narrow, caller=PUBLIC) == "n\r\n3\r\n"
    assert second.outcome is None
    assert isinstance(lasting.end(), QueryCancelled)
    second.thread.join()
    assert second.outcome == f"n\r\n{MANY * MANY}\r\n"
    eventually(lambda: set(priorities(narrow)) == {OWN})


def test_a_worker_that_answered_a_long_query_is_used_again(narrow: ProcessEngine) -> None:
    assert ask(narrow, SLOW) == f"n\r\n{MANY * MANY}\r\n"
    eventually(lambda: len(priorities(narrow)) == 3)
    workers = set(narrow._pool._idle)
    for _ in range(5):
        assert ask(narrow, SLOW, caller=PUBLIC) == f"n\r\n{MANY * MANY}\r\n"
    assert set(narrow._pool._idle) == workers
    assert priorities(narrow) == [OWN] * 3


def test_a_worker_that_yields_to_others_is_not_used_again(quads: Path) -> None:
    with opened(quads, quick_seconds=0.01) as engine:
        lasting = Asking(engine, SLOW)
        eventually(lambda: 19 in priorities(engine))
        lasting.thread.join()
        assert lasting.outcome == f"n\r\n{MANY * MANY}\r\n"
        eventually(lambda: priorities(engine) == [OWN, OWN])


def test_the_line_for_long_places_is_bounded(narrow: ProcessEngine) -> None:
    lasting = Asking(narrow)
    eventually(lambda: narrow._pool._long == 1)
    waiting = Asking(narrow)
    eventually(lambda: len(narrow._pool._long_line) == 1)
    with pytest.raises(LineFull) as caught:
        ask(narrow, ENDLESS, caller=PUBLIC)
    assert caught.value.waiting == 1
    assert ask(narrow, caller=PUBLIC) == "n\r\n3\r\n", "quick ones are still served"
    assert isinstance(waiting.end(), QueryCancelled), "it left the line"
    assert not narrow._pool._long_line
    assert isinstance(lasting.end(), QueryCancelled)


def test_who_waits_for_a_long_place_waits_within_the_deadline(narrow: ProcessEngine) -> None:
    lasting = Asking(narrow)
    eventually(lambda: narrow._pool._long == 1)
    with pytest.raises(EngineBusy) as caught:
        ask(narrow, ENDLESS, caller=PUBLIC, limits=Limits(seconds=0.3))
    assert 0 < caught.value.seconds <= 0.3
    assert not narrow._pool._long_line
    assert isinstance(lasting.end(), QueryCancelled)


def test_an_answer_that_has_begun_goes_on_and_is_whole(narrow: ProcessEngine) -> None:
    lasting = Asking(narrow)
    eventually(lambda: narrow._pool._long == 1)
    with narrow.query(pairs("*", 700), media_type=CSV, caller=PUBLIC) as answer:
        assert answer.size is None, f"longer than {READ_AHEAD} bytes"
        eventually(lambda: narrow._pool._long == 2)
        rows = answer.read().decode().split("\r\n")
    assert len(rows) == len(set(rows)) == 700 * 700 + 2
    assert isinstance(lasting.end(), QueryCancelled)
    eventually(lambda: set(priorities(narrow)) == {OWN})


def test_the_applications_own_queries_need_no_free_long_place(narrow: ProcessEngine) -> None:
    lasting = Asking(narrow)
    eventually(lambda: narrow._pool._long == 1)
    assert ask(narrow, SLOW) == f"n\r\n{MANY * MANY}\r\n"
    assert isinstance(lasting.end(), QueryCancelled)


def test_beyond_the_line_is_busy_at_once(quads: Path) -> None:
    with opened(quads, queue=2, quick_seconds=60, wait_seconds=60) as engine:
        running = Asking(engine)
        eventually(lambda: engine._pool._lent[Lane.PUBLIC] == 1)
        line = engine._pool._lines[Lane.PUBLIC]
        waiting = []
        for number in (1, 2):
            waiting.append(Asking(engine, COUNT))
            eventually(lambda: len(line) == number)  # noqa: B023 - called at once
        with pytest.raises(LineFull) as caught:
            ask(engine, caller=PUBLIC)
        assert caught.value.waiting == 2
        assert caught.value.text.ja != caught.value.text.en
        assert isinstance(waiting[0].end(), QueryCancelled), "one who leaves gives the place up"
        waiting.append(Asking(engine, COUNT))
        eventually(lambda: len(line) == 2)
        assert isinstance(running.end(), QueryCancelled)
        for one in waiting[1:]:
            one.thread.join()
            assert one.outcome == "n\r\n3\r\n"


def test_who_comes_first_is_served_first(quads: Path) -> None:
    with opened(quads, quick_seconds=60) as engine:
        running = Asking(engine)
        eventually(lambda: engine._pool._lent[Lane.PUBLIC] == 1)
        line = engine._pool._lines[Lane.PUBLIC]
        first = Asking(engine)
        eventually(lambda: len(line) == 1)
        second = Asking(engine, COUNT)
        eventually(lambda: len(line) == 2)
        running.end()
        eventually(lambda: len(line) == 1)
        assert second.outcome is None
        first.end()
        second.thread.join()
        assert second.outcome == "n\r\n3\r\n"


def test_who_waits_is_told_that_the_engine_closes(quads: Path) -> None:
    with opened(quads, quick_seconds=60) as engine:
        running = Asking(engine)
        eventually(lambda: engine._pool._lent[Lane.PUBLIC] == 1)
        waiting = Asking(engine, COUNT)
        eventually(lambda: len(engine._pool._lines[Lane.PUBLIC]) == 1)
        engine.close()
        waiting.thread.join()
        assert isinstance(waiting.outcome, EngineUnavailable)
        assert isinstance(running.end(), QueryError | EngineUnavailable)


def test_defaults() -> None:
    assert Capacity() == Capacity(4, 4, 64, 10.0, 0.1)
    assert Capacity().waiting_long == 16
