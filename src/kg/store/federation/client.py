"""An HTTP client for SPARQL endpoints elsewhere, within limits (SPARQL 1.1 Protocol §2.1).

Each request is made in a thread of its own. Who waits for it ends it at any moment by closing its
connection, however slowly the other side sends.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from typing import Final, NamedTuple
from urllib.parse import SplitResult, quote, urlencode, urljoin, urlsplit

from kg.iris import DEFAULT_SITE
from kg.problems import Text
from kg.store.errors import QueryCancelled
from kg.store.federation.addresses import Unreachable, resolve
from kg.store.process import LOOK_SECONDS

REDIRECTS: Final = 3
_LONGEST_GET: Final = 2000
"""Bytes of an address; longer queries are sent by POST."""
_PART: Final = 64 * 1024
_SAYS: Final = 200
"""So many characters of what a server says of its refusal are told."""
_REDIRECTED: Final = frozenset({301, 302, 303, 307, 308})
_ACCEPT: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.9"
_PORTS: Final = {"http": 80, "https": 443}


_DOWNGRADE: Final = Text(
    "httpsからhttpsでないアドレスへ転送しようとしました",
    "it redirects from https to something else",
)


class _Moved(NamedTuple):
    status: int
    location: str


class Reply(NamedTuple):
    """A whole answer: its media type without parameters, and its bytes."""

    media_type: str
    body: bytes


class Fetch:
    """One query asked of an endpoint; starts at once.

    Args:
        url: the endpoint.
        query: SPARQL.
        seconds: after which it ends by itself, if nobody waits for it any more.
        most_bytes: what the answer may have.
        public_only: connect to public addresses only.
    """

    def __init__(
        self, url: str, query: str, *, seconds: float, most_bytes: int, public_only: bool
    ) -> None:
        self._url, self._query, self._seconds = url, query, seconds
        self._most_bytes, self._public_only = most_bytes, public_only
        self._lock = threading.Lock()
        self._link: socket.socket | None = None
        self._given_up = False
        self._done = threading.Event()
        self._reply: Reply | None = None
        self._fault: Unreachable | None = None
        threading.Thread(target=self._work, name="service", daemon=True).start()

    def wait(self, until: float, gone: Callable[[], bool] | None = None) -> Reply:
        """The answer.

        Args:
            until: how long to wait, by the clock ``time.monotonic``.
            gone: tells whether the one who asked has left.

        Raises:
            Unreachable: there is none, or none that may be used.
            TimeoutError: there was none in time.
            QueryCancelled: the one who asked has left.
        """
        try:
            while not self._done.wait(min(LOOK_SECONDS, max(until - time.monotonic(), 0))):
                if gone is not None and gone():
                    raise QueryCancelled
                if time.monotonic() >= until:
                    raise TimeoutError
        finally:
            self._give_up()
        if self._fault is not None:
            raise self._fault
        assert self._reply is not None
        return self._reply

    def _give_up(self) -> None:
        with self._lock:
            self._given_up = True
            if self._link is not None:
                with suppress(OSError):  # it has closed already
                    # The plain socket's: TLS would first say goodbye.
                    socket.socket.shutdown(self._link, socket.SHUT_RDWR)

    def _holding(self, link: socket.socket) -> socket.socket:
        """Keeps a socket within reach of who gives up."""
        with self._lock:
            if self._given_up:
                link.close()
                raise TimeoutError
            self._link = link
        return link

    def _work(self) -> None:
        try:
            self._reply = self._asked()
        except Unreachable as fault:
            self._fault = fault
        except (OSError, http.client.HTTPException, ValueError) as error:
            said = str(error) or type(error).__name__
            self._fault = Unreachable(Text(f"接続に失敗しました：{said}", f"no connection: {said}"))
        finally:
            self._done.set()

    def _asked(self) -> Reply:
        url, form = self._url, urlencode({"query": self._query})
        body: bytes | None = form.encode()
        if len(url) + len(form) < _LONGEST_GET:
            url, body = f"{url}{'&' if urlsplit(url).query else '?'}{form}", None
        for _ in range(REDIRECTS + 1):
            answer = self._exchange(_target(url), body)
            if isinstance(answer, Reply):
                return answer
            following = urljoin(url, answer.location)
            if urlsplit(url).scheme == "https" and urlsplit(following).scheme != "https":
                raise Unreachable(_DOWNGRADE)
            # A query changes nothing, so that it may be sent again (RFC 9110 §15.4).
            url, body = following, None if answer.status == 303 else body
        raise Unreachable(
            Text(f"転送が{REDIRECTS}回を超えました", f"it redirects more than {REDIRECTS} times")
        )

    def _exchange(self, url: SplitResult, body: bytes | None) -> "Reply | _Moved":
        assert url.hostname
        connection = http.client.HTTPConnection(url.hostname, url.port or _PORTS[url.scheme])
        # Both of these are for the Host header, which leaves out the scheme's own port.
        connection.default_port = _PORTS[url.scheme]
        connection.sock = self._connected(url)
        try:
            connection.request("GET" if body is None else "POST", _path(url), body, _headers(body))
            with connection.getresponse() as response:
                if response.status in _REDIRECTED and "Location" in response.headers:
                    return _Moved(response.status, response.headers["Location"])
                return self._read(response)
        finally:
            connection.close()

    def _connected(self, url: SplitResult) -> socket.socket:
        assert url.hostname
        port = url.port or _PORTS[url.scheme]
        fault: OSError = ConnectionError()
        for family, sockaddr in resolve(url.hostname, port, public_only=self._public_only):
            link = self._holding(socket.socket(family, socket.SOCK_STREAM))
            link.settimeout(self._seconds)
            try:
                link.connect(sockaddr)
                return self._secured(link, url.hostname) if url.scheme == "https" else link
            except OSError as error:
                link.close()
                fault = error
        raise fault

    def _secured(self, link: socket.socket, host: str) -> socket.socket:
        """TLS, with a certificate for the name and not for the address."""
        secured = _tls().wrap_socket(link, server_hostname=host, do_handshake_on_connect=False)
        self._holding(secured)
        try:
            secured.do_handshake()
        except BaseException:
            secured.close()
            raise
        return secured

    def _read(self, response: http.client.HTTPResponse) -> Reply:
        if response.status != 200:
            raise _refusal(response)
        if (response.length or 0) > self._most_bytes:
            raise _too_large(self._most_bytes)
        held = bytearray()
        while part := response.read1(_PART):
            held += part
            if len(held) > self._most_bytes:
                raise _too_large(self._most_bytes)
        if response.length:
            raise http.client.IncompleteRead(bytes(held), response.length)
        return Reply(response.headers.get_content_type(), bytes(held))


def _path(url: SplitResult) -> str:
    path, query = (quote(part, safe="/%:@!$&'()*+,;=~?") for part in (url.path, url.query))
    return f"{path or '/'}{'?' if query else ''}{query}"


def _headers(body: bytes | None) -> dict[str, str]:
    headers = {
        "Accept": _ACCEPT,
        "Accept-Encoding": "identity",
        "User-Agent": f"sti-kg/{version('sti-kg')} ({DEFAULT_SITE})",
    }
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    return headers


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _target(url: str) -> SplitResult:
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
        shown = url.partition("?")[0]
        raise Unreachable(
            Text(f"{shown} はhttp・httpsのアドレスではありません", f"{shown} is no http(s) address")
        )
    return parts


def _refusal(response: http.client.HTTPResponse) -> Unreachable:
    words = response.read1(4 * _SAYS).decode(errors="replace")
    said = "".join(c if c.isprintable() else " " for c in words)
    told = " ".join(said.split())[:_SAYS]
    more = f" ({told})" if told else ""
    return Unreachable(
        Text(
            f"HTTP {response.status} {response.reason[:_SAYS]} と答えました{more}",
            f"it answered HTTP {response.status} {response.reason[:_SAYS]}{more}",
        )
    )


def _too_large(limit: int) -> Unreachable:
    return Unreachable(
        Text(
            f"結果が上限の{limit:,}バイトを超えました",
            f"its answer is larger than the limit of {limit:,} bytes",
        )
    )
