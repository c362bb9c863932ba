"""Messages between the serving process, the zygote and the workers, over stream sockets.

To and from a worker go frames: one byte that says what it is, four bytes of length, and that many
bytes. To the zygote go orders: one byte and an integer, answered by an integer. All integers are
big-endian.
"""

import json
import struct
from enum import IntEnum
from typing import Any, NamedTuple, Protocol

_HEAD = struct.Struct("!BI")
CHUNK = 64 * 1024


class Tag(IntEnum):
    """What a frame holds."""

    QUERY = 1
    """JSON: the query and what it may use."""
    START = 2
    """JSON: the kind of answer; data frames follow."""
    DATA = 3
    """Bytes of the answer."""
    FAULT = 4
    """JSON: why there is no answer, or none beyond what was sent."""
    DONE = 5
    """JSON: the answer is whole; says whether the worker can take another query."""


ORDER = struct.Struct("!Bi")
REPLY = struct.Struct("!i")


class Order(IntEnum):
    """What the server can ask of the zygote."""

    FORK = 1
    """Fork a worker; replies its process id.

    With two descriptors (SCM_RIGHTS): its socket, and where its engine's own words go.
    """
    FORK_WITH_NETWORK = 2
    """The same, for a worker that may reach an allowed service."""
    REAP = 3
    """With the process id of a worker that ends: replies its wait status."""


class Frame(NamedTuple):
    """One message."""

    tag: Tag
    body: bytes

    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)


class Socket(Protocol):
    """What is needed of a socket."""

    def sendall(self, data: bytes, /) -> None:
        """Sends all of the data."""

    def recv(self, size: int, /) -> bytes:
        """Receives up to ``size`` bytes; none at the end."""
        ...


def send(socket: Socket, tag: Tag, body: bytes) -> None:
    """Sends one frame."""
    socket.sendall(_HEAD.pack(tag, len(body)) + body)


def send_json(socket: Socket, tag: Tag, value: object) -> None:
    """Sends one frame that holds JSON."""
    send(socket, tag, json.dumps(value, ensure_ascii=False).encode())


def receive(socket: Socket) -> Frame | None:
    """The next frame; None when the other side has closed."""
    head = receive_exactly(socket, _HEAD.size)
    if head is None:
        return None
    tag, length = _HEAD.unpack(head)
    body = receive_exactly(socket, length)
    return None if body is None else Frame(Tag(tag), body)


def receive_exactly(socket: Socket, size: int) -> bytes | None:
    """Exactly that many bytes; None when the other side closes before."""
    parts = bytearray()
    while len(parts) < size:
        part = socket.recv(min(size - len(parts), CHUNK))
        if not part:
            return None
        parts += part
    return bytes(parts)
