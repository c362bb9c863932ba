"""Messages between the serving process, the zygote and the workers, over stream sockets.

To and from a worker go frames: one byte that says what it is, four bytes of length, and that many
bytes. To the zygote go orders: one byte and an integer, answered by an integer. All integers are
big-endian.
"""

import json
import socket
import struct
from enum import IntEnum
from typing import Any, NamedTuple

_HEAD = struct.Struct("!BI")
CHUNK = 64 * 1024
RECEIVED = 2 * CHUNK
"""So many bytes at most are received in one call."""


class Tag(IntEnum):
    """What a frame holds."""

    QUERY = 1
    """JSON: the query and what it may use."""
    DATA = 2
    """Bytes of the answer."""
    FAULT = 3
    """JSON: why there is no answer, or none beyond what was sent."""
    DONE = 4
    """The answer is whole, and the worker takes another query."""
    LAST = 5
    """The answer is whole, and the worker ends."""


ORDER = struct.Struct("!Bi")
REPLY = struct.Struct("!i")


class Order(IntEnum):
    """What the server can ask of the zygote."""

    FORK = 1
    """Fork a worker; replies its process id.

    With two descriptors (SCM_RIGHTS): its socket, and where its engine's own words go.
    """
    REAP = 2
    """With the process id of a worker that ends: replies its wait status."""


class Frame(NamedTuple):
    """One message."""

    tag: Tag
    body: bytes

    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)


_json = json.JSONEncoder(ensure_ascii=False).encode


def packed(tag: Tag, body: bytes) -> bytes:
    """One frame as it is sent."""
    return _HEAD.pack(tag, len(body)) + body


def packed_json(tag: Tag, value: object) -> bytes:
    """One frame that holds JSON, as it is sent."""
    return packed(tag, _json(value).encode())


class Inbox:
    """Frames taken from a stream, in as few calls of the system as they came in."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> None:
        """Takes what was received."""
        self._held += data

    def pop(self) -> Frame | None:
        """The next frame; None where it has not wholly come."""
        held = self._held
        if len(held) < _HEAD.size:
            return None
        tag, length = _HEAD.unpack_from(held)
        end = _HEAD.size + length
        if len(held) < end:
            return None
        frame = Frame(Tag(tag), bytes(memoryview(held)[_HEAD.size : end]))
        del held[:end]
        return frame


def receive(link: socket.socket, inbox: Inbox) -> Frame | None:
    """The next frame, waited for; None when the other side has closed."""
    while (frame := inbox.pop()) is None:
        data = link.recv(RECEIVED)
        if not data:
            return None
        inbox.feed(data)
    return frame


def receive_exactly(link: socket.socket, size: int) -> bytes | None:
    """Exactly that many bytes; None when the other side closes before."""
    parts = bytearray()
    while len(parts) < size:
        part = link.recv(size - len(parts))
        if not part:
            return None
        parts += part
    return bytes(parts)
