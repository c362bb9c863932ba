"""The command as a process: terminals, exit codes, the server."""

import os
import pty
import re
import signal
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.conftest import Kg

COMMAND = (sys.executable, "-c", "from kg.cli import main; main(prog_name='kg')")


def environment(kg: "Kg") -> dict[str, str]:
    return {**os.environ, "KG_HOME": str(kg.home), "KG_LANG": "en", "PYTHONUTF8": "1"}


def test_build_is_silent_but_for_its_last_line_where_there_is_no_terminal(kg: "Kg") -> None:
    done = subprocess.run(
        [*COMMAND, "build", "--root", str(kg.project)],
        env=environment(kg),
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"48 triples, 5 resources, .*\n", done.stdout)


def test_build_draws_a_bar_on_a_terminal(kg: "Kg") -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "build", "--root", str(kg.project)],
        env={**environment(kg), "TERM": "xterm", "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        drawn = bytearray()
        while chunk := _read(ours):
            drawn += chunk
        assert process.wait() == 0
    os.close(ours)
    assert "Publishing" in drawn.decode()
    assert "8/8" in drawn.decode()


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux says EIO where the other side of a terminal is closed
        return b""


def test_serve_builds_what_is_missing_and_serves_it(kg: "Kg") -> None:
    with subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--root", str(kg.project)],
        env=environment(kg),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline().startswith("48 triples, 5 resources")
            address = process.stdout.readline().strip()
            with urllib.request.urlopen(f"{address}/readyz", timeout=30) as answer:
                assert b'"status":"ok"' in answer.read().replace(b" ", b"")
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0


def test_serve_without_building_needs_a_release(kg: "Kg") -> None:
    done = subprocess.run(
        [*COMMAND, "serve", "--no-build"],
        env=environment(kg),
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 70
    assert done.stderr == f"kg: there is no release in {kg.home}; make one with: kg build\n"
