"""Put the main figures into the project's README: ``python -m benchmarks.summary``."""

import re
from pathlib import Path
from typing import Final

from benchmarks import table
from benchmarks.figures import Row
from benchmarks.results import HERE, Results

README: Final = HERE.parent / "README.md"
_HEADER: Final = ("what", "ours", "instead", "theirs", "ratio")
_PLACE: Final = re.compile(r"(?<=<!-- speed -->\n).*?(?=<!-- /speed -->)", re.DOTALL)


def summary(results: Results) -> str:
    """The rows that have a bar, without what only those who measure need to know."""
    rows = [_cells(row) for row in results.rows if row.bar is not None]
    return table.markdown(_HEADER, rows) + "\n"


def _cells(row: Row) -> tuple[str, ...]:
    return row.what, table.figure(row.ours), row.rival, table.figure(row.theirs), table.ratio(row)


def with_summary(text: str, results: Results) -> str:
    """A README with the figures between its two marks; ValueError where it has no marks."""
    if not _PLACE.search(text):
        raise ValueError(
            "the README has no place for the figures: <!-- speed --> … <!-- /speed -->"
        )
    return _PLACE.sub(lambda _: summary(results), text)


def main(readme: Path = README) -> None:
    """Rewrite the README's table."""
    text = readme.read_text(encoding="utf-8")
    kept = Results.load(HERE / "RESULTS.json")
    readme.write_text(with_summary(text, kept), encoding="utf-8")


if __name__ == "__main__":
    main()
