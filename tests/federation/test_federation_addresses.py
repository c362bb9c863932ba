"""To which addresses a connection goes out: those that were checked, by whatever name."""

import socket
from pathlib import Path
from typing import Any

import pytest

from federation.peer import JSON, peer, says, table
from kg.store import ServiceFailed, Services, open_engine
from kg.store.federation.addresses import Unreachable, is_public, resolve

PRIVATE = """
127.0.0.1 127.8.9.1 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.254 192.168.1.1 169.254.169.254
100.64.0.1 192.0.0.1 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.1.1.1 240.0.0.1
255.255.255.255 ::1 :: fe80::1 fe80::1%eth0 fec0::1 fc00::1 fd12:3456::1 ff02::1 2001:db8::1
::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 2002:7f00:1::1
2002:a00:1::1 2001:0:7f00:1::1
""".split()  # noqa: SIM905 - a table of addresses
PUBLIC = ["198.35.26.96", "8.8.8.8", "2620:0:860:ed1a::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", PRIVATE)
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "::1", "127.1", "2130706433", "0x7f.1", "0", "017700000001"]
)
def test_every_way_to_write_this_machine_is_refused(host: str) -> None:
    with pytest.raises(Unreachable):
        resolve(host, 80, public_only=True)


def leads_to(*addresses: str) -> Any:
    def lookup(_host: str, port: int, **_: Any) -> Any:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses
        ]

    return lookup


def test_only_checked_addresses_of_a_name_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    target = "kg.store.federation.addresses.socket.getaddrinfo"
    monkeypatch.setattr(target, leads_to("10.0.0.1", "8.8.8.8"))
    assert [one.sockaddr for one in resolve("e.x", 80, public_only=True)] == [("8.8.8.8", 80)]
    assert len(resolve("e.x", 80, public_only=False)) == 2


def test_a_name_that_changes_its_mind_does_not_lead_in(
    local: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: public when it is checked, this machine when it is asked a second time."""
    with peer(says(table(names='"y", "p", "x"'))) as inner:
        port = int(inner.address.rpartition(":")[2].partition("/")[0])
        asked = []

        def lookup(host: str, port: int, **more: Any) -> Any:
            asked.append(host)
            # TEST-NET-1 routes nowhere; it stands for a public address.
            return leads_to("192.0.2.1" if len(asked) == 1 else "127.0.0.1")(host, port, **more)

        monkeypatch.setattr("socket.getaddrinfo", lookup)
        monkeypatch.setattr(
            "kg.store.federation.addresses.is_public", lambda address: address == "192.0.2.1"
        )
        address = f"http://rebinding.example:{port}/sparql"
        engine = open_engine(local, workers=1, services=Services(frozenset({address}), seconds=0.5))
        with pytest.raises(ServiceFailed):
            engine.query(f"SELECT * {{ SERVICE <{address}> {{ ?y ?p ?x }} }}", media_type=JSON)
        engine.close()
        assert asked == ["rebinding.example"]
        assert inner.asked == []


def test_the_default_is_public_addresses_alone(local: Path) -> None:
    with peer(says(table())) as inner:
        engine = open_engine(local, workers=1, services=Services(frozenset({inner.address})))
        with pytest.raises(ServiceFailed) as caught:
            engine.query(
                f"SELECT * {{ SERVICE <{inner.address}> {{ ?y ?p ?x }} }}", media_type=JSON
            )
        engine.close()
        assert inner.asked == []
    assert "127.0.0.1 has no address on the public internet" in caught.value.text.en
    assert "127.0.0.1 は公開されたインターネットのアドレスではありません" in caught.value.text.ja
