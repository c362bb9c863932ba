"""W3C's csv2rdf suite, run by the shared runner in a process of its own."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("STI_KG_SHARED", ROOT.parent / "shared"))
RUNNER = SHARED / "tools" / "w3c_csvw_run.py"
SUITE = SHARED / "suites" / "csvw" / "tests"

KNOWN_FAILURES = {"test039"}
"""See the README of ``kg.tables``: pyoxigraph gives language tags in lower case."""


@pytest.mark.skipif(not SUITE.is_dir(), reason="the W3C suite is not beside the project")
@pytest.mark.parametrize("engine", ["Engine", "ByColumns"])
def test_the_suite_passes_but_for_the_known_failures(engine: str, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    command = [sys.executable, str(RUNNER), f"w3c_engine:{engine}", str(SUITE), "--suite", "rdf"]
    path = os.pathsep.join([str(Path(__file__).parent), str(ROOT / "src")])
    done = subprocess.run(
        [*command, "--json", str(report)],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    results = json.loads(report.read_text())
    assert {each["id"] for each in results if not each["ok"]} == KNOWN_FAILURES
    passed = Counter(each["type"].startswith("Negative") for each in results if each["ok"])
    assert passed[False] >= 205
    assert passed[True] == 58


def test_the_readme_names_each_known_failure() -> None:
    readme = (ROOT / "src" / "kg" / "tables" / "README.md").read_text(encoding="utf-8")
    assert all(name in readme for name in KNOWN_FAILURES)
