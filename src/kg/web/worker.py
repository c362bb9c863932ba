"""Gunicorn's threads, given whole requests only.

Its own worker (gthread) reads a request in the thread that answers it, without an end: sixteen
clients that send a byte a second hold sixteen threads. Here the loop that waits for connections
takes requests in, so that slow senders cost a place in a list; a deadline ends them. Its own also
waits in that loop, up to two seconds, for every client to close a connection that is over, during
which nobody else is served; here that wait is in the list too. For plain connections (TLS is the
proxy's), HTTP/1.
"""

import contextlib
import errno
import gc
import io
import socket
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from functools import partial
from selectors import EVENT_READ
from typing import TYPE_CHECKING, Any, Final

from gunicorn.http import errors  # type: ignore[import-untyped]
from gunicorn.workers.gthread import (  # type: ignore[import-untyped]
    STOP_KEEPALIVE_LINGER,
    TConn,
    ThreadWorker,
)
from werkzeug.exceptions import (
    BadRequest,
    ExpectationFailed,
    HTTPException,
    InternalServerError,
    RequestHeaderFieldsTooLarge,
    RequestTimeout,
)
from werkzeug.exceptions import NotImplemented as NotSupported

from kg.web.front.refusals import AddressTooLong
from kg.web.front.sizes import body_bytes, too_large
from kg.web.front.unparsed import raw_refusal
from kg.web.intake import Intake, State

if TYPE_CHECKING:
    from concurrent.futures import Future

    from kg.settings import Settings

_RECEIVED: Final = 64 * 1024
_PARTING_SECONDS: Final = 2.0
_GO_ON: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
_OUT_OF_DESCRIPTORS: Final = frozenset({errno.EMFILE, errno.ENFILE})
_NOTHING_THERE: Final = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED})
_REFUSALS: Final[dict[type[Exception], type[HTTPException]]] = {
    errors.LimitRequestHeaders: RequestHeaderFieldsTooLarge,
    errors.UnsupportedTransferCoding: NotSupported,
    errors.ExpectationFailed: ExpectationFailed,
    errors.ParseException: BadRequest,
}
"""What the parser's errors are to those who asked; the first that fits."""


class Connection(TConn):  # type: ignore[misc] # gunicorn has no types
    """A connection, and what has come in on it of the next request."""

    intake: Intake
    among: "Waiting"

    @property
    def peer(self) -> str:
        """The address at the other end."""
        return str(self.client[0])


Waiting = deque[Connection]
Then = Callable[[Connection, socket.socket], None]


class Worker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """Takes requests in without threads, and answers them in threads.

    The gunicorn application that it works for has the ``settings``.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limits: Settings = self.app.settings
        self._parting: deque[Connection] = deque()
        self._peers: Counter[str] = Counter()

    def run(self) -> None:
        """Serves; what the process consists of by now is not looked at for garbage any more.

        A look through all of it takes as long as fifty requests, all of which wait meanwhile.
        """
        gc.collect()
        gc.freeze()
        super().run()

    # A connection waits for a request (pending where it is new or has sent a part of one, kept
    # alive where it has not), is answered in a thread, and waits again or parts. Those that wait
    # stand in three lists, each in the order of its deadlines.

    def accept(self, listener: Any) -> None:
        """Takes on a connection, unless its peer has as many as it may."""
        try:
            link, address = listener.accept()
        except OSError as error:
            if error.errno in _OUT_OF_DESCRIPTORS:
                self.log.error("no connection can be taken on: %s", error)
            elif error.errno not in _NOTHING_THERE:
                raise
            return
        conn = Connection(self.cfg, link, address, listener.getsockname())
        most = 0 if self.limits.proxies else self.limits.client_connections
        if most and self._peers[conn.peer] >= most:
            conn.close()
            return
        self.nr_conns += 1
        self._peers[conn.peer] += 1
        conn.intake = Intake(partial(body_bytes, self.limits))
        self._wait(conn, self.pending_conns, self.limits.request_seconds, self._receive)

    def _wait(self, conn: Connection, among: Waiting, seconds: float, then: Then) -> None:
        conn.sock.setblocking(False)
        conn.timeout, conn.among = time.monotonic() + seconds, among
        among.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(then, conn))

    def _wait_no_more(self, conn: Connection) -> None:
        conn.among.remove(conn)
        self.poller.unregister(conn.sock)

    def _drop(self, conn: Connection) -> None:
        self.nr_conns -= 1
        self._peers[conn.peer] -= 1
        if not self._peers[conn.peer]:
            del self._peers[conn.peer]
        conn.close()

    def _receive(self, conn: Connection, link: socket.socket) -> None:
        """Takes in what has been sent."""
        data = _received(link)
        if data:
            self._take(conn, data)
        elif data is not None:
            self._wait_no_more(conn)
            self._drop(conn)

    def _take(self, conn: Connection, data: bytes) -> None:
        state = conn.intake.take(data)
        if state is not State.PARTIAL:
            self._wait_no_more(conn)
            self._go_on(conn, state)
            return
        if conn.among is self.keepalived_conns:
            self._wait_no_more(conn)
            self._wait(conn, self.pending_conns, self.limits.request_seconds, self._receive)
        if conn.intake.wants_leave:
            _send(conn, _GO_ON)

    def _go_on(self, conn: Connection, state: State) -> None:
        if state is State.WHOLE:
            conn.init()
            conn.parser.unreader.unread(bytes(conn.intake.data))
            conn.data_ready = True
            self.enqueue_req(conn)
        elif state is State.BODY_TOO_LARGE:
            self._refuse(conn, too_large(self.limits, conn.intake.path))
        elif state is State.MALFORMED:
            self._refuse(conn, BadRequest())
        elif 0 <= conn.intake.data.find(b"\r\n") <= self.limits.max_url_bytes:
            self._refuse(conn, RequestHeaderFieldsTooLarge())
        else:
            self._refuse(conn, AddressTooLong(self.limits.max_url_bytes))

    def _refuse(self, conn: Connection, error: HTTPException) -> None:
        _send(conn, raw_refusal(self.wsgi, error, bytes(conn.intake.data), conn.peer))
        self._part(conn)

    # In a thread

    def handle_request(self, req: Any, conn: Connection) -> bool:
        """Answers a request that is there as a whole; a client that does not take it is dropped."""
        req._expected_100_continue = False  # it was answered while the body came in
        req.body = io.BytesIO(req.body.read())
        conn.sock.settimeout(self.limits.send_seconds)
        try:
            return bool(super().handle_request(req, conn))
        except TimeoutError as error:
            raise ConnectionResetError(errno.ECONNRESET, "the client takes nothing") from error

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answers what the parser refuses, as a problem."""
        if not isinstance(exc, errors.ParseException):
            self.log.error("unexpected fault", exc_info=exc)
        peer = addr[0] if addr else ""
        head = f"{req.method} {req.uri} HTTP/1.1\r\n".encode("latin-1") if req else b""
        client.settimeout(self.limits.send_seconds)
        with contextlib.suppress(OSError):
            client.sendall(raw_refusal(self.wsgi, self._refusal(exc), head, peer))

    def _refusal(self, error: Exception) -> HTTPException:
        if isinstance(error, errors.LimitRequestLine):
            return AddressTooLong(self.limits.max_url_bytes)
        for kind, refusal in _REFUSALS.items():
            if isinstance(error, kind):
                return refusal()
        return InternalServerError()

    # After the answer

    def finish_request(self, conn: Connection, fs: "Future[bool]") -> None:
        """Waits for the next request of a connection that is kept, or parts with it."""
        if fs.cancelled() or fs.exception() or not fs.result():
            self._part(conn)
            return
        sent = conn.parser.unreader.take_buffered()
        conn.intake = Intake(partial(body_bytes, self.limits))
        seconds = self.limits.keepalive_seconds if self.alive else STOP_KEEPALIVE_LINGER
        self._wait(conn, self.keepalived_conns, seconds, self._receive)
        if sent:
            self._take(conn, sent)

    def _part(self, conn: Connection) -> None:
        """Ends an answered connection so that its last bytes arrive (RFC 9112 §9.6)."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn)
        else:
            self._wait(conn, self._parting, _PARTING_SECONDS, self._disregard)

    def _disregard(self, conn: Connection, link: socket.socket) -> None:
        if _received(link) == b"":
            self._wait_no_more(conn)
            self._drop(conn)

    def murder_pending(self) -> None:
        """Ends the connections whose request is not there in time, and those that have parted."""
        for conn in self._late(self.pending_conns):
            if conn.intake.data:
                self._refuse(conn, RequestTimeout())
            else:
                self._drop(conn)
        for conn in self._late(self._parting):
            self._drop(conn)

    def _cap_keepalive(self, deadline: float) -> None:
        """Ends the wait for connections that have sent nothing, since the process is to end."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            if not conn.intake.data:
                conn.timeout = min(conn.timeout, deadline)
        waiting = sorted(self.pending_conns, key=lambda conn: conn.timeout)
        self.pending_conns.clear()
        self.pending_conns.extend(waiting)

    def murder_keepalived(self, force: bool = False) -> None:
        """Ends the connections on which no request has come in time, or all of them."""
        for conn in self._late(self.keepalived_conns, force=force):
            self._drop(conn)

    def _late(self, among: Waiting, *, force: bool = False) -> Iterator[Connection]:
        now = time.monotonic()
        while among and (force or among[0].timeout <= now):
            conn = among[0]
            self._wait_no_more(conn)
            yield conn


def _received(link: socket.socket) -> bytes | None:
    """What has been received: nothing at the end of the connection, None where nothing is there."""
    try:
        return link.recv(_RECEIVED)
    except BlockingIOError:
        return None
    except OSError:
        return b""


def _send(conn: Connection, data: bytes) -> None:
    """Sends what finds room; whoever has not read what came before gets no more."""
    with contextlib.suppress(OSError):
        conn.sock.send(data)
