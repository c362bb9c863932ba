"""A small project to build from, and one release of it that tests only read."""

import shutil
from pathlib import Path

import pytest

from kg.release import Release, build

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
