"""What the validation process loads and reads: no pySHACL where none is needed, and stores."""

import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.validation import worker
from kg.validation.protocol import Answer, Request
from validation.comparing import EX, ntriples

SHAPES = ":S sh:targetClass :C ; sh:property [ sh:path :p ; sh:minCount 1 ] ."
CONFORMING = ":x a :C ; :p 1 ."
VIOLATING = ":x a :C ."


def request(folder: Path, data: str, store: Path | None = None) -> Request:
    file = folder / "data.nt"
    file.write_text(ntriples(data), encoding="utf-8")
    return {
        "data": str(file),
        "store": None if store is None else str(store),
        "shapes": ntriples(SHAPES),
        "meta": False,
    }


def stored(folder: Path, data: str) -> Path:
    store = ox.Store(folder / "store")
    store.load(ntriples(data).encode(), format=ox.RdfFormat.N_TRIPLES)
    store.flush()
    return folder / "store"


@pytest.mark.parametrize(("data", "loaded"), [(CONFORMING, False), (VIOLATING, True)])
def test_pyshacl_is_imported_only_to_report(tmp_path: Path, data: str, loaded: bool) -> None:
    program = """if True:
        import json, sys
        from kg.validation.worker import answer
        conforms = answer(json.load(sys.stdin))["conforms"]
        print(json.dumps([conforms, "rdflib" in sys.modules, "pyshacl" in sys.modules]))"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(request(tmp_path, data)),
        capture_output=True,
        check=True,
        text=True,
    )
    assert json.loads(done.stdout) == [not loaded, loaded, loaded]


@pytest.mark.parametrize("triples_in_store", [CONFORMING, VIOLATING])
def test_large_graph_is_read_from_its_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, triples_in_store: str
) -> None:
    """The store decides; file and store are the same graph but in this test."""
    store = stored(tmp_path, triples_in_store)
    asked: list[ox.Store] = []

    def report(caught: object, _: Request, over: ox.Store, __: object) -> Answer:
        asked.append(over)
        return {"conforms": not caught}

    monkeypatch.setattr(worker, "_IN_MEMORY", 0)
    monkeypatch.setattr("kg.validation.report.report_on", report)
    answer = worker.answer(request(tmp_path, CONFORMING, store))
    assert answer["conforms"] == (triples_in_store == CONFORMING)
    assert [len(over) for over in asked] == ([] if answer["conforms"] else [1])


def test_small_graph_is_read_into_memory(tmp_path: Path) -> None:
    assert worker.answer(request(tmp_path, CONFORMING, stored(tmp_path, VIOLATING)))["conforms"]


def test_conforming_answer_is_a_report_of_two_triples(tmp_path: Path) -> None:
    answer = worker.answer(request(tmp_path, CONFORMING))
    found = ox.Dataset(ox.parse(answer["report"], format=ox.RdfFormat.N_TRIPLES))
    wanted = ox.Dataset(
        ox.parse(
            ntriples("[] a sh:ValidationReport ; sh:conforms true ."), format=ox.RdfFormat.N_TRIPLES
        )
    )
    for dataset in (found, wanted):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert found == wanted
    assert (answer["conforms"], answer["records"]) == (True, [])


def test_store_answers_as_memory_does(tmp_path: Path) -> None:
    """A whole report over a store on disk, in a process of its own."""
    store = stored(tmp_path, VIOLATING)
    program = """if True:
        import json, sys
        from kg.validation import worker
        worker._IN_MEMORY = int(sys.argv[1])
        print(json.dumps(worker.answer(json.load(sys.stdin))["records"]))"""
    answers = [
        subprocess.run(
            [sys.executable, "-c", program, limit],
            input=json.dumps(request(tmp_path, VIOLATING, store)),
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for limit in ("0", "1000000")
    ]
    assert answers[0] == answers[1]
    assert [record["focus"] for record in json.loads(answers[0])] == [f"{EX}x"]
