"""Syntax errors as the engine's users meet them: place, message, hint."""

import pytest

from kg.store import ProcessEngine, QuerySyntaxError

JSON = "application/sparql-results+json"
SKOS = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
CASES = [
    ("SELECT * { ?s a skos:Concept }", 1, 17, "the prefix 'skos:' is not declared.",
     f"Add at the top: {SKOS}"),
    ("SELECT * {\n  ?s a skso:Concept }", 2, 8, "the prefix 'skso:' is not declared.",
     f"Did you mean skos: ({SKOS} at the top)?"),
    ("PREFIX shape: <http://e/> SELECT * { ?s a shap:X }", 1, 43,
     "the prefix 'shap:' is not declared.", "Did you mean shape:?"),
    ("SELECT * { ?s a zzqqy:X }", 1, 17, "the prefix 'zzqqy:' is not declared.", None),
    ("SELECT * { ?s a :X }", 1, 17, "the prefix ':' is not declared.", None),
    ("SELECT * { ?s ?p ?o } LIMT 3", 1, 23, "'LIMT' cannot stand here. "
     "Expected: GROUP, HAVING, LIMIT, OFFSET, ORDER, VALUES, the end of the query.",
     "Did you mean LIMIT?"),
    ("SELECT * { FILTER(COUTN(?x)) }", 1, 19, "'COUTN' cannot stand here.", "Did you mean COUNT?"),
    ("SELECT * { ?s ?p }", 1, 18, "'}' cannot stand here.", None),
    ("SELECT * { ?s ?p ?o", 1, 20, "the query ends too early.", None),
    ("SELECT * { } ORDER", 1, 19, "the query ends too early. Expected: BY.", None),
    ("SELECT * { ?s ?p 'open }", 1, 18, "\"'\" cannot stand here. "
     "an unclosed string or a character that SPARQL does not have.", None),
    ("SELECT * { ?日本 ?p 1 1 }", 1, 21, "'1' cannot stand here.", None),
    (f"SELECT * {{ ?s ?p {'x' * 60} }}", 1, 18, f"'{'x' * 40}…' cannot stand here.", None),
    ("SELECT * { <a> ?p ?o }", 1, 12, "the relative IRI <a> needs a BASE.", None),
    ("SELECT ?x (SUM(?y) AS ?z) { ?x ?p ?y }", 1, 39,
     "SELECT has a variable that is neither grouped nor aggregated; add it to GROUP BY.", None),
    ("SELECT (1 AS ?x) (2 AS ?x) { }", 1, 31, "a variable stands twice in SELECT.", None),
    ("SELECT * { } GROUP BY ?x", 1, 25, "SELECT * cannot stand with GROUP BY; name the variables.",
     None),
    ("SELECT (?y AS ?x) { ?x ?p ?y }", 1, 31,
     "an expression in SELECT is assigned to a variable that is already in use.", None),
    ("SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }", 1, 41, "the form is right but not the meaning "
     "(for example BIND to a variable already in use, a VALUES row of the wrong length, a blank "
     "node label used in two blocks).", None),
    ("BASE <http://e/> SELECT * { <http://[> ?p ?o }", 1, 39, "an IRI is not valid.", None),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_messages(engine: ProcessEngine, case: tuple[str, int, int, str, str | None]) -> None:
    text, line, column, message, hint = case
    with pytest.raises(QuerySyntaxError) as caught:
        engine.query(text, media_type=JSON)
    error = caught.value
    assert error.message.en == message
    assert (error.hint.en if error.hint else None) == hint
    assert (error.line, error.column) == (line, column)
    assert str(error).startswith(f"line {line}, column {column}: {message}")
    assert error.text.ja.startswith(f"{line}行{column}文字目：")


def test_in_japanese(engine: ProcessEngine) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        engine.query("SELECT * { ?s ?p ?o } LIMIT x", media_type=JSON)
    assert caught.value.text.ja == "1行29文字目：「x」はここには書けません。書けるもの：数値。"
