"""The server as it is run: gunicorn in a process of its own."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from kg.release import Manifest, current
from kg.settings import Settings
from kg.web import serve
from served import descendants
from web.small_release import SmallRelease

ROOT = Path(__file__).parents[2]
RUN = (
    "import sys; from pathlib import Path; from kg.settings import Settings; "
    "from kg.web.serve import serve; serve(Path(sys.argv[1]), Settings())"
)
CROSSED = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(8))
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {CROSSED} }}"
_COUNTED = 'kg_requests_total{method="GET",outcome="ok",route="sparql",status="200"} 1.0'
LONG = f"SELECT * {{ {CROSSED} }}"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run there")


@pytest.fixture(scope="module")
def home(release: SmallRelease, tmp_path_factory: pytest.TempPathFactory) -> Path:
    manifest = Manifest(
        id=release.id, created="2020-03-31T00:00:00+00:00", base=release.iris.base,
        site="http://127.0.0.1:8000/", seconds=1.0, inputs={}, key="k", software={}, triples=37,
        resources=6, graphs={}, classes={}, validation={}, files={}, previous="", gone=(),
    )  # fmt: skip
    (release.path / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")
    home = tmp_path_factory.mktemp("home")
    (home / "current").symlink_to(release.path)
    return home


@contextmanager
def server(
    command: list[str],
    environment: dict[str, str] | None = None,
    says: int = 1,
    log: Path = Path(os.devnull),
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    own = {"KG_PORT": "0", "KG_QUERY_WORKERS": "1", "KG_BUDGET_SECONDS": "0", **(environment or {})}
    with (
        log.open("wb") as logged,
        subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={**os.environ, **own},
            stdout=subprocess.PIPE,
            stderr=logged,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        try:
            yield process, address
        finally:
            process.terminate()
            said = process.stdout.read().splitlines()
            assert said == [address] * (says - 1), "the address is all that is said"


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    settings = {"KG_RESULT_BYTES": "1000000", "KG_QUERY_SECONDS": "60", "KG_QUERY_WAIT": "20"}
    with server(["-c", RUN, str(home)], settings) as (_, address):
        yield address


@contextmanager
def connect(address: str) -> Iterator[http.client.HTTPConnection]:
    parts = urlsplit(address)
    assert parts.hostname is not None
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    with closing(connection):
        yield connection


@contextmanager
def ask(address: str, query: str, **parameters: str) -> Iterator[http.client.HTTPResponse]:
    more = "".join(f"&{name}={quote(value)}" for name, value in parameters.items())
    with connect(address) as connection:
        connection.request("GET", f"/sparql?query={quote(query)}{more}")
        with connection.getresponse() as response:
            yield response


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


def test_answers_a_query(address: str) -> None:
    with ask(address, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") as response:
        body = response.read()
    assert response.status == 200
    assert int(response.headers["Content-Length"]) == len(body)
    assert json.loads(body)["results"]["bindings"][0]["n"]["value"] == "37"


def test_a_long_answer_comes_in_chunks_and_whole(address: str) -> None:
    with ask(address, "SELECT * { ?a ?b ?c . ?d ?e ?f }") as response:
        body = response.read()
    assert response.headers["Transfer-Encoding"] == "chunked"
    assert len(json.loads(body)["results"]["bindings"]) == 37 * 37


def test_head_of_a_long_answer(address: str) -> None:
    with connect(address) as connection:
        connection.request("HEAD", f"/sparql?query={quote(LONG)}")
        with connection.getresponse() as response:
            assert (response.status, response.read()) == (200, b"")


def test_an_answer_that_breaks_off_breaks_the_connection(address: str) -> None:
    with ask(address, LONG) as response:
        assert response.status == 200
        with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
            response.read()


def test_without_chunks_a_long_answer_is_whole_or_an_error(address: str) -> None:
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as link:
        link.sendall(f"GET /sparql?query={quote(LONG)} HTTP/1.0\r\n\r\n".encode())
        answer = b"".join(iter(lambda: link.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.split()[1] == b"503"
    assert json.loads(body)["limit"] == {"bytes": 1000000}


def test_a_timeout_is_an_error(address: str) -> None:
    with ask(address, ENDLESS, timeout="0.3") as response:
        assert response.status == 503
        assert json.loads(response.read())["limit"] == {"seconds": 0.3}


def test_a_query_ends_when_its_client_leaves(address: str) -> None:
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port)) as link:
        link.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.3)
    # The one worker of the public is taken for 60 seconds unless the query has been stopped.
    with ask(address, "ASK {}") as response:
        assert response.read() == b'{"head":{},"boolean":true}'


def test_pages_are_served_while_the_public_waits(address: str) -> None:
    with connect(address) as connection, connect(address) as other:
        connection.request("GET", f"/sparql?timeout=3&query={quote(ENDLESS)}")
        other.request("GET", "/readyz")
        with other.getresponse() as response:
            assert json.loads(response.read())["status"] == "ok"
        with connection.getresponse() as response:
            assert response.status == 503


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_the_server(home: Path, number: signal.Signals) -> None:
    with server(["-c", RUN, str(home)]) as (process, _):
        below = descendants(process.pid)
        assert len(below) >= 3  # gunicorn's worker, the zygote, its workers
        process.send_signal(number)
        process.wait(30)
    eventually(lambda: not any(running(pid) for pid in below))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells on which processors")
@pytest.mark.parametrize("setting", ["one", "all"])
def test_threads_run_on_one_processor_and_queries_on_all(home: Path, setting: str) -> None:
    every = os.sched_getaffinity(0)
    with server(["-c", RUN, str(home)], {"KG_PROCESSORS": setting}) as (process, address):
        with ask(address, "ASK {}") as response:
            assert response.status == 200
        worker, *queries = descendants(process.pid)
        threads = {int(thread.name) for thread in Path(f"/proc/{worker}/task").iterdir()}
        found = [os.sched_getaffinity(thread) for thread in threads]
        assert len(set.union(*found)) == (1 if setting == "one" else len(every))
        assert len(queries) >= 3  # the zygote and its workers
        assert all(os.sched_getaffinity(query) == every for query in queries)


def test_server_py_serves_the_current_release(home: Path) -> None:
    with (
        server(["server.py"], {"KG_HOME": str(home)}) as (_, address),
        ask(address, "ASK { ?s ?p ?o }") as response,
    ):
        assert response.read() == b'{"head":{},"boolean":true}'


def test_server_py_holds_the_application(home: Path) -> None:
    code = (
        "import server; from werkzeug.test import Client; "
        "print(Client(server.app).get('/readyz').json['release'])"
    )
    environment = {**os.environ, "KG_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    assert done.stdout.decode().strip() == "2020-03-31-abcdef0123"


def test_server_py_without_a_release(tmp_path: Path) -> None:
    environment = {**os.environ, "KG_HOME": str(tmp_path / "none")}
    done = subprocess.run(
        [sys.executable, "server.py"], cwd=ROOT, env=environment, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().strip() == (
        f"there is no release in {tmp_path / 'none'}; make one with: kg build"
    )


def served(address: str) -> str:
    with connect(address) as connection:
        connection.request("GET", "/healthz")
        with connection.getresponse() as response:
            return str(json.loads(response.read())["release"])


def test_what_the_link_leads_to_is_served_and_a_hangup_starts_anew(
    release: SmallRelease,
    home: Path,  # noqa: ARG001 - it writes the manifest
    tmp_path: Path,
) -> None:
    later = tmp_path / "later"
    shutil.copytree(release.path, later)
    manifest = (later / "manifest.json").read_text(encoding="utf-8")
    (later / "manifest.json").write_text(manifest.replace(release.id, "2020-04-01-later"))
    link = tmp_path / "current"
    link.symlink_to(release.path)

    with server(["-c", RUN, str(tmp_path)], says=2) as (process, its_address):
        assert served(its_address) == release.id
        before = descendants(process.pid)
        link.unlink()
        link.symlink_to(later)
        eventually(lambda: served(its_address) == "2020-04-01-later")
        process.send_signal(signal.SIGHUP)
        eventually(lambda: not any(running(pid) for pid in before))
        assert served(its_address) == "2020-04-01-later"


def events(log: Path, name: str) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line["event"] == name]


def metrics(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return str(answer.read().decode())


def test_requests_are_logged_and_counted_on_an_address_of_its_own(
    home: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with server(["-c", RUN, str(home)], {"KG_METRICS_PORT": "0"}, says=2, log=log) as (
        process,
        address,
    ):
        eventually(lambda: bool(events(log, "metrics")))
        counted = str(events(log, "metrics")[0]["address"])
        assert counted != f"{address}/metrics"
        assert 'kg_release{release="2020-03-31-abcdef0123"} 1.0' in metrics(counted)
        with ask(address, "ASK {}") as response:
            name = response.headers["X-Request-Id"]
        eventually(lambda: bool(events(log, "request")))
        [request] = events(log, "request")
        assert (request["id"], request["outcome"]) == (name, "ok")
        assert _COUNTED in metrics(counted)
        with connect(address) as connection:
            connection.request("GET", "/metrics")
            with connection.getresponse() as answer:
                assert answer.status == 404

        process.send_signal(signal.SIGHUP)
        eventually(lambda: len(events(log, "metrics")) == 2)
        eventually(lambda: _COUNTED not in metrics(counted))


@pytest.mark.parametrize(
    ("settings", "chosen"),
    [
        (Settings(), "quads"),
        (Settings(memory_quads=10), "store"),
        (Settings(store="disk"), "store"),
        (Settings(store="memory", memory_quads=10), "quads"),
    ],
)
def test_where_the_graph_is_served_from(home: Path, settings: Settings, chosen: str) -> None:
    release = current(home)
    assert serve.source_of(release, settings) == getattr(release, chosen)


def test_gunicorn_listens_on_ipv6_too() -> None:
    assert serve.gunicorn_options(Settings(host="::1", port=1))["bind"] == "[::1]:1"
