"""What ``--add`` can name, and what it says of what the graph lacks."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.joining.adding import NAMES, Additions, UnknownAddition
from kg.joining.run import Door

if TYPE_CHECKING:
    from joining.conftest import Desk

TABLE = "市区町村\n札幌市\n北海道\n中央区（札幌市）\n双葉町\n"
R = "https://w3id.org/sti-kg/id/region/"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("code5", ["01100", "07546"]),
        ("code6", ["011002", "075469"]),
        ("label_ja", ["札幌市", "双葉町"]),
        ("label_en", ["Sapporo", "Futaba"]),
        ("kana", ["さっぽろし", "ふたばまち"]),
        ("district", ["", "双葉郡"]),
        ("prefecture", ["北海道", "福島県"]),
        ("prefecture_en", ["Hokkaido", "Fukushima"]),
        ("prefecture_code", ["01", "07"]),
        ("population_2018", ["1952348", "6081"]),
        ("population_2019", ["1955457", "6025"]),
        ("population_2020", ["1975065", ""]),
        ("plan_status", ["", ""]),
        ("wikidata", ["http://www.wikidata.org/entity/Q37951", None]),
        ("sac", [f"http://data.e-stat.go.jp/lod/sac/C{code}" for code in ("01100", "07546")]),
        ("corporate_number", ["9000020011002", "8000020075469"]),
        ("sti:surfaceArea", ["1121.26", None]),
        ("rdfs:label@en", ["Sapporo", "Futaba"]),
        ("geo:sfWithin", [f"{R}010006", f"{R}070009"]),
        ("geo:sfWithin/rdfs:label@ja", ["北海道", "福島県"]),
    ],
)
def test_values_of_municipalities(desk: "Desk", name: str, values: list[str | None]) -> None:
    done = desk.join(desk.csv("市区町村\n札幌市\n双葉町\n"), add=(name,))
    found = done.column(name)
    assert [cell for cell, wanted in zip(found, values, strict=True) if wanted is not None] == [
        wanted for wanted in values if wanted is not None
    ]


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("code6", "北海道", "010006"),
        ("prefecture", "北海道", "北海道"),
        ("geonames", "北海道", "https://sws.geonames.org/2130037/"),
        ("iso_3166_2", "北海道", "JP-01"),
        ("iso_alpha2", "ドイツ", "DE"),
        ("iso_alpha3", "ドイツ", "DEU"),
        ("iso_numeric", "ドイツ", "276"),
        ("eu_country", "ドイツ", "http://publications.europa.eu/resource/authority/country/DEU"),
        ("nuts", "ドイツ", "http://data.europa.eu/nuts/code/DE"),
        ("ror", "科学技術振興機構", "https://ror.org/00097mb19"),
    ],
)
def test_values_of_others(desk: "Desk", name: str, cell: str, value: str) -> None:
    header = "都道府県" if cell == "北海道" else "名称"
    done = desk.join(desk.csv(f"{header}\n{cell}\n"), add=(name,))
    assert done.column(name) == [value]


def test_every_name_is_answered_by_the_graph(door: Door) -> None:
    added = Additions(["iri", *NAMES]).of(door.select, door.base, [(f"{R}011002",), ()])
    assert added.frame.columns == list(NAMES)
    assert added.frame.height == 2
    assert all(value is None for value in added.frame.row(1))


def test_what_the_graph_does_not_have_is_said(desk: "Desk") -> None:
    done = desk.join(desk.csv("市区町村\n札幌市\n双葉町\n"), add=("plan_status", "population_2020"))
    assert done.heard.english[-2:] == [
        "plan_status: the source gives the status of plans per tier (prefectures, municipalities) "
        "only, not per area; the column stays empty",
        "population_2020: the graph has no value for 1 of the 2 resources that were matched",
    ]


def test_a_query_file_gives_its_other_variables(desk: "Desk") -> None:
    query = desk.folder / "q.rq"
    query.write_text(
        "PREFIX sti: <https://w3id.org/sti-kg/ontology#>\n"
        "PREFIX geo: <http://www.opengis.net/ont/geosparql#>\n"
        "SELECT ?iri (COUNT(?part) AS ?parts) (MIN(?code) AS ?first) WHERE {\n"
        "  ?part geo:sfWithin ?iri ; a sti:Municipality ; sti:standardAreaCode ?code\n"
        "} GROUP BY ?iri\n",
        encoding="utf-8",
    )
    done = desk.join(desk.csv("市区町村\n北海道\n東京都\n札幌市\n"), add=(str(query), "code6"))
    head = done.rows[0]
    assert head[-3:] == ["parts", "first", "code6"]
    assert [row[-3:] for row in done.rows[1:]] == [
        ["179", "01100", "010006"],
        ["62", "13101", "130001"],
        ["", "", "011002"],
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nonsense", "'nonsense' cannot be added; there are: code5, code6"),
        ("nope:thing", "the prefix nope is not known"),
        ("rdfs:label@", None),
        ("rdfs:label@x y", "cannot be added"),
        ("sti:a } INSERT {", "cannot be added"),
        ("missing.rq", "no such file"),
    ],
)
def test_names_that_cannot_be_added(name: str, words: str | None) -> None:
    if words is None:
        Additions([name])
        return
    with pytest.raises(UnknownAddition, match=words):
        Additions([name])


def test_a_query_without_iri_is_refused(tmp_path: Path) -> None:
    query = tmp_path / "q.rq"
    query.write_text("SELECT ?s WHERE { ?s ?p ?o }", encoding="utf-8")
    with pytest.raises(UnknownAddition, match=r"it lacks \?iri"):
        Additions([str(query)])


def test_several_names_in_one_cell_give_several_values(desk: "Desk") -> None:
    done = desk.join(desk.csv("機関,n\nDFG／DARPA,1\nDFG,2\n"), add=("label_en",))
    iris, labels = done.column("iri"), done.column("label_en")
    assert iris[0].count("; ") == 1
    assert iris[0].startswith(iris[1])
    assert labels[0].startswith(f"{labels[1]}; ")
    assert done.column("match") == ["acronym; name", "acronym"]
