"""How many candidates an answer holds, and asking without any."""

import kg
from kg.linking import Matcher, Outcome, Question


def test_without_candidates_what_is_matched_is_told_and_nothing_similar_is_looked_for(
    graph: kg.Graph,
) -> None:
    matcher = Matcher.of(graph.query)
    texts = ("札幌市", "01100", "伊達市", "札幌布")
    few, none = (matcher.match_all(map(Question, texts), limit=limit) for limit in (2, 0))
    assert [answer.outcome for answer in none] == [answer.outcome for answer in few]
    assert [answer.meant for answer in none] == [answer.meant for answer in few]
    assert [bool(answer.candidates) for answer in few] == [True, True, True, True]
    assert [bool(answer.candidates) for answer in none] == [True, True, False, False]
    assert none[2].outcome is Outcome.AMBIGUOUS
