"""A small project and a home with one release of it."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from kg.release import build

MINI = Path(__file__).parents[1] / "release" / "fixtures" / "mini"


class Kg:
    """Runs ``kg`` in this process over a project and a home."""

    def __init__(self, project: Path, home: Path) -> None:
        self.project, self.home = project, home

    @property
    def prefectures(self) -> Path:
        """The table that tests change."""
        return self.project / "data/register/prefectures.csv"

    def edit(self, old: str, new: str) -> None:
        """Replace words of the table that tests change."""
        text = self.prefectures.read_text(encoding="utf-8")
        assert old in text
        self.prefectures.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, *arguments: str, stdin: str = "", lang: str = "en") -> Result:
        """Run a command; home and language come from the environment."""
        environment = {"KG_HOME": str(self.home), "KG_LANG": lang}
        return CliRunner(env=environment).invoke(main, arguments, input=stdin)

    def build(self, *arguments: str, lang: str = "en") -> Result:
        """Run ``kg build`` over the project."""
        return self.run("build", "--root", str(self.project), *arguments, lang=lang)

    def validate(self, *arguments: str, lang: str = "en") -> Result:
        """Run ``kg validate`` over the project."""
        return self.run("validate", "--root", str(self.project), *arguments, lang=lang)


@pytest.fixture
def kg(tmp_path: Path) -> Kg:
    """The command over a copy of the small project and an empty home."""
    project = Path(shutil.copytree(MINI, tmp_path / "project"))
    return Kg(project, tmp_path / "home")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Kg:
    """The command over a home with a release; not to be changed."""
    home = tmp_path_factory.mktemp("built")
    build(home, root=MINI)
    return Kg(MINI, home)


@pytest.fixture(scope="session")
def two_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two releases, of which the second calls Tokyo otherwise; not to be changed."""
    folder = tmp_path_factory.mktemp("two")
    runner = Kg(Path(shutil.copytree(MINI, folder / "project")), folder / "home")
    assert runner.build().exit_code == 0
    runner.edit(",Tokyo,", ",Tokyo Metropolis,")
    assert runner.build().exit_code == 0
    return runner.home


@pytest.fixture
def two(two_built: Path, tmp_path: Path) -> Kg:
    """The command over a copy of the home with two releases."""
    return Kg(MINI, Path(shutil.copytree(two_built, tmp_path / "home", symlinks=True)))
