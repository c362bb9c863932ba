"""Earlier releases at their permanent addresses, and the list of them."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from kg.release import load, prune, publish
from kg.settings import Settings
from kg.web.serve import open_release
from kg.web.switch import Switch

TOKYO = "https://w3id.org/sti-kg/id/region/130001"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
NAME = f'SELECT ?n {{ <{TOKYO}> <{LABEL}> ?n FILTER (LANG(?n) = "en") }}'


class Reader(Client):
    """Reads every answer to its end and closes it, as a server does, unless told otherwise."""

    def open(self, *given: Any, buffered: bool = True, **more: Any) -> TestResponse:
        return super().open(*given, buffered=buffered, **more)


@pytest.fixture
def switch(home_of_three: Path) -> Iterator[Switch]:
    made = Switch(
        home_of_three, Settings(query_workers=1), open_release, look_seconds=0.05, earlier=1
    )
    yield made
    made.close()


@pytest.fixture
def client(switch: Switch) -> Client:
    return Reader(switch)


def problem(answer: TestResponse, status: int) -> tuple[str, str]:
    """What a problem document says in both languages."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert str(answer.json["status"]) == str(status)
    return answer.json["messages"]["ja"]["detail"], answer.json["messages"]["en"]["detail"]


def ask(client: Client, root: str, **more: str) -> str:
    answer = client.get(f"{root}/sparql", query_string={"query": NAME, "format": "csv"}, **more)
    assert answer.status_code == 200, answer.text
    return answer.text.splitlines()[1]


def test_every_release_answers_queries_at_its_address(client: Client, ids: list[str]) -> None:
    names = ("Tokyo", "Tokyo Metropolis", "Tokyo Metropolis")
    for name, found in zip(ids, names, strict=True):
        assert ask(client, f"/releases/{name}") == found
    posted = client.post(
        f"/releases/{ids[0]}/sparql", data={"query": NAME}, headers={"Accept": "text/csv"}
    )
    assert posted.text.splitlines() == ["n", "Tokyo"]
    assert ask(client, "") == "Tokyo Metropolis"


def test_everything_of_a_release_is_under_its_address(
    client: Client, home_of_three: Path, ids: list[str]
) -> None:
    release = load(home_of_three / "releases" / ids[0])
    root = f"/releases/{ids[0]}"
    dump = client.get(f"{root}/dumps/sti-kg.nq")
    assert dump.data == release.quads.read_bytes()
    assert client.get(f"{root}/catalog.ttl").data == release.catalog.read_bytes()
    data = client.get(f"{root}/data/region/020001.ttl")
    assert "Aomori" in data.text
    assert client.get("/data/region/020001.ttl").status_code == 410, "gone from what is served"
    moved = client.get(f"{root}/id/region/130001", headers={"Accept": "text/html"})
    assert (moved.status_code, moved.location) == (303, f"{root}/page/region/130001")
    assert client.get(f"{root}").location.endswith(f"{root}/")
    assert client.get(f"{root}/healthz").json == {"status": "ok", "release": ids[0]}


@pytest.mark.parametrize("path", ["/", "/page/region/130001", "/catalog", "/ontology", "/dumps/"])
def test_links_of_a_page_stay_within_its_release(client: Client, ids: list[str], path: str) -> None:
    root = f"/releases/{ids[1]}"
    page = client.get(root + path, headers={"Accept": "text/html", "Accept-Language": "en"})
    assert page.status_code == 200
    links = set(re.findall(r'(?:href|src|action)="([^"#?][^"]*)"', page.text))
    outside = {link for link in links if not re.match(rf"{root}/|https?://", link)}
    assert outside == {"/", "/releases/"}, "to what is served now, and to all releases"
    assert f"This is the release {ids[1]} at its permanent address." in page.text
    assert f"{root}/static/style.css" in links


def test_an_answer_names_the_same_address_in_what_is_served(client: Client, ids: list[str]) -> None:
    answer = client.get(f"/releases/{ids[0]}/page/region/130001")
    assert '</page/region/130001>; rel="latest-version"' in answer.headers.getlist("Link")
    page = client.get("/page/region/130001")
    assert "latest-version" not in str(page.headers)
    assert "permanent address" not in page.text


def test_a_mounted_site_keeps_its_root(client: Client, ids: list[str]) -> None:
    base = "http://example.org/kg/"
    answer = client.get(f"/releases/{ids[0]}/", base_url=base)
    assert f'href="/kg/releases/{ids[0]}/sparql"' in answer.text
    assert 'href="/kg/releases/"' in answer.text
    assert '</kg/>; rel="latest-version"' in answer.headers.getlist("Link")


def test_tags_tell_releases_apart(client: Client, ids: list[str]) -> None:
    paths = ("", *(f"/releases/{name}" for name in ids))
    tags = {client.get(f"{root}/page/region/130001").headers["ETag"] for root in paths}
    assert len(tags) == 4


def test_an_unknown_release_is_404_and_a_deleted_one_410(
    client: Client, home_of_three: Path, ids: list[str]
) -> None:
    assert ask(client, f"/releases/{ids[0]}") == "Tokyo"
    prune(home_of_three, 2)
    for path in ("/", "/sparql", "/dumps/sti-kg.nt"):
        assert problem(client.get(f"/releases/{ids[0]}{path}"), 410) == (
            "このリリースは削除されました。",
            "This release was deleted.",
        )
    assert problem(client.post(f"/releases/{ids[0]}/sparql", data={"query": NAME}), 410)
    for name in ("2019-01-01-0123456789", "..", "%2e%2e", "a%2fb", "日本", ".tmp-1", "%00"):
        answer = client.get(f"/releases/{name}/manifest.json")
        assert problem(answer, 404)[1] in ("There is no release of this name.", "")
    assert client.get("/releases/2019-01-01-0123456789/").status_code == 404


def test_a_damaged_release_is_503_and_tells_no_path(
    client: Client, home_of_three: Path, ids: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    store = next((home_of_three / "releases" / ids[0] / "store").glob("*.sst"))
    store.write_bytes(store.read_bytes().swapcase())
    for _ in range(3):
        answer = client.get(f"/releases/{ids[0]}/sparql")
        assert problem(answer, 503)[1] == "This release is damaged and cannot be served."
        assert str(home_of_three) not in answer.text
    assert len(caplog.records) == 1, "it is not opened again at once"
    assert ask(client, "") == "Tokyo Metropolis"


def test_few_releases_are_open_at_a_time(client: Client, ids: list[str]) -> None:
    path = f"/releases/{ids[0]}/sparql?format=csv&query=SELECT+*+{{?a+?b+?c.?d+?e+?f.?g+?h+?i}}"
    answer = client.open(path, buffered=False)
    chunks = answer.iter_encoded()
    next(chunks)
    busy = client.get(f"/releases/{ids[1]}/healthz")
    assert problem(busy, 503)[1].startswith("Other releases are in use")
    assert busy.headers["Retry-After"] == "5"
    b"".join(chunks)
    answer.close()
    for name in (ids[1], ids[0], ids[1]):
        assert client.get(f"/releases/{name}/healthz").json == {"status": "ok", "release": name}


def test_a_release_that_becomes_the_served_one_keeps_its_address(
    client: Client, switch: Switch, home_of_three: Path, ids: list[str]
) -> None:
    assert ask(client, f"/releases/{ids[0]}") == "Tokyo"
    publish(home_of_three, ids[0])
    while switch.release.id != ids[0]:
        time.sleep(0.01)
    assert ask(client, f"/releases/{ids[0]}") == ask(client, "") == "Tokyo"
    assert ask(client, f"/releases/{ids[2]}") == "Tokyo Metropolis"


def test_releases_are_listed_as_json(client: Client, home_of_three: Path, ids: list[str]) -> None:
    (home_of_three / "releases" / ids[0] / "report.ttl").unlink()
    answer = client.get("/releases/", headers={"Accept": "application/json"})
    assert answer.mimetype == "application/json"
    assert answer.json is not None
    third, second, first = answer.json["releases"]
    assert [one["id"] for one in (first, second, third)] == ids
    assert (third["served"], second["served"], first["served"]) == (True, False, False)
    assert third["changes"] == {
        "added": 0, "removed": 0, "changed": 1, "triples_added": 1, "triples_removed": 1,
        "whole": True,
    }  # fmt: skip
    assert (second["changes"], second["previous"]) == (None, ids[0]), "the one before is damaged"
    assert (first["address"], third["address"]) == (None, f"/releases/{ids[2]}/")
    assert (third["triples"], third["resources"]) == (48, 5)
    again = client.get(
        "/releases/",
        headers={"Accept": "application/json", "If-None-Match": answer.headers["ETag"]},
    )
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("1 added, 1 removed, 1 changed", "0 added, 0 removed, 1 changed", "served now")),
        ("ja", ("追加1、削除1、変更1", "追加0、削除0、変更1", "公開中")),
    ],
)
def test_releases_are_listed_as_a_page(
    client: Client, ids: list[str], language: str, words: tuple[str, ...]
) -> None:
    page = client.get("/releases/", headers={"Accept": "text/html", "Accept-Language": language})
    assert page.headers["Content-Language"] == language
    for text in (*ids, *words):
        assert text in page.text
    assert re.findall(r'href="(/releases/[^"]+)"', page.text) == [
        f"/releases/{name}/" for name in reversed(ids)
    ]


def test_a_list_within_a_release_leads_to_the_same_addresses(
    client: Client, ids: list[str]
) -> None:
    page = client.get(f"/releases/{ids[0]}/releases/", headers={"Accept": "application/json"})
    assert page.json is not None
    assert page.json["releases"][0]["address"] == f"/releases/{ids[2]}/"
