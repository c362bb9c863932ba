"""What the matcher makes of single cells."""

import pytest

import kg
from kg.linking import Matcher, Means, Outcome, Question


@pytest.fixture(scope="module")
def matcher(graph: kg.Graph) -> Matcher:
    return Matcher.of(graph.query)


@pytest.mark.parametrize(
    ("text", "code", "means"),
    [
        ("札幌市", "011002", Means.NAME),
        ("北海道札幌市", "011002", Means.NAME),
        ("011002", "011002", Means.CODE),
        ("1100.0", "011002", Means.CODE),
        ("竜が崎市", "082082", Means.NAME),
        ("おおのし", "182052", Means.READING),
        ("Sapporo-shi", "011002", Means.READING),
    ],
)
def test_a_cell_means_one_area(matcher: Matcher, text: str, code: str, means: Means) -> None:
    answer = matcher.match(Question(text))
    assert answer.outcome is Outcome.MATCHED
    assert [(one.entity.code, one.means) for one in answer.meant] == [(code, means)]


def test_namesakes_are_left_to_people(matcher: Matcher) -> None:
    answer = matcher.match(Question("府中市"))
    assert answer.outcome is Outcome.AMBIGUOUS
    assert [one.entity.code for one in answer.candidates] == ["132063", "342084"]
    assert matcher.match(Question("府中市", context=("広島県",))).meant[0].entity.code == "342084"
