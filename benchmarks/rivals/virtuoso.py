"""Virtuoso, from Debian: a database with the triples, and its server."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from benchmarks.client import Endpoint
from benchmarks.processes import CommandFailed, free_port, memory_of_machine, run, running
from benchmarks.rivals.environments import Absent, debian, debian_version
from benchmarks.workspace import Bench

_PACKAGE: Final = "virtuoso-opensource"
_GRAPH: Final = "http://example.org/graph"
_SETTINGS: Final = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{port}
DirsAllowed = {folder}, {data}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
ServerThreads = 100
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 32
MaxKeepAlives = 32
KeepAliveTimeout = 30
[SPARQL]
ResultSetMaxRows = 1000000
"""
_LOAD: Final = """\
ld_dir('{folder}', '{file}', '{graph}');
rdf_loader_run();
checkpoint;
"""


@contextmanager
def serving(bench: Bench, triples: Path) -> Iterator[Endpoint]:
    """A server over an N-Triples file, loaded into one graph.

    Its buffers take an eighth of the machine's memory, 8 kB each.

    Raises:
        Absent: Virtuoso is not there and cannot be installed, or does not load the file.
    """
    program = debian(bench, "virtuoso-t", _PACKAGE)
    isql = debian(bench, "isql-vt", _PACKAGE)
    folder = bench.scratch("virtuoso")
    port, http = free_port(), free_port()
    buffers = memory_of_machine() // 8 // 8192
    settings = folder / "virtuoso.ini"
    settings.write_text(
        _SETTINGS.format(
            folder=folder,
            data=triples.parent,
            port=port,
            http=http,
            buffers=buffers,
            dirty=buffers * 3 // 4,
        )
    )
    script = folder / "load.sql"
    script.write_text(_LOAD.format(folder=triples.parent, file=triples.name, graph=_GRAPH))
    command = [program, "+foreground", "+configfile", str(settings)]
    with running(command, log=bench.work / "virtuoso.log", folder=folder) as process:
        _await_port(isql, port, process)
        try:
            run([isql, f"127.0.0.1:{port}", "dba", "dba", str(script)])
        except CommandFailed as error:
            raise Absent(f"Virtuoso does not load: {error}") from error
        path = f"/sparql?default-graph-uri={quote(_GRAPH, safe='')}&query="
        name = f"Virtuoso {debian_version(_PACKAGE)}".strip()
        endpoint = Endpoint(name, http, path, process)
        endpoint.await_up()
        yield endpoint


def _await_port(isql: str, port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the database answers on its own port."""
    for _ in range(600):
        if process.poll() is not None:
            raise Absent(f"Virtuoso ended with code {process.returncode}")
        try:
            run([isql, f"127.0.0.1:{port}", "dba", "dba", "exec=status('');"])
        except CommandFailed:
            time.sleep(0.1)
        else:
            return
    raise Absent("Virtuoso does not start")
