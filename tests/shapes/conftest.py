"""All fixtures are validated by one process, once for the whole test run."""

from collections.abc import Mapping

import pytest

from shapes.harness import FILES, Question, Row, ask, shapes_of, with_base


@pytest.fixture(scope="session")
def verdicts() -> Mapping[str, list[Row]]:
    """The rows of every fixture, by its name."""
    but_counts = tuple(name for name in FILES if name != "counts")
    questions = {
        f"{name}-{kind}": Question(with_base(f"{name}-{kind}"), shapes_of(name))
        for name in FILES
        for kind in ("pass", "fail")
    }
    questions["violations"] = Question(with_base("violations"))
    passing = [f"{name}-pass" for name in but_counts]
    questions["all that pass"] = Question(with_base(*passing), but_counts)
    questions["base"] = Question(with_base(), but_counts, meta=True)
    return dict(zip(questions, ask(questions.values()), strict=True))
