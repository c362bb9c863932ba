"""Literals as written: found in the file, given back by the stored graph, seen by pySHACL."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Literal, URIRef
from rdflib.compare import to_canonical_graph
from rdflib.term import Node

from kg.iris import expand
from kg.validation.loading import graph_of
from kg.validation.spelling import Spelling, is_plain, read_spelling, stored_forms
from kg.validation.stored import stored_graph
from validation.comparing import EX, Oracle, ntriples

DATA = r"""
:a :p "01"^^xsd:integer, 1 , 2 ; :q "6.20"^^xsd:decimal ; :r "x"^^xsd:integer, "a\"^^<b>" .
:b :p "007"^^xsd:integer, "1.50"^^xsd:decimal, 2 , "plain"@en ; :q "1"^^xsd:int .
"""

SPELLED = Literal("01", datatype=URIRef(expand("xsd:integer")), normalize=False)


def typed(text: str, name: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(expand(f"xsd:{name}")))


def named(name: str) -> ox.NamedNode:
    return ox.NamedNode(EX + name)


def written(folder: Path, turtle: str) -> Path:
    file = folder / "data.nt"
    file.write_text(ntriples(turtle), encoding="utf-8")
    return file


def stored(file: Path) -> ox.Store:
    store = ox.Store()
    store.load(path=file, format=ox.RdfFormat.N_TRIPLES)
    return store


def test_what_is_not_plain_is_found(tmp_path: Path) -> None:
    one, seven = typed("1", "integer"), typed("7", "integer")
    short, long = typed("1.5", "decimal"), typed("6.2", "decimal")
    assert read_spelling(written(tmp_path, DATA)) == Spelling(
        # two spellings of one value, an integer made of an int, and what is no integer
        doubtful=frozenset({one, typed("x", "integer")}),
        respelled=frozenset({one, seven, short, long}),
        predicates=frozenset({named("p"), named("q"), named("r")}),
        written={
            (named("a"), named("p"), one): (typed("01", "integer"), one),
            (named("a"), named("q"), long): (typed("6.20", "decimal"),),
            (named("b"), named("p"), seven): (typed("007", "integer"),),
            (named("b"), named("p"), short): (typed("1.50", "decimal"),),
            (named("b"), named("q"), one): (typed("1", "int"),),
        },
    )


def test_plain_file_has_nothing(tmp_path: Path) -> None:
    plain = ':a :p 1, 1.5, "2020-02-29"^^xsd:date, "x^^<y>", "z"^^:other ; :q [ :p true ] .'
    assert read_spelling(written(tmp_path, plain)) == Spelling()
    empty = tmp_path / "empty.nt"
    empty.touch()
    assert read_spelling(empty) == Spelling()


def test_last_line_may_lack_its_end(tmp_path: Path) -> None:
    file = written(tmp_path, ':a :p "01"^^xsd:integer .')
    file.write_bytes(file.read_bytes().rstrip(b"\n"))
    assert read_spelling(file).respelled == {typed("1", "integer")}


@pytest.mark.parametrize(
    "literal",
    [
        *(typed(text, "integer") for text in ("01", "+1", "-0", "1" * 16, "x", "")),
        *(typed(text, "decimal") for text in ("1.0", ".5", "1.", "+1.5", "1e3")),
        *(typed(text, "double") for text in ("1.0", "1e3", "NaN", "INF", "1.23456")),
        *(typed(text, "boolean") for text in ("1", "0", "True")),
        *(
            typed(text, "date")
            for text in ("2019-02-30", "2019-02-28Z", "02019-01-01", "0001-01-01")
        ),
        *(typed(text, "dateTime") for text in ("2019-01-01T24:00:00", "2019-01-01T00:00:00+00:00")),
        *(typed(text, "dateTime") for text in ("2019-01-01T00:00:00.0", "2019-01-01 00:00:00")),
        *(typed(text, "gYear") for text in ("19", "-2019", "2019Z")),
        *(typed("1", name) for name in ("int", "float", "nonNegativeInteger", "duration", "time")),
        ox.Literal("<a>", datatype=ox.NamedNode(expand("rdf:XMLLiteral"))),
    ],
    ids=str,
)
def test_literals_in_doubt(literal: ox.Literal) -> None:
    assert not is_plain(literal)


@pytest.mark.parametrize(
    "literal",
    [
        *(typed(text, "integer") for text in ("0", "-12", "9" * 15)),
        *(typed(text, "decimal") for text in ("0", "-1.5", "0.000000000000001", "9" * 12)),
        *(typed(text, "double") for text in ("0", "1.5", "-100.25")),
        *(typed(text, "boolean") for text in ("true", "false")),
        typed("2020-02-29", "date"),
        *(typed(f"2019-01-01T00:00:00{zone}", "dateTime") for zone in ("", "Z", "+09:00")),
        *(typed("2019", "gYear"), typed("2019-10", "gYearMonth"), typed("a b", "anyURI")),
        *(ox.Literal("a"), ox.Literal("a", language="ja"), ox.Literal("1", datatype=named("d"))),
    ],
    ids=str,
)
def test_plain_literals_are_kept_and_well_formed(literal: ox.Literal) -> None:
    assert is_plain(literal)
    assert stored_forms([literal]) == {literal: literal}
    assert not Literal(
        literal.value,
        lang=literal.language,
        datatype=None if literal.language else URIRef(literal.datatype.value),
        normalize=False,
    ).ill_typed


def test_stored_graph_is_the_graph_as_written(tmp_path: Path) -> None:
    file = written(tmp_path, f"{DATA} :a :q [ :p :b ] . _:x :r 5 .")
    graph = stored_graph(stored(file), read_spelling(file))
    whole = graph_of(ox.parse(path=file, format=ox.RdfFormat.N_TRIPLES))
    assert set(to_canonical_graph(graph)) == set(to_canonical_graph(whole))


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ((URIRef(f"{EX}a"), URIRef(f"{EX}p"), None), 3),
        ((None, URIRef(f"{EX}p"), SPELLED), 1),
        ((None, URIRef(f"{EX}p"), Literal(1)), 1),
        ((None, URIRef(f"{EX}p"), Literal(2)), 2),
        ((None, None, Literal("plain", lang="en")), 1),
        ((Literal(2), None, None), 0),
        ((None, None, URIRef(f"{EX}b")), 0),
    ],
)
def test_stored_graph_answers_patterns(
    tmp_path: Path, pattern: tuple[Node | None, Node | None, Node | None], number: int
) -> None:
    file = written(tmp_path, DATA)
    graph = stored_graph(stored(file), read_spelling(file))
    assert len(list(graph.triples(pattern))) == number


def test_stored_graph_cannot_be_changed(tmp_path: Path) -> None:
    graph = stored_graph(stored(written(tmp_path, DATA)), Spelling())
    with pytest.raises(TypeError, match="read-only"):
        graph.add((URIRef("x:a"), URIRef("x:b"), URIRef("x:c")))
    with pytest.raises(TypeError, match="read-only"):
        graph.remove((None, None, None))


@pytest.mark.parametrize(
    ("constraint", "conforms"),
    [
        ('sh:pattern "^0"', True),
        ('sh:pattern "^1"', False),
        ("sh:maxLength 1", False),
        ("sh:minInclusive 1", True),
        ("sh:minInclusive 2", False),
        ("sh:datatype xsd:integer", True),
        ("sh:in ( 1 )", False),
        ("sh:hasValue 1", False),
        ("sh:not [ sh:hasValue 1 ]", True),
        ("sh:equals :q", False),
        ("sh:disjoint :q", True),
        ('sh:not [ sh:not [ sh:pattern "^0" ] ]', True),
    ],
)
def test_constraints_see_what_is_written(judge: Oracle, constraint: str, conforms: bool) -> None:
    shape = f":S sh:targetNode :x ; sh:property [ sh:path :p ; {constraint} ] ."
    outcome = judge.ask(shape, ':x :p "01"^^xsd:integer ; :q 1 .')
    assert outcome.screened == outcome.plain
    assert outcome.conforms == conforms


def test_two_spellings_are_two_values(judge: Oracle) -> None:
    shape = ":S sh:targetNode :x ; sh:property [ sh:path :p ; sh:maxCount 1 ] ."
    outcome = judge.ask(shape, ':x :p "01"^^xsd:integer, 1 .')
    assert outcome.screened == outcome.plain
    assert not outcome.conforms


def test_doubtful_literal_of_a_blank_node_leaves_all_to_pyshacl(judge: Oracle) -> None:
    shape = ':S sh:targetSubjectsOf :p ; sh:property [ sh:path :p ; sh:pattern "^1" ] .'
    outcome = judge.ask(shape, '[ :p "01"^^xsd:integer ] .')
    assert outcome.screened == outcome.plain
    assert (outcome.conforms, outcome.caught) == (False, None)


def test_literal_as_focus_node_is_reported_as_written(judge: Oracle) -> None:
    shape = ":S a sh:NodeShape ; sh:targetObjectsOf :p ; sh:nodeKind sh:IRI ."
    outcome = judge.ask(shape, ':x :p "01"^^xsd:integer .')
    assert outcome.screened == outcome.plain
    assert any('"01"' in line for line in outcome.plain or ())
