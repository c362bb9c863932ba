"""To which addresses a connection may go out: public ones, told after the name was resolved."""

import ipaddress
import socket
from typing import Final, NamedTuple

from kg.problems import Text

_EMBEDDING: Final = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that carry an IPv4 address in their last four bytes (RFC 6052)."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Unreachable(Exception):
    """No connection may or can be made.

    Attributes:
        text: why, in both languages, to follow the name of the service.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


class Address(NamedTuple):
    """A checked address: its family, and what ``socket.connect`` takes."""

    family: int
    sockaddr: tuple[str, int] | tuple[str, int, int, int]


def is_public(text: str) -> bool:
    """Whether an address belongs to the public internet.

    Not so: loopback, private, link-local, shared, reserved and multicast ones (IANA's registries of
    special-purpose addresses, RFC 6890), and IPv6 addresses that carry such an IPv4 address.

    >>> [is_public(a) for a in ("198.35.26.96", "10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1")]
    [True, False, False, False]
    """
    address = ipaddress.ip_address(text.partition("%")[0])
    return all(
        one.is_global and not one.is_multicast and not _local(one) for one in _meant(address)
    )


def _local(address: _Address) -> bool:
    """Whether it is an IPv6 address of a site (fec0::/10), which were given up (RFC 3879)."""
    return isinstance(address, ipaddress.IPv6Address) and address.is_site_local


def _meant(address: _Address) -> list[_Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address in _EMBEDDING:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    inner: list[_Address] = [one for one in carried if one is not None]
    return inner if address.ipv4_mapped else [address, *inner]


def resolve(host: str, port: int, *, public_only: bool) -> list[Address]:
    """The addresses of a host that a connection may go to; it is made to one of these, not by name.

    Raises:
        Unreachable: the name is not known, or leads to addresses that are not public alone.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(
            Text(f"ホスト名 {host} を解決できません", f"the name {host} cannot be resolved")
        ) from error
    addresses = [
        Address(family, sockaddr)
        for family, _, _, _, sockaddr in found
        if isinstance(sockaddr[0], str)
    ]
    allowed = [one for one in addresses if not public_only or is_public(one.sockaddr[0])]
    if not allowed:
        raise Unreachable(
            Text(
                f"{host} は公開されたインターネットのアドレスではありません",
                f"{host} has no address on the public internet",
            )
        )
    return allowed
