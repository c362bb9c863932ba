"""What tests of several rooms use: the project's folder, its questions, its command."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[1]


def kg_command(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start the command ``kg`` as a process of its own, as a user would."""
    return subprocess.Popen(
        [sys.executable, "-m", "kg.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, "LANG": "C.UTF-8", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def await_server(address: str, process: subprocess.Popen[str], seconds: float) -> None:
    """Wait until a server is up; an AssertionError with its words where it ended or was silent."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError("".join(process.communicate()))
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"no answer from {address} within {seconds} s")


def questions() -> list[Path]:
    """The query files, in the order of their names."""
    return sorted((ROOT / "queries").glob("*.rq"))


def header(question: Path) -> dict[str, str]:
    """The title and wording that a query file carries in its first lines."""
    return dict(re.findall(r"^#\+ ([\w@]+): (.+)$", question.read_text("utf-8"), re.MULTILINE))
