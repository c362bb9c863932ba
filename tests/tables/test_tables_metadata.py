"""Metadata: where it is found, what it may say, what is wrong with it."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Triple

from kg.problems import DataError, Severity
from kg.tables import Mode, Response, check, convert, read_tables

CONTEXT = "http://www.w3.org/ns/csvw"
Write = Callable[..., Path]
Same = Callable[[Iterable[Triple], str], None]

A = [{"name": "a", "titles": "a", "propertyUrl": "https://example.org/a"}]
SCHEMA = {"aboutUrl": "https://example.org/x"}
FACT = 'ex:x ex:a "1" .'


def document(**properties: Any) -> dict[str, Any]:
    schema = {"columns": A, **SCHEMA}
    return {"@context": CONTEXT, "url": "t.csv", "tableSchema": schema, **properties}


def rules(folder: Path, **properties: Any) -> list[tuple[str, Severity]]:
    (folder / "t.csv").write_text("a\n1\n")
    (folder / "t.json").write_text(json.dumps(document(**properties)))
    return [(each.rule, each.severity) for each in check(folder / "t.json")]


def test_default_places_beside_a_local_file(tmp_path: Path, same: Same) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a\n1\n")
    (tmp_path / "csv-metadata.json").write_text(json.dumps(document()))
    same(convert(path, mode=Mode.MINIMAL).triples, FACT)
    nearer = document(tableSchema={"columns": A, "aboutUrl": "https://example.org/nearer"})
    (tmp_path / "t.csv-metadata.json").write_text(json.dumps(nearer))
    same(convert(path, mode=Mode.MINIMAL).triples, 'ex:nearer ex:a "1" .')
    (tmp_path / "mine.json").write_text(json.dumps(document()))
    overriding = convert(path, metadata=tmp_path / "mine.json", mode=Mode.MINIMAL)
    same(overriding.triples, FACT)


def test_tables_of_one_document_are_loaded_once(tmp_path: Path) -> None:
    tables = [{"url": "t.csv", "tableSchema": {"columns": A}}, {"url": "u.csv"}]
    for name in ("t.csv", "u.csv"):
        (tmp_path / name).write_text("a\n1\n")
    described = {"@context": CONTEXT, "tables": tables}
    (tmp_path / "csv-metadata.json").write_text(json.dumps(described))
    group = read_tables([tmp_path / "t.csv", tmp_path / "u.csv"], folder=tmp_path)
    assert [table.file for table in group.tables] == ["t.csv", "u.csv"]
    assert group.problems == []


def site(**documents: bytes) -> Any:
    pages = {f"https://example.org/{name}": body for name, body in documents.items()}

    def fetch(url: str) -> Response | None:
        if url.endswith("broken.csv"):
            raise OSError("no route")
        body = pages.get(url)
        links = ('<linked.json>; rel="describedby"; type="application/csvm+json"',)
        media = "text/csv; charset=shift_jis" if url.endswith(".csv") else "application/json"
        return None if body is None else Response(url, body, media, links, "ja")

    return fetch


def test_linked_metadata_come_before_default_places(same: Same) -> None:
    csv, described = "a\n東京\n".encode("cp932"), json.dumps(document()).encode()
    fetch = site(**{"t.csv": csv, "linked.json": described})
    done = convert("https://example.org/t.csv", mode=Mode.MINIMAL, fetch=fetch)
    same(done.triples, 'ex:x ex:a "東京"@ja .')
    assert done.tables[0].encoding == "cp932"


def test_the_site_says_where_metadata_are(same: Same) -> None:
    described = json.dumps(document(url="t.csv")).encode()
    pages = {".well-known/csvm": b"meta/{+url}\n{+url}.json\n", "t.csv.json": described}
    fetch = site(**{"t.csv": b"a\n1\n", **pages})
    done = convert("https://example.org/t.csv", mode=Mode.MINIMAL, fetch=fetch)
    same(done.triples, 'ex:x ex:a "1"@ja .')


def test_nothing_is_fetched_unless_a_fetcher_is_given() -> None:
    with pytest.raises(DataError) as raised:
        convert("https://example.org/t.csv")
    assert [each.rule for each in raised.value.problems] == ["needs-fetcher"]


@pytest.mark.parametrize("name", ["gone.csv", "broken.csv"])
def test_what_the_fetcher_does_not_find(name: str) -> None:
    found = check(f"https://example.org/{name}", fetch=site())
    assert [each.rule for each in found] == ["missing-file"]


def test_remote_metadata_cannot_read_local_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    described = json.dumps(document(url=secret.as_uri())).encode()
    found = check("https://example.org/m.json", fetch=site(**{"m.json": described}))
    assert [each.rule for each in found] == ["missing-file"]


def test_a_url_outside_the_folder_is_not_local(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out.csv").write_text("a\n1\n")
    (tmp_path / "in" / "m.json").write_text(json.dumps(document(url="../out.csv")))
    found = check(tmp_path / "in" / "m.json", base_url="https://example.org/in/")
    assert [each.rule for each in found] == ["needs-fetcher"]


def test_schemas_and_dialects_may_be_documents_of_their_own(tmp_path: Path, same: Same) -> None:
    (tmp_path / "t.csv").write_text("a;b\n1;2\n")
    columns = [*A, {"name": "b", "suppressOutput": True}]
    schema = {"@context": CONTEXT, "columns": columns, **SCHEMA}
    (tmp_path / "schema.json").write_text(json.dumps(schema))
    (tmp_path / "dialect.json").write_text(json.dumps({"@context": CONTEXT, "delimiter": ";"}))
    described = document(tableSchema="schema.json", dialect="dialect.json")
    (tmp_path / "m.json").write_text(json.dumps(described))
    same(convert(tmp_path / "m.json", mode=Mode.MINIMAL).triples, FACT)
    (tmp_path / "schema.json").unlink()
    assert "missing-file" in [each.rule for each in check(tmp_path / "m.json")]


@pytest.mark.parametrize(
    "properties",
    [
        {"@context": "http://example.org/"},
        {"@context": [CONTEXT, {"@base": "x", "prefix": "y"}]},
        {"@type": "Schema"},
        {"@id": "_:t"},
        {"dc:title": {"@value": "x", "@type": "string", "@language": "en"}},
        {"dc:title": {"@value": [], "@type": "nothing"}},
        {"dc:title": {"@value": "x", "@language": "not a tag"}},
        {"dc:title": {"@language": "en"}},
        {"dc:title": {"@list": []}},
        {"dc:title": {"@id": "_:x"}},
        {"dc:title": {"@type": "nothing"}},
        {"dc:title": {"plain": "x"}},
        {"url": 1},
        {"tableSchema": {"columns": [{"name": "a"}, {"name": "a"}]}},
        {"tableSchema": {"columns": [{"name": "v", "virtual": True}, {"name": "a"}]}},
        {"tableSchema": {"columns": A, "foreignKeys": [{"columnReference": "a"}]}},
        {
            "tableSchema": {
                "columns": A,
                "foreignKeys": [
                    {
                        "columnReference": 1,
                        "reference": {"resource": "t.csv", "columnReference": "a"},
                    }
                ],
            }
        },
        {
            "tableSchema": {
                "columns": A,
                "foreignKeys": [
                    {
                        "columnReference": "z",
                        "reference": {"resource": "t.csv", "columnReference": "a"},
                    }
                ],
            }
        },
        {
            "tableSchema": {
                "columns": A,
                "foreignKeys": [
                    {
                        "columnReference": "a",
                        "dc:x": 1,
                        "reference": {"resource": "t.csv", "columnReference": "a"},
                    }
                ],
            }
        },
        {
            "tableSchema": {
                "columns": A,
                "foreignKeys": [{"columnReference": "a", "reference": {"columnReference": "a"}}],
            }
        },
        {"datatype": {"base": "string", "minimum": 1}},
        {"datatype": {"base": "date", "length": 1}},
        {"datatype": {"base": "integer", "minimum": 5, "maximum": 4}},
        {"datatype": {"base": "integer", "minExclusive": 5, "maxInclusive": 5}},
        {"datatype": {"base": "integer", "minExclusive": 5, "minInclusive": 5}},
        {"datatype": {"base": "integer", "minimum": "five"}},
        {"datatype": {"base": "duration", "minimum": "P2D", "maximum": "P1D"}},
        {"datatype": {"base": "string", "minLength": 5, "maxLength": 4}},
        {"datatype": {"base": "string", "length": 5, "maxLength": 4}},
        {"datatype": {"@id": "http://www.w3.org/2001/XMLSchema#string"}},
        {"transformations": [{"url": "x", "titles": "x"}]},
        {"dialect": {"@type": "Table"}},
        {"tables": []},
        {"tableSchema": {"columns": A, "aboutUrl": "{a"}},
    ],
)
def test_what_no_reader_may_pass_over(tmp_path: Path, properties: dict[str, Any]) -> None:
    found = rules(tmp_path, **properties)
    assert Severity.ERROR in [severity for _, severity in found]


@pytest.mark.parametrize(
    ("properties", "rule"),
    [
        ({"foo": 1}, "unknown-property"),
        ({"lang": "not a tag"}, "bad-property"),
        ({"null": [1]}, "bad-property"),
        ({"ordered": "yes"}, "bad-property"),
        ({"separator": 1}, "bad-property"),
        ({"default": 1}, "bad-property"),
        ({"textDirection": "up"}, "bad-property"),
        ({"tableDirection": "up"}, "bad-property"),
        ({"suppressOutput": "no"}, "bad-property"),
        ({"datatype": "nothing"}, "bad-property"),
        ({"datatype": {"base": "nothing"}}, "bad-property"),
        ({"datatype": {"base": "string", "format": "("}}, "bad-property"),
        ({"datatype": {"base": "string", "format": 1}}, "bad-property"),
        ({"datatype": {"base": "string", "length": -1}}, "bad-property"),
        ({"datatype": {"base": "integer", "minimum": []}}, "bad-property"),
        ({"datatype": {"base": "string", "other": 1}}, "unknown-property"),
        ({"datatype": {"base": "date", "format": {"pattern": "yyyy-MM-dd"}}}, "bad-property"),
        ({"dialect": 1}, "bad-property"),
        ({"dialect": {"encoding": "nothing"}}, "bad-property"),
        ({"dialect": {"delimiter": ""}}, "bad-property"),
        ({"dialect": {"trim": "left"}}, "bad-property"),
        ({"dialect": {"skipRows": -1}}, "bad-property"),
        ({"dialect": {"japanese": True}}, "unknown-property"),
        ({"dialect": {"sti:japanese": 1}}, "bad-property"),
        ({"notes": 1}, "bad-property"),
        ({"transformations": 1}, "bad-property"),
        ({"@context": [CONTEXT, {"@language": "not a tag"}]}, "bad-property"),
        ({"@id": 1}, "bad-property"),
    ],
)
def test_what_is_told_and_ignored(tmp_path: Path, properties: dict[str, Any], rule: str) -> None:
    found = rules(tmp_path, **properties)
    assert (rule, Severity.WARNING) in found
    assert Severity.ERROR not in [severity for name, severity in found if name != "bad-date"]


@pytest.mark.parametrize(
    ("column", "rule"),
    [
        ({"name": "a b", "titles": "a"}, "bad-property"),
        ({"name": "a", "titles": 1}, "bad-property"),
        ({"name": "a", "titles": {"not a tag": "a"}}, "bad-property"),
        ({"name": "a", "virtual": 1}, "bad-property"),
        ({"name": "a", "url": "x"}, "unknown-property"),
    ],
)
def test_columns_with_oddities(tmp_path: Path, column: dict[str, Any], rule: str) -> None:
    assert rules(tmp_path, tableSchema={"columns": [column]}) == [(rule, Severity.WARNING)]


def test_a_primary_key_of_unknown_columns_is_ignored(tmp_path: Path) -> None:
    schema = {"columns": A, "primaryKey": "z"}
    assert rules(tmp_path, tableSchema=schema) == [("unknown-column", Severity.WARNING)]


def test_base_and_language_of_the_context(tmp_path: Path, same: Same) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "t.csv").write_text("甲\n1\n")
    columns = [{"titles": {"en": "A", "ja": "甲"}, "datatype": "integer"}]
    schema = {"columns": columns, "aboutUrl": "https://example.org/x"}
    described = {
        "@context": [CONTEXT, {"@base": "data/", "@language": "ja"}],
        "@type": "Table",
        "url": "t.csv",
        "tableSchema": schema,
    }
    (tmp_path / "m.json").write_text(json.dumps(described))
    done = convert(tmp_path / "m.json", mode=Mode.MINIMAL, base_url="https://example.org/")
    same(done.triples, "ex:x <https://example.org/data/t.csv#%E7%94%B2> 1 .")


def test_inherited_properties_and_null_separator(table: Write, same: Same) -> None:
    path = table(
        "a,b\n1;2,3;4\n",
        [{"name": "a"}, {"name": "b", "separator": None}],
        schema={"separator": ";", "propertyUrl": "https://example.org/{_name}", **SCHEMA},
        datatype="token",
        **{"@type": "Table"},
    )
    same(
        convert(path, mode=Mode.MINIMAL).triples,
        'ex:x ex:a "1"^^xsd:token, "2"^^xsd:token ; ex:b "3;4"^^xsd:token .',
    )


def test_datatypes_of_ones_own(table: Write, same: Same) -> None:
    datatype = {"@id": "https://example.org/code", "base": "string", "format": "[0-9]{2}"}
    columns = [
        {**A[0], "datatype": datatype},
        {"name": "b", "datatype": "normalizedString", "propertyUrl": "https://example.org/b"},
    ]
    path = table('a,b\n01," x\ny "\n', columns, schema=SCHEMA)
    same(
        convert(path, mode=Mode.MINIMAL).triples,
        'ex:x ex:a "01"^^ex:code ; ex:b " x y "^^xsd:normalizedString .',
    )
