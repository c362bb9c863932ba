"""§2.1.4 over random datasets: every selection of graphs is what plain sets make of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.client import WAYS, number, send
from protocol.worlds import EX, SHARED, TABLES, WORLDS, Graph, iri, merge
from served import Served

Pairs = frozenset[tuple[str | int, str | int]]
Named = Sequence[Graph]
Graphs = Mapping[str, Graph]


def pairs(graph: Graph, predicate: str) -> Pairs:
    return frozenset((s, o) for s, p, o in graph if p == predicate)


def joined(one: Iterable[tuple[str | int, str | int]], other: Pairs) -> int:
    return sum(1 for _, middle in one for first, _ in other if middle == first)


def closure(edges: Pairs) -> Pairs:
    found = edges
    while True:
        longer = found | {(s, o) for s, m in found for first, o in edges if m == first}
        if longer == found:
            return found
        found = longer


def nodes(graph: Graph) -> set[str | int]:
    return {s for s, _, _ in graph} | {o for _, _, o in graph}


def reachable(graph: Graph) -> int:
    return len(closure(pairs(graph, "next")) | {(node, node) for node in nodes(graph)})


class Question(NamedTuple):
    """A pattern with what it selects, and its answer over a default graph and named graphs."""

    select: str
    pattern: str
    right: Callable[[Graph, Named], int]


COUNT = "(COUNT(*) AS ?n)"
QUESTIONS = (
    Question(COUNT, "?s ?p ?o", lambda default, _: len(default)),
    Question(
        "(COUNT(DISTINCT ?s) AS ?n)",
        "?s ?p ?o",
        lambda default, _: len({s for s, _, _ in default}),
    ),
    Question(
        "(SUM(?w) AS ?n)",
        "?s ex:weight ?w",
        lambda default, _: sum(int(w) for _, w in pairs(default, "weight")),
    ),
    Question(
        COUNT,
        "?s ex:next/ex:next ?o",
        lambda default, _: joined(pairs(default, "next"), pairs(default, "next")),
    ),
    Question(COUNT, "?s ex:next+ ?o", lambda default, _: len(closure(pairs(default, "next")))),
    Question(COUNT, "?s ex:next* ?o", lambda default, _: reachable(default)),
    Question(
        COUNT,
        "{ ?s ex:next ?o } UNION { ?s ex:part ?o }",
        lambda default, _: len(pairs(default, "next")) + len(pairs(default, "part")),
    ),
    Question(
        COUNT,
        # The engine gives a pair once where both ways lead to it; with DISTINCT that is right.
        "{ SELECT DISTINCT ?s ?o { ?s ex:next|ex:part ?o } }",
        lambda default, _: len(pairs(default, "next") | pairs(default, "part")),
    ),
    Question(
        COUNT,
        "?s ?p ?o FILTER NOT EXISTS { ?s ex:weight ?w }",
        lambda default, _: sum(
            1 for s, _, _ in default if s not in {s for s, _ in pairs(default, "weight")}
        ),
    ),
    Question(COUNT, "GRAPH ?g { ?s ?p ?o }", lambda _, named: sum(map(len, named))),
    Question(
        COUNT,
        "?s ?p ?o . GRAPH ?g { ?s ?p ?o }",
        lambda default, named: sum(len(default & graph) for graph in named),
    ),
    Question(
        COUNT,
        "{ SELECT DISTINCT ?s { ?s ?p ?o } } UNION { GRAPH ?g { ?s ex:next ?o } }",
        lambda default, named: (
            len({s for s, _, _ in default}) + sum(len(pairs(graph, "next")) for graph in named)
        ),
    ),
)


class Chosen(NamedTuple):
    """Tables whose graphs are the default graph and the named graphs, in any order and number."""

    default: list[str]
    named: list[str]


@st.composite
def selections(draw: st.DrawFn) -> Chosen:
    world = draw(st.integers(0, WORLDS - 1))
    tables = st.sampled_from([f"world-{world}/t{table}" for table in range(TABLES)])
    some = st.one_of(st.lists(tables, min_size=2, max_size=4), st.lists(tables, max_size=1))
    found = Chosen(draw(some), draw(some))
    return found if found.default or found.named else Chosen([draw(tables)], [])


def clauses(chosen: Chosen) -> str:
    merged = "".join(f"FROM <{iri(name)}> " for name in chosen.default)
    return merged + "".join(f"FROM NAMED <{iri(name)}> " for name in chosen.named)


def parameters(chosen: Chosen) -> list[tuple[str, str]]:
    found = [("default-graph-uri", iri(name)) for name in chosen.default]
    return found + [("named-graph-uri", iri(name)) for name in chosen.named]


def expected(question: Question, chosen: Chosen, graphs: Graphs) -> int:
    named = [graphs[name] for name in dict.fromkeys(chosen.named)]
    return question.right(merge(graphs[name] for name in chosen.default), named)


def text(question: Question, dataset: str = "") -> str:
    return f"PREFIX ex: <{EX}> SELECT {question.select} {dataset}WHERE {{ {question.pattern} }}"


RANDOM = settings(derandomize=True, deadline=None, max_examples=300)


@RANDOM
@given(st.sampled_from(QUESTIONS), selections(), st.sampled_from(WAYS))
def test_graphs_named_by_the_query(
    endpoint: Served, graphs: Graphs, question: Question, chosen: Chosen, way: str
) -> None:
    answer = send(endpoint, text(question, clauses(chosen)), way=way)
    assert number(answer) == expected(question, chosen, graphs)


@RANDOM
@given(st.sampled_from(QUESTIONS), selections(), st.sampled_from(WAYS))
def test_graphs_named_by_the_request(
    endpoint: Served, graphs: Graphs, question: Question, chosen: Chosen, way: str
) -> None:
    answer = send(endpoint, text(question), parameters(chosen), way)
    assert number(answer) == expected(question, chosen, graphs)


@RANDOM
@given(st.sampled_from(QUESTIONS), st.tuples(selections(), selections()), st.sampled_from(WAYS))
def test_graphs_named_by_the_request_take_the_place_of_the_query_s(
    endpoint: Served, graphs: Graphs, question: Question, both: tuple[Chosen, Chosen], way: str
) -> None:
    by_query, by_request = both
    answer = send(endpoint, text(question, clauses(by_query)), parameters(by_request), way)
    assert number(answer) == expected(question, by_request, graphs)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.pattern)
def test_no_graphs_named_is_the_merge_of_all(
    endpoint: Served, graphs: Graphs, question: Question
) -> None:
    every = list(graphs.values())
    assert number(send(endpoint, text(question))) == question.right(merge(every), every)


def test_the_graphs_of_the_fixture_share_statements() -> None:
    left, right = SHARED.values()
    assert len(merge([left, right])) < len(left) + len(right)
