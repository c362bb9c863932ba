"""The curves of growth as a picture."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.results import Point


def plot(points: Sequence[Point], target: Path) -> None:
    """Seconds over triples, both logarithmic, one panel for each measure; as SVG."""
    measures = list(dict.fromkeys(point.measure for point in points))
    # text stays text, and the same points give the same bytes
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "sti-kg"}):
        figure = Figure(figsize=(3.2 * len(measures), 3.2), layout="constrained")
        panels = figure.subplots(1, len(measures), squeeze=False)[0]
        for panel, measure in zip(panels, measures, strict=True):
            _draw(panel, [point for point in points if point.measure == measure])
            panel.set_title(measure, fontsize="medium")
        panels[0].set_ylabel("seconds")
        figure.savefig(target, format="svg", metadata={"Date": None})


def _draw(panel: "mpl.axes.Axes", points: Sequence[Point]) -> None:
    for who in dict.fromkeys(point.who for point in points):
        curve = sorted((p.triples, p.seconds) for p in points if p.who == who)
        panel.plot(*zip(*curve, strict=True), marker="o", label=who)
    panel.set(xscale="log", yscale="log", xlabel="triples")
    panel.grid(visible=True, which="major", linewidth=0.3)
    panel.legend(fontsize="small")
