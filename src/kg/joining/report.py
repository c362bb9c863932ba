"""The report of what was not settled: a page to choose on, and a CSV to fill in.

Both lead to the same decisions, which a later join takes by ``--decisions``.
"""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from kg.joining.matching import CANDIDATES
from kg.joining.unsettled import Entry, Unsettled
from kg.problems import Text

_CANDIDATE: Final = (
    "candidate {} 候補",
    "IRI {}",
    "score {} 点",
    "reason (ja) {} 理由",
    "reason (en) {}",
)
HEADER: Final = (
    "decision 判断",
    "id",
    "value 値",
    "context 手がかり",
    "rows 行数",
    "first rows 行",
    "outcome 結果",
    "note (ja) 備考",
    "note (en)",
    *(name.format(number) for number in range(1, CANDIDATES + 1) for name in _CANDIDATE),
)
_TEMPLATES: Final = Path(__file__).parent / "templates"
_ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r")


def write(table: Path, unsettled: Unsettled, summary: Text) -> tuple[Path, Path]:
    """Write ``TABLE.report.html`` and ``TABLE.report.csv`` beside a joined table.

    Args:
        table: the joined table.
        unsettled: what is listed.
        summary: the last line of the join.

    Returns:
        The paths of both.
    """
    page, sheet = (table.with_name(f"{table.stem}.report.{kind}") for kind in ("html", "csv"))
    entries = unsettled.entries
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(map(_row, entries))
    page.write_text(_page(table, entries, unsettled.left_out, summary), encoding="utf-8")
    return page, sheet


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula; only a hyphen by itself stays as it is.

    >>> guarded("=1+1"), guarded("府中市"), guarded("-")
    ("'=1+1", '府中市', '-')
    """
    return f"'{text}" if text.startswith(_ACTIVE) and text != "-" else text


def _row(entry: Entry) -> list[str]:
    found = entry.found
    cells = [
        _decision(entry),
        entry.id,
        found.key[0],
        " ".join(entry.context),
        str(entry.rows),
        " ".join(map(str, entry.first)),
        found.match,
        *found.note,
    ]
    for one in found.candidates:
        label = one.entity.label
        note = f"（{one.entity.note.ja}）" if one.entity.note.ja else ""
        cells += [f"{label.ja}{note} {label.en}", one.entity.iri, f"{one.score:g}", *one.reason]
    return [guarded(cell) for cell in cells]


def _decision(entry: Entry) -> str:
    """As it was taken, so that a report that is filled in again loses none."""
    if entry.decided:
        return " ".join(entry.found.iris)
    return "-" if entry.nothing else ""


def _page(table: Path, entries: Sequence[Entry], left_out: int, summary: Text) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - as needed

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("report.html").render(
        table=table.name,
        decisions=f"{table.stem}.decisions.csv",
        summary=summary,
        entries=list(map(_shown, entries)),
        left_out=left_out,
    )


def _shown(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "value": entry.found.key[0],
        "context": entry.context,
        "rows": entry.rows,
        "first": entry.first,
        "match": entry.found.match,
        "note": entry.found.note,
        "candidates": entry.found.candidates,
        "decision": _decision(entry),
    }
