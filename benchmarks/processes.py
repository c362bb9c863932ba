"""Commands and servers, with the time they take and the memory that all their processes hold."""

import contextlib
import os
import shlex
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]


class CommandFailed(RuntimeError):
    """A command ended with an exit code other than 0; the message ends with its last words."""

    def __init__(self, command: Sequence[str], code: int, said: str) -> None:
        super().__init__(f"{shlex.join(command)} ended with code {code}: {said[-2000:]}")


@dataclass(frozen=True)
class Spent:
    """What one run of a command took.

    Attributes:
        seconds: wall-clock time.
        memory: highest sum of proportional set sizes (pages shared by several processes counted
            once) of the command and its descendants, in MB (10^6 bytes).
        capped: whether it was ended because its time was up.
    """

    seconds: float
    memory: float
    capped: bool = False


def memory_of(pid: int) -> float:
    """The memory of a process and its descendants, as in Spent; 0 where it has ended."""
    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    total = 0
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            total += process.memory_full_info().pss
    return total / 1e6


def memory_of_machine() -> int:
    """The machine's memory in bytes."""
    total: int = psutil.virtual_memory().total
    return total


class Watch:
    """Looks at a process's memory from a thread, more rarely the longer it lasts.

    Looking takes the kernel some 10 ms for each GB, during which the process may have to wait.
    """

    def __init__(self, pid: int) -> None:
        self.peak = 0.0
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        pause = 0.05
        while not self._over.wait(pause):
            self.peak = max(self.peak, memory_of(self._pid))
            pause = min(1.0, pause * 1.05)


def run(
    command: Sequence[str],
    *,
    limit: float | None = None,
    output: Path | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Spent:
    """Run a command to its end.

    Args:
        command: program and arguments.
        limit: seconds after which it is killed, with all its descendants.
        output: file for its standard output; thrown away otherwise.
        environment: variables beside those of this process.
        folder: where it runs.

    Raises:
        CommandFailed: its exit code is not 0.
    """
    with tempfile.TemporaryFile() as said, _opened(output) as out:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdout=out,
            stderr=said,
            env={**os.environ, **(environment or {})},
            cwd=folder,
            start_new_session=True,
        )
        with Watch(process.pid) as watch:
            try:
                process.wait(limit)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                return Spent(time.perf_counter() - started, watch.peak, capped=True)
            seconds = time.perf_counter() - started
        if process.returncode:
            said.seek(0)
            raise CommandFailed(command, process.returncode, said.read().decode(errors="replace"))
    return Spent(seconds, watch.peak)


@contextmanager
def _opened(path: Path | None) -> Iterator[int]:
    with (path or Path(os.devnull)).open("wb") as file:
        yield file.fileno()


@contextmanager
def running(
    command: Sequence[str],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """A server while it runs; ended politely, then by force.

    Args:
        command: program and arguments.
        log: file for what it says.
        environment: variables beside those of this process.
        folder: where it runs.
    """
    with log.open("wb") as said:
        process = subprocess.Popen(
            command,
            stdout=said,
            stderr=said,
            env={**os.environ, **(environment or {})},
            cwd=folder,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
