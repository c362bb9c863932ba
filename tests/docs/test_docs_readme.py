"""What the README shows is what comes back."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.results import HERE, Results
from benchmarks.summary import with_summary
from kit import ROOT

README = (ROOT / "README.md").read_text("utf-8")
ADDRESS = "http://127.0.0.1:8000"


def block_after(words: str, language: str) -> str:
    """The first fenced block of a language after some words of the README."""
    found = re.search(rf"```{language}\n(.*?)```", README[README.index(words) :], re.DOTALL)
    assert found is not None
    return found[1]


def test_the_first_query_by_curl(server: str) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not on this machine; .ci/run installs it")
    command = block_after("## The first query", "sh").replace(ADDRESS, server)
    said = subprocess.run(
        command, shell=True, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    assert said.replace("\r\n", "\n") == block_after("## The first query", "csv")


def test_the_first_query_by_python(server: str) -> None:
    code = block_after("The same from Python", "python").replace(ADDRESS, server)
    said = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code], check=True, capture_output=True, text=True
    ).stdout
    assert said == block_after("The same from Python", "text")


def test_a_table_is_joined(home: Path, tmp_path: Path) -> None:
    command = block_after("## Join your table", "sh")
    command = command.replace(".venv/bin/kg", f'"{sys.executable}" -m kg.cli')
    said = subprocess.run(
        command,
        shell=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "KG_HOME": str(home)},
        capture_output=True,
        text=True,
    )
    assert said.returncode == 3, "one row is ambiguous"
    joined = (tmp_path / "joined.csv").read_text("utf-8")
    assert joined.replace("\r\n", "\n") == block_after("## Join your table", "csv")


def test_every_command_of_kg_that_the_readme_shows_exists() -> None:
    shown = set(re.findall(r"^\.venv/bin/kg (\w+)", README, re.MULTILINE))
    said = subprocess.run(
        [sys.executable, "-m", "kg.cli", "--help"], check=True, capture_output=True, text=True
    ).stdout
    assert shown == {
        "build", "validate", "serve", "query", "export", "convert", "settings", "releases",
        "verify", "join",
    }  # fmt: skip
    assert shown < set(re.findall(r"^  (\w+)", said, re.MULTILINE))


def test_its_figures_are_those_that_were_measured() -> None:
    assert with_summary(README, Results.load(HERE / "RESULTS.json")) == README


def test_links_within_the_repository_lead_somewhere() -> None:
    pages = (ROOT / "README.md", ROOT / "data" / "README.md", *ROOT.glob("src/kg/**/README.md"))
    missing = [
        (page.relative_to(ROOT).as_posix(), target)
        for page in pages
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert missing == []
