"""Each release has a matcher of its own, which is made once, whoever asks first."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.release import served
from kg.settings import Settings
from kg.store import open_engine
from kg.web.reconcile.linker import Linker
from reconcile.conftest import Client
from served import Served


class CountingEngine:
    """An engine that counts what it is asked."""

    def __init__(self, engine: Any) -> None:
        self.engine, self.asked = engine, 0

    def query(self, text: str, **how: Any) -> Any:
        self.asked += 1
        return self.engine.query(text, **how)


@pytest.fixture(scope="module")
def engine(home: Path) -> Iterator[CountingEngine]:
    opened = open_engine(served(home) / "dumps" / "sti-kg.nq", workers=1)
    yield CountingEngine(opened)
    opened.close()


def test_a_matcher_is_made_once_for_all_threads(engine: CountingEngine) -> None:
    linker = Linker(engine, Settings().base)  # type: ignore[arg-type]
    assert engine.asked == 0
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(linker.matcher)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(map(id, found))) == 1
    asked = engine.asked
    assert linker.matcher is found[0]
    assert engine.asked == asked > 0


def test_an_earlier_release_answers_under_its_address(reconciling: Served) -> None:
    release = reconciling.get("/healthz").document["release"]
    client = Client(reconciling, "ja")
    client.service = f"/releases/{release}/reconcile/ja"
    manifest = client.get().document
    address = f"{reconciling.address}/releases/{release}"
    assert manifest["view"]["url"] == address + "/id/{{id}}"
    assert manifest["suggest"]["entity"]["service_url"] == f"{address}/reconcile/ja"
    assert client.one("渋谷区")[0]["id"] == "region/131130"
    preview = client.get("/preview", id="region/131130").body.decode()
    assert f'href="{address}/page/region/131130"' in preview
