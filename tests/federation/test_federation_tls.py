"""https: the certificate is for the name that the query gives, whatever address was checked."""

import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest
import trustme

from federation.conftest import Asking
from federation.peer import JSON, Peer, peer, says, table
from kg.store import ServiceFailed
from kg.store.federation import client

ROW = '{"x":{"type":"literal","value":"there"}}'


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def secured(authority: trustme.CA) -> Iterator[Peer]:
    """A server whose certificate is for ``localhost``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with peer(says(table(ROW)), context) as there:
        yield there


@pytest.fixture
def trusted(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts who issued that certificate."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    monkeypatch.setattr(client, "_tls", lambda: context)


def ask(asking: Asking, address: str) -> int:
    asking.limit(endpoints=frozenset({address}))
    text = f"SELECT * {{ SERVICE <{address}> {{ ?y ?p ?x }} }}"
    with asking.engine.query(text, media_type=JSON) as answer:
        return answer.read().count(b"there")


def named(there: Peer, host: str) -> str:
    return f"https://{host}:{there.port}/sparql"


@pytest.mark.usefixtures("trusted")
def test_a_certificate_for_the_name(asking: Asking, secured: Peer) -> None:
    assert ask(asking, named(secured, "localhost")) == 1
    assert secured.asked[0].headers["Host"] == f"localhost:{secured.port}"


@pytest.mark.usefixtures("trusted")
def test_a_certificate_for_another_name(asking: Asking, secured: Peer) -> None:
    with pytest.raises(ServiceFailed, match="certificate verify failed"):
        ask(asking, named(secured, "127.0.0.1"))
    assert secured.asked == []


def test_a_certificate_that_nobody_trusts(asking: Asking, secured: Peer) -> None:
    with pytest.raises(ServiceFailed, match="certificate verify failed"):
        ask(asking, named(secured, "localhost"))
    assert secured.asked == []


@pytest.mark.usefixtures("trusted")
def test_no_redirect_leads_out_of_https(asking: Asking, secured: Peer) -> None:
    def redirect(handler: BaseHTTPRequestHandler) -> None:
        says(b"", status=307, Location=asking.there.address)(handler)

    secured.answer = redirect
    with pytest.raises(ServiceFailed, match="redirects from https to something else"):
        ask(asking, named(secured, "localhost"))
    assert asking.there.asked == []
