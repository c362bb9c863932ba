"""A release is taken up without dropping a request; a damaged one is not taken up at all."""

import http.client
import json
import logging
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from werkzeug.test import Client

from kg.companion import Companions
from kg.problems import Text
from kg.release import Release, ReleaseFault, find, publish
from kg.release.home import Home
from kg.settings import Settings
from kg.store import EngineUnavailable
from kg.web.serve import open_release
from kg.web.serving import Opened
from kg.web.switch import Switch

TESTS = Path(__file__).parents[1]
PATIENCE = 30
TOKYO = "<https://w3id.org/sti-kg/id/region/130001>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
NAME = f'SELECT ?n {{ {TOKYO} {LABEL} ?n FILTER (LANG(?n) = "en") }}'
NAMES = ("Tokyo", "Tokyo Metropolis")
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SWITCHES = 10


def eventually(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.01)


@contextmanager
def switching(home: Path, settings: Settings | None = None, **more: object) -> Iterator[Switch]:
    opener = more.pop("opener", open_release)
    options = {"look_seconds": 0.02, **more}
    switch = Switch(home, settings or Settings(query_workers=1), opener, **options)  # type: ignore[arg-type]
    try:
        yield switch
    finally:
        switch.close()


def name_of(switch: Switch) -> str:
    asked = {"query": NAME, "format": "csv"}
    answer = Client(switch).get("/sparql", query_string=asked, buffered=True)
    assert answer.status_code == 200, answer.text
    return answer.text.splitlines()[1]


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def largest(folder: Path) -> Path:
    return max(folder.glob("*.sst"), key=lambda path: path.stat().st_size)


# Under load


@contextmanager
def gunicorn(home: Path) -> Iterator[tuple[int, int]]:
    """The server in a process of its own: its process id and its port."""
    command = ["-m", "gunicorn", "-k", "gthread", "--threads", "8", "-b", "127.0.0.1:0"]
    with subprocess.Popen(
        [sys.executable, *command, f"release.switching:application({str(home)!r})"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(TESTS)])},
        cwd=TESTS,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        said = ""
        while not (found := re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", said)):
            line = process.stderr.readline()
            assert line, said
            said += line
        drain = threading.Thread(target=process.stderr.read)
        drain.start()
        try:
            yield process.pid, int(found[1])
        finally:
            process.terminate()
            drain.join()


class Visitor(threading.Thread):
    """Asks for the same address until told to stop; keeps what was not as it should be."""

    def __init__(self, port: int, path: str, right: set[bytes], stop: threading.Event) -> None:
        super().__init__()
        self._port, self._path, self._right, self._stopped = port, path, right, stop
        self.answers: list[bytes] = []
        self.wrong: list[object] = []

    def run(self) -> None:
        while not self._stopped.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
            with closing(connection):
                try:
                    self._talk(connection)
                except (OSError, http.client.HTTPException) as error:
                    self.wrong.append(error)

    def _talk(self, connection: http.client.HTTPConnection) -> None:
        for _ in range(20):
            connection.request("GET", self._path)
            with connection.getresponse() as response:
                body = response.read()
            if response.status != 200 or body not in self._right:
                self.wrong.append((response.status, body))
            self.answers.append(body)
            if self._stopped.is_set():
                return


def served(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    with closing(connection):
        connection.request("GET", "/healthz")
        with connection.getresponse() as response:
            return str(json.loads(response.read())["release"])


def engines(pid: int) -> list[int]:
    """The processes under one that hold a graph; any thread of it may have started them."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    children = [int(c) for t in tasks for c in (t / "children").read_text("ascii").split()]
    found = []
    for child in children:
        command = Path(f"/proc/{child}/cmdline").read_bytes()
        found += [child] if b"kg.store.zygote" in command else engines(child)
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="processes are counted by /proc")
def test_no_request_is_dropped_while_releases_are_switched(
    home_of_three: Path, ids: list[str]
) -> None:
    publish(home_of_three, ids[0])
    dumps = {(home_of_three / "releases" / one / "dumps/sti-kg.nt").read_bytes() for one in ids[:2]}
    rows = {f"n\r\n{name}\r\n".encode() for name in NAMES}
    question = f"/sparql?format=csv&query={quote(NAME)}"
    with gunicorn(home_of_three) as (pid, port):
        stop = threading.Event()
        visitors = [
            *(Visitor(port, question, rows, stop) for _ in range(3)),
            Visitor(port, "/dumps/sti-kg.nt", dumps, stop),
            Visitor(port, f"/sparql?format=csv&query={quote(SLOW)}", {b"n\r\n5308416\r\n"}, stop),
            Visitor(port, f"/releases/{ids[0]}{question}", {b"n\r\nTokyo\r\n"}, stop),
        ]
        for visitor in visitors:
            visitor.start()
        try:
            for number in range(1, SWITCHES + 1):
                wanted = ids[number % 2]
                publish(home_of_three, wanted)
                eventually(lambda wanted=wanted: served(port) == wanted)  # type: ignore[misc]
            publish(home_of_three, ids[1])
            eventually(lambda: served(port) == ids[1])
        finally:
            stop.set()
            for visitor in visitors:
                visitor.join()
        assert [visitor.wrong for visitor in visitors] == [[]] * len(visitors)
        for visitor in visitors[:3]:
            assert set(visitor.answers) == rows, "both releases were seen"
        assert set(visitors[3].answers) == dumps
        assert all(visitor.answers for visitor in visitors)
        # the served release, and the earlier one that a visitor asked: the others are closed
        eventually(lambda: len(engines(pid)) == 2)


# One process, step by step


def test_an_answer_under_way_ends_on_the_release_it_began_on(
    home_of_three: Path, ids: list[str]
) -> None:
    closed: list[str] = []

    def opener(release: Release, settings: Settings, _: Companions) -> Opened:
        opened = open_release(release, settings)
        close = opened.engine.close

        def noted() -> None:
            closed.append(release.id)
            close()

        opened.engine.close = noted  # type: ignore[method-assign]
        return opened

    publish(home_of_three, ids[0])
    with switching(home_of_three, opener=opener) as switch:
        path = "/sparql?format=csv&query=" + quote("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        answer = Client(switch).get(path)
        chunks = answer.iter_encoded()
        first = next(chunks)
        publish(home_of_three, ids[1])
        eventually(lambda: switch.release.id == ids[1])
        assert name_of(switch) == NAMES[1]
        assert closed == []
        body = first + b"".join(chunks)
        assert body.count(b"\r\n") == 48**3 + 1
        answer.close()
        assert closed == [ids[0]]
    assert closed == ids[:2]


@pytest.mark.parametrize(
    ("store", "damage"),
    [
        ("memory", lambda path: flip(path / "dumps/sti-kg.nq")),
        ("memory", lambda path: (path / "dumps/sti-kg.nq").write_bytes(b"")),
        ("disk", lambda path: flip(largest(path / "store"))),
        ("disk", lambda path: os.truncate(largest(path / "store"), 100)),
        ("disk", lambda path: (path / "store/CURRENT").unlink()),
        ("memory", lambda path: flip(path / "ontology.ttl")),
        ("memory", lambda path: (path / "manifest.json").write_text("{}")),
    ],
)
def test_a_damaged_release_is_told_of_once_and_not_served(
    home_of_three: Path,
    ids: list[str],
    caplog: pytest.LogCaptureFixture,
    store: str,
    damage: Callable[[Path], object],
) -> None:
    publish(home_of_three, ids[0])
    with switching(home_of_three, Settings(store=store, query_workers=1)) as switch:
        damage(home_of_three / "releases" / ids[1])
        Home(home_of_three).switch(find(home_of_three, ids[1]))
        eventually(lambda: bool(caplog.records))
        time.sleep(0.2)
        (record,) = [one for one in caplog.records if one.levelno >= logging.ERROR]
        assert record.getMessage().startswith(f"{ids[0]} is served on: ")
        assert (switch.release.id, name_of(switch)) == (ids[0], NAMES[0])
        publish(home_of_three, ids[2])
        eventually(lambda: switch.release.id == ids[2])
        assert name_of(switch) == NAMES[1]


def test_an_engine_that_cannot_start_is_told_of_and_tried_when_the_link_is_set_again(
    home_of_three: Path, ids: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    broken = [EngineUnavailable(Text("無理", "no memory")), ZeroDivisionError()]

    def opener(release: Release, settings: Settings, _: Companions) -> Opened:
        if release.id == ids[1] and broken:
            raise broken.pop(0)
        return open_release(release, settings)

    publish(home_of_three, ids[0])
    with switching(home_of_three, opener=opener) as switch:
        for left in (1, 0):
            Home(home_of_three).switch(find(home_of_three, ids[1]))
            eventually(lambda left=left: len(broken) == left)  # type: ignore[misc]
            eventually(lambda left=left: len(caplog.records) == 2 - left)  # type: ignore[misc]
            assert name_of(switch) == NAMES[0]
        Home(home_of_three).switch(find(home_of_three, ids[1]))
        eventually(lambda: switch.release.id == ids[1])
        assert name_of(switch) == NAMES[1]


def test_a_release_built_again_in_its_place_is_taken_up(
    home_of_three: Path, ids: list[str]
) -> None:
    with switching(home_of_three) as switch:
        before = switch.release
        manifest = before.path / "manifest.json"
        text = manifest.read_text(encoding="utf-8")
        manifest.write_text(text.replace('"seconds": ', '"seconds": 1'), encoding="utf-8")
        Home(home_of_three).switch(before.path)
        eventually(lambda: switch.release != before)
        assert switch.release.id == ids[2]


def test_where_what_is_to_be_served_is_damaged_at_the_start_the_last_sound_one_is_served(
    home_of_three: Path, ids: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    flip(home_of_three / "releases" / ids[2] / "dumps/sti-kg.nq")
    with switching(home_of_three) as switch:
        assert switch.release.id == ids[1]
        assert f"{ids[2]} cannot be served: the release" in caplog.text
    for name in ids:
        flip(home_of_three / "releases" / name / "dumps/sti-kg.nq")
        flip(home_of_three / "releases" / name / "report.csv")
    with pytest.raises(ReleaseFault, match=f"{ids[2]} is damaged"), switching(home_of_three):
        pass


def test_without_a_release_the_message_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ReleaseFault, match="make one with: kg build"), switching(tmp_path):
        pass
