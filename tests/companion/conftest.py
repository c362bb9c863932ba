"""A home with a release of the small project, and some data of others."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from kg.companion import Companion, Details
from kg.companion.adding import add
from kg.iris import Iris
from kg.release import build
from kit import ROOT

MINI = ROOT / "tests" / "release" / "fixtures" / "mini"
IRIS = Iris()
GRAPH = "https://w3id.org/sti-kg/graph/companion/others"
TURTLE = """\
@prefix e: <http://e.example/> .
e:a e:people 10, 11 ; e:name "甲"@ja .
"""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one release; not to be changed."""
    home = tmp_path_factory.mktemp("companion") / "home"
    build(home, root=MINI)
    return home


@pytest.fixture
def lone(built: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed at will."""
    return Path(shutil.copytree(built, tmp_path / "home", symlinks=True))


def put(home: Path, name: str = "others", text: str = TURTLE, **more: Any) -> Companion:
    """Adds Turtle as a companion."""
    file = home.parent / f"{name}.ttl"
    file.write_text(text, encoding="utf-8")
    companion, problems = add(home, name, [file], details=Details(**more), iris=IRIS, most=1000)
    assert problems == []
    return companion
