"""A small project to build from, and releases of it that tests only read."""

import shutil
from pathlib import Path

import pytest

from kg.release import Release, build, kept

MINI = Path(__file__).parent / "fixtures" / "mini"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the small project, to be changed at will."""
    return Path(shutil.copytree(MINI, tmp_path / "project"))


@pytest.fixture(scope="session")
def mini() -> Path:
    """The small project as it lies in the repository; not to be changed."""
    return MINI


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The first release of the small project; not to be changed."""
    return build(tmp_path_factory.mktemp("home"), root=MINI)


@pytest.fixture(scope="session")
def three_releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with three releases of the small project; not to be changed.

    The second calls Tokyo by another name in English, has Akita and lacks Aomori; the third, which
    is served, has another label of a property.
    """
    folder = tmp_path_factory.mktemp("three")
    project, home = Path(shutil.copytree(MINI, folder / "project")), folder / "home"
    table, ontology = project / "data/register/prefectures.csv", project / "ontology/sti.ttl"
    build(home, root=project)
    text = table.read_text(encoding="utf-8").replace(",Tokyo,", ",Tokyo Metropolis,")
    text = text.replace(
        "020001,青森県,Aomori,あおもりけん,lines-1-3", "050008,秋田県,Akita,あきたけん,lines-1-3"
    )
    table.write_text(text, encoding="utf-8")
    build(home, root=project)
    text = ontology.read_text(encoding="utf-8").replace('"first line"@en', '"line"@en')
    ontology.write_text(text, encoding="utf-8")
    build(home, root=project)
    return home


@pytest.fixture
def home_of_three(three_releases: Path, tmp_path: Path) -> Path:
    """A copy of the home with three releases, to be changed at will."""
    return Path(shutil.copytree(three_releases, tmp_path / "home", symlinks=True))


@pytest.fixture
def ids(three_releases: Path) -> list[str]:
    """The ids of the three releases, first to last."""
    return [one.id for one in kept(three_releases)]
