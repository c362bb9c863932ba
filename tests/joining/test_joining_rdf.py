"""Observations of a joined table: that they build, and what makes none."""

import csv
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

import kg
from kg.iris import PREFIXES
from kg.joining.guessing import Told
from kg.joining.options import Options, UnknownOption
from kg.joining.publishing import Wanted, publish, require_unit
from kg.joining.run import Door, Silence
from kg.problems import DataError
from kg.tables import Mode, convert
from kit import ROOT

if TYPE_CHECKING:
    from joining.conftest import Desk

ID = "https://w3id.org/sti-kg/id/"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
TABLE = """\
都道府県,市区町村,年,交付枚数,交付率
北海道,札幌市,2019,"260,000",12.5%
東京都,府中市,2019,…,3%
東京都,府中市,2020,7,3%
,合計,2019,999,
,伊達市,2019,5,
"""


def observed(
    desk: "Desk", door: Door, text: str, told: Told, as_of: str = "", **wanted: Any
) -> tuple[Path, list[str]]:
    from joining.conftest import Heard  # noqa: PLC0415 - a module of tests

    done = desk.join(desk.csv(text, "cards.csv"), told=told, as_of=as_of)
    folder = desk.folder / "cards"
    heard: Heard = Heard()
    request = Wanted(folder, unit="person", licence=LICENCE, **wanted)
    publish(done.joined, door, Options(told=told, as_of=as_of), request, heard)
    return folder, heard.english


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "observations.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_observations_of_a_table(desk: "Desk", door: Door) -> None:
    folder, said = observed(desk, door, TABLE, Told(("市区町村",), ("都道府県",), "年"))
    assert [(row["キー"], row["値"]) for row in rows(folder)] == [
        ("cards-4-011002-2019", "260000"),
        ("cards-4-132063-2020", "7"),
    ]
    assert said == ["columns that were made observations: 交付枚数"]
    names = {prefix: ox.NamedNode(f"{PREFIXES[prefix]}x").value[:-1] for prefix in PREFIXES}
    triples = convert(folder / "observations.csv", mode=Mode.MINIMAL).triples
    subject = ox.NamedNode(f"{ID}observation/cards-4-011002-2019")
    year = ox.NamedNode(f"{names['xsd']}gYear")
    number = ox.NamedNode(f"{names['xsd']}integer")
    day = ox.NamedNode(f"{names['xsd']}date")
    expected = {
        ("dcterms:identifier", ox.Literal("cards-4-011002-2019")),
        ("rdfs:label", ox.Literal("札幌市：交付枚数（2019）", language="ja")),
        ("rdfs:label", ox.Literal("Sapporo: column 4 of cards.csv (2019)", language="en")),
        ("rdf:type", ox.NamedNode(f"{names['qb']}Observation")),
        ("qb:dataSet", ox.NamedNode(f"{ID}dataset/cards-4")),
        ("sdmx-dimension:refArea", ox.NamedNode(f"{ID}region/011002")),
        ("sdmx-dimension:refPeriod", ox.Literal("2019", datatype=year)),
        ("sti:periodAsPrinted", ox.Literal("2019", language="ja")),
        ("sti:earliest", ox.Literal("2019-01-01", datatype=day)),
        ("sti:latest", ox.Literal("2019-12-31", datatype=day)),
        ("sdmx-measure:obsValue", ox.Literal("260000", datatype=number)),
        ("sdmx-attribute:unitMeasure", ox.NamedNode(f"{ID}unit/person")),
        ("sti:englishStatus", ox.NamedNode(f"{ID}english-status/authored")),
        ("prov:hadPrimarySource", ox.NamedNode(f"{ID}passage/cards-table")),
    }
    found = {(kg.iris.shrink(t.predicate.value), t.object) for t in triples if t.subject == subject}
    assert found == expected


def test_the_folder_builds_as_a_source_of_the_graph(
    desk: "Desk", door: Door, tmp_path: Path
) -> None:
    folder, _ = observed(desk, door, TABLE, Told(("市区町村",), ("都道府県",), "年"))
    project = tmp_path / "project"
    for name in ("data", "ontology", "shapes"):
        shutil.copytree(ROOT / name, project / name)
    shutil.copytree(folder, project / "data" / "cards")
    home = tmp_path / "home"
    command = ["build", "--root", str(project), "--home", str(home), "--lang", "en"]
    done = subprocess.run(
        [sys.executable, "-m", "kg.cli", *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with kg.open(home) as graph:
        found = graph.query(
            f"SELECT ?area ?value WHERE {{ ?o <{PREFIXES['qb']}dataSet> <{ID}dataset/cards-4> ; "
            f"<{PREFIXES['sdmx-dimension']}refArea> ?area ; "
            f"<{PREFIXES['sdmx-measure']}obsValue> ?value }} ORDER BY ?area"
        )
        assert [(row["area"], row["value"]) for row in found] == [
            (f"{ID}region/011002", 260000),
            (f"{ID}region/132063", 7),
        ]


def test_what_is_not_surely_about_an_area_is_left_out_and_told(desk: "Desk", door: Door) -> None:
    text = "地域,n\n札幌市,1\n篠山市,2\n札幌市／函館市,3\nDARPA,4\n"
    folder, said = observed(desk, door, text, Told(("地域",)), as_of="2019-10-01")
    assert [(row["地域"], row["時点"]) for row in rows(folder)] == [("011002", "2019-10-01")]
    assert said == [
        "columns that were made observations: n",
        "names of former areas make no observations, for their values are not those of the areas "
        "of today; rows: 1",
        "rows that name several areas make none; rows: 1",
        "what is no area makes none; rows: 1",
    ]


@pytest.mark.parametrize(
    ("text", "told", "as_of", "wanted", "problems"),
    [
        (
            "市区町村,n\n札幌市,1\n函館市,1.5\n小樽市,x市\n",
            Told(("市区町村",)),
            "2019",
            {"measures": ("n",)},
            [("bad-measure", 3, "1.5"), ("bad-measure", 4, "x市")],
        ),
        (
            "市区町村,n\n札幌市,1\n札幌市,2\n",
            Told(("市区町村",)),
            "2019",
            {},
            [("same-area", 3, "札幌市")],
        ),
        (
            "市区町村,年度,n\n札幌市,2019年度,1\n函館市,来年,1\n",
            Told(("市区町村",), year="年度"),
            "",
            {},
            [("no-time", 2, "2019年度"), ("no-time", 3, "来年")],
        ),
        (
            "市区町村,時点,n\n札幌市,2019,1\n函館市,2019-10,1\n",
            Told(("市区町村",), year="時点"),
            "",
            {},
            [("mixed-times", None, "")],
        ),
        ("市区町村,n\n札幌市,約1\n", Told(("市区町村",)), "2019", {}, [("no-measures", None, "")]),
        (
            "市区町村,n\n伊達市,1\n",
            Told(("市区町村",)),
            "2019",
            {},
            [("nothing-observed", None, "")],
        ),
    ],
)
def test_what_cannot_be_observed_is_told(  # noqa: PLR0913, PLR0917 - a case in full
    desk: "Desk",
    door: Door,
    text: str,
    told: Told,
    as_of: str,
    wanted: dict[str, Any],
    problems: list[tuple[str, int | None, str]],
) -> None:
    with pytest.raises(DataError) as error:
        observed(desk, door, text, told, as_of, **wanted)
    assert [(p.rule, p.row, p.value) for p in error.value.problems] == problems
    assert not (desk.folder / "cards").exists()


def test_what_the_user_must_say(door: Door, tmp_path: Path) -> None:
    dated = Options(as_of="2019")
    with pytest.raises(UnknownOption, match="--as-of or --year-column"):
        Wanted(tmp_path, licence=LICENCE).require(Options())
    with pytest.raises(UnknownOption, match="--licence"):
        Wanted(tmp_path).require(dated)
    with pytest.raises(UnknownOption, match="key of the source"):
        Wanted(tmp_path / "表", licence=LICENCE).require(dated)
    with pytest.raises(UnknownOption, match="choose the unit of the values: area, association"):
        require_unit(door, "")
    Wanted(tmp_path / "cards", licence=LICENCE).require(dated)
    require_unit(door, "person")
    assert Silence().step is not None
