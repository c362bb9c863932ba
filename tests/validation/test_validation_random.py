"""Random shapes against random graphs: screened and plain pySHACL come to the same end."""

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from validation.comparing import Oracle
from validation.random_graphs import graphs, shapes

SETTINGS = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def agree(judge: Oracle, rules: str, data: str) -> None:
    outcome = judge.ask(rules, data)
    note(f"{rules}\n\n{data}\n\ncaught: {outcome.caught}")
    assert outcome.screened == outcome.plain


@SETTINGS
@given(rules=shapes(calm=True), data=graphs(calm=True))
def test_plain_literals(judge: Oracle, rules: str, data: str) -> None:
    agree(judge, rules, data)


@SETTINGS
@given(rules=shapes(calm=False), data=graphs(calm=False))
def test_all_literals(judge: Oracle, rules: str, data: str) -> None:
    agree(judge, rules, data)


@SETTINGS
@given(rules=shapes(calm=True), data=st.builds("\n".join, st.lists(graphs(calm=True), max_size=4)))
def test_denser_graphs(judge: Oracle, rules: str, data: str) -> None:
    agree(judge, rules, data)
