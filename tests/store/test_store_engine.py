"""The engine as it is used: real processes, real limits."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.problems import Text
from kg.store import (
    Caller,
    Dataset,
    EngineBusy,
    EngineUnavailable,
    Kind,
    Lane,
    Limits,
    ProcessEngine,
    QueryCancelled,
    QueryError,
    QueryFailed,
    QueryOutOfMemory,
    QueryRefused,
    QueryTimeout,
    QueryTooLarge,
    QueryUnsortable,
    open_engine,
)
from kg.store.answer import READ_AHEAD

CSV = "text/csv"
CROSSED = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(20))
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {CROSSED} }}"
LONG = f"SELECT * {{ {CROSSED} }}"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ASK = "ASK { ?s ?p ?o }"
MIXED = 101
"""So many integers and strings, in either order, its sort finds to compare in a circle."""


def ask(engine: ProcessEngine, text: str = ASK, **more: object) -> str:
    with engine.query(text, media_type=CSV, **more) as answer:  # type: ignore[arg-type]
        return answer.read().decode()


def eventually(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.02)


def running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def workers(engine: ProcessEngine) -> set[int]:
    zygote = engine.process_id
    text = Path(f"/proc/{zygote}/task/{zygote}/children").read_text(encoding="ascii")
    return {int(pid) for pid in text.split()}


def descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


# Answers


def test_kinds_and_sizes(engine: ProcessEngine) -> None:
    with engine.query(ASK, media_type=CSV) as answer:
        assert (answer.kind, answer.media_type, answer.size) == (Kind.BOOLEAN, CSV, 4)
        assert list(answer.chunks) == [b"true"]
        assert list(answer.chunks) == []
    with engine.query("SELECT * {}", media_type=CSV) as answer:
        assert answer.kind is Kind.BINDINGS
    with engine.query("CONSTRUCT WHERE {}", media_type="text/turtle") as answer:
        assert (answer.kind, answer.read()) == (Kind.GRAPH, b"")


def test_the_default_graph_is_the_merge(engine: ProcessEngine) -> None:
    assert engine.graphs == {"http://e/g1", "http://e/g2"}
    assert ask(engine, COUNT) == "n\r\n3\r\n"


@pytest.mark.parametrize("merged", [True, False])
def test_several_graphs_count_a_shared_triple_once(quads: Path, merged: bool) -> None:
    engine = open_engine(quads, workers=1, merged_default=merged)
    both = Dataset(("http://e/g1", "http://e/g2"), ())
    assert ask(engine, COUNT, dataset=both) == "n\r\n3\r\n"
    clauses = "FROM <http://e/g1> FROM <http://e/g2>"
    assert ask(engine, f"SELECT (COUNT(*) AS ?n) {clauses} {{ ?s ?p ?o }}") == "n\r\n3\r\n"
    assert ask(engine, COUNT) == f"n\r\n{3 if merged else 0}\r\n"
    engine.close()


def test_a_dataset_that_is_given_takes_precedence(engine: ProcessEngine) -> None:
    query = "SELECT ?o FROM <http://e/g2> { <http://e/t> ?p ?o }"
    assert ask(engine, query) == "o\r\n1\r\n"
    assert ask(engine, query, dataset=Dataset(("http://e/g1",))) == "o\r\n"


def test_a_default_graph_of_its_own_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.nq"
    path.write_text("<a:a> <a:b> <a:c> .\n<a:d> <a:e> <a:f> <a:g> .\n", encoding="utf-8")
    engine = open_engine(path, workers=1)
    assert ask(engine, COUNT) == "n\r\n1\r\n"
    engine.close()


def test_a_long_answer_is_whole(engine: ProcessEngine) -> None:
    numbers = " ".join(map(str, range(100)))
    crossed = " ".join(f"VALUES ?{name} {{ {numbers} }}" for name in "abc")
    with engine.query(f"SELECT ?a ?b ?c {{ {crossed} }}", media_type=CSV) as answer:
        assert answer.size is None
        rows = answer.read().decode().splitlines()
    assert len(set(rows)) == 1_000_001
    with engine.query(f"SELECT ?a ?b ?c {{ {crossed} }}", media_type=CSV) as answer:
        answer.wait()
        assert answer.size == len("a,b,c\r\n") + sum(len(row) + 2 for row in rows[1:])


def test_a_media_type_that_does_not_fit(engine: ProcessEngine) -> None:
    with pytest.raises(ValueError, match="text/turtle cannot hold an answer to ASK"):
        engine.query(ASK, media_type="text/turtle")


@pytest.mark.parametrize("dump", [True, False])
def test_rocksdb_folder(tmp_path: Path, quads: Path, dump: bool) -> None:
    folder = tmp_path / "store"
    store = ox.Store(str(folder))
    store.bulk_load(path=quads, format=ox.RdfFormat.N_QUADS)
    if dump:
        store.extend([ox.Quad(q.subject, q.predicate, q.object) for q in store])
    store.flush()
    del store
    engine = open_engine(folder, workers=1)
    assert engine.graphs == {"http://e/g1", "http://e/g2"}
    assert ask(engine, COUNT) == f"n\r\n{3 if dump else 0}\r\n"
    assert ask(engine, COUNT, dataset=Dataset(("http://e/g1",))) == "n\r\n2\r\n"
    engine.close()


# Limits


def test_time(engine: ProcessEngine) -> None:
    before = workers(engine)
    with pytest.raises(QueryTimeout) as caught:
        ask(engine, ENDLESS, limits=Limits(seconds=0.2))
    assert caught.value.seconds == 0.2
    assert "0.2秒" in caught.value.text.ja
    assert ask(engine) == "true"
    eventually(lambda: len(before - workers(engine)) == 1)


def test_time_over_while_the_answer_streams(engine: ProcessEngine) -> None:
    with engine.query(LONG, media_type=CSV, limits=Limits(seconds=1.5)) as answer:
        with pytest.raises(QueryTimeout):
            answer.read()
        with pytest.raises(QueryTimeout):
            answer.wait()
    assert ask(engine) == "true"


def test_memory(engine: ProcessEngine) -> None:
    limits = Limits(memory_bytes=64 * 1024**2)
    with pytest.raises(QueryOutOfMemory) as caught:
        ask(engine, f"SELECT * {{ {CROSSED} }} ORDER BY ?c0", limits=limits)
    assert caught.value.bytes == limits.memory_bytes
    assert ask(engine) == "true"


@pytest.fixture(params=[True, False], ids=["memory", "disk"])
def mixed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ProcessEngine]:
    """Integers and strings that look like them: 3 < 20 as numbers, "20" < "3" as text."""
    integer = "^^<http://www.w3.org/2001/XMLSchema#integer>"
    lines = [
        f'<a:{n}> <a:p> "{n * 11 % MIXED}"{integer if n % 2 else ""} .\n' for n in range(MIXED)
    ]
    path = tmp_path / "mixed.nq"
    path.write_text("".join(lines), encoding="utf-8")
    if not request.param:
        store = ox.Store(str(tmp_path / "store"))
        store.bulk_load(path=path, format=ox.RdfFormat.N_QUADS)
        store.flush()
        del store
        path = tmp_path / "store"
    engine = open_engine(path, workers=2)
    yield engine
    engine.close()


def test_values_that_the_engine_cannot_sort(mixed: ProcessEngine) -> None:
    before = workers(mixed)
    with pytest.raises(QueryUnsortable) as caught:
        ask(mixed, "SELECT * { ?s ?p ?o } ORDER BY ?o")
    assert caught.value.text == Text(
        "検索エンジンは、数値とほかの値が混在するこの組み合わせを並べ替えられません。"
        "ORDER BY ?x の代わりに ORDER BY STR(?x) を使ってください。",
        "The engine cannot sort this mix of values; use ORDER BY STR(?x) instead of ORDER BY ?x.",
    )
    assert "correctly implement a total order" in caught.value.words
    assert "stack backtrace:" not in caught.value.words
    eventually(lambda: len(before - workers(mixed)) == 1)
    rows = ask(mixed, "SELECT ?o { ?s ?p ?o } ORDER BY STR(?o)").split()
    assert rows == ["o", *sorted(map(str, range(MIXED)))]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (b"", QueryFailed),
        (b"thread panicked at x.rs:1:\nindex out of bounds\nstack backtrace:\n", QueryFailed),
        (b"thread panicked\nstack backtrace:\nmemory allocation of 9 bytes failed", QueryFailed),
        (b"memory allocation of 4096 bytes failed\n", QueryOutOfMemory),
        (b'panicked: Os { code: 12, kind: OutOfMemory, message: "" }', QueryOutOfMemory),
        (b"x" * 100_000, QueryFailed),
    ],
)
def test_what_an_engine_that_aborts_says(
    engine: ProcessEngine, words: bytes, kind: type[QueryError]
) -> None:
    worker = engine._pool._idle[-1]
    with Path(f"/proc/{worker.pid}/fd/2").open("wb", buffering=0) as its_stderr:
        os.set_blocking(its_stderr.fileno(), False)
        its_stderr.write(words)
    os.kill(worker.pid, signal.SIGABRT)
    with pytest.raises(QueryError) as caught:
        ask(engine, ENDLESS)
    assert type(caught.value) is kind
    assert caught.value.text.ja != caught.value.text.en
    assert ask(engine) == "true"


def test_descriptors_are_given_back(quads: Path) -> None:
    before = descriptors()
    engine = open_engine(quads, workers=1)
    with_workers = descriptors()
    for _ in range(3):
        with pytest.raises(QueryTimeout):
            ask(engine, ENDLESS, limits=Limits(seconds=0.1))
    assert descriptors() == with_workers
    engine.close()
    assert descriptors() == before


def test_result_within_the_read_ahead(engine: ProcessEngine) -> None:
    with pytest.raises(QueryTooLarge) as caught:
        ask(engine, LONG, limits=Limits(result_bytes=READ_AHEAD // 2))
    assert caught.value.bytes == READ_AHEAD // 2
    assert ask(engine) == "true"


def test_result_beyond_the_read_ahead_is_never_cut(engine: ProcessEngine) -> None:
    limit = 4 * READ_AHEAD
    parts: list[bytes] = []
    with (
        engine.query(LONG, media_type=CSV, limits=Limits(result_bytes=limit)) as answer,
        pytest.raises(QueryTooLarge),
    ):
        parts.extend(answer.chunks)
    assert READ_AHEAD < sum(map(len, parts)) <= limit


def test_nesting_that_overruns_the_stack(engine: ProcessEngine) -> None:
    with pytest.raises(QueryRefused, match="nested too deeply"):
        ask(engine, "ASK " + "{" * 50_000 + "}" * 50_000)
    assert ask(engine) == "true"


# Leaving


def test_closing_an_answer_stops_its_query(engine: ProcessEngine) -> None:
    answer = engine.query(LONG, media_type=CSV)
    answer.close()
    assert ask(engine) == "true"


def test_a_caller_that_leaves(engine: ProcessEngine) -> None:
    with pytest.raises(QueryCancelled):
        ask(engine, ENDLESS, caller=Caller(Lane.PUBLIC, lambda: True))
    assert ask(engine) == "true"


def test_cancelled_while_it_computes(engine: ProcessEngine) -> None:
    with engine.query(LONG, media_type=CSV) as answer:
        first = next(answer.chunks)
        answer._run.cancel()
        with pytest.raises(QueryCancelled):
            answer.wait()
    assert first.startswith(b"a0,")


# Workers


def test_a_free_worker_is_waited_for_within_bounds(quads: Path) -> None:
    engine = open_engine(quads, workers=1, wait_seconds=0.1, quick_seconds=60)
    public = Caller(Lane.PUBLIC)
    stop = threading.Event()
    long = Caller(Lane.PUBLIC, stop.is_set)
    failed: list[QueryError] = []

    def run() -> None:
        try:
            ask(engine, ENDLESS, caller=long)
        except QueryError as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    eventually(lambda: engine._pool._lent[Lane.PUBLIC] == 1)
    with pytest.raises(EngineBusy) as caught:
        ask(engine, caller=public)
    assert caught.value.seconds == 0.1
    assert ask(engine) == "true", "the application's own queries have a worker left"
    stop.set()
    thread.join()
    assert [type(error) for error in failed] == [QueryCancelled]
    assert ask(engine, caller=public) == "true"
    engine.close()


def test_many_at_a_time(engine: ProcessEngine) -> None:
    found: list[str] = []

    def run() -> None:
        found.extend(ask(engine, COUNT, caller=Caller(Lane.PUBLIC)) for _ in range(20))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["n\r\n3\r\n"] * 160


def test_a_worker_that_grew_is_replaced(engine: ProcessEngine) -> None:
    before = workers(engine)
    numbers = " ".join(map(str, range(1000)))
    crossed = " ".join(f"VALUES ?{name} {{ {numbers} }}" for name in "ab")
    ask(engine, f"SELECT (COUNT(*) AS ?n) {{ {{ SELECT DISTINCT * {{ {crossed} }} }} }}")
    assert ask(engine) == "true"
    eventually(lambda: len(before - workers(engine)) == 1)


def test_a_worker_killed_by_the_system(quads: Path) -> None:
    engine = open_engine(quads, workers=1, quick_seconds=60)

    def kill() -> None:
        busy = engine._pool
        eventually(lambda: busy._lent[Lane.OWN] == 1)
        idle = {worker.pid for worker in busy._idle}
        for pid in workers(engine) - idle:
            os.kill(pid, signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    with pytest.raises(QueryOutOfMemory):
        ask(engine, ENDLESS)
    thread.join()
    assert ask(engine) == "true"
    engine.close()


def test_an_engine_whose_process_died_starts_again(quads: Path) -> None:
    engine = open_engine(quads, workers=1)
    first, its_workers = engine.process_id, workers(engine)
    os.kill(first, signal.SIGKILL)
    eventually(lambda: not engine._zygote.alive)
    assert ask(engine) == "true"
    assert engine.process_id != first
    eventually(lambda: not any(running(pid) for pid in its_workers))
    engine.close()


def test_close_ends_every_process(quads: Path) -> None:
    engine = open_engine(quads, workers=2)
    pids = {engine.process_id, *workers(engine)}
    assert len(pids) == 4
    engine.close()
    engine.close()
    eventually(lambda: not any(running(pid) for pid in pids))
    with pytest.raises(EngineUnavailable, match="closed"):
        ask(engine)


@pytest.mark.parametrize("ending", ["pass", "os.kill(os.getpid(), signal.SIGKILL)"])
def test_no_process_outlives_its_parent(quads: Path, ending: str) -> None:
    code = (
        "import os, signal, sys, threading, time; from pathlib import Path; "
        "from kg.store import open_engine; "
        "engine = open_engine(Path(sys.argv[1]), workers=1, quick_seconds=60); "
        f"ask = lambda: engine.query({ENDLESS!r}, media_type='text/csv'); "
        "threading.Thread(target=ask, daemon=True).start(); time.sleep(0.3); "
        "print(engine.process_id, *open(f'/proc/{engine.process_id}/task/{engine.process_id}"
        f"/children').read().split(), flush=True); {ending}"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(quads)], stdout=subprocess.PIPE, text=True, check=False
    )
    pids = [int(pid) for pid in done.stdout.split()]
    assert len(pids) == 3
    eventually(lambda: not any(running(pid) for pid in pids))


# Sources


@pytest.mark.parametrize("content", [None, "this is no N-Quads\n"])
def test_a_source_that_cannot_be_loaded(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "x.nq"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(EngineUnavailable, match=re.escape(f"cannot be loaded: {path}")):
        open_engine(path)


# Refusals


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9/> {} }", "service"),
        ("SELECT * { VALUES ?x { <http://127.0.0.1:9/> } SERVICE ?x {} }", "service"),
        ("SELECT * FROM <http://127.0.0.1:9/> {}", "graph"),
        ("SELECT * FROM NAMED <file:///etc/passwd> {}", "graph"),
        ("LOAD <file:///etc/passwd>", "update"),
        ("SELECT * { BIND(<http://e/f>(1) AS ?x) }", "unsupported"),
    ],
)
def test_refusals(engine: ProcessEngine, text: str, rule: str) -> None:
    with pytest.raises(QueryRefused) as caught:
        ask(engine, text)
    assert caught.value.rule == rule
    assert caught.value.text.ja != caught.value.text.en
    assert ask(engine) == "true"
