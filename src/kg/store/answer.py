"""An answer: what it holds, its media type, and its bytes as they come.

The first part is read before the answer is handed out, so that what fails early fails before
anything was given away. The rest of a long answer is taken from the worker as fast as it comes and
kept in a temporary file: a slow reader does not hold a worker.
"""

import tempfile
import threading
from collections.abc import Iterator

from kg.closing import Closing
from kg.problems import Text
from kg.store.errors import EngineUnavailable, QueryError
from kg.store.frames import CHUNK
from kg.store.model import Kind
from kg.store.rows import RowCounter
from kg.store.run import Run

READ_AHEAD = 256 * 1024
"""An answer up to this many bytes is whole, or an error, before any of it is handed out."""
_IN_MEMORY = 1024**2


class Answer(Closing):
    """The answer to one query; a context manager that lets go of it at the end.

    Attributes:
        kind: bindings, a truth value, or a graph.
        media_type: of its bytes.
        size: number of bytes; None for a long answer that is still being written.
    """

    def __init__(self, kind: Kind, media_type: str, run: Run, source: Iterator[bytes]) -> None:
        self.kind, self.media_type = kind, media_type
        self._run = run
        self._first: list[bytes] = []
        self._spool: _Spool | None = None
        self.size: int | None = None
        self._rows = RowCounter(media_type) if kind is Kind.BINDINGS else None
        self._read_ahead(source if self._rows is None else self._counted(source, self._rows))

    @staticmethod
    def _counted(source: Iterator[bytes], rows: RowCounter) -> Iterator[bytes]:
        for chunk in source:
            rows.feed(chunk)
            yield chunk

    def _read_ahead(self, source: Iterator[bytes]) -> None:
        held = 0
        for chunk in source:
            self._first.append(chunk)
            held += len(chunk)
            if held > READ_AHEAD:
                self._spool = _Spool(source)
                return
        self.size = held

    @property
    def long(self) -> bool:
        """Whether it is more than what was read ahead."""
        return self._spool is not None

    @property
    def rows(self) -> int | None:
        """How many rows of bindings there are so far; None for what has none."""
        return None if self._rows is None else self._rows.rows

    @property
    def seconds(self) -> float:
        """How long the engine has worked on it, or did."""
        return self._run.seconds

    @property
    def chunks(self) -> Iterator[bytes]:
        """The bytes in order, to be read once.

        Raises:
            QueryError, EngineUnavailable: the answer broke off; what was read is not all of it.
        """
        while self._first:
            yield self._first.pop(0)
        if self._spool is not None:
            yield from self._spool

    def read(self) -> bytes:
        """All bytes; raises as ``chunks`` does."""
        return b"".join(self.chunks)

    def wait(self) -> None:
        """Waits until the answer is whole, so that its size is known.

        Raises:
            QueryError, EngineUnavailable: it broke off.
        """
        if self._spool is not None:
            self.size = sum(map(len, self._first)) + self._spool.wait()

    def close(self) -> None:
        """Stops a query that still runs, and lets go of what is held."""
        self._run.cancel()
        self._first.clear()
        if self._spool is not None:
            self._spool.close()


class _Spool:
    """Bytes that one thread writes as they come and another reads at its own pace."""

    def __init__(self, source: Iterator[bytes]) -> None:
        self._source = source
        # Closed in close(); it lives as long as this object, not as long as a block.
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        self._written = 0
        self._error: QueryError | EngineUnavailable | None = None
        self._done = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._fill, name="answer", daemon=True)
        self._thread.start()

    def _fill(self) -> None:
        error: QueryError | EngineUnavailable | None = EngineUnavailable(
            Text("結果を一時保存できませんでした。", "The answer could not be kept for a while.")
        )
        try:
            for chunk in self._source:
                self._append(chunk)
            error = None
        except (QueryError, EngineUnavailable) as reason:
            error = reason
        finally:
            with self._changed:
                self._error, self._done = error, True
                self._changed.notify_all()

    def _append(self, chunk: bytes) -> None:
        with self._changed:
            self._file.seek(self._written)
            self._file.write(chunk)
            self._written += len(chunk)
            self._changed.notify_all()

    def __iter__(self) -> Iterator[bytes]:
        at = 0
        while chunk := self._next(at):
            at += len(chunk)
            yield chunk

    def wait(self) -> int:
        """Waits for the end; the number of bytes written."""
        with self._changed:
            self._changed.wait_for(lambda: self._done)
            if self._error is not None:
                raise self._error
            return self._written

    def _next(self, at: int) -> bytes:
        with self._changed:
            self._changed.wait_for(lambda: self._written > at or self._done)
            if self._written > at:
                self._file.seek(at)
                return self._file.read(CHUNK)
            if self._error is not None:
                raise self._error
            return b""

    def close(self) -> None:
        """Waits for the writer, whose query has been stopped, and removes the file."""
        self._thread.join()
        self._file.close()
