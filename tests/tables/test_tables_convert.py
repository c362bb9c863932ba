"""Whole graphs of small tables, in both modes."""

from collections.abc import Callable, Iterable
from pathlib import Path

from pyoxigraph import Triple

from kg.tables import Mode, convert, read_tables

Write = Callable[..., Path]
Same = Callable[[Iterable[Triple], str], None]

ABOUT = {"aboutUrl": "https://example.org/id/{code}"}


def test_minimal_mode_gives_the_cells_alone(table: Write, same: Same) -> None:
    path = table(
        'コード,名称,人口,広さ\n131130,渋谷区,"224,533",15.11\n011002,札幌市,,1121.26\n',
        [
            {"name": "code", "titles": "コード", "propertyUrl": "dc:identifier"},
            {"name": "label", "titles": "名称", "lang": "ja", "propertyUrl": "rdfs:label"},
            {
                "name": "people",
                "titles": "人口",
                "propertyUrl": "https://example.org/people",
                "datatype": {"base": "integer", "format": {"groupChar": ","}},
            },
            {
                "name": "area",
                "titles": "広さ",
                "datatype": "decimal",
                "propertyUrl": "https://example.org/{_name}",
            },
            {
                "virtual": True,
                "propertyUrl": "rdf:type",
                "valueUrl": "https://example.org/Municipality",
            },
        ],
        schema=ABOUT,
    )
    same(
        convert(path, mode=Mode.MINIMAL).triples,
        """
        <https://example.org/id/131130> a ex:Municipality ; dc:identifier "131130" ;
          rdfs:label "渋谷区"@ja ; ex:people 224533 ; ex:area 15.11 .
        <https://example.org/id/011002> a ex:Municipality ; dc:identifier "011002" ;
          rdfs:label "札幌市"@ja ; ex:area 1121.26 .
        """,
    )


def test_standard_mode_describes_group_table_and_rows(table: Write, same: Same) -> None:
    path = table(
        "a,b\n1,x\n2,y\n",
        [{"name": "a", "titles": "a"}, {"name": "b", "titles": "b", "suppressOutput": True}],
        schema={**ABOUT, "aboutUrl": "#{a}", "rowTitles": "b"},
        **{
            "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
            "@id": "https://example.org/table",
            "dc:title": "A table",
            "dc:source": {"@id": "https://example.org/source", "@type": "foaf:Document"},
            "dc:extent": [2, 1.5, True, {"@value": "3", "@type": "integer"}],
            "notes": [{"schema:text": {"@value": "うえ", "@language": "ja"}}],
        },
    )
    same(
        convert(path, base_url="https://example.org/data").triples,
        """
        [] a csvw:TableGroup ; csvw:table ex:table .
        ex:table a csvw:Table ; csvw:url <https://example.org/data/t.csv> ;
          dc:title "A table"@en ; dc:source ex:source ;
          dc:extent 2, "1.5"^^xsd:double, true, 3 ;
          csvw:note [ schema:text "うえ"@ja ] ;
          csvw:row
            [ a csvw:Row ; csvw:rownum 1 ; csvw:url <https://example.org/data/t.csv#row=2> ;
              csvw:title "x" ; csvw:describes <https://example.org/data/t.csv#1> ],
            [ a csvw:Row ; csvw:rownum 2 ; csvw:url <https://example.org/data/t.csv#row=3> ;
              csvw:title "y" ; csvw:describes <https://example.org/data/t.csv#2> ] .
        ex:source a foaf:Document .
        <https://example.org/data/t.csv#1> <https://example.org/data/t.csv#a> "1" .
        <https://example.org/data/t.csv#2> <https://example.org/data/t.csv#a> "2" .
        """,
    )


def test_a_table_without_metadata_is_described_by_its_header(table: Write, same: Same) -> None:
    path = table("# a remark\nOn Street,\n1,2\n", name="bare.csv")
    same(
        convert(path, base_url="https://example.org", strict=False).triples,
        """
        [] a csvw:TableGroup ; csvw:table [
          a csvw:Table ; csvw:url ex:bare.csv ; rdfs:comment " a remark" ;
          csvw:row
            [ a csvw:Row ; csvw:rownum 1 ; csvw:url <https://example.org/bare.csv#row=2> ;
              csvw:describes [ <https://example.org/bare.csv#_col.1> "On Street" ] ],
            [ a csvw:Row ; csvw:rownum 2 ; csvw:url <https://example.org/bare.csv#row=3> ;
              csvw:describes [ <https://example.org/bare.csv#_col.1> "1" ;
                               <https://example.org/bare.csv#_col.2> "2" ] ] ] .
        """,
    )


def test_lists_are_split_and_ordered_ones_kept_in_order(table: Write, same: Same) -> None:
    path = table(
        "id,many,ordered\n1,a;b,1;2\n2,,\n",
        [
            {"name": "id", "titles": "id", "suppressOutput": True},
            {"name": "many", "titles": "many", "separator": ";"},
            {
                "name": "ordered",
                "titles": "ordered",
                "separator": ";",
                "ordered": True,
                "datatype": "integer",
            },
        ],
        schema={"aboutUrl": "https://example.org/{id}", "propertyUrl": "https://example.org/p"},
    )
    same(
        convert(path, mode=Mode.MINIMAL).triples,
        """
        <https://example.org/1> ex:p "a", "b", (1 2) .
        <https://example.org/2> ex:p () .
        """,
    )


def test_a_value_url_per_item_links_each_member_of_a_list(table: Write, same: Same) -> None:
    path = table(
        "id,topics\n1,ai; robots\n2,\n",
        [
            {"name": "id", "titles": "id", "suppressOutput": True},
            {
                "name": "topics",
                "titles": "topics",
                "separator": ";",
                "datatype": "token",
                "propertyUrl": "https://example.org/topic",
                "valueUrl": "https://example.org/topic/{topics}",
                "sti:valueUrlPerItem": True,
            },
        ],
        schema={"aboutUrl": "https://example.org/{id}"},
    )
    same(
        convert(path, mode=Mode.MINIMAL).triples,
        """
        <https://example.org/1> ex:topic <https://example.org/topic/ai> ,
                                         <https://example.org/topic/robots> .
        """,
    )


def test_null_default_and_required_columns(table: Write, same: Same) -> None:
    path = table(
        "id,a,b\n1,－,\n2,x,y\n",
        [
            {"name": "id", "titles": "id", "suppressOutput": True, "required": True},
            {"name": "a", "titles": "a", "null": ["－", "不明"], "valueUrl": "#{a}"},
            {"name": "b", "titles": "b", "default": "none"},
        ],
        schema={
            "aboutUrl": "https://example.org/{id}",
            "propertyUrl": "https://example.org/{_name}",
        },
    )
    same(
        convert(path, mode=Mode.MINIMAL, base_url="https://example.org/").triples,
        """
        <https://example.org/1> ex:b "none" .
        <https://example.org/2> ex:a <https://example.org/t.csv#x> ; ex:b "y" .
        """,
    )


def test_a_suppressed_table_is_checked_but_not_converted(table: Write) -> None:
    path = table("a\n1\n", [{"name": "a", "titles": "a"}], suppressOutput=True)
    done = convert(path, mode=Mode.MINIMAL)
    assert done.triples == []
    assert [(each.file, each.rows) for each in done.tables] == [(done.tables[0].file, 1)]


def test_the_dialect_skips_rows_columns_and_blanks(table: Write, same: Same) -> None:
    path = table(
        "Title row\nno;a;b\n-;「1」;x\n;;\n-; 2 ;y\n",
        [{"name": "a", "titles": "a"}, {"name": "b", "titles": "b"}],
        schema={
            "aboutUrl": "https://example.org/{_row}-{_sourceRow}",
            "propertyUrl": "https://example.org/{_column}-{_sourceColumn}",
        },
        dialect={
            "delimiter": ";",
            "quoteChar": None,
            "commentPrefix": None,
            "skipRows": 1,
            "skipColumns": 1,
            "skipBlankRows": True,
            "trim": True,
        },
    )
    same(
        convert(path, mode=Mode.MINIMAL).triples,
        """
        <https://example.org/1-3> <https://example.org/1-2> "「1」" ;
                                  <https://example.org/2-3> "x" .
        <https://example.org/2-5> <https://example.org/1-2> "2" ; <https://example.org/2-3> "y" .
        """,
    )


def test_two_header_rows_and_no_header(table: Write, same: Same) -> None:
    two = table(
        "a,b\n甲,乙\n1,2\n",
        [{"name": "a", "titles": ["a", "甲"]}, {"name": "b", "titles": "乙"}],
        schema={"aboutUrl": "https://example.org/x", "propertyUrl": "https://example.org/{_name}"},
        dialect={"headerRowCount": 2},
    )
    same(convert(two, mode=Mode.MINIMAL).triples, 'ex:x ex:a "1" ; ex:b "2" .')
    none = table(
        "1\t2\n",
        [{"name": "a"}, {"name": "b"}],
        name="n.tsv",
        schema={"aboutUrl": "https://example.org/x", "propertyUrl": "https://example.org/{_name}"},
        dialect={"header": False, "delimiter": "\t"},
    )
    same(convert(none, mode=Mode.MINIMAL).triples, 'ex:x ex:a "1" ; ex:b "2" .')


def test_a_tsv_file_needs_no_dialect(table: Write, same: Same) -> None:
    path = table(
        "a\tb\n1\t2\n",
        [{"name": "a", "titles": "a"}, {"name": "b", "titles": "b"}],
        name="t.tsv",
        schema={"aboutUrl": "https://example.org/x", "propertyUrl": "https://example.org/{_name}"},
    )
    same(convert(path, mode=Mode.MINIMAL).triples, 'ex:x ex:a "1" ; ex:b "2" .')


def test_local_folders_can_stand_for_a_url(table: Write, tmp_path: Path) -> None:
    path = table("a\n1\n", [{"name": "a", "titles": "a"}])
    done = convert(path, base_url="https://example.org/data")
    assert not [line for line in map(str, done.triples) if str(tmp_path) in line]
    assert done.tables[0].url == "https://example.org/data/t.csv"


def test_a_table_of_a_group_is_converted_as_often_as_asked(table: Write, same: Same) -> None:
    path = table(
        "a\n1\n",
        [{"name": "a", "titles": "a", "propertyUrl": "https://example.org/a"}],
        schema={"aboutUrl": "https://example.org/x"},
    )
    only = read_tables([path]).tables[0]
    for _ in range(2):
        same(only.triples(Mode.MINIMAL), 'ex:x ex:a "1" .')
    assert (only.rows, only.encoding, only.problems) == (1, "utf-8", [])
