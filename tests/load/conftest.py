"""Two releases in one home folder, the first of them served."""

import os
import shutil
from pathlib import Path

import pytest

from kg.release.home import Home
from kit import ROOT, kg_command
from load.twins import Twins


@pytest.fixture(scope="module")
def twins(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Twins:
    """The curated release, and one that counts and spells otherwise."""
    ours = tmp_path_factory.mktemp("twins") / "home"
    served = (home / "current").resolve()
    # Files of a release are never written again: links to them are as good as copies.
    first = Path(shutil.copytree(served, ours / "releases" / served.name, copy_function=os.link))
    shutil.copytree(home / "cache", ours / "cache")
    Home(ours).switch(first)
    project = ours.parent / "project"
    for folder in ("data", "ontology", "shapes"):
        shutil.copytree(ROOT / folder, project / folder)
    _change(project / "data/register/residents-2019.csv", "1955457", "1955458")
    _change(project / "data/register/municipalities.csv", "さっぽろし", "さつぽろし")
    build = kg_command("build", "--home", str(ours), "--root", str(project))
    said, complaint = build.communicate(timeout=600)
    assert build.returncode == 0, said + complaint
    second = (ours / "current").resolve()
    assert second != first
    Home(ours).switch(first)
    return Twins(ours, first, second)


def _change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, path
    path.write_text(text.replace(before, after), encoding="utf-8")
