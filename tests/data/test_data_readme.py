"""Adding a table as data/README.md tells it: six files, no Python."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kg
from kg.problems import SystemFault
from kit import ROOT

FOLDER = "drone-survey"
NAMED_BLOCK = re.compile(
    r"`([\w-]+\.csv(?:-metadata\.json)?)`\n```(?:csv|json)\n(.*?)```", re.DOTALL
)


def files_of_the_readme() -> dict[str, str]:
    text = (ROOT / "data" / "README.md").read_text("utf-8")
    return dict(NAMED_BLOCK.findall(text))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project's tables, ontology and shapes, with the folder of the README."""
    folder = tmp_path / "project"
    for part in ("data", "ontology", "shapes", "queries"):
        shutil.copytree(ROOT / part, folder / part)
    (folder / "data" / FOLDER).mkdir()
    for name, text in files_of_the_readme().items():
        (folder / "data" / FOLDER / name).write_text(text, encoding="utf-8")
    return folder


def build(project: Path, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kg.cli", "build", "--root", project, "--home", home],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_six_files_make_a_case_with_its_source(project: Path, tmp_path: Path) -> None:
    assert len(files_of_the_readme()) == 6
    outcome = build(project, tmp_path / "home")
    assert outcome.returncode == 0, outcome.stderr
    with kg.open(tmp_path / "home") as graph:
        about = graph.describe("case/tome-drone-survey")
    iri = "https://w3id.org/sti-kg/id/"
    assert about.facts == {
        "dcterms:abstract": ["Fields are observed with drones.", "ドローンで圃場を観測する。"],
        "dcterms:identifier": ["tome-drone-survey"],
        "dcterms:spatial": [f"{iri}region/042129"],
        "prov:hadPrimarySource": [f"{iri}passage/drone-survey-p1"],
        "rdf:type": ["https://w3id.org/sti-kg/ontology#Case"],
        "rdfs:label": [
            "Observing fields with drones (example)",
            "ドローンによる圃場の観測（例）",
        ],
        "sti:caseLabel": [f"{iri}case-label/agriculture"],
        "sti:country": [f"{iri}region/jp"],
        "sti:date": ["2021-04"],
        "sti:dateAsPrinted": ["令和3年４月"],
        "sti:earliest": ["2021-04-01"],
        "sti:englishStatus": [f"{iri}english-status/authored"],
        "sti:latest": ["2021-04-30"],
        "sti:placeAsPrinted": ["登米市"],
    }
    assert [quotation.place for quotation in about.quotations] == [
        {"ja": "ドローン活用調査 1ページ", "en": "Survey on the use of drones, page 1"}
    ]


def test_the_same_table_saved_by_excel_in_shift_jis_is_read(project: Path, tmp_path: Path) -> None:
    table = project / "data" / FOLDER / "cases.csv"
    table.write_bytes(table.read_text("utf-8").replace("\n", "\r\n").encode("cp932"))
    outcome = build(project, tmp_path / "home")
    assert outcome.returncode == 0, outcome.stderr
    with kg.open(tmp_path / "home") as graph:
        labels = graph.describe("case/tome-drone-survey").labels
    assert labels["ja"] == "ドローンによる圃場の観測（例）"


def test_an_unknown_municipality_is_told_with_its_place_and_publishes_nothing(
    project: Path, tmp_path: Path
) -> None:
    table = project / "data" / FOLDER / "cases.csv"
    table.write_text(table.read_text("utf-8").replace("042129", "042120"), encoding="utf-8")
    outcome = build(project, tmp_path / "home")
    assert outcome.returncode == 1
    told = outcome.stdout + outcome.stderr
    for part in (f"{FOLDER}/cases.csv", "事例の場所", "042120", "municipalities.csv"):
        assert part in told
    with pytest.raises(SystemFault, match="no release"):
        kg.open(tmp_path / "home")
