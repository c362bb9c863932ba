"""What a worker does with a query, without the processes around it."""

import json
import socket
import threading
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.store.confine import Memory
from kg.store.evaluate import LOOKED_AT, ChunkWriter, Request, Stores, evaluate, merged
from kg.store.frames import CHUNK, Inbox, Tag, packed, packed_json, receive
from kg.store.worker import work

CSV = "text/csv"
G1, G2 = "http://e/g1", "http://e/g2"


@pytest.fixture
def store(quads: Path) -> ox.Store:
    store = ox.Store()
    store.bulk_load(path=quads, format=ox.RdfFormat.N_QUADS)
    return store


def answer(
    store: ox.Store,
    text: str,
    media_type: str = CSV,
    *,
    default: ox.Store | None = None,
    **more: object,
) -> str:
    parts: list[bytes] = []
    fields: dict[str, object] = {"prefixes": {}, "graphs": None, "asks_graphs": False, **more}
    request = Request(text, media_type, **fields)  # type: ignore[arg-type]
    parts.append(evaluate(Stores(default or store, store), request, parts.append))
    return b"".join(parts).decode()


COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
NAMES = "SELECT (COUNT(*) AS ?n) (SAMPLE(?g) AS ?m) { GRAPH ?g { ?s ?p ?o } }"


@pytest.mark.parametrize(
    ("graphs", "number"),
    [
        (None, 0),
        ((None, []), 0),
        (([], []), 0),
        (([G1], []), 2),
        (([G1, G1], []), 2),
        (([G1, G2], []), 3),
        (([G1, G2], [G1]), 3),
    ],
)
def test_default_graph(store: ox.Store, graphs: object, number: int) -> None:
    assert answer(store, COUNT, graphs=graphs) == f"n\r\n{number}\r\n"


@pytest.mark.parametrize(
    ("graphs", "row"),
    [
        (([G1, G2], [G2]), f"2,{G2}"),
        (([G1, G2], []), "0,"),
        (([G1], [G2]), f"2,{G2}"),
        ((None, [G1]), f"2,{G1}"),
    ],
)
def test_named_graphs(store: ox.Store, graphs: object, row: str) -> None:
    assert answer(store, NAMES, graphs=graphs, asks_graphs=True) == f"n,m\r\n{row}\r\n"


def test_the_default_graph_is_asked_where_it_stands_alone(store: ox.Store) -> None:
    alone = ox.Store()
    alone.add(ox.Quad(*[ox.NamedNode("http://e/alone")] * 3))
    assert answer(store, COUNT, default=alone) == "n\r\n1\r\n"
    assert answer(store, COUNT, default=alone, graphs=([G1], [])) == "n\r\n2\r\n"
    assert answer(store, NAMES, default=alone, asks_graphs=True).startswith("n,m\r\n4,")


def test_merged_store_holds_each_triple_once(store: ox.Store) -> None:
    found = merged(store, [ox.NamedNode(G1), ox.NamedNode(G2)], [ox.NamedNode(G2)])
    default = list(found.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    assert (len(default), len(found)) == (3, 5)


def test_only_prefixes_in_use_are_declared(store: ox.Store) -> None:
    prefixes = {"e": "http://e/", "unused": "http://unused/"}
    text = answer(
        store, f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{G2}> {{ ?s ?p ?o }} FILTER isIRI(?o) }}",
        "text/turtle", prefixes=prefixes,
    )  # fmt: skip
    assert text == "@prefix e: <http://e/> .\ne:s e:p e:o .\n"


def test_a_long_graph_declares_all_and_is_whole(store: ox.Store) -> None:
    numbers = " ".join(map(str, range(LOOKED_AT + 10)))
    text = answer(
        store,
        f"CONSTRUCT {{ <http://e/s> <http://e/p> ?n }} {{ VALUES ?n {{ {numbers} }} }}",
        "text/turtle",
        prefixes={"e": "http://e/", "unused": "http://unused/"},
    )
    assert "@prefix unused:" in text
    assert len(list(ox.parse(text, ox.RdfFormat.TURTLE))) == LOOKED_AT + 10


def test_chunks_are_bounded() -> None:
    parts: list[bytes] = []
    writer = ChunkWriter(parts.append)
    for _ in range(100):
        writer.write(b"x" * 8192)
    writer.flush()
    writer.flush()
    assert b"".join(parts) == b"x" * 819200
    assert {len(part) for part in parts} == {CHUNK, 819200 % CHUNK}


class Working:
    """A worker in a thread of this process."""

    def __init__(self, store: ox.Store) -> None:
        self.link, theirs = socket.socketpair()
        self.inbox = Inbox()
        self.thread = threading.Thread(target=self._run, args=(theirs, store))
        self.thread.start()

    def _run(self, theirs: socket.socket, store: ox.Store) -> None:
        with theirs:
            work(theirs, Stores(store, store), Memory())

    def ask(self, text: str, media_type: str = CSV) -> list[tuple[Tag, object]]:
        self.link.sendall(packed_json(Tag.QUERY, {
            "text": text, "media_type": media_type, "prefixes": {}, "graphs": None,
            "asks_graphs": False, "base": "", "empty": False, "memory_bytes": 1 << 40,
        }))  # fmt: skip
        found = []
        while (frame := receive(self.link, self.inbox)) is not None:
            data = frame.tag is Tag.DATA
            found.append((frame.tag, frame.body if data else json.loads(frame.body or "null")))
            if not data:
                break
        return found

    def end(self) -> None:
        self.link.close()
        self.thread.join()


def test_a_worker_answers_one_query_after_another(store: ox.Store) -> None:
    worker = Working(store)
    done = (Tag.DONE, None)
    assert worker.ask("ASK {}") == [(Tag.DATA, b"true"), done]
    [(tag, fault)] = worker.ask("ASK {")
    assert tag is Tag.FAULT
    assert isinstance(fault, dict)
    assert fault["code"] == "syntax"
    assert worker.ask("ASK { ?s ?p ?o }") == [(Tag.DATA, b"false"), done]
    worker.end()


def test_a_worker_ends_after_a_fault(store: ox.Store) -> None:
    worker = Working(store)
    [(tag, fault)] = worker.ask("SELECT * { BIND(<http://e/f>(1) AS ?x) }")
    assert (tag, fault) == (
        Tag.FAULT,
        {"code": "unsupported", "message": "The custom function <http://e/f> is not supported"},
    )
    assert receive(worker.link, worker.inbox) is None
    worker.end()


def test_frames_that_break_off() -> None:
    ours, theirs = socket.socketpair()
    inbox = Inbox()
    with ours, theirs:
        ours.sendall(packed(Tag.DATA, b"abc") + packed(Tag.DATA, b"") + b"\x02\x00\x00\x00\x05ab")
        ours.shutdown(socket.SHUT_WR)
        assert receive(theirs, inbox) == (Tag.DATA, b"abc")
        assert receive(theirs, inbox) == (Tag.DATA, b"")
        assert receive(theirs, inbox) is None
        assert receive(theirs, inbox) is None


def test_frames_that_come_byte_by_byte() -> None:
    inbox = Inbox()
    sent = packed(Tag.DATA, b"abc") + packed_json(Tag.DONE, {"渋": 1})
    found = []
    for at in range(len(sent)):
        inbox.feed(sent[at : at + 1])
        while frame := inbox.pop():
            found.append(frame)
    assert found == [(Tag.DATA, b"abc"), (Tag.DONE, '{"渋": 1}'.encode())]
    assert found[1].json() == {"渋": 1}
