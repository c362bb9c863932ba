"""A worker's life: take a query, answer it, take the next, until the other side closes."""

import os
import socket
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from kg.store.confine import Memory
from kg.store.evaluate import Request, Stores, evaluate
from kg.store.frames import Inbox, Tag, packed, packed_json, receive

RETIRE_AFTER_GROWTH = 64 * 1024**2
"""A worker that holds this many bytes more than at its start ends, and is replaced."""

_FAULTS: tuple[tuple[type[Exception], str], ...] = (
    (SyntaxError, "syntax"),
    (MemoryError, "memory"),
    (RuntimeError, "unsupported"),
    (ValueError, "unsupported"),
    (OSError, "system"),
)


def work(link: socket.socket, stores: Stores, memory: Memory) -> None:
    """Answers queries until the other side closes or the worker has grown too large."""
    inbox = Inbox()
    while (frame := receive(link, inbox)) is not None:
        asked = frame.json()
        memory.limit(asked["memory_bytes"])
        end, fault = _answer(link, stores, asked)
        memory.unlimit()
        if fault is not None:
            link.sendall(packed_json(Tag.FAULT, fault))
            stays = fault["code"] == "syntax"
        else:
            stays = memory.grown() < RETIRE_AFTER_GROWTH
            last = packed(Tag.DATA, end) if end else b""
            link.sendall(last + packed(Tag.DONE if stays else Tag.LAST, b""))
        if not stays:
            return


def _answer(
    link: socket.socket, stores: Stores, asked: dict[str, Any]
) -> tuple[bytes, dict[str, Any] | None]:
    """The end of the answer, or why there is none."""
    request = Request(
        text=asked["text"],
        media_type=asked["media_type"],
        prefixes=asked["prefixes"],
        graphs=asked["graphs"],
        asks_graphs=asked["asks_graphs"],
        base=asked["base"],
        empty=asked["empty"],
    )
    try:
        return evaluate(stores, request, lambda data: link.sendall(packed(Tag.DATA, data))), None
    except ConnectionError:
        raise
    except tuple(kind for kind, _ in _FAULTS) as error:
        code = next(name for kind, name in _FAULTS if isinstance(error, kind))
        return b"", {"code": code, "message": str(error)}


def divert_engine(words: int) -> None:
    """Sends what the engine itself writes on standard error elsewhere; Python's stays in the log.

    An engine that runs out of memory, or meets a fault of its own, writes why before it aborts:
    the server makes of it an error of the query, not one of the server.

    Args:
        words: descriptor of the file that takes the engine's words; it is closed.
    """
    sys.stderr.flush()
    log = os.dup(2)
    os.dup2(words, 2)
    os.close(words)
    sys.stderr = os.fdopen(log, "w", buffering=1)


def run(link: socket.socket, stores: Stores, confine: Callable[[], object]) -> NoReturn:
    """The whole life of a worker, in a process of its own; never returns."""
    memory = Memory()
    confine()
    status = 0
    try:
        work(link, stores, memory)
    except ConnectionError:
        pass  # the other side has closed: nobody waits for this answer
    except BaseException:  # nothing may climb from here into the loop of the process that forked
        sys.excepthook(*sys.exc_info())
        status = 70
    sys.stderr.flush()
    os._exit(status)
