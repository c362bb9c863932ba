"""What the screen leaves to pySHACL: it must say so, and the end must be pySHACL's."""

from typing import NamedTuple

import pytest

from validation.comparing import EX, Oracle


class Case(NamedTuple):
    """Shapes beyond the screen, ``:S`` among them, and a graph that violates them."""

    name: str
    shapes: str
    data: str


DEEP = "sh:minCount 1"
for _ in range(9):
    DEEP = f"sh:property [ sh:path :p ; {DEEP} ]"

ONE_SHAPE = [
    Case(
        "recursive shapes",
        ":S sh:targetNode :x ; sh:property [ sh:path :p ; sh:nodeKind sh:IRI ; sh:node :S ] .",
        ":x :p :y . :y :p 1 .",
    ),
    Case("deep shapes", f":S a sh:NodeShape ; sh:targetNode :x ; {DEEP} .", ":x :p :x, :y ."),
    Case(
        "a target of SHACL-AF",
        """:S a sh:NodeShape ; sh:minLength 99 ; sh:target [ a sh:SPARQLTarget ;
          sh:select "SELECT ?this { ?this <http://example.org/p> ?o }" ] .""",
        ":x :p 1 .",
    ),
    Case(
        "an expression of SHACL-AF",
        ":S a sh:NodeShape ; sh:targetNode :x ; sh:minLength 99 ; sh:expression true .",
        ":x :p 1 .",
    ),
    Case("a literal as target", ':S a sh:NodeShape ; sh:targetNode "x" ; sh:nodeKind sh:IRI .', ""),
    Case(
        "a literal that the store respells",
        ':S sh:targetNode :x ; sh:property [ sh:path :p ; sh:in ( "01"^^xsd:integer ) ] .',
        ":x :p 1 .",
    ),
    Case(
        "a comparison in a choice",
        ":S sh:targetNode :x ; sh:not [ sh:path :p ; sh:lessThan :q ] .",
        ":x :p 1 ; :q 2 .",
    ),
    Case(
        "a query that does not project the focus node",
        """:S sh:targetNode :x ; sh:property [ sh:path :p ; sh:minCount 2 ] ;
          sh:sparql [ sh:select "SELECT ?value WHERE { $this ?any ?value }" ] .""",
        ":x :p 1 .",
    ),
    Case(
        "a query with the path of the shape",
        """:S sh:targetNode :x ; sh:path :p ;
          sh:sparql [ sh:select "SELECT $this ?value WHERE { $this $PATH ?value }" ] .""",
        ":x :p 1 .",
    ),
    Case(
        "a query in a nested shape",
        """:S sh:targetNode :x ; sh:property [ sh:path :p ;
          sh:sparql [ sh:select "SELECT $this WHERE { $this ?any ?value }" ] ] .""",
        ":x :p 1 .",
    ),
]

ALL_SHAPES = [
    Case(
        "rules",
        """:R a sh:NodeShape ; sh:targetNode :x ; sh:rule [ a sh:TripleRule ;
          sh:subject sh:this ; sh:predicate :q ; sh:object 1 ] .
        :S sh:targetNode :x ; sh:property [ sh:path :q ; sh:maxCount 0 ] .""",
        ":x :p 1 .",
    ),
    Case(
        "a constraint component",
        """:most a sh:ConstraintComponent ; sh:parameter [ sh:path :most ] ;
          sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER ($value <= $most) }" ] .
        :S sh:targetNode :x ; sh:property [ sh:path :p ; :most 1 ] .""",
        ":x :p 2 .",
    ),
]

MALFORMED = [
    ("path missing", ":S sh:targetNode :x ; sh:property [ a sh:PropertyShape ; sh:minCount 1 ] ."),
    ("two paths", ":S sh:targetNode :x ; sh:property [ sh:path :p, :q ; sh:minCount 1 ] ."),
    ("path of one", ":S sh:targetNode :x ; sh:property [ sh:path ( :p ) ; sh:minCount 1 ] ."),
    ("path and node shape", ":S a sh:NodeShape ; sh:targetNode :x ; sh:path :p ."),
    ("count that is none", ':S sh:targetNode :x ; sh:path :p ; sh:minCount "1" .'),
    ("two counts", ":S sh:targetNode :x ; sh:path :p ; sh:minCount 1, 2 ."),
    ("count of a node", ":S a sh:NodeShape ; sh:targetNode :x ; sh:maxCount 1 ."),
    ("pattern that is none", ':S a sh:NodeShape ; sh:targetNode :x ; sh:pattern "(" .'),
    ("node for a property", ":S sh:targetNode :x ; sh:property [ sh:minCount 1 ] ."),
    ("empty list", ":S a sh:NodeShape ; sh:targetNode :x ; sh:or () ."),
    ("companion missing", ":S sh:targetNode :x ; sh:path :p ; sh:qualifiedMinCount 1 ."),
    ("switch that is none", ":S a sh:NodeShape ; sh:targetNode :x ; sh:deactivated true, false ."),
    (
        "query that is refused",
        """:S a sh:NodeShape ; sh:targetNode :x ; sh:sparql [ sh:select
          "SELECT $this WHERE { $this ?p ?o MINUS { $this a ?o } }" ] .""",
    ),
    (
        "query that is none",
        ':S a sh:NodeShape ; sh:targetNode :x ; sh:sparql [ sh:select "SELECT $this { " ] .',
    ),
    (
        "comparison of a blank node",
        ":S sh:targetNode :y ; sh:property [ sh:path :p ; sh:lessThan :q ] .",
    ),
]


@pytest.mark.parametrize("case", ONE_SHAPE, ids=lambda case: case.name)
def test_shape_beyond_the_screen_is_pyshacls(judge: Oracle, case: Case) -> None:
    other = ":T sh:targetNode :x ; sh:property [ sh:path :p ; sh:maxCount 3 ] ."
    outcome = judge.ask(f"{case.shapes}\n{other}", case.data)
    assert outcome.plain is not None
    assert outcome.screened == outcome.plain
    assert not outcome.conforms
    assert outcome.caught == {f"<{EX}S>": None}


@pytest.mark.parametrize("case", ALL_SHAPES, ids=lambda case: case.name)
def test_what_concerns_all_shapes_leaves_all_to_pyshacl(judge: Oracle, case: Case) -> None:
    outcome = judge.ask(case.shapes, case.data)
    assert outcome.plain is not None
    assert outcome.screened == outcome.plain
    assert (outcome.conforms, outcome.caught) == (False, None)


@pytest.mark.parametrize("shapes", [text for _, text in MALFORMED], ids=[n for n, _ in MALFORMED])
def test_malformed_shapes_are_an_error_as_with_pyshacl_alone(judge: Oracle, shapes: str) -> None:
    outcome = judge.ask(shapes, ":x :p 1 . :y :p [] .")
    assert outcome.plain is None
    assert outcome.screened is None


def test_malformed_shape_without_focus_nodes_is_overlooked_by_both(judge: Oracle) -> None:
    outcome = judge.ask(":S sh:targetClass :C ; sh:path :p ; sh:minCount 1, 2 .", ":x :p 1 .")
    assert outcome.screened == outcome.plain
    assert outcome.conforms


def test_deactivated_shapes_are_passed_over(judge: Oracle) -> None:
    shapes = """:S a sh:NodeShape ; sh:deactivated true ; sh:targetNode :x ; sh:minLength 99 .
    :T a sh:NodeShape ; sh:targetNode :x ; sh:node :S ; sh:not [ sh:node :U ] .
    :U a sh:NodeShape ; sh:nodeKind sh:Literal ."""
    outcome = judge.ask(shapes, ":x :p 1 .")
    assert outcome.screened == outcome.plain
    assert (outcome.conforms, outcome.caught) == (True, {})
