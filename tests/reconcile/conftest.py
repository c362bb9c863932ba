"""A real server over the curated release, what is asked of it, and the standard's schemas."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7

from served import UNMETERED, Answer, Request, Served, serving

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
Document = dict[str, Any]
Check = Callable[[str, Any], None]


@pytest.fixture(scope="session")
def reconciling(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server; at the end its log must tell of no fault of its own."""
    log = tmp_path_factory.mktemp("reconcile") / "server.log"
    with serving(home, log, **UNMETERED) as server:
        yield server
    assert "Traceback" not in log.read_text(encoding="utf-8")


class Client:
    """A client of the service in one language."""

    def __init__(self, server: Served, language: str = "en") -> None:
        self.server = server
        self.service = f"/reconcile/{language}"

    def post(self, **fields: object) -> Answer:
        body = {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in fields.items()
        }
        return self.server.ask(Request(self.service, FORM, "POST", urlencode(body).encode()))

    def get(self, path: str = "", **parameters: object) -> Answer:
        query = urlencode(
            {
                name: value if isinstance(value, str) else json.dumps(value)
                for name, value in parameters.items()
            }
        )
        return self.server.get(f"{self.service}{path}{'?' if query else ''}{query}")

    def reconcile(self, **queries: object) -> dict[str, list[Document]]:
        """Candidates by the keys of the queries."""
        answer = self.post(queries=queries)
        assert answer.status == 200, answer.document
        assert list(answer.document) == list(queries)
        return {key: one["result"] for key, one in answer.document.items()}

    def one(self, query: str, **others: object) -> list[Document]:
        """Candidates of a single query; properties as ``within="広島県"``."""
        pids = {name: others.pop(name) for name in list(others) if name not in MEMBERS}
        properties = [{"pid": pid, "v": value} for pid, value in pids.items()]
        asked = {"query": query, **others, **({"properties": properties} if properties else {})}
        return self.reconcile(q=asked)["q"]

    def extend(self, ids: list[str], *properties: object) -> Document:
        wanted = [{"id": one} if isinstance(one, str) else one for one in properties]
        answer = self.post(extend={"ids": ids, "properties": wanted})
        assert answer.status == 200, answer.document
        found: Document = answer.document
        return found


MEMBERS = ("type", "type_strict", "limit", "properties")


@pytest.fixture(scope="session")
def english(reconciling: Served) -> Client:
    return Client(reconciling)


@pytest.fixture(scope="session")
def japanese(reconciling: Served) -> Client:
    return Client(reconciling, "ja")


@pytest.fixture(scope="session")
def conforms(shared: Path) -> Check:
    """Asserts that a document is valid by one of the standard's schemas, named without ``.json``.

    Skips where the schemas are not there.
    """
    folder = shared / "suites" / "reconciliation-0.2"
    schemas = {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    # They name a dialect by an address that stands for the latest; they are written in draft 7.
    registry = Registry().with_resources(
        (schema["$id"], DRAFT7.create_resource(schema)) for schema in schemas.values()
    )

    def check(name: str, document: Any) -> None:
        validator = Draft7Validator(schemas[name], registry=registry)
        assert [error.message for error in validator.iter_errors(document)] == []

    return check
