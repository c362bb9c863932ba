"""By rows and by columns: the same triples, the same problems, whatever the table."""

import codecs
import json
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest import mock

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.problems import Problem
from kg.tables import Mode, Table, TableGroup, read_tables
from kg.tables.columnar import blocks, write
from kg.tables.reading import Reading

ROOT = Path(__file__).parents[2]
CONTEXT = "http://www.w3.org/ns/csvw"

TEXTS = [
    *(
        "",
        "a",
        "b",
        "NA",
        "-",
        " x  y ",
        "東京",
        "é",
        "𠮷",
        "p1",
        "p22",
        "a/b",
        "a#b",
        "a b",
        "%41",
    ),
    *(
        "[x]",
        "{x}",
        "#x",
        "a;b",
        "a; b;",
        ";",
        "NA;a",
        "x\ny",
        "\r\n",
        "\n#x",
        "\r",
        'say "hi"',
        '"',
    ),
    *('a"b', "\\", "\t", "\0", "\x7f", "\ufffe", "\ufffd", "\u3000", "//x", "http://a:b/", "urn:x"),
]
NUMBERS = [
    *("0", "1", "007", "+5", "-0", "-12", "1.50", "0.5", ".5", "5.", "1e5", "1E-3", "NaN", "INF"),
    *(
        "1,234",
        "12.5%",
        "１２３",
        "▲5",
        "1億5,100万",
        "約5",
        "128",
        "300",
        "9" * 20,
        "1e999",
        "-1.0",
    ),
]
DATES = [
    *(
        "2020-02-29",
        "2019-02-29",
        "2020-01-31",
        "2020-04-31",
        "2000-02-29",
        "1900-02-29",
        "2020-03",
    ),
    *("2020", "0000", "0000-01-01", "02020-01-01", "2020-01-01T12:00:00Z", "2020-01-01T24:00:00"),
    *(
        "2020-01-01T25:00:00",
        "2020-01-01Z",
        "平成31年1月",
        "Ｒ元.11.7",
        "昭和64年1月8日",
        "2019/11/14",
    ),
    *("令和2年", "２０２０", "true", "false", "1", "yes", "P1D"),
]
SMALL = {"base": "integer", "minimum": "0", "maximum": "100"}
PART = {"base": "decimal", "minExclusive": "0", "maxInclusive": "1.5"}
LATE = {"base": "date", "minimum": "2020-01-01"}
ISO = {"base": "date", "format": "yyyy-MM-dd"}
DATATYPES: list[Any] = [
    *(
        "string",
        "integer",
        "decimal",
        "double",
        "date",
        "dateTime",
        "gYear",
        "gYearMonth",
        "boolean",
    ),
    *(
        "anyURI",
        "token",
        "normalizedString",
        "byte",
        "nonNegativeInteger",
        "unsignedLong",
        "NCName",
    ),
    *("duration", "language", "json", "hexBinary", "time", "NMTOKEN", "dateTimeStamp"),
    {"base": "string", "format": "[a-z][0-9]*"},
    {"base": "string", "format": r"\d+|p\d"},
    {"base": "string", "format": "(?=a).*"},
    {"base": "string", "minLength": 1, "maxLength": 2},
    {"base": "token", "length": 1},
    *(SMALL, PART, LATE, ISO),
    {"base": "double", "maxExclusive": "1e4"},
    {"base": "integer", "format": {"groupChar": ","}},
    {"base": "number", "format": "0.#"},
    {"base": "gYear", "maximum": "2020"},
    {"base": "boolean", "format": "yes|no"},
    {"@id": "https://example.org/type", "base": "string"},
]
TEMPLATES = [
    *("https://example.org/{a}", "https://example.org/{a}/{_row}", "https://example.org/x"),
    *("https://example.org/?q={b}#{_sourceRow}", "https://example.org{?a,b}", "schema:{_name}"),
    *("https://example.org/{c}", "https://example.org/{_column}{#c}", "https://example.org/{+b}"),
    *("#{a}", "{+a}", "urn:x:{a}", "{#b}", "x/../{a}", "https://{a}/", "https://example.org/%{b}"),
]


class Kind(NamedTuple):
    """Datatypes, and values that are mostly theirs."""

    datatypes: list[Any]
    values: list[str]


CALM = [
    Kind([None, "string", "json", "normalizedString", {"base": "string", "minLength": 0}], TEXTS),
    Kind([None, "token", "NCName", {"base": "string", "format": "[a-z][0-9]*"}], ["a", "b", "p1"]),
    Kind(["anyURI", "NMTOKEN", {"base": "token", "maxLength": 3}], ["a", "b", "p1", "p22"]),
    Kind(["integer", "decimal", "double", "byte", SMALL], ["0", "1", "12", "007", "+5"]),
    Kind(["decimal", "number", PART], ["1.50", "0.5", "1.0", "1", "0.25"]),
    Kind(["date", LATE, ISO], ["2020-01-31", "2020-02-29", "2020-12-01"]),
    Kind(["dateTime"], ["2020-01-01T12:00:00Z", "2020-02-29T00:00:00.5", "2020-01-01T24:00:00"]),
    Kind(
        ["gYearMonth", "gYear", "boolean", {"base": "boolean", "format": "yes|true"}],
        ["2020-03", "2020", "true", "1", "yes"],
    ),
]
WILD = Kind(DATATYPES, [*TEXTS, *NUMBERS, *DATES])


def some(values: Iterable[Any], share: float = 0.5) -> st.SearchStrategy[Any]:
    """One of some values, or None (left out)."""
    pool = list(values)
    return st.integers(0, 99).flatmap(
        lambda n: st.sampled_from(pool) if n < share * 100 else st.none()
    )


@st.composite
def columns(draw: st.DrawFn, name: str, kind: Kind) -> dict[str, Any]:
    found = {
        "datatype": draw(some(kind.datatypes, 0.7)),
        "null": draw(some(["NA", ["", "NA", "-"], []], 0.2)),
        "default": draw(some([*kind.values, 'x"y'], 0.1)),
        "required": draw(some([True], 0.05)),
        "lang": draw(some(["ja", "en-US"], 0.3)),
        "separator": draw(some([";"], 0.1)),
        "ordered": draw(some([True], 0.02)),
        "aboutUrl": draw(some(TEMPLATES, 0.1)),
        "propertyUrl": draw(some(["rdfs:label", "https://example.org/p-{_name}", "#{a}"], 0.4)),
        "valueUrl": draw(some(TEMPLATES, 0.3)),
        "suppressOutput": draw(some([True], 0.1)),
        "sti:asPrinted": draw(some(["sti:asPrinted"], 0.15)),
        "sti:valueUrlPerItem": draw(some([True], 0.1)),
    }
    titles = {"virtual": True} if name == "v" else {"titles": name}
    return {"name": name, **titles, **{k: v for k, v in found.items() if v is not None}}


@st.composite
def documents(draw: st.DrawFn, kinds: list[Kind]) -> dict[str, Any]:
    described = [draw(columns(name, kind)) for name, kind in zip("abc", kinds, strict=True)]
    if draw(st.booleans()):
        described.append(draw(columns("v", WILD)))
    schema: dict[str, Any] = {"columns": described}
    about = draw(some(TEMPLATES, 0.8))
    key = draw(some(["a", ["a", "b"], "c"], 0.3))
    reference = draw(some([("b", "a"), (["a", "b"], ["b", "c"]), (["a"], ["c"])], 0.3))
    schema |= {"aboutUrl": about} if about else {}
    schema |= {"primaryKey": key} if key else {}
    if reference:
        ours, theirs = reference
        target = {"resource": "t.csv", "columnReference": theirs}
        schema["foreignKeys"] = [{"columnReference": ours, "reference": target}]
    dialect = {
        "delimiter": draw(some([";", "\t"], 0.1)),
        "quoteChar": draw(some(["'"], 0.05)),
        "commentPrefix": draw(some(["//", "x"], 0.1)),
        "header": draw(some([False], 0.1)),
        "trim": draw(some([True], 0.03)),
        "skipRows": draw(some([1], 0.03)),
        "sti:japanese": draw(some([True], 0.3)),
        "encoding": draw(some(["cp932", "utf-16-le"], 0.1)),
    }
    chosen = {key: value for key, value in dialect.items() if value is not None}
    return {"@context": CONTEXT, "url": "t.csv", "tableSchema": schema, "dialect": chosen}


@st.composite
def files(draw: st.DrawFn, dialect: dict[str, Any], kinds: list[Kind]) -> bytes:
    mark, end = dialect.get("delimiter", ","), draw(st.sampled_from(["\n", "\r\n"]))
    quote: str = dialect.get("quoteChar", '"')
    tidy = draw(st.integers(0, 3))

    def written(value: str) -> str:
        special = any(each in value for each in (mark, quote, "\n", "\r"))
        if (tidy and special) or draw(st.integers(0, 9)) == 0:
            return quote + value.replace(quote, quote * 2) + quote
        return value

    pools = [
        st.text(st.characters(codec="utf-8"), max_size=4)
        if kind is WILD and draw(st.booleans())
        else st.sampled_from(kind.values)
        for kind in kinds
    ]
    rows = draw(st.lists(st.tuples(*pools), max_size=8))
    lines = [mark.join(map(written, row)) for row in rows]
    if not tidy and lines:
        lines[draw(st.integers(0, len(lines) - 1))] = draw(st.text('ab,"\n;#\\', max_size=8))
    header = [] if "header" in dialect else [mark.join("abc")]
    text = end.join([*header, *lines]) + (end if draw(st.integers(0, 3)) else "")
    if "encoding" in dialect:
        return text.encode(dialect["encoding"], errors="ignore")
    return draw(st.sampled_from([b"", b"", codecs.BOM_UTF8])) + text.encode()


def canonical(lines: bytes) -> list[str]:
    """The triples, their blank nodes named by what is said of them."""
    dataset = ox.Dataset(ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return sorted(map(str, dataset))


def by_rows(table: Table) -> bytes:
    lines = ox.serialize(table.triples(Mode.MINIMAL), format=ox.RdfFormat.N_TRIPLES)
    assert lines is not None  # without an output to write to, it gives the bytes
    return lines


def by_columns(table: Table, path: Path) -> bytes:
    with path.open("wb") as stream:
        for frame in table.frames():
            write(frame, stream)
    return path.read_bytes()


def outcome(group: TableGroup) -> tuple[list[Problem], list[int], list[str]]:
    tables = group.tables
    return group.problems, [each.rows for each in tables], [each.encoding for each in tables]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_both_ways_agree(data: st.DataObject) -> None:
    pool = [*CALM, *CALM, WILD]
    kinds = [data.draw(st.sampled_from(pool)) for _ in range(3)]
    document = data.draw(documents(kinds))
    content = data.draw(files(document["dialect"], kinds))
    size = data.draw(st.sampled_from([16, 100, blocks.BLOCK]))
    strict = data.draw(st.booleans())
    with TemporaryDirectory() as name, mock.patch.object(blocks, "BLOCK", size):
        folder = Path(name)
        path = folder / "t.csv"
        path.write_bytes(content)
        (folder / "t.csv-metadata.json").write_text(json.dumps(document))

        def read() -> TableGroup:
            base = "https://example.org/data/"
            return read_tables([path], folder=folder, base_url=base, strict=strict)

        rows, columns, only_checked = read(), read(), read()
        expected = by_rows(rows.tables[0])
        found = by_columns(columns.tables[0], folder / "out.nt")
        if b"_:" in expected:
            assert canonical(found) == canonical(expected)
        else:
            assert found == expected
        assert outcome(columns) == outcome(rows)
        assert outcome(only_checked) == outcome(rows)


def own_tables() -> list[Path]:
    return sorted((ROOT / "data").glob("*/*.csv"))


@pytest.mark.parametrize("path", own_tables(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_project_s_own_tables_go_by_columns(path: Path, tmp_path: Path) -> None:
    first, second = read_tables([path]).tables[0], read_tables([path]).tables[0]
    with mock.patch.object(Reading, "triples", side_effect=AssertionError("a row by itself")):
        found = by_columns(second, tmp_path / "out.nt")
    assert found == by_rows(first)
