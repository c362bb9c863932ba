"""Who asks: the address that counts, the one that is logged, and an identifier of the request."""

import random
import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final, NamedTuple
from wsgiref.types import WSGIApplication, WSGIEnvironment

from werkzeug.middleware.proxy_fix import ProxyFix

_GIVEN_ID: Final = re.compile(r"[0-9A-Za-z._-]{8,64}")
_REMEMBERED: Final = 4096
_SHARED_PREFIX: Final = {4: 32, 6: 64}
"""A subscriber has one IPv4 address, or a /64 of IPv6 addresses at will."""

_SHORT_PREFIX: Final = {4: 24, 6: 48}


class Client(NamedTuple):
    """An address as it is used.

    Attributes:
        key: one subscriber: the IPv4 address, or the /64 network of an IPv6 one.
        short: the network around it that names no subscriber (/24, /48).
    """

    key: str
    short: str


@lru_cache(_REMEMBERED)
def client_of(address: str) -> Client:
    """The client of an address; what is no address stands for itself.

    >>> client_of("203.0.113.9")
    Client(key='203.0.113.9', short='203.0.113.0/24')
    >>> client_of("[2001:db8:1:2:3::4]:443")
    Client(key='2001:db8:1:2::/64', short='2001:db8:1::/48')
    >>> client_of("::ffff:203.0.113.9").key
    '203.0.113.9'
    """
    parsed = _parsed(address)
    if parsed is None:
        return Client("unknown", "unknown")
    return Client(
        _network(parsed, _SHARED_PREFIX).removesuffix("/32"), _network(parsed, _SHORT_PREFIX)
    )


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    """An address with or without a port, as proxies write it (RFC 7239 §6)."""
    bare = address.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        parsed = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed


def _network(address: IPv4Address | IPv6Address, prefixes: dict[int, int]) -> str:
    return str(ip_network((address, prefixes[address.version]), strict=False))


def behind_proxies(app: WSGIApplication, hops: int) -> WSGIApplication:
    """The application as if asked without proxies: address, scheme, host and prefix from outside.

    Each trusted proxy appends to the X-Forwarded headers, so they are read from the right: what the
    client wrote itself stands further left. Without proxies they are not read at all.
    """
    if not hops:
        return app
    return ProxyFix(app, x_for=hops, x_proto=hops, x_host=hops, x_prefix=hops)


def request_id(environ: WSGIEnvironment, *, trusted: bool) -> str:
    """128 random bits in hexadecimal digits, or what a trusted proxy calls the request."""
    if trusted:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        if _GIVEN_ID.fullmatch(given):
            return str(given)
    return f"{random.getrandbits(128):032x}"  # seeded anew in every process; no secret
