"""The fifteen questions, asked of a real server, and their exact answers."""

import csv
import io
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from kg.store import inspect
from kit import ROOT, header, questions

EXPECTED = Path(__file__).parent / "expected"


def ask(server: str, question: Path) -> list[list[str]]:
    request = urllib.request.Request(
        f"{server}/sparql",
        data=urllib.parse.urlencode({"query": question.read_text("utf-8")}).encode(),
        headers={"Accept": "text/csv"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return list(csv.reader(io.StringIO(answer.read().decode("utf-8"))))


def by_name(start: str) -> Path:
    (found,) = (question for question in questions() if question.name.startswith(start))
    return found


def test_there_are_fifteen_questions() -> None:
    assert [question.name[:5] for question in questions()] == [f"cq{n:02}-" for n in range(1, 16)]


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.stem)
def test_every_question_is_titled_and_worded_in_both_languages(question: Path) -> None:
    found = header(question)
    assert list(found) == ["title@ja", "title@en", "question@ja", "question@en"]
    assert inspect(question.read_text("utf-8")).form == "SELECT"


@pytest.mark.parametrize("answer", sorted(EXPECTED.glob("*.csv")), ids=lambda answer: answer.stem)
def test_the_answer_is_exact(server: str, answer: Path) -> None:
    expected = list(csv.reader(io.StringIO(answer.read_text("utf-8"))))
    assert ask(server, by_name(answer.stem)) == expected


def test_every_table_leads_to_passages(server: str) -> None:
    columns, *rows = ask(server, by_name("cq11"))
    assert columns == ["table", "facts", "withPassage"]
    assert [row for row in rows if row[1] != row[2]] == []
    data = ROOT / "data"
    tables = {f"{table.parent.name}/{table.stem}" for table in data.glob("*/*.csv")}
    holding_passages = {table for table in tables if table.endswith("/passages")}
    assert {table for table, _, _ in rows} == tables - holding_passages


def test_join_keys_are_those_of_the_register(server: str) -> None:
    columns, *rows = ask(server, by_name("cq13"))
    assert columns == ["code6", "code5", "sac", "wikidata", "corporateNumber"]
    table = ROOT / "data" / "register" / "municipalities.csv"
    with table.open(encoding="utf-8", newline="") as file:
        register = list(csv.DictReader(file))
    assert rows == [
        [
            row["団体コード（6桁）"],
            row["標準地域コード（5桁）"],
            f"http://data.e-stat.go.jp/lod/sac/C{row['標準地域コード（5桁）']}",
            row["Wikidata"] and f"http://www.wikidata.org/entity/{row['Wikidata']}",
            row["法人番号"],
        ]
        for row in sorted(register, key=lambda row: row["団体コード（6桁）"])
    ]
    assert len(rows) == 1741
    assert sum(not row[3] for row in rows) == 26
