"""The table: what is met and what is not, what is absent, and what is kept from run to run."""

import json
from collections import Counter
from pathlib import Path

from benchmarks.answers import content
from benchmarks.client import JSON, Answer
from benchmarks.figures import Bar, Figure, Row, faster, share
from benchmarks.results import Point, Results, Timing
from benchmarks.table import results

DATE = "2026-01-02"
FAST = Row(
    "conversion",
    "tables → RDF, M",
    Figure(1.5, "s", runs=5, memory=200.0),
    "Morph-KGC 2.10.0",
    Figure(6.0, "s", runs=5, memory=400.0),
    4.0,
    Bar("≥", 3),
    sound=True,
    date=DATE,
)
CAPPED = Row(
    "validation",
    "SHACL, M",
    Figure(100.0, "s", runs=5),
    "pySHACL",
    Figure(180.0, "s", capped=True),
    1.8,
    Bar("≥", 10),
    date=DATE,
)
ABSENT = Row(
    "lookups",
    "look-up",
    Figure(2000.0, "req/s", runs=5),
    "Virtuoso",
    bar=Bar("≥", 1),
    note="not a\nDebian | machine",
    date=DATE,
)
ALONE = Row("starting", "start", Figure(2.0, "s", runs=5), bar=Bar("≤", 1.5, of="ours"), date=DATE)
WRONG = Row(
    "conversion", "other", Figure(1.0, "s"), "rival", Figure(9.0, "s"), 9.0, Bar("≥", 3),
    sound=False, date=DATE,
)  # fmt: skip

TABLE = """\
| what | ours | rival | rival's | ratio | bar | met | runs | date | note |
|---|---|---|---|---|---|---|---|---|---|
| tables → RDF, M | 1.50 s, 200 MB | Morph-KGC 2.10.0 | 6.00 s, 400 MB | 4.00 | ≥ 3 × | yes | 5/5 | 2026-01-02 | same answer |
| SHACL, M | 100 s | pySHACL | ≥ 180 s | ≥ 1.80 | ≥ 10 × | **no** | 5/1 | 2026-01-02 |  |
| look-up | 2,000 req/s | Virtuoso | absent |  | ≥ 1 × |  | 5 | 2026-01-02 | not a Debian \\| machine |
| start | 2.00 s |  |  |  | ≤ 1.5 s | **no** | 5 | 2026-01-02 |  |
| other | 1.00 s | rival | 9.00 s | 9.00 | ≥ 3 × | **no** | 1/1 | 2026-01-02 | **answers differ** |"""  # noqa: E501 - a table's lines are as long as they are


def test_the_table_shows_each_kind_of_row() -> None:
    assert results([FAST, CAPPED, ABSENT, ALONE, WRONG]) == TABLE


def test_ratios() -> None:
    assert faster(Figure(2, "s"), Figure(6, "s")) == 3
    assert share(Figure(2, "req/s"), Figure(8, "req/s")) == 0.25
    assert faster(Figure(2, "s"), None) is None


def test_a_bar_holds_at_its_bound() -> None:
    assert Bar("≥", 3).met(3)
    assert not Bar("≥", 3).met(2.99)
    assert Bar("≤", 1.5).met(1.5)
    assert not Bar("≤", 1.5).met(1.51)


def test_a_run_of_one_subject_leaves_the_others_lines(tmp_path: Path) -> None:
    before = Results(
        machine={"memory": "8 GB"},
        rows=[FAST, ALONE],
        queries=[Timing("01", 3, {"ours": 1.5})],
        growth=[Point("build", "ours", "S", 200_000, 1.5, 100.0)],
    )
    before.save(tmp_path)
    kept = Results.load(tmp_path / "RESULTS.json")
    assert kept == before
    kept.replace("starting", [CAPPED], order=("conversion", "validation"))
    assert kept.rows == [FAST, CAPPED]
    kept.replace("conversion", [WRONG], order=("validation", "conversion"))
    assert kept.rows == [CAPPED, WRONG]


def test_the_json_says_what_is_met(tmp_path: Path) -> None:
    Results(rows=[FAST, CAPPED, ABSENT]).save(tmp_path)
    record = json.loads((tmp_path / "RESULTS.json").read_text(encoding="utf-8"))
    assert [row["met"] for row in record["rows"]] == [True, False, None]


def test_without_results_there_are_none(tmp_path: Path) -> None:
    assert Results.load(tmp_path / "RESULTS.json") == Results()


def answer(*rows: dict[str, dict[str, str]]) -> Answer:
    return Answer(json.dumps({"results": {"bindings": list(rows)}}).encode(), JSON, 0.0)


def number(text: str, kind: str, name: str = "decimal") -> dict[str, str]:
    return {"type": kind, "value": text, "datatype": f"http://www.w3.org/2001/XMLSchema#{name}"}


def test_answers_are_compared_by_value_and_multiplicity() -> None:
    one = {"n": number("1.50", "literal"), "l": {"type": "literal", "value": "a", "xml:lang": "EN"}}
    same = {"l": {"type": "literal", "value": "a", "xml:lang": "en"},
            "n": number("1.5", "typed-literal", "double")}  # fmt: skip
    other = {"n": number("1.6", "literal"), "l": {"type": "literal", "value": "a"}}
    assert content(answer(one, other)) == content(answer(other, same))
    assert content(answer(one)) != content(answer(one, one))
    assert content(answer(one)) != content(answer(other))
    assert content(answer()) == Counter()


def test_triples_are_compared_as_sets() -> None:
    turtle = b"<urn:a> <urn:b> <urn:c> . <urn:a> <urn:b> 'd' ."
    ntriples = b'<urn:a> <urn:b> "d" .\n<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> <urn:c> .\n'
    assert content(Answer(turtle, "text/turtle", 0.0)) == content(
        Answer(ntriples, "application/n-triples", 0.0)
    )
