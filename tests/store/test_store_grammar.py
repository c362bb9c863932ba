import pytest

from kg.store.grammar import _GRAMMAR as GRAMMAR
from kg.store.grammar import Node, misfit
from kg.store.lexer import tokens

WITHIN = [
    "SELECT * { ?s ?p ?o }",
    "BASE <http://e/> PREFIX a: <b> PREFIX : <c> SELECT DISTINCT ?x (1+2 AS ?y) FROM <g> "
    "FROM NAMED a:g WHERE { ?s a a:C ; a:p 1, 'x'@en, '2'^^a:t, true ; . }",
    "SELECT REDUCED * { ?s ^a/(a:b|!(^a:c|a))* [ a:d (1 2) ] ; a ?x . [] a:p () . [ a:p 1 ] }",
    "SELECT * { { SELECT ?a { ?a ?b ?c } LIMIT 1 } UNION { ?a ?b ?c } MINUS { } . OPTIONAL { } "
    "GRAPH ?g { } SERVICE SILENT <s> { } FILTER NOT EXISTS { ?a ?b ?c } BIND(1 AS ?z) "
    "VALUES (?a ?b) { (1 UNDEF) () } VALUES ?c { <x> } LATERAL { } }",
    "SELECT (COUNT(DISTINCT *) AS ?n) (GROUP_CONCAT(?x; SEPARATOR=', ') AS ?m) { } "
    "GROUP BY ?x (1+2 AS ?z) STR(?y) HAVING(?x > 1) ORDER BY DESC(?x) a:f(?y) ?z "
    "OFFSET 4 LIMIT 3 VALUES ?a { }",
    "SELECT * { FILTER(?a +1 > -2*3 && !?x IN (1,2) || ?y NOT IN () || EXISTS { } "
    "|| a:f(DISTINCT 1, 2) || <f>() || -?x = +1 / 2 - 1) }",
    "ASK { }",
    "ASK FROM <g> { } LIMIT 1",
    "CONSTRUCT { ?s ?p _:x . ?x ?y () . } WHERE { } ORDER BY ?x",
    "CONSTRUCT FROM <g> WHERE { ?s ?p ?o } LIMIT 1",
    "CONSTRUCT WHERE { }",
    "DESCRIBE *",
    "DESCRIBE <a> ?x FROM <g> WHERE { ?x ?y ?z }",
]

OUTSIDE = [
    ("SELEC * {}", "SELEC", {"ASK", "BASE", "CONSTRUCT", "DESCRIBE", "PREFIX", "SELECT"}),
    ("SELECT * { ?s ?p ?o", "", None),
    ("SELECT { }", "{", {"(", "*", "DISTINCT", "REDUCED", "var"}),
    ("SELECT * { ?s ?p }", "}", None),
    ("SELECT * { } ORDER", "", {"BY"}),
    ("SELECT * { } LIMIT ?x", "?x", {"number"}),
    ("SELECT * { } LIMIT 1 LIMIT 2", "LIMIT", {"END", "OFFSET", "VALUES"}),
    ("SELECT (1 ?x) { }", "?x", None),
    ("SELECT * { BIND(1) }", ")", None),
    ("SELECT * { FILTER ?x }", "?x", {"(", "EXISTS", "FUNCTION", "NOT", "iri", "pname"}),
    ("SELECT * { } }", "}", None),
    ("PREFIX a <b> ASK { }", "a", {"pname"}),
    ("ASK { ?s ?p 'open }", "'", None),
]


@pytest.mark.parametrize("query", WITHIN)
def test_within_the_grammar(query: str) -> None:
    assert misfit(tokens(query)) is None


@pytest.mark.parametrize(("query", "token", "expected"), OUTSIDE)
def test_outside_the_grammar(query: str, token: str, expected: set[str] | None) -> None:
    found = misfit(tokens(query))
    assert found is not None
    assert found.token.text == token
    if expected is not None:
        assert found.expected == expected


def test_nesting_is_bounded_by_memory_only() -> None:
    deep = "ASK " + "{" * 20_000 + "}" * 20_000
    assert misfit(tokens(deep)) is None


def test_one_token_ahead_decides() -> None:
    def conflicts(node: Node) -> list[Node]:
        if isinstance(node, str):
            return []
        operator, operands = node
        found = [conflict for operand in operands for conflict in conflicts(operand)]
        seen: set[str] = set()
        for operand in operands if operator == "alt" else ():
            first, _ = GRAMMAR.first(operand)
            if first & seen:
                found.append(operand)
            seen |= first
        return found

    assert [conflicts(rule) for rule in GRAMMAR.rules.values()] == [[]] * len(GRAMMAR.rules)
