"""Nodes made by columns are those made one by one, byte by byte."""

import json

import polars as pl
import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jsonld.test_jsonld_roundtrip import SHIBUYA, triples, usable
from kg import jsonld
from kg.iris import STI, expand
from kg.jsonld.columns import nodes
from kg.tables.columnar.ntriples import frame_of

ONE = ox.NamedNode(SHIBUYA)
LABEL, TYPE, WORDS = (ox.NamedNode(expand(n)) for n in ("rdfs:label", "rdf:type", "sti:words"))
NAMES = [ox.NamedNode(name) for name in ("http://a.x/", "http://b.x/", "geo:1,2")]


def by_columns(found: list[ox.Triple]) -> list[str]:
    frame = frame_of(found).unique().sort("subject", "predicate", "object")
    return nodes(frame).to_list()


def one_by_one(found: list[ox.Triple]) -> list[str]:
    ordered = sorted(set(found), key=str)
    return [text.decode().strip(",\n") for text in list(jsonld.stream(ordered))[1:-1]]


@settings(max_examples=300, deadline=None)
@given(triples.map(usable))
def test_columns_write_what_the_stream_writes(found: list[ox.Triple]) -> None:
    assert by_columns(found) == one_by_one(found)


texts = st.text(st.sampled_from('ab"\\\n\t\x00\x7f中'), max_size=3)
labels = st.lists(st.builds(ox.Literal, texts, language=st.sampled_from(["ja", "en"])), max_size=4)


@settings(max_examples=200, deadline=None)
@given(labels, labels)
@example([ox.Literal("\n", language="ja"), ox.Literal("[", language="ja")], [])
def test_several_texts_stand_in_the_order_of_the_texts(
    one: list[ox.Literal], two: list[ox.Literal]
) -> None:
    found = [
        *(ox.Triple(NAMES[0], LABEL, text) for text in one),
        *(ox.Triple(NAMES[1], WORDS, text) for text in two),
    ]
    assert by_columns(found) == one_by_one(found)


def test_a_node_that_columns_cannot_express_keeps_its_place() -> None:
    found = [
        *(ox.Triple(name, LABEL, ox.Literal("x", language="en")) for name in NAMES),
        ox.Triple(NAMES[0], TYPE, ox.NamedNode(f"{STI}Agency")),
        ox.Triple(NAMES[1], TYPE, ox.Literal("no class")),
    ]
    made = [json.loads(text) for text in by_columns(found)]
    assert [node.get("id") or node["@id"] for node in made] == [
        "geo:1,2",
        "http://a.x/",
        "http://b.x/",
    ]
    assert by_columns(found) == one_by_one(found)


@pytest.mark.parametrize("term", ["<<( <http://a.x/> <geo:1> <http://b.x/> )>>", '"x"@ar--rtl'])
def test_terms_that_json_ld_cannot_hold_are_refused(term: str) -> None:
    frame = frame_of([ox.Triple(NAMES[0], LABEL, NAMES[1])]).with_columns(object=pl.lit(term))
    with pytest.raises(jsonld.QuotedTripleError, match="cannot hold"):
        nodes(frame)


def test_an_empty_graph_has_no_node() -> None:
    assert nodes(pl.DataFrame(schema=frame_of([]).schema)).to_list() == []
