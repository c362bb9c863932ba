"""Matchers of other graphs than the curated one."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

import pyoxigraph as ox
import pytest

from kg.api.rows import Value, python_value
from kg.iris import PREFIXES
from kg.linking import Matcher, Outcome, Question

BASE = "https://example.org/kg/"
PLACES = """
<id/region/jp> a sti:Country ; rdfs:label "日本"@ja , "Japan"@en ; sti:isoAlpha2 "JP" .
<id/region/130001> a sti:Prefecture , sti:Region ; dcterms:identifier "130001" ;
  rdfs:label "東京都"@ja , "Tokyo"@en ; sti:kana "とうきょうと"@ja-hrkt ;
  geo:sfWithin <id/region/jp> .
<id/region/132063> a sti:Municipality , sti:Region ; dcterms:identifier "132063" ;
  sti:standardAreaCode "13206" ; rdfs:label "府中市"@ja , "Fuchū"@en ;
  geo:sfWithin <id/region/130001> .
"""


def matcher(turtle: str) -> Matcher:
    """The matcher of a graph in a real store."""
    store = ox.Store()
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    store.load(head + turtle, format=ox.RdfFormat.TURTLE, base_iri=BASE)

    def select(query: str) -> Iterable[Mapping[str, Value]]:
        rows = store.query(query)
        assert isinstance(rows, ox.QuerySolutions)
        names = [variable.value for variable in rows.variables]
        return [{name: python_value(row[name]) for name in names} for row in rows]

    return Matcher.of(select, base=BASE)


@pytest.mark.parametrize(
    "text",
    ["府中市", "東京都府中市", "13206", "132063", "region/132063", f"{BASE}id/region/132063"],
)
def test_a_graph_of_another_base_without_changes(text: str) -> None:
    answer = matcher(PLACES).match(Question(text))
    assert [one.entity.iri for one in answer.meant] == [f"{BASE}id/region/132063"]


def test_kinds_without_an_ontology_go_by_their_names() -> None:
    assert matcher(PLACES).kinds == {
        "Country": ("Country", "Country"),
        "Prefecture": ("Prefecture", "Prefecture"),
        "Municipality": ("Municipality", "Municipality"),
    }


def test_an_empty_graph_matches_nothing() -> None:
    empty = matcher("")
    assert empty.match(Question("府中市")).outcome is Outcome.UNMATCHED
    assert (empty.suggest("府"), empty.kinds) == ([], {})


def test_threads_share_a_matcher() -> None:
    shared = matcher(PLACES)
    texts = ["府中市", "府中巿", "Fuchu-shi", "府中市、東京都"] * 50
    alone = [shared.match(Question(text)) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda text: shared.match(Question(text)), texts)) == alone
