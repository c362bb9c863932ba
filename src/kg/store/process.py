"""The server's hold on the zygote and on its workers."""

import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

from kg.problems import Text
from kg.store.errors import EngineUnavailable, QueryCancelled
from kg.store.frames import (
    ORDER,
    RECEIVED,
    REPLY,
    Frame,
    Inbox,
    Order,
    Tag,
    packed_json,
    receive_exactly,
)
from kg.store.processors import ALL

LOOK_SECONDS = 0.25
"""How often a wait looks whether the one who asked is still there."""
_LOWEST_PRIORITY = 19
_PROCESS_CLOCK = 2
"""CPUCLOCK_SCHED: with the complement of a process id it makes the clock of a process, as the C
library's ``clock_getcpuclockid`` does."""


class Expired(Exception):
    """The deadline passed while a worker was waited for."""


class Ending(NamedTuple):
    """How a worker ended: its wait status, and what its engine wrote on standard error."""

    status: int
    words: bytes


class LastWords:
    """A pipe for what a worker's engine writes on standard error, read once the worker has ended.

    Neither end blocks: of an engine that writes more than the pipe holds, the beginning is kept.
    """

    _ENOUGH = 64 * 1024

    def __init__(self) -> None:
        ours, self.theirs = os.pipe()
        os.set_blocking(ours, False)
        os.set_blocking(self.theirs, False)
        self._ours = os.fdopen(ours, "rb", buffering=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.theirs)

    def read(self) -> bytes:
        """What was written; nothing where nothing was."""
        return self._ours.read(self._ENOUGH) or b""

    def close(self) -> None:
        """Closes the reading end."""
        self._ours.close()


class Worker:
    """A worker process, the socket that leads to it, and what its engine writes."""

    def __init__(self, pid: int, link: socket.socket, words: LastWords) -> None:
        self.pid, self.words = pid, words
        self._link = link
        self._inbox = Inbox()
        self._patience = 0.0

    def close(self) -> None:
        """Lets go of the worker, which ends when it has no query."""
        self._link.close()
        self.words.close()

    def ask(self, request: object) -> None:
        """Sends a query; a worker that died is noticed when its answer is waited for."""
        with contextlib.suppress(ConnectionError):
            self._link.sendall(packed_json(Tag.QUERY, request))

    def next(self, deadline: float, gone: Callable[[], bool] | None) -> Frame | None:
        """The next frame; None when the worker has died.

        Args:
            deadline: by the clock ``time.monotonic``.
            gone: tells whether the one who asked has left; asked a few times a second.

        Raises:
            Expired: the deadline passed.
            QueryCancelled: the one who asked has left.
        """
        while (frame := self._inbox.pop()) is None:
            data = self._receive(deadline, gone)
            if not data:
                return None
            self._inbox.feed(data)
        return frame

    def _receive(self, deadline: float, gone: Callable[[], bool] | None) -> bytes:
        while (left := deadline - time.monotonic()) > 0:
            self._be_patient(min(left, LOOK_SECONDS))
            try:
                return self._link.recv(RECEIVED)
            except BlockingIOError:
                if gone is not None and gone():
                    raise QueryCancelled from None
            except ConnectionError:
                return b""
        raise Expired

    def _be_patient(self, seconds: float) -> None:
        """Has the system end a wait for data after so long.

        Python's own time limit on a socket costs a second call of the system for each receipt, and
        with it one more turn of all threads.
        """
        if seconds != self._patience:
            self._patience = seconds
            # A limit of nothing would be none.
            whole, part = divmod(max(round(seconds * 1e6), 1), 1_000_000)
            limit = struct.pack("@ll", whole, part)  # a timeval
            self._link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)

    def busy_seconds(self) -> float:
        """Processor time that the process has used, or the clock where the system does not say."""
        if sys.platform != "linux":
            return time.monotonic()
        with contextlib.suppress(OSError):  # it has ended
            return time.clock_gettime(~self.pid << 3 | _PROCESS_CLOCK)
        return 0.0

    def kill(self) -> None:
        """Has the process end, busy or not.

        Until it is reaped its process id belongs to nobody else, so that the signal cannot go
        astray; a worker that ended by itself keeps its own status.
        """
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def yield_to_others(self) -> None:
        """Has the process run only where no other wants to, for the rest of its life."""
        with contextlib.suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, self.pid, _LOWEST_PRIORITY)

    def drain(self) -> None:
        """Waits until the process, which was killed, has let go of its memory and its socket."""
        while True:
            try:
                if not self._link.recv(RECEIVED):
                    return
            except BlockingIOError:
                continue
            except ConnectionError:
                return


class ZygoteProcess:
    """Starts the zygote and has it fork workers and tell how they ended.

    Args:
        source: an N-Quads file or a RocksDB folder.
        merge: see kg.store.zygote.load.
        beside: likewise.

    Raises:
        EngineUnavailable: the graph cannot be loaded.
    """

    def __init__(self, source: Path, *, merge: bool, beside: Sequence[Path] = ()) -> None:
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair()
        try:
            self._process = subprocess.Popen(
                _command(theirs.fileno(), source, merge, beside),
                pass_fds=[theirs.fileno()],
                cwd="/",
            )
        finally:
            theirs.close()
        self._ended = threading.Event()
        threading.Thread(target=self._watch, name="zygote", daemon=True).start()
        self.graphs = frozenset(self._announced(source))

    def _watch(self) -> None:
        self._process.wait()
        self._ended.set()

    def _announced(self, source: Path) -> list[str]:
        size = receive_exactly(self._control, REPLY.size)
        body = size and receive_exactly(self._control, REPLY.unpack(size)[0])
        news: dict[str, Any] = json.loads(body) if body else {"fault": "the process ended"}
        if "fault" in news:
            self.close()
            raise EngineUnavailable(
                Text(
                    f"グラフを読み込めません：{source}（{news['fault']}）",
                    f"The graph cannot be loaded: {source} ({news['fault']})",
                )
            )
        graphs: list[str] = news["graphs"]
        return graphs

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return not self._ended.is_set()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def fork(self) -> Worker:
        """A worker, ready for its first query."""
        ours, theirs = socket.socketpair()
        with theirs, LastWords() as words:
            try:
                pid = self._order(Order.FORK, 0, [theirs.fileno(), words.theirs])
            except EngineUnavailable:
                ours.close()
                words.close()
                raise
        return Worker(pid, ours, words)

    def end(self, worker: Worker) -> Ending:
        """Kills a worker, busy or not, and tells how it ended."""
        worker.kill()
        # The zygote forks nobody while it waits for one who ends: it is asked only then.
        worker.drain()
        try:
            status = self._order(Order.REAP, worker.pid)
            return Ending(status, worker.words.read())
        finally:
            worker.close()

    def _order(self, order: Order, number: int, descriptors: Sequence[int] = ()) -> int:
        with self._lock:
            try:
                socket.send_fds(self._control, [ORDER.pack(order, number)], descriptors)
                reply = receive_exactly(self._control, REPLY.size)
            except OSError:
                reply = None
        if reply is None:
            raise EngineUnavailable(
                Text("検索エンジンのプロセスが終了しました。", "The engine's process has ended.")
            )
        answer: int = REPLY.unpack(reply)[0]
        return answer

    def close(self) -> None:
        """Ends the zygote and every worker."""
        self._control.close()
        self._ended.wait()


def _command(descriptor: int, source: Path, merge: bool, beside: Sequence[Path]) -> list[str]:
    mode = "merge" if merge else "plain"
    module = [sys.executable, "-m", "kg.store.zygote"]
    processors = ",".join(map(str, sorted(ALL)))
    files = [str(path.resolve()) for path in beside]
    return [*module, str(descriptor), str(source.resolve()), mode, processors, *files]
