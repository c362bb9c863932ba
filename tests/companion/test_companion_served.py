"""A running server takes up what is added and removed, drops nobody, and survives damage."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from werkzeug.test import Client

from companion.conftest import GRAPH, IRIS, MINI, put
from kg.companion import Details, Shelf
from kg.companion.adding import add
from kg.iris import expand
from kg.release import build, current
from kg.settings import Settings
from kg.web.serve import open_release
from kg.web.switch import Switch
from served import PATIENCE, UNMETERED, Served, serving

PEOPLE = f"SELECT ?n {{ GRAPH <{GRAPH}> {{ ?a <http://e.example/people> ?n }} }} ORDER BY ?n"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
BOTH = "n\r\n10\r\n11\r\n"
NOBODY = "n\r\n"
LICENCE = "http://licence.example/"


def eventually(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.01)


@contextmanager
def switching(home: Path, **settings: object) -> Iterator[Switch]:
    chosen = Settings(query_workers=1, **settings)
    switch = Switch(home, chosen, open_release, look_seconds=0.02)
    try:
        yield switch
    finally:
        switch.close()


def asked(switch: Switch, query: str = PEOPLE, path: str = "/sparql", tag: str = "") -> str:
    """The answer as CSV; the status alone where it has no body."""
    headers = {"If-None-Match": tag} if tag else {}
    answer = Client(switch).get(
        path, query_string={"query": query, "format": "csv"}, headers=headers, buffered=True
    )
    return answer.text or str(answer.status_code)


def tag_of(switch: Switch, path: str) -> str:
    answer = Client(switch).get(path, buffered=True)
    assert answer.status_code == 200
    return answer.headers["ETag"]


def names(switch: Switch) -> list[str]:
    return [entry.name for entry in switch.companions.entries]


@pytest.mark.parametrize("store", ["memory", "disk"])
def test_what_is_added_and_removed_is_taken_up(lone: Path, store: str) -> None:
    path = f"/sparql?query={quote(PEOPLE)}&format=csv"
    with switching(lone, store=store) as switch:
        own = asked(switch, COUNT)
        assert asked(switch) == NOBODY
        before = tag_of(switch, path)
        put(lone)
        eventually(lambda: names(switch) == ["others"])
        assert asked(switch) == BOTH
        assert asked(switch, COUNT) == own
        # What was kept of the answer before is not given again, neither here nor by a client.
        assert asked(switch, tag=before) == BOTH
        assert asked(switch, tag=tag_of(switch, path)) == "304"
        put(lone, text="<a:a> <http://e.example/people> 12 .")
        eventually(lambda: asked(switch) == "n\r\n12\r\n")
        build(lone, root=MINI, base="https://w3id.org/sti-kg/", site="https://elsewhere.example/")
        eventually(lambda: switch.release == current(lone))
        assert asked(switch) == "n\r\n12\r\n"
        Shelf(lone).remove("others")
        eventually(lambda: not names(switch))
        assert asked(switch) == NOBODY
        assert asked(switch, COUNT) == own


def test_a_release_at_its_permanent_address_is_as_it_was_published(lone: Path) -> None:
    put(lone)
    with switching(lone) as switch:
        path = f"/releases/{switch.release.id}"
        assert asked(switch) == BOTH
        assert asked(switch, path=f"{path}/sparql") == NOBODY
        catalogue = Client(switch).get(f"{path}/catalog.ttl", buffered=True)
        assert GRAPH not in catalogue.text


@pytest.mark.parametrize("damage", ["file", "index"])
def test_damage_while_it_is_served_changes_nothing_but_the_log(
    lone: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    caplog.set_level(logging.INFO)
    put(lone, "elsewhere", "<a:a> <a:b> 1 .")
    with switching(lone) as switch:
        added = put(lone)
        eventually(lambda: asked(switch) == BOTH)
        path = lone / "companions" / (added.file if damage == "file" else "index.json")
        path.write_text("nothing", encoding="utf-8")
        if damage == "file":
            assert asked(switch) == BOTH
            put(lone, "third", "<a:a> <a:b> 3 .")
            eventually(lambda: names(switch) == ["elsewhere", "third"])
            assert "left out: the companion others is damaged" in caplog.text
        else:
            eventually(lambda: not names(switch))
            assert "no companion is asked" in caplog.text
        assert asked(switch, "ASK {}").strip() == "true"


def test_damage_at_the_start_is_no_hindrance(lone: Path, caplog: pytest.LogCaptureFixture) -> None:
    added = put(lone)
    (lone / "companions" / added.file).write_bytes(b"\x00")
    with switching(lone) as switch:
        assert names(switch) == []
        assert asked(switch, "ASK {}").strip() == "true"
    assert "left out: the companion others is damaged" in caplog.text


def test_companions_that_no_engine_takes_are_left_out(
    lone: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As where there is no room for the store that has them."""
    put(lone)
    (lone / "companions" / "stores").write_bytes(b"in the way")
    with switching(lone, store="disk") as switch:
        assert names(switch) == []
        assert asked(switch, "ASK {}").strip() == "true"
    assert "cannot be served with companions" in caplog.text


# What is said of them


def graph(body: bytes, form: ox.RdfFormat) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(body, format=form)}


def test_the_catalogue_lists_them_with_licence_and_date(lone: Path) -> None:
    titles = {"ja": "ほかの題", "en": "Another title"}
    details = {"licence": LICENCE, "issued": "2026-01-02", "source": "http://source.example/x"}
    own = (current(lone).path / "catalog.ttl").read_bytes()
    with switching(lone) as switch:
        client = Client(switch)
        assert client.get("/catalog.ttl", buffered=True).data == own
        tags = {path: tag_of(switch, path) for path in ("/catalog.ttl", "/catalog.jsonld")}
        put(lone, titles=titles, **details)
        eventually(lambda: bool(names(switch)))
        for path, tag in tags.items():
            assert tag_of(switch, path) != tag
        body = client.get("/catalog.ttl", buffered=True).data
        page = client.get("/catalog", headers={"Accept": "text/html"}, buffered=True).text
        data = client.get("/catalog.jsonld", buffered=True)
    more = graph(body, ox.RdfFormat.TURTLE) - graph(own, ox.RdfFormat.TURTLE)
    assert graph(data.data, ox.RdfFormat.JSON_LD) == graph(body, ox.RdfFormat.TURTLE)
    subject = ox.NamedNode(GRAPH)
    assert {(t.predicate.value, t.object) for t in more if t.subject == subject} >= {
        (expand("dcterms:title"), ox.Literal("ほかの題", language="ja")),
        (expand("dcterms:title"), ox.Literal("Another title", language="en")),
        (expand("dcterms:license"), ox.NamedNode(LICENCE)),
        (expand("dcterms:source"), ox.NamedNode("http://source.example/x")),
        (
            expand("dcterms:issued"),
            ox.Literal("2026-01-02", datatype=ox.NamedNode(expand("xsd:date"))),
        ),
        (expand("void:triples"), ox.Literal(3)),
        (expand("rdf:type"), ox.NamedNode(expand("dcat:Dataset"))),
    }
    catalogue = ox.NamedNode("https://w3id.org/sti-kg/catalog")
    listed = ox.Triple(catalogue, ox.NamedNode(expand("dcat:dataset")), subject)
    assert {t for t in more if t.subject != subject} == {listed}
    assert 'id="graph/companion/others"' in page
    assert all(words in page for words in ("Another title", LICENCE, "2026"))


def test_named_graphs_of_a_companion_are_its_parts(lone: Path) -> None:
    file = lone.parent / "a.nq"
    file.write_text("<a:a> <a:b> <a:c> <http://e.example/one> .", encoding="utf-8")

    add(lone, "others", [file], details=Details(), iris=IRIS, most=9)
    with switching(lone) as switch:
        body = Client(switch).get("/catalog.ttl", buffered=True).data
    part = ox.NamedNode(f"{GRAPH}/one")
    found = graph(body, ox.RdfFormat.TURTLE)
    assert ox.Triple(ox.NamedNode(GRAPH), ox.NamedNode(expand("dcterms:hasPart")), part) in found
    source = ox.NamedNode("http://e.example/one")
    assert ox.Triple(part, ox.NamedNode(expand("dcterms:source")), source) in found


def test_the_services_description_names_their_graphs(lone: Path) -> None:
    def named(switch: Switch) -> set[str]:
        answer = Client(switch).get("/sparql", headers={"Accept": "text/turtle"}, buffered=True)
        found = graph(answer.data, ox.RdfFormat.TURTLE)
        sd = {t.subject: str(t.object) for t in found if t.predicate.value == expand("sd:name")}
        linked = {t.object for t in found if t.predicate.value == expand("sd:namedGraph")}
        assert set(sd) == linked
        return set(sd.values())

    with switching(lone) as switch:
        before = named(switch)
        put(lone)
        eventually(lambda: bool(names(switch)))
        assert named(switch) == {*before, f"<{GRAPH}>"}


def test_the_address_of_a_graph_leads_to_the_catalogue(lone: Path) -> None:
    put(lone)
    with switching(lone) as switch:
        answer = Client(switch).get("/graph/companion/others", buffered=True)
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        "/catalog#graph/companion/others",
    )


# Under load


class Visitor(threading.Thread):
    """Asks again and again; keeps what was not one of the right answers."""

    def __init__(
        self, server: Served, query: str, right: set[bytes], stop: threading.Event
    ) -> None:
        super().__init__()
        self._path = f"/sparql?format=csv&query={quote(query)}"
        self._server, self._right, self._stopped = server, right, stop
        self.seen: set[bytes] = set()
        self.wrong: list[object] = []

    def run(self) -> None:
        while not self._stopped.is_set():
            try:
                answer = self._server.get(self._path)
            except OSError as error:
                self.wrong.append(error)
                continue
            self.seen.add(answer.body)
            if answer.status != 200 or answer.body not in self._right:
                self.wrong.append(answer)


def test_no_request_is_dropped_while_companions_change(lone: Path) -> None:
    texts = {
        "10": "<a:a> <http://e.example/people> 10 .",
        "11": "<a:a> <http://e.example/people> 11 .",
    }
    right = {b"n\r\n", *(f"n\r\n{number}\r\n".encode() for number in texts)}
    own = f"n\r\n{current(lone).manifest.triples}\r\n".encode()
    with serving(lone, lone.parent / "log", **UNMETERED) as server:
        stop = threading.Event()
        visitors = [
            *(Visitor(server, PEOPLE, right, stop) for _ in range(3)),
            Visitor(server, COUNT, {own}, stop),
        ]
        path = f"/sparql?format=csv&query={quote(PEOPLE)}"
        for visitor in visitors:
            visitor.start()
        try:
            for number, text in texts.items():
                put(lone, text=text)
                wanted = f"n\r\n{number}\r\n".encode()
                eventually(lambda wanted=wanted: server.get(path).body == wanted)  # type: ignore[misc]
            Shelf(lone).remove("others")
            eventually(lambda: server.get(path).body == b"n\r\n")
        finally:
            stop.set()
            for visitor in visitors:
                visitor.join()
    assert [visitor.wrong for visitor in visitors] == [[]] * len(visitors)
    assert visitors[0].seen == right
