"""Rows counted in the engine's bytes, however they are cut."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.store import ProcessEngine
from kg.store.formats import RESULTS
from kg.store.rows import RowCounter

PARTS = ("},{", "}}", '"', "}", "{", "[", "\\", "</result>", "\n", "\t", ",", "日")
TEXTS = st.lists(st.sampled_from(PARTS), max_size=4).map("".join)


def counted(media_type: str, body: bytes, size: int) -> int:
    counter = RowCounter(media_type)
    for start in range(0, len(body), size):
        counter.feed(body[start : start + size])
    return counter.rows


@pytest.mark.parametrize("media_type", RESULTS)
@given(texts=st.lists(TEXTS, max_size=5), size=st.integers(1, 40))
def test_every_row_is_counted_once(media_type: str, texts: list[str], size: int) -> None:
    store = ox.Store()
    p = ox.NamedNode("http://e/p")
    for number, text in enumerate(texts):
        literal = ox.Literal(text, language="ja") if number % 2 else ox.Literal(text)
        store.add(ox.Quad(ox.NamedNode(f"http://e/{number}"), p, literal))
    found = store.query("SELECT ?o ?t { ?s ?p ?o OPTIONAL { ?s ?p ?t FILTER(STRLEN(?t) > 5) } }")
    assert isinstance(found, ox.QuerySolutions)
    body = found.serialize(format=RESULTS[media_type])
    assert body is not None
    assert counted(media_type, body, size) == len(texts)


@pytest.mark.parametrize(
    ("query", "media_type", "rows"),
    [
        ("SELECT * { VALUES ?a { 1 2 3 } }", "application/sparql-results+json", 3),
        ("SELECT * { VALUES ?a { } }", "text/csv", 0),
        ("ASK { }", "application/sparql-results+json", None),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle", None),
    ],
)
def test_an_answer_tells_its_rows(
    engine: ProcessEngine, query: str, media_type: str, rows: int | None
) -> None:
    with engine.query(query, media_type=media_type) as answer:
        answer.read()
        assert answer.rows == rows
