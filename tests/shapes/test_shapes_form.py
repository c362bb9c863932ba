"""Every shape says how grave a violation is and how to mend it, and is tried by a fixture."""

import re
from collections import Counter
from typing import Final

import pyoxigraph as ox
import pytest

from kg.iris import expand
from shapes.harness import FILES, FIXTURES, expected
from shapes.listing import ALL, COMPONENTS, Term, rules, shapes, short, store_of, values

STATEMENTS: Final = {
    "rdf:type",
    "sh:targetClass",
    "sh:targetNode",
    "sh:targetSubjectsOf",
    "sh:targetObjectsOf",
    "sh:path",
    "sh:name",
    "sh:severity",
    "sh:message",
}
"""What a shape says besides its constraints."""
SEVERITIES: Final = {expand("sh:Violation"), expand("sh:Warning"), expand("sh:Info")}
KANA: Final = re.compile("[ぁ-ヿ]")
TARGETS: Final = tuple(name for name in STATEMENTS if name.startswith("sh:target"))

SHAPE_IDS = {short(shape): shape for shape in shapes()}


def languages(terms: list[Term]) -> list[str]:
    return sorted(str(term.language) for term in terms if isinstance(term, ox.Literal))


@pytest.mark.parametrize("name", sorted(SHAPE_IDS))
def test_shape_has_severity_name_target_and_messages_in_both_languages(name: str) -> None:
    shape = SHAPE_IDS[name]
    severities = values(ALL, shape, "sh:severity")
    assert len(severities) == 1
    assert {term.value for term in severities if isinstance(term, ox.NamedNode)} <= SEVERITIES
    assert languages(values(ALL, shape, "sh:name")) == ["en", "ja"]
    assert any(values(ALL, shape, target) for target in TARGETS)
    constraints = values(ALL, shape, "sh:sparql")
    for speaker in constraints or [shape]:
        assert isinstance(speaker, ox.NamedNode | ox.BlankNode)
        messages = values(ALL, speaker, "sh:message")
        assert languages(messages) == ["en", "ja"]
        for message in messages:
            assert isinstance(message, ox.Literal)
            assert bool(KANA.search(message.value)) == (message.language == "ja")
            assert message.value.endswith(("。", "."))


@pytest.mark.parametrize("name", sorted(SHAPE_IDS))
def test_shape_uses_only_constraints_that_the_fixtures_know(name: str) -> None:
    predicates = {
        quad.predicate.value for quad in ALL.quads_for_pattern(SHAPE_IDS[name], None, None)
    }
    assert predicates <= {expand(known) for known in {*COMPONENTS, *STATEMENTS}}


def test_messages_of_sparql_constraints_speak_of_what_the_query_selects() -> None:
    for shape in shapes():
        for constraint in values(ALL, shape, "sh:sparql"):
            assert isinstance(constraint, ox.BlankNode)
            (select,) = values(ALL, constraint, "sh:select")
            assert isinstance(select, ox.Literal)
            head = select.value.partition("WHERE")[0]
            for message in values(ALL, constraint, "sh:message"):
                assert isinstance(message, ox.Literal)
                named = set(re.findall(r"\{(\?\w+)\}", message.value))
                assert named <= set(re.findall(r"\?\w+", head)), short(shape)


@pytest.mark.parametrize("name", FILES)
def test_file_has_fixtures_that_break_each_of_its_rules_once(name: str) -> None:
    assert (FIXTURES / f"{name}-pass.ttl").is_file()
    wanted = Counter(rules(store_of(name)))
    if name == "statistical-block":
        wanted["statistical-block-members:SPARQL"] += 1  # a tie in either direction
    assert Counter(row.rule for row in expected(name)) == wanted


def test_every_fixture_belongs_to_a_shapes_file() -> None:
    stems = {path.name for path in FIXTURES.iterdir()}
    assert stems == {"base.ttl", "violations.ttl"} | {
        f"{name}-{end}" for name in FILES for end in ("pass.ttl", "fail.ttl", "fail.csv")
    }


@pytest.mark.parametrize("name", FILES)
def test_severity_in_the_tables_is_that_of_the_shape(name: str) -> None:
    for row in expected(name):
        (severity,) = values(ALL, SHAPE_IDS[row.rule.partition(":")[0]], "sh:severity")
        assert severity == ox.NamedNode(expand(f"sh:{row.severity}"))
