import pytest

from kg.store import Dataset, Form, Kind, QueryRefused, QuerySyntaxError, inspect
from kg.store.model import Position, UsedPrefix


@pytest.mark.parametrize(
    ("text", "form", "kind"),
    [
        ("select * {}", Form.SELECT, Kind.BINDINGS),
        ("# SELECT\nASK {}", Form.ASK, Kind.BOOLEAN),
        ("PREFIX select: <http://e/> CONSTRUCT WHERE {}", Form.CONSTRUCT, Kind.GRAPH),
        ("BASE <http://ask/> DESCRIBE <a>", Form.DESCRIBE, Kind.GRAPH),
    ],
)
def test_forms(text: str, form: Form, kind: Kind) -> None:
    query = inspect(text)
    assert (query.form, query.kind) == (form, kind)


def test_prologue() -> None:
    query = inspect("BASE <http://e/x/> PREFIX a: <../y#> PREFIX : <http://f/> ASK { ?s :p a:q }")
    assert query.base == "http://e/x/"
    assert query.prefixes == {"a": "http://e/y#", "": "http://f/"}


def test_used_prefixes_at_their_first_use() -> None:
    query = inspect("ASK {\n ?s b:p 'c:d', <e:f> ; a b:q . # g:h\n ?日 i:j _:k }")
    assert query.used_prefixes == (
        UsedPrefix("b", Position(2, 5)),
        UsedPrefix("i", Position(3, 5)),
    )


def test_dataset() -> None:
    query = inspect(
        "BASE <http://e/> PREFIX p: <http://p/> SELECT * FROM <a> FROM NAMED p:b from p:c {}"
    )
    assert query.dataset == Dataset(("http://e/a", "http://p/c"), ("http://p/b",))


def test_services() -> None:
    query = inspect(
        "PREFIX p: <http://p/> SELECT * { SERVICE <http://e/> {} service silent p:x {} "
        "SERVICE ?x {} FILTER(?y = 'SERVICE <http://no/>') # SERVICE <http://no/>\n }"
    )
    assert query.services == ("http://e/", "http://p/x", None)


@pytest.mark.parametrize(
    ("text", "asks"), [("ASK { GRAPH ?g {} }", True), ("ASK { ?graph <x:GRAPH> 'GRAPH' }", False)]
)
def test_graph_clauses(text: str, asks: bool) -> None:
    assert inspect(text).asks_graphs is asks


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "prefix a: <b:c> delete where { ?s ?p ?o }",
        "LOAD <http://e/>",
        "# x\nCLEAR ALL",
        "DROP GRAPH <a:b>",
        "CREATE GRAPH <a:b>",
        "ADD <a:b> TO <a:c>",
        "MOVE <a:b> TO <a:c>",
        "COPY <a:b> TO <a:c>",
        "WITH <a:b> DELETE { } WHERE { }",
    ],
)
def test_updates_are_refused(text: str) -> None:
    with pytest.raises(QueryRefused, match="read-only") as caught:
        inspect(text)
    assert caught.value.rule == "update"
    assert caught.value.text.ja.startswith("このエンドポイントは読み取り専用です。")


@pytest.mark.parametrize(
    ("text", "line", "column", "hint"),
    [
        ("", 1, 1, None),
        ("\n  SELET * {}", 2, 3, "Did you mean SELECT?"),
        ("{}", 1, 1, None),
    ],
)
def test_no_form(text: str, line: int, column: int, hint: str | None) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        inspect(text)
    error = caught.value
    assert (error.line, error.column) == (line, column)
    assert (error.hint.en if error.hint else None) == hint
