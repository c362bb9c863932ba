"""The curated graph as a door to join with, and tables as users have them."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import CliRunner, Result

import kg
from kg.cli import main
from kg.joining.matching import Step
from kg.joining.options import Options
from kg.joining.reading import open_source
from kg.joining.run import Door, Joined, join_file
from kg.problems import Text

ID = "https://w3id.org/sti-kg/id/"


@pytest.fixture(scope="session")
def door(graph: kg.Graph) -> Door:
    """The curated graph with its matcher."""
    return Door.of(graph.query, graph.iris.base)


@dataclass
class Heard:
    """A listener that remembers."""

    texts: list[Text] = field(default_factory=list)
    steps: list[tuple[int, int]] = field(default_factory=list)

    def tell(self, text: Text) -> None:
        self.texts.append(text)

    def step(self, text: Text) -> Step:
        del text
        return lambda done, total: self.steps.append((done, total))

    @property
    def english(self) -> list[str]:
        return [text.en for text in self.texts]


@dataclass(frozen=True)
class Done:
    """A join that was made, and what was said on the way."""

    joined: Joined
    heard: Heard

    @property
    def rows(self) -> list[list[str]]:
        """All rows of the joined CSV file."""
        return rows_of(self.joined.table)

    def column(self, name: str) -> list[str]:
        """The cells of a column below the header's last line."""
        head = self.joined.layout.start - 1
        number = self.rows[head].index(name)
        return [row[number] for row in self.rows[head + 1 :]]


class Desk:
    """Where a user has tables and joins them."""

    def __init__(self, folder: Path, door: Door) -> None:
        self.folder, self._door = folder, door

    def csv(self, text: str, name: str = "table.csv", encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_bytes(text.encode(encoding))
        return path

    def xlsx(self, rows: Sequence[Sequence[Any]], merges: Sequence[str] = ()) -> Path:
        """A spreadsheet; merged ranges keep the value of their first cell."""
        path = self.folder / "table.xlsx"
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
            date = book.add_format({"num_format": "yyyy-mm-dd"})
            sheet = book.add_worksheet("表")
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    if hasattr(value, "isoformat"):
                        sheet.write_datetime(number, place, value, date)
                    elif value is not None:
                        sheet.write(number, place, value)
            for merged in merges:
                sheet.merge_range(merged, "")
                place, top = ord(merged[0]) - 65, int(merged[1 : merged.index(":")]) - 1
                sheet.write(top, place, rows[top][place])
        return path

    def join(self, path: Path, output: str = "out.csv", **options: Any) -> Done:
        heard, wanted = Heard(), Options(**options)
        source = open_source(path, sheet=wanted.sheet, encoding=wanted.encoding)
        return Done(join_file(source, self.folder / output, self._door, wanted, heard), heard)


@pytest.fixture
def desk(tmp_path: Path, door: Door) -> Desk:
    return Desk(tmp_path, door)


@pytest.fixture
def run(home: Path) -> Callable[..., Result]:
    """The command, in this process, over the curated release."""

    def kg_join(*arguments: str | Path, lang: str = "en") -> Result:
        environment = {"KG_HOME": str(home), "KG_LANG": lang}
        return CliRunner(env=environment).invoke(main, ["join", *map(str, arguments)])

    return kg_join


def rows_of(path: Path) -> list[list[str]]:
    """All rows of a CSV file."""
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
