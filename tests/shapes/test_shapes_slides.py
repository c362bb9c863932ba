"""The lines of a passage lie on its slide, to the line."""

from typing import Final

import pyoxigraph as ox

from kg.iris import Iris, expand
from shapes.harness import Question, Row, ask, with_base

SLIDES: Final = {
    "A": (1, 36),
    "B": (37, 121),
    "C": (122, 201),
    "D": (203, 236),
    "E": (240, 243),
    "F": (244, 339),
    "G": (340, 379),
    "H": (380, 412),
    "I": (413, 434),
    "J": (435, 462),
    "K": (463, 490),
}
"""First and last line of each slide in the excerpt of the data book."""


def passage(slide: str, first: int, last: int) -> str:
    return Iris().resource("passage", f"{slide}-{first}-{last}")


def statements(slide: str, first: int, last: int) -> list[ox.Triple]:
    subject = ox.NamedNode(passage(slide, first, last))
    values: dict[str, ox.NamedNode | ox.Literal] = {
        "rdf:type": ox.NamedNode(expand("sti:Passage")),
        "sti:slide": ox.Literal(slide),
        "sti:firstLine": ox.Literal(first),
        "sti:lastLine": ox.Literal(last),
    }
    return [ox.Triple(subject, ox.NamedNode(expand(name)), value) for name, value in values.items()]


def test_passage_that_leaves_its_slide_by_a_line_is_found() -> None:
    graph = with_base()
    beyond = []
    for slide, (first, last) in SLIDES.items():
        graph += statements(slide, first, last)
        for start, end in ((first - 1, last), (first, last + 1)):
            if start >= 1 and end <= 490:
                graph += statements(slide, start, end)
                beyond.append((slide, start, end))
    (rows,) = ask([Question(graph, ("common", "passage"))])
    assert [row for row in rows if row.rule == "passage-slide-lines:SPARQL"] == sorted(
        Row(passage(*place), "", place[0], "passage-slide-lines:SPARQL", "Violation")
        for place in beyond
    )
    assert len(beyond) == 20
