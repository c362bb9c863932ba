"""Bad input: every problem of every table in one report, each with its place and its remedy."""

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.problems import DataError, Problem, Severity
from kg.tables import check, convert, read_tables
from kg.tables.messages import Report

CONTEXT = "http://www.w3.org/ns/csvw"
Write = Callable[..., Path]

CODE = {"name": "code", "titles": "コード"}


def brief(problems: list[Problem]) -> list[tuple[str, int | None, str, str]]:
    return [(each.rule, each.row, each.column, each.value) for each in problems]


def test_all_problems_of_all_tables_come_in_one_report(table: Write, tmp_path: Path) -> None:
    prefectures = table(
        "コード,名称\n13,東京都\n13,東京\n,大阪府\n",
        [CODE, {"name": "label", "titles": "名称"}],
        name="prefectures.csv",
        schema={"primaryKey": "code"},
    )
    towns = table(
        "コード,県,人口,日付,区分\n"
        "1,13,12.5,2020-02-30,x\n"
        "2,99,many,2020-01-01,\n"
        "3,27,1\n"
        "4,27,2,2020-01-01,y\n",
        [
            CODE,
            {"name": "prefecture", "titles": "県"},
            {"name": "people", "titles": "人口", "datatype": "integer"},
            {"name": "day", "titles": "日付", "datatype": "date"},
            {"name": "kind", "titles": "区分", "required": True},
        ],
        name="towns.csv",
        schema={
            "primaryKey": "code",
            "foreignKeys": [
                {
                    "columnReference": "prefecture",
                    "reference": {"resource": "prefectures.csv", "columnReference": "code"},
                },
                {
                    "columnReference": "kind",
                    "reference": {"resource": "kinds.csv", "columnReference": "code"},
                },
            ],
        },
    )
    kinds = table("コード\nx\n", [CODE], name="kinds.csv")
    group = read_tables([prefectures, towns, kinds, tmp_path / "gone.csv"], folder=tmp_path)
    found = [(each.file, *brief([each])[0]) for each in group.problems]
    assert found == [
        ("prefectures.csv", "duplicate-key", 3, "コード", "13"),
        ("prefectures.csv", "missing-key", 4, "コード", ""),
        ("towns.csv", "bad-number", 2, "人口", "12.5"),
        ("towns.csv", "bad-date", 2, "日付", "2020-02-30"),
        ("towns.csv", "bad-number", 3, "人口", "many"),
        ("towns.csv", "missing-value", 3, "区分", ""),
        ("towns.csv", "ragged-row", 4, "", ""),
        ("gone.csv", "missing-file", None, "", ""),
        ("towns.csv", "ambiguous-foreign-key", 2, "県", "13"),
        ("towns.csv", "broken-foreign-key", 3, "県", "99"),
        ("towns.csv", "broken-foreign-key", 4, "県", "27"),
        ("towns.csv", "broken-foreign-key", 5, "県", "27"),
        ("towns.csv", "broken-foreign-key", 5, "区分", "y"),
    ]
    with pytest.raises(DataError) as raised:
        group.require_sound()
    assert list(raised.value.problems) == group.problems


def test_a_broken_foreign_key_says_where_the_value_should_be(table: Write, tmp_path: Path) -> None:
    table("コード\nx\n", [CODE], name="kinds.csv")
    reference = {"resource": "kinds.csv", "columnReference": "code"}
    path = table(
        "種別\nz\n",
        [{"name": "kind", "titles": "種別"}],
        schema={"foreignKeys": [{"columnReference": "kind", "reference": reference}]},
    )
    group = read_tables([path, tmp_path / "kinds.csv"], folder=tmp_path)
    assert [each.line("ja") for each in group.problems] == [
        "t.csv、2行目、列「種別」、値「z」：kinds.csv の コード にない値である"
        "［broken-foreign-key］→ 値を直すか、kinds.csv に行を加える"
    ]
    assert [each.line("en") for each in group.problems] == [
        "t.csv, row 2, column 種別, value 'z': is not among the values of コード in kinds.csv "
        "[broken-foreign-key] → mend the value, or add the row to kinds.csv"
    ]


def test_a_foreign_key_to_a_table_that_was_not_read(table: Write) -> None:
    reference = {"resource": "kinds.csv", "columnReference": "code"}
    path = table(
        "種別\nz\n",
        [{"name": "kind", "titles": "種別"}],
        schema={"foreignKeys": [{"columnReference": "kind", "reference": reference}]},
    )
    with pytest.raises(DataError) as raised:
        convert(path)
    assert [each.rule for each in raised.value.problems] == ["unknown-table"]
    assert convert(path, foreign_keys=False).problems == []


def test_a_foreign_key_to_a_column_that_is_not_there(table: Write, tmp_path: Path) -> None:
    table("コード\nx\n", [CODE], name="kinds.csv")
    reference = {"resource": "kinds.csv", "columnReference": "other"}
    path = table(
        "種別\nz\n",
        [{"name": "kind", "titles": "種別"}],
        schema={"foreignKeys": [{"columnReference": "kind", "reference": reference}]},
    )
    group = read_tables([path, tmp_path / "kinds.csv"])
    assert [each.rule for each in group.problems] == ["unknown-column"]


def test_each_member_of_a_list_is_looked_up(table: Write, tmp_path: Path) -> None:
    table("コード\nx\ny\n", [CODE], name="kinds.csv")
    reference = {"resource": "kinds.csv", "columnReference": "code"}
    path = table(
        "種別\nx;y\ny;q\n\n",
        [{"name": "kind", "titles": "種別", "separator": ";"}],
        schema={"foreignKeys": [{"columnReference": "kind", "reference": reference}]},
    )
    group = read_tables([path, tmp_path / "kinds.csv"])
    assert brief(group.problems) == [("broken-foreign-key", 3, "種別", "q")]


def test_composite_keys_and_keys_by_schema(table: Write, tmp_path: Path) -> None:
    pair = [{"name": "a", "titles": "a"}, {"name": "b", "titles": "b"}]
    schema = {"@id": "pairs.json", "primaryKey": ["a", "b"]}
    table("a,b\n1,2\n1,3\n1,2\n", pair, name="pairs.csv", schema=schema)
    reference = {"schemaReference": "pairs.json", "columnReference": ["a", "b"]}
    path = table(
        "a,b\n1,3\n3,1\n,3\n",
        pair,
        schema={"foreignKeys": [{"columnReference": ["a", "b"], "reference": reference}]},
    )
    group = read_tables([path, tmp_path / "pairs.csv"])
    assert brief(group.problems) == [
        ("duplicate-key", 4, "a, b", "1, 2"),
        ("broken-foreign-key", 3, "a, b", "3, 1"),
    ]


def test_a_missing_file(tmp_path: Path) -> None:
    assert brief(check(tmp_path / "gone.csv")) == [("missing-file", None, "", "")]
    assert brief(check(tmp_path / "gone.json")) == [("missing-file", None, "", "")]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "t.csv").mkdir()
    assert [each.rule for each in check(tmp_path / "t.csv")] == ["unreadable-file"]


def test_the_wrong_encoding_is_told_with_the_likely_one(table: Write) -> None:
    text = "コード,名称\n1,東京\n2,x\n3,大阪\n"
    columns = [CODE, {"name": "label", "titles": "名称"}]
    found = check(table(text.encode("cp932"), columns))
    assert [each.rule for each in found] == ["wrong-encoding"]
    assert "cp932" in found[0].mend.ja
    assert "cp932" in found[0].mend.en
    assert found[0].row == 1
    assert "3 rows" in found[0].says.en


def test_the_wrong_encoding_hides_problems_of_its_own_file_alone(
    table: Write, tmp_path: Path
) -> None:
    columns = [{"name": "name", "titles": "名称"}]
    table("名称\n東京\n".encode("cp932"), columns, name="names.csv")
    target = {"resource": "names.csv", "columnReference": "name"}
    refers = {"columnReference": "name", "reference": target}
    path = table(
        "name,n\n京都,x\n",
        [{"name": "name", "titles": "name"}, {"name": "n", "titles": "n", "datatype": "integer"}],
        schema={"foreignKeys": [refers]},
    )
    group = read_tables([path, tmp_path / "names.csv"])
    assert [(each.rule, Path(each.file).name) for each in group.problems] == [
        ("bad-number", "t.csv"),
        ("wrong-encoding", "names.csv"),
    ]


def test_what_stops_a_conversion_is_told_beside_the_wrong_encoding() -> None:
    report = Report(strict=False)
    report.error("row-too-long", file="t.csv", row=2, limit=9)
    report.warn("empty-table", file="t.csv")
    report.forget("t.csv")
    assert [each.rule for each in report.problems] == ["row-too-long"]


def test_an_encoding_that_nothing_reads(table: Write) -> None:
    found = check(table(b"a\n\x81\xff\n", [{"name": "a", "titles": "a"}]))
    assert [(each.rule, each.row) for each in found] == [("wrong-encoding", 2)]
    assert found[0].mend.en == "save the file in its right encoding again"


@pytest.mark.parametrize(
    ("garbled", "meant"),
    [
        ("都道府県", None),
        ("人口".encode().decode("cp932"), "人口"),
        ("ï»¿code", "code"),
    ],
)
def test_a_garbled_header_gives_a_hint(table: Write, garbled: str, meant: str | None) -> None:
    found = check(table(f"{garbled}\n1\n", [{"name": "code", "titles": "人口"}]))
    assert [(each.rule, each.row) for each in found] == [("column-title", 1)]
    assert ("garbled" in found[0].mend.en) == (meant is not None)
    assert meant is None or meant in found[0].mend.ja
    bare = check(table(f"{garbled}\n1\n", name="bare.csv"))
    assert [each.rule for each in bare] == (["garbled-header"] if meant else [])


def test_columns_in_another_order_are_told(table: Write) -> None:
    columns = [{"name": "a", "titles": "A"}, {"name": "b", "titles": "B"}]
    found = check(table("B,A\n1,2\n", columns))
    assert brief(found) == [("column-title", 1, "B", ""), ("column-title", 1, "A", "")]
    assert found[0].mend.en == "put the columns in the metadata's order"


def test_more_columns_than_described(table: Write) -> None:
    found = check(table("a,b\n1,2\n", [{"name": "a"}]))
    assert brief(found) == [("column-count", 1, "", "")]


@pytest.mark.parametrize("content", ["", "a\n"])
def test_an_empty_table(table: Write, content: str) -> None:
    rules = [each.rule for each in check(table(content, [{"name": "a", "titles": "a"}]))]
    assert rules[-1] == "empty-table"


def test_metadata_that_is_not_json(table: Write, tmp_path: Path) -> None:
    path = table("a\n1\n", [{"name": "a"}])
    (tmp_path / "t.csv-metadata.json").write_text('{"url": "t.csv",}')
    found = check(path)
    assert [each.rule for each in found] == ["not-json"]
    assert "line 1, character 17" in found[0].says.en
    assert found[0].file.endswith("t.csv-metadata.json")


@pytest.mark.parametrize(
    ("body", "rule"),
    [(b"\xff\xfe{", "metadata-encoding"), (b"[]", "not-json"), (b"[" * 100_000, "not-json")],
)
def test_metadata_of_the_wrong_kind(table: Write, tmp_path: Path, body: bytes, rule: str) -> None:
    path = table("a\n1\n", [{"name": "a"}])
    (tmp_path / "t.csv-metadata.json").write_bytes(body)
    assert [each.rule for each in check(path)] == [rule]


def test_a_line_of_100_mb_is_a_problem_and_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.write(b"a,b\n1,2\n")
        for _ in range(100):
            file.write(b"x" * 1_000_000)
        file.write(b"\n3,4\n")
    tracemalloc.start()
    try:
        group = read_tables([path], max_row=1_000_000)
        found = group.problems
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [(each.rule, each.row) for each in found] == [("row-too-long", 3)]
    assert group.tables[0].rows == 2
    assert peak < 30_000_000


def test_a_quoted_value_beyond_the_limit_is_a_problem(table: Write) -> None:
    path = table('a\n"' + "x\n" * 1000 + '"\n', [{"name": "a"}])
    found = check(path, max_row=500)
    assert (found[0].rule, found[0].row) == ("row-too-long", 2)


def test_an_unclosed_quote_is_told_where_it_opens(table: Write) -> None:
    columns = [{"name": "a"}, {"name": "b"}]
    found = check(table('a,b\n1,2\n3,"four\n5,6\n7,8\n', columns))
    assert brief(found) == [("unclosed-quote", 3, "", '3,"four')]
    assert all(each.severity is Severity.ERROR for each in found)


def test_a_stray_quote_is_told(table: Write) -> None:
    found = check(table('a,b\n5" and 6" pipes,x\n"y"z,w\n', [{"name": "a"}, {"name": "b"}]))
    assert brief(found) == [
        ("stray-quote", 2, "", '5" and 6" pipes'),
        ("stray-quote", 3, "", '"y"z'),
    ]


def test_a_value_that_makes_no_iri(table: Write) -> None:
    path = table(
        "a,b\nx y,1\n",
        [{"name": "a", "valueUrl": "urn:{+a}"}, {"name": "b", "propertyUrl": "urn:b"}],
        schema={"aboutUrl": "x<y{b}"},
    )
    assert [(each.rule, each.column) for each in check(path)] == [("bad-iri", "a")]


def test_lenient_conversion_keeps_bad_cells_as_strings(table: Write) -> None:
    path = table("a\nx\n", [{"name": "a", "datatype": "integer"}])
    done = convert(path, strict=False)
    assert [each.severity for each in done.problems] == [Severity.WARNING]
    assert [str(t.object) for t in done.triples if str(t.predicate).endswith("#a>")] == ['"x"']


def test_many_problems_of_a_kind_are_counted_not_listed(table: Write) -> None:
    path = table("a\n" + "x\n" * 10_005, [{"name": "a", "datatype": "integer"}])
    found = check(path)
    assert len(found) == 10_001
    assert found[-1].rule == "more-problems"
    assert "5 more" in found[-1].says.en


def test_metadata_that_does_not_speak_of_the_file(table: Write, tmp_path: Path) -> None:
    path = table("a\n1\n")
    document = {"@context": CONTEXT, "url": "other.csv"}
    (tmp_path / "t.csv-metadata.json").write_text(json.dumps(document))
    assert [each.rule for each in check(path)] == ["metadata-not-for-file"]


def test_both_languages_have_every_message(table: Write) -> None:
    columns = [{"name": "a", "datatype": {"base": "integer", "minimum": 5}}]
    (problem,) = check(table("a\n1\n", columns))
    assert problem.says == ("範囲の外である。5 以上とする", "is out of range; the least value is 5")
