"""Whose request it is, with and without proxies."""

import re
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from kg.web.front.client import client_of
from web.front.conftest import Fronted, spending


@pytest.mark.parametrize(
    ("address", "key", "short"),
    [
        ("203.0.113.9", "203.0.113.9", "203.0.113.0/24"),
        ("203.0.113.9:4711", "203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("[2001:db8:1:2::9]:80", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("::ffff:203.0.113.9", "203.0.113.9", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/64", "fe80::/48"),
        ("unix:", "unknown", "unknown"),
        ("_hidden", "unknown", "unknown"),
        ("", "unknown", "unknown"),
    ],
)
def test_addresses(address: str, key: str, short: str) -> None:
    assert client_of(address) == (key, short)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [
        (0, "198.51.100.7", "192.0.2.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "1.1.1.1, 198.51.100.7", "198.51.100.7"),
        (2, "1.1.1.1, 198.51.100.7, 203.0.113.1", "198.51.100.7"),
        (2, "198.51.100.7", "192.0.2.1"),
        (1, "", "192.0.2.1"),
    ],
)
def test_forwarded_addresses_are_read_from_the_right_as_far_as_proxies_are_trusted(
    fronted: type[Fronted], proxies: int, forwarded: str, client: str
) -> None:
    front = fronted(proxies=proxies, log_client="full")
    front.ask(headers={"X-Forwarded-For": forwarded})
    assert front.events[0]["client"] == client


def test_a_spoofed_address_saves_nobody_from_the_budget(fronted: type[Fronted]) -> None:
    front = fronted(spending, budget_burst=1)
    assert front.ask(headers={"X-Forwarded-For": "198.51.100.1"}).status_code == 503
    assert front.ask(headers={"X-Forwarded-For": "198.51.100.2"}).status_code == 429

    trusting = fronted(spending, budget_burst=1, proxies=1)
    assert trusting.ask(headers={"X-Forwarded-For": "198.51.100.1"}).status_code == 503
    assert trusting.ask(headers={"X-Forwarded-For": "198.51.100.2"}).status_code == 503
    assert trusting.ask(headers={"X-Forwarded-For": "198.51.100.2"}).status_code == 429


def test_a_subscriber_has_one_budget_for_a_network(fronted: type[Fronted]) -> None:
    front = fronted(spending, budget_burst=1)
    assert front.ask(peer="2001:db8:1:2::1").status_code == 503
    assert front.ask(peer="2001:db8:1:2:ffff::2").status_code == 429
    assert front.ask(peer="2001:db8:1:3::1").status_code == 503


@pytest.mark.parametrize(
    ("shown", "client"), [("full", "192.0.2.1"), ("short", "192.0.2.0/24"), ("none", None)]
)
def test_what_the_log_shows_of_an_address(
    fronted: type[Fronted], shown: str, client: str | None
) -> None:
    front = fronted(log_client=shown)
    front.ask()
    assert front.events[0].get("client") == client


def test_scheme_and_host_come_from_trusted_proxies_only(fronted: type[Fronted]) -> None:
    def address(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [f"{environ['wsgi.url_scheme']}://{environ['HTTP_HOST']}".encode()]

    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "kg.example"}
    assert fronted(address).ask(headers=headers).data == b"http://localhost"
    assert fronted(address, proxies=1).ask(headers=headers).data == b"https://kg.example"


def test_identifiers_are_random_and_come_from_trusted_proxies_only(fronted: type[Fronted]) -> None:
    front, given = fronted(), {"X-Request-Id": "abcdefgh-1"}
    names = {front.ask(headers=given).headers["X-Request-Id"] for _ in range(50)}
    assert len(names) == 50
    assert all(re.fullmatch(r"[0-9a-f]{32}", name) for name in names)
    assert {event["id"] for event in front.events} == names
    trusting = fronted(proxies=1)
    assert trusting.ask(headers=given).headers["X-Request-Id"] == "abcdefgh-1"
    for bad in ("short", "a" * 65, "line\tbreak-here", "semi;colon;here"):
        made = trusting.ask(headers={"X-Request-Id": bad}).headers["X-Request-Id"]
        assert re.fullmatch(r"[0-9a-f]{32}", made)
