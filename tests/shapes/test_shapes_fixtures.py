"""Every shapes file has a fixture that passes and one that fails it, each violation once."""

from collections import Counter
from collections.abc import Mapping

import pytest

from shapes.harness import FILES, FIXTURES, Row, expected, turtle


@pytest.mark.parametrize("name", FILES)
def test_passing_fixture_conforms(name: str, verdicts: Mapping[str, list[Row]]) -> None:
    assert verdicts[f"{name}-pass"] == []


@pytest.mark.parametrize("name", FILES)
def test_failing_fixture_gives_exactly_its_violations(
    name: str, verdicts: Mapping[str, list[Row]]
) -> None:
    assert verdicts[f"{name}-fail"] == sorted(expected(name))


def test_base_of_the_fixtures_conforms_and_the_shapes_are_well_formed(
    verdicts: Mapping[str, list[Row]],
) -> None:
    assert verdicts["base"] == []


def test_passing_fixtures_conform_side_by_side(verdicts: Mapping[str, list[Row]]) -> None:
    assert verdicts["all that pass"] == []


def test_violations_of_all_shapes_are_found_side_by_side(
    verdicts: Mapping[str, list[Row]],
) -> None:
    rows = [row for name in FILES for row in expected(name)]
    assert verdicts["violations"] == sorted(rows)


def test_violations_file_is_all_failing_fixtures_together() -> None:
    together = turtle(*(FIXTURES / f"{name}-fail.ttl" for name in FILES))
    assert set(turtle(FIXTURES / "violations.ttl")) == set(together)


def test_each_focus_breaks_one_rule_once() -> None:
    rows = Counter((row.focus, row.value, row.rule) for name in FILES for row in expected(name))
    assert [row for row, times in rows.items() if times > 1] == []
