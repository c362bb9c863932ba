"""Files of others become one file of sorted N-Quads, or a list of all that is wrong with them."""

import json
import re
from pathlib import Path

import pytest

from companion.conftest import IRIS
from kg.companion import Companion, Details, Shelf
from kg.companion.adding import add
from kg.iris import BadIriPart
from kg.problems import DataError

G = "https://w3id.org/sti-kg/graph/companion/others"
XSD = "http://www.w3.org/2001/XMLSchema#"
LINES = f"""\
<http://e.example/a> <http://e.example/n> "1"^^<{XSD}integer> <{G}> .
<http://e.example/a> <http://e.example/p> "甲 \\"x\\"\\n"@ja <{G}> .
<http://e.example/a> <http://e.example/q> _:others-1-1 <{G}> .
_:others-1-1 <http://e.example/p> <http://e.example/日本> <{G}> .
"""
NT = LINES.replace(f" <{G}>", "").replace("others-1-", "x")
SAME = {
    "a.nt": NT,
    "a.nq": NT,
    "a.ttl": """@base <http://e.example/> . @prefix e: <> .
        e:a e:n 1 ; e:p "甲 \\"x\\"\\n"@ja ; e:q [ e:p <日本> ] .""",
    "a.trig": """@prefix e: <http://e.example/> .
        { e:a e:n 1 ; e:p "甲 \\"x\\"\\n"@ja ; e:q [ e:p e:日本 ] . }""",
    "a.jsonld": json.dumps(
        {
            "@context": {"@vocab": "http://e.example/"},
            "@id": "http://e.example/a",
            "n": 1,
            "p": {"@value": '甲 "x"\n', "@language": "ja"},
            "q": {"p": {"@id": "http://e.example/日本"}},
        }
    ),
    "a.rdf": f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns:e="http://e.example/"><rdf:Description rdf:about="http://e.example/a">
        <e:n rdf:datatype="{XSD}integer">1</e:n><e:p xml:lang="ja">甲 "x"&#10;</e:p>
        <e:q rdf:parseType="Resource"><e:p rdf:resource="http://e.example/日本"/></e:q>
        </rdf:Description></rdf:RDF>""",
}


def read(home: Path, companion: Companion) -> str:
    return (home / "companions" / companion.file).read_text(encoding="utf-8")


def adding(folder: Path, *files: tuple[str, str], **more: object) -> Companion:
    paths = []
    for name, text in files:
        paths.append(folder / name)
        paths[-1].write_text(text, encoding="utf-8")
    options = {"details": Details(), "iris": IRIS, "most": 1000, **more}
    companion, _ = add(folder / "home", "others", paths, **options)  # type: ignore[arg-type]
    return companion


def wrong(folder: Path, *files: tuple[str, str], **more: object) -> list[tuple[str, int | None]]:
    """The rules and lines of the problems; nothing is kept."""
    with pytest.raises(DataError) as caught:
        adding(folder, *files, **more)
    assert Shelf(folder / "home").entries() == ()
    assert list((folder / "home").rglob("*.nq")) == []
    for problem in caught.value.problems:
        assert all((*problem.says, *problem.mend))
        assert problem.says.ja != problem.says.en
    return [(problem.rule, problem.row) for problem in caught.value.problems]


@pytest.mark.parametrize("name", SAME)
def test_every_format_gives_the_same_file(tmp_path: Path, name: str) -> None:
    companion = adding(tmp_path, (name, SAME[name]))
    assert read(tmp_path / "home", companion) == LINES
    assert companion.quads == 4
    assert list(companion.graphs) == [G]


def test_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    for part in ("one", "two"):
        (tmp_path / part).mkdir()
    one, two = (adding(tmp_path / part, ("a.ttl", SAME["a.ttl"])) for part in ("one", "two"))
    assert one == two
    index = "home/companions/index.json"
    assert (tmp_path / "one" / index).read_bytes() == (tmp_path / "two" / index).read_bytes()


def test_blank_nodes_of_two_files_stay_apart_and_triples_stand_once(tmp_path: Path) -> None:
    companion = adding(tmp_path, ("a.nt", NT), ("b.nt", NT))
    lines = read(tmp_path / "home", companion).splitlines()
    assert len(lines) == companion.quads == 6
    assert sorted(set(re.findall(r"_:[\w-]+", " ".join(lines)))) == [
        "_:others-1-1",
        "_:others-2-1",
    ]


def test_named_graphs_get_names_below_the_companions(tmp_path: Path) -> None:
    text = """\
<http://e.example/a> <http://e.example/p> "0" .
<http://e.example/a> <http://e.example/p> "1" <http://e.example/graphs/one> .
<http://e.example/a> <http://e.example/p> "2" <http://e.example/graphs#two> .
<http://e.example/a> <http://e.example/p> "3" <http://e.example/three/> .
<http://e.example/a> <http://e.example/p> "4" <http://f.example/three> .
<http://e.example/a> <http://e.example/p> "5" <http://e.example/四> .
<http://e.example/a> <http://e.example/p> "6" _:six .
<http://e.example/a> <http://e.example/p> "7" <https://w3id.org/sti-kg/graph/ontology> .
"""
    companion = adding(tmp_path, ("a.nq", text))
    found = {
        graph.removeprefix(G): (content.source, content.triples)
        for graph, content in companion.graphs.items()
    }
    assert found == {
        "": ("", 1),
        "/one": ("http://e.example/graphs/one", 1),
        "/two": ("http://e.example/graphs#two", 1),
        "/three-ecac73f6": ("http://e.example/three/", 1),
        "/three-69f42a23": ("http://f.example/three", 1),
        "/graph-e0668c97": ("http://e.example/四", 1),
        "/others-1-1": ("_:others-1-1", 1),
        "/ontology": ("https://w3id.org/sti-kg/graph/ontology", 1),
    }
    lines = read(tmp_path / "home", companion).splitlines()
    assert len(lines) == 8
    assert all(re.search(rf"<{G}(/[\w-]+)?> \.$", line) for line in lines)


def test_a_table_with_its_metadata(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("code,people\n131130,10\n041009,20\n", encoding="utf-8")
    metadata = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": "people.csv",
        "tableSchema": {
            "aboutUrl": "https://w3id.org/sti-kg/id/region/{code}",
            "columns": [
                {"name": "code", "suppressOutput": True},
                {
                    "name": "people",
                    "datatype": "integer",
                    "propertyUrl": "http://e.example/people",
                },
            ],
        },
    }
    said = tmp_path / "people.csv-metadata.json"
    said.write_text(json.dumps(metadata), encoding="utf-8")
    region = "<https://w3id.org/sti-kg/id/region/"
    for file in (tmp_path / "people.csv", said):
        companion, _ = add(
            tmp_path / "home", "others", [file], details=Details(), iris=IRIS, most=1000
        )
        assert read(tmp_path / "home", companion) == (
            f'{region}041009> <http://e.example/people> "20"^^<{XSD}integer> <{G}> .\n'
            f'{region}131130> <http://e.example/people> "10"^^<{XSD}integer> <{G}> .\n'
        )


def test_all_problems_of_all_files_are_told_with_their_lines(tmp_path: Path) -> None:
    turtle = (
        "@prefix e: <http://e.example/> .\ne:a e:p <b> .\nf:a e:p 1 .\ne:a e:p <http://x/ y> .\n"
    )
    quads = '<http://e.example/a> <http://e.example/p> .\n<http://e.example/a> "p" 1 .\n'
    found = wrong(
        tmp_path,
        ("a.ttl", turtle),
        ("b.nq", quads),
        ("c.jsonld", '{"@context": "https://schema.org/", "@id": "http://e.example/a"}'),
        ("d.rdf", "<rdf"),
        ("e.txt", ""),
        details=Details(licence="cc-by", issued="25.11.2026", source="ftp://e.example/"),
    )
    assert found == [
        ("bad-address", None),
        ("bad-address", None),
        ("bad-date", None),
        ("bad-rdf", 2),
        ("bad-rdf", 3),
        ("bad-rdf", 4),
        ("bad-rdf", 1),
        ("bad-rdf", 2),
        ("remote-context", None),
        ("bad-rdf", None),
        ("unknown-format", None),
    ]


def test_relative_iris_need_a_base(tmp_path: Path) -> None:
    file = ("a.ttl", "<a> <b> <c> .")
    assert wrong(tmp_path, file) == [("bad-rdf", 1)] * 3
    assert wrong(tmp_path, file, base_url="here") == [("bad-base", None)]
    companion = adding(tmp_path, file, base_url="http://e.example/")
    assert read(tmp_path / "home", companion) == (
        f"<http://e.example/a> <http://e.example/b> <http://e.example/c> <{G}> .\n"
    )


@pytest.mark.parametrize("suffix", ["ttl", "nt", "nq", "trig", "jsonld", "rdf", "csv", "json"])
def test_bytes_that_are_nothing(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"a.{suffix}"
    file.write_bytes(bytes(range(256)) * 40)
    with pytest.raises(DataError) as caught:
        add(tmp_path / "home", "others", [file], details=Details(), iris=IRIS, most=1000)
    assert 1 <= len(caught.value.problems) <= 101
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_a_file_without_triples(tmp_path: Path, text: str) -> None:
    assert wrong(tmp_path, ("a.ttl", text)) == [("no-triples", None)]


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        add(
            tmp_path,
            "others",
            [tmp_path / "no.ttl", tmp_path],
            details=Details(),
            iris=IRIS,
            most=9,
        )
    assert [problem.rule for problem in caught.value.problems] == ["no-file", "no-file"]


def test_more_than_it_may_have(tmp_path: Path) -> None:
    lines = "".join(f"<http://e.example/{n}> <http://e.example/p> 1 .\n" for n in range(5))
    assert adding(tmp_path, ("a.ttl", lines), most=5).quads == 5
    Shelf(tmp_path / "home").remove("others")
    assert wrong(tmp_path, ("a.ttl", lines), most=4) == [("too-large", None)]
    assert wrong(tmp_path, ("a.ttl", lines), ("b.ttl", "<a:a> <a:a> 1 ."), most=5) == [
        ("too-large", None)
    ]


def test_triples_as_values_are_of_another_rdf(tmp_path: Path) -> None:
    text = "<a:a> <a:b> <<( <a:a> <a:b> <a:c> )>> ."
    assert wrong(tmp_path, ("a.ttl", text)) == [("triple-term", None)]


@pytest.mark.parametrize("name", ["", "a b", "日本", "../x", "a/b", "-a"])
def test_a_name_is_part_of_an_iri(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadIriPart):
        add(tmp_path, name, [], details=Details(), iris=IRIS, most=1)
