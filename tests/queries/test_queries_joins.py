"""The join recipes, asked of a real server beside small samples in the form of their publishers.

The samples are made up, as each of them says; what is held to them is the query, not the world.
"""

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from federation.peer import oxigraph
from kg.companion import Details
from kg.companion.adding import add
from kg.iris import Iris
from kg.store import inspect
from kit import ROOT, header
from served import UNMETERED, Request, Served, serving

FOLDER = ROOT / "queries" / "joins"
SAMPLES = Path(__file__).parent / "samples"
WIKIDATA = "<https://query.wikidata.org/sparql>"
HEADER = [f"{key}@{language}" for key in ("title", "question", "explanation", "needs")
          for language in ("ja", "en")]  # fmt: skip
RECIPES = sorted(FOLDER.glob("*.rq"))
EXAMPLE = "https://example.org/made-up/"


@pytest.fixture(scope="module")
def wikidata() -> Iterator[str]:
    """A real endpoint in place of Wikidata's, over the sample."""
    import pyoxigraph as ox  # noqa: PLC0415 - for this alone

    triples = ox.parse(path=SAMPLES / "wikidata.ttl", format=ox.RdfFormat.TURTLE)
    data = ox.serialize((quad.triple for quad in triples), format=ox.RdfFormat.N_TRIPLES)
    assert data
    with oxigraph(data) as address:
        yield address


@pytest.fixture(scope="module")
def beside(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The curated release, with the samples as companions."""
    copy = tmp_path_factory.mktemp("joins") / "home"
    shutil.copytree(home, copy, symlinks=True)
    for sample in SAMPLES.iterdir():
        add(copy, sample.stem, [sample], details=Details(), iris=Iris(), most=1000)
    return copy


@pytest.fixture(scope="module")
def joined(beside: Path, wikidata: str) -> Iterator[Served]:
    settings = {"KG_SERVICE_ALLOWLIST": wikidata, "KG_SERVICE_ADDRESSES": "any", **UNMETERED}
    with serving(beside, beside.parent / "log", **settings) as served:
        yield served


def recipe(name: str) -> str:
    return (FOLDER / f"{name}.rq").read_text(encoding="utf-8")


def ask(server: Served, text: str) -> list[list[str]]:
    form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/csv"}
    answer = server.ask(Request("/sparql", form, "POST", urlencode({"query": text}).encode()))
    assert answer.status == 200, answer.body
    return list(csv.reader(io.StringIO(answer.body.decode())))


def register(table: str) -> list[dict[str, str]]:
    with (ROOT / "data" / "register" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def residents() -> int:
    return sum(int(row["人口"]) for row in register("residents-2019"))


def test_there_are_five() -> None:
    assert [path.stem for path in RECIPES] == [
        "cordis-participation",
        "gbizinfo-procurement",
        "residents-per-plan-status",
        "smart-city-projects-per-residents",
        "wikidata-prefectures",
    ]


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_each_is_explained_in_both_languages_and_in_the_docs(path: Path) -> None:
    assert list(header(path)) == HEADER
    assert inspect(path.read_text(encoding="utf-8")).form == "SELECT"
    assert f"(../queries/joins/{path.name})" in (ROOT / "docs/joins.md").read_text("utf-8")


def test_every_sample_says_that_it_is_made_up() -> None:
    for sample in SAMPLES.iterdir():
        assert sample.read_text(encoding="utf-8").startswith("# Made up for a test")


def test_residents_per_plan_status(joined: Served) -> None:
    people, areas = residents(), len(register("residents-2019"))
    columns, *rows = ask(joined, recipe("residents-per-plan-status"))
    assert columns == ["tier", "status", "count", "total", "areas", "residents", "residentsPerArea"]
    municipality = ["1741", str(areas), str(people), str(round(people / areas))]
    prefecture = ["47", "47", str(people), str(round(people / 47))]
    assert rows == [
        ["prefecture", "adopted", "22", *prefecture],
        ["prefecture", "in-progress", "25", *prefecture],
        ["prefecture", "not-considered-or-no-answer", "0", *prefecture],
        ["municipality", "adopted", "74", *municipality],
        ["municipality", "in-progress", "300", *municipality],
        ["municipality", "not-considered-or-no-answer", "1367", *municipality],
    ]


def test_smart_city_projects_have_residents_only_where_the_source_leads_to_them(
    joined: Served,
) -> None:
    columns, *rows = ask(joined, recipe("smart-city-projects-per-residents"))
    assert columns == ["placeJa", "placeEn", "projects", "residents", "per100000"]
    *blocks, nation = rows
    assert len(blocks) == 10
    assert {(residents, rate) for *_, residents, rate in blocks} == {("", "")}
    assert sum(int(projects) for _, _, projects, _, _ in blocks) == 229
    people = residents()
    assert nation == ["日本", "Japan", "229", str(people), f"{229 * 100000 / people:.3g}"]


TOKYO = ["130001", "東京都", "http://www.wikidata.org/entity/Q1490", f"{EXAMPLE}tokyo", "1.5"]
HOKKAIDO = ["010006", "北海道", "http://www.wikidata.org/entity/Q1037393"]
PREFECTURES = [
    ["code", "nameJa", "item", "website", "areaKm2"],
    [*HOKKAIDO, f"{EXAMPLE}hokkaido", ""],
    [*HOKKAIDO, f"{EXAMPLE}hokkaido-en", ""],
    TOKYO,
]


def test_prefectures_enriched_by_asking_the_endpoint(joined: Served, wikidata: str) -> None:
    text = recipe("wikidata-prefectures")
    assert text.count(WIKIDATA) == 1
    assert ask(joined, text.replace(WIKIDATA, f"<{wikidata}>")) == PREFECTURES


def test_prefectures_enriched_from_a_companion(joined: Served) -> None:
    companion = "GRAPH <https://w3id.org/sti-kg/graph/companion/wikidata>"
    text = recipe("wikidata-prefectures")
    assert companion in text
    assert ask(joined, text.replace(f"SERVICE {WIKIDATA}", companion)) == PREFECTURES


def test_participation_by_programme(joined: Served) -> None:
    assert ask(joined, recipe("cordis-participation")) == [
        ["key", "projects", "participations", "organisations", "budgetEur", "qualifier"],
        ["fp7", "1", "1", "1", "50000000000", "approximate"],
        ["horizon-2020", "2", "3", "2", "75000000000", "approximate"],
    ]


def test_procurement_by_agency(joined: Served) -> None:
    agency = "https://w3id.org/sti-kg/id/agency/"
    assert ask(joined, recipe("gbizinfo-procurement")) == [
        ["agency", "nameJa", "procurements", "companies", "totalYen", "withoutAmount"],
        [f"{agency}jp-mext", "文部科学省", "1", "1", "2000000", "0"],
        [f"{agency}jp-cabinet-office", "内閣府", "3", "2", "1500000", "1"],
    ]
