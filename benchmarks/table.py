"""Results as Markdown."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from benchmarks.figures import Bar, Figure, Row

_HEADER: Final = ("what", "ours", "rival", "rival's", "ratio", "bar", "met", "runs", "date", "note")
_MET: Final[Mapping[bool | None, str]] = {True: "yes", False: "**no**", None: ""}


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""A table of Markdown, one line each; bars in cells are escaped.

    >>> print(markdown(("a", "b"), [("1", "x|y")]))
    | a | b |
    |---|---|
    | 1 | x\|y |
    """
    lines = [[_cell(cell) for cell in line] for line in (header, *rows)]
    text = [f"| {' | '.join(line)} |" for line in lines]
    text.insert(1, "|" + "---|" * len(header))
    return "\n".join(text)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|")


def results(rows: Iterable[Row]) -> str:
    """The main table."""
    return markdown(_HEADER, map(_cells, rows))


def _cells(row: Row) -> tuple[str, ...]:
    absent = row.rival and row.theirs is None
    return (
        row.what,
        figure(row.ours),
        row.rival,
        "absent" if absent else figure(row.theirs),
        ratio(row),
        bar(row.bar, row.ours.unit),
        _MET[row.met],
        str(row.ours.runs) if row.theirs is None else f"{row.ours.runs}/{row.theirs.runs}",
        row.date,
        "; ".join(filter(None, (_soundness(row.sound), row.note))),
    )


def figure(shown: Figure | None) -> str:
    """A figure with its unit and memory.

    >>> figure(Figure(12.34, "s", memory=1024.4))
    '12.3 s, 1,024 MB'
    >>> figure(Figure(600, "s", capped=True))
    '≥ 600 s'
    """
    if shown is None:
        return ""
    sign = "≥ " if shown.capped else ""
    memory = "" if shown.memory is None else f", {shown.memory:,.0f} MB"
    return f"{sign}{number(shown.value)} {shown.unit}{memory}"


def number(value: float) -> str:
    """Three significant digits, thousands set apart.

    >>> [number(value) for value in (0.01234, 1.5, 12.34, 1234.5)]
    ['0.0123', '1.50', '12.3', '1,234']
    """
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:#.3g}".rstrip(".")


def ratio(row: Row) -> str:
    """The ratio; at least that where the rival was ended at its cap."""
    if row.ratio is None:
        return ""
    sign = "≥ " if row.theirs is not None and row.theirs.capped else ""
    return f"{sign}{number(row.ratio)}"


def bar(bound: Bar | None, unit: str) -> str:
    """The bar: of the ratio (×), or of our figure with its unit."""
    if bound is None:
        return ""
    return f"{bound.sense} {bound.number:g}{' ×' if bound.of == 'ratio' else f' {unit}'}"


def _soundness(sound: bool | None) -> str:
    return {True: "same answer", False: "**answers differ**", None: ""}[sound]


def machine(facts: Mapping[str, Any]) -> str:
    """What it ran on, one line each."""
    return "\n".join(f"- {name}: {value}" for name, value in facts.items())
