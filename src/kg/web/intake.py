"""A request as it comes in: when it is whole, or will never be one (RFC 9112 §6 and §7.1).

Only the framing is read here, so that no thread need wait for a sender; the request itself is read
by the server's own parser, once it is there.
"""

import re
from collections.abc import Callable
from enum import Enum
from typing import Final

HEAD_BYTES: Final = 32 * 1024
"""Size that a request's first line and headers may have together."""

_END: Final = b"\r\n\r\n"
_PATH: Final = re.compile(rb"(?:\r\n)?[A-Z]{3,16} ([\x21-\x3e\x40-\x7e]+)")
_LENGTH: Final = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)[ \t]*\r\n", re.IGNORECASE)
_CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding:[^\r\n]*chunked", re.IGNORECASE)
_EXPECTS: Final = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)
_SIZE: Final = re.compile(rb"[0-9A-Fa-f]{1,8}(?=[ \t]*(?:;|$))")
_LONGEST_SIZE_LINE: Final = 256
_DIGITS: Final = 15


class State(Enum):
    """What has come in of a request."""

    PARTIAL = "partial"
    WHOLE = "whole"
    HEAD_TOO_LARGE = "head too large"
    BODY_TOO_LARGE = "body too large"
    MALFORMED = "malformed"


class Intake:
    """Takes the bytes of one request; each byte is looked at once, however they come.

    Args:
        body_bytes: tells the size that the body of a request to a path may have.

    Attributes:
        data: all that has come in, which may reach into the next request.
        state: what that is.
        path: of the request, as it is written; empty until the head is there.
    """

    def __init__(self, body_bytes: Callable[[str], int]) -> None:
        self.data = bytearray()
        self.state = State.PARTIAL
        self.path = ""
        self._body_bytes, self._limit = body_bytes, 0
        self._head = 0  # where the body begins, once that is known
        self._at = 0  # where to look on
        self._end = 0  # where a body of known length ends
        self._chunks = False
        self._size = 0  # of the chunks so far

    def take(self, data: bytes) -> State:
        """Takes what was received; the state afterwards."""
        self.data += data
        if self.state is State.PARTIAL and not self._head:
            self._find_head()
        if self.state is State.PARTIAL and self._head:
            self._find_end()
        return self.state

    @property
    def wants_leave(self) -> bool:
        """Whether the sender waits for ``100 Continue`` before it sends a body that may come."""
        if not self._head or self.state is not State.PARTIAL or len(self.data) > self._head:
            return False
        return _EXPECTS.search(self.data, 0, self._head) is not None

    def _find_head(self) -> None:
        start = max(0, self._at - len(_END) + 1)
        end = self.data.find(_END, start)
        self._at = len(self.data)
        if max(end, self._at if end < 0 else 0) > HEAD_BYTES:
            self.state = State.HEAD_TOO_LARGE
        elif end >= 0:
            self._head = self._at = end + len(_END)
            self._read_framing()

    def _read_framing(self) -> None:
        path = _PATH.match(self.data, 0, self._head)
        self.path = path[1].decode("ascii") if path else ""
        self._limit = self._body_bytes(self.path)
        self._chunks = _CHUNKED.search(self.data, 0, self._head) is not None
        # Ambiguous framing is for the parser to refuse, which it does before it reads a body.
        length = None if self._chunks else _LENGTH.search(self.data, 0, self._head - 2)
        digits = length[1] if length else b"0"
        if len(digits) > _DIGITS or int(digits) > self._limit:
            self.state = State.BODY_TOO_LARGE
        else:
            self._end = self._head + int(digits)

    def _find_end(self) -> None:
        if self._chunks:
            self._follow_chunks()
        elif len(self.data) >= self._end:
            self.state = State.WHOLE

    def _follow_chunks(self) -> None:
        """Goes from one chunk's size to the next; ``_at`` is where a size is to stand."""
        while self.state is State.PARTIAL and self._at < len(self.data):
            line_end = self.data.find(b"\r\n", self._at)
            if line_end < 0:
                if len(self.data) - self._at > _LONGEST_SIZE_LINE:
                    self.state = State.MALFORMED
                return
            size = _SIZE.match(bytes(self.data[self._at : line_end]))
            if size is None:
                self.state = State.MALFORMED
            elif int(size[0], 16) == 0:
                self._find_trailers(line_end)
                return
            else:
                self._size += int(size[0], 16)
                self._at = line_end + 2 + int(size[0], 16) + 2
                if self._size > self._limit:
                    self.state = State.BODY_TOO_LARGE

    def _find_trailers(self, line_end: int) -> None:
        """After the last chunk come trailers, as a rule none, and an empty line."""
        if self.data.find(_END, line_end) >= 0:
            self.state = State.WHOLE
        elif len(self.data) - line_end > HEAD_BYTES:
            self.state = State.HEAD_TOO_LARGE
