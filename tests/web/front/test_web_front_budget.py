"""Query time of clients: earned, saved up, spent, forgotten."""

import pytest

from kg.web.front.budget import Budget
from kg.web.front.refusals import BudgetSpent, TooManyQueries


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def spend(budget: Budget, client: str, seconds: float) -> None:
    budget.begin(client)
    budget.end(client, seconds)


def test_a_client_may_spend_what_is_saved_up_and_then_what_it_earns() -> None:
    clock = Clock()
    budget = Budget(60, 120, 0, clock=clock)
    spend(budget, "a", 100)
    spend(budget, "a", 50)
    with pytest.raises(BudgetSpent) as caught:
        budget.begin("a")
    assert (caught.value.per_minute, caught.value.wait) == (60, 31)
    clock.now = 30
    with pytest.raises(BudgetSpent):
        budget.begin("a")
    clock.now = 31
    spend(budget, "a", 2)
    with pytest.raises(BudgetSpent):
        budget.begin("a")


def test_waiting_as_long_as_told_is_enough() -> None:
    clock = Clock()
    budget = Budget(7, 11, 0, clock=clock)
    spend(budget, "a", 23.4)
    with pytest.raises(BudgetSpent) as caught:
        budget.begin("a")
    clock.now = caught.value.wait - 1
    with pytest.raises(BudgetSpent):
        budget.begin("a")
    clock.now = caught.value.wait
    budget.begin("a")


def test_no_more_is_saved_up_than_the_burst() -> None:
    clock = Clock()
    budget = Budget(60, 120, 0, clock=clock)
    spend(budget, "a", 1)
    clock.now = 10_000
    spend(budget, "a", 120)
    with pytest.raises(BudgetSpent):
        budget.begin("a")


def test_clients_have_accounts_of_their_own() -> None:
    budget = Budget(60, 120, 0, clock=Clock())
    spend(budget, "a", 121)
    with pytest.raises(BudgetSpent):
        budget.begin("a")
    budget.begin("b")


def test_what_costs_nothing_takes_nothing() -> None:
    budget = Budget(60, 1, 0, clock=Clock())
    for _ in range(10):
        spend(budget, "a", 0)
    budget.begin("a")


def test_no_budget_where_it_is_off() -> None:
    budget = Budget(0, 120, 0, clock=Clock())
    spend(budget, "a", 1_000_000)
    budget.begin("a")


def test_as_many_queries_at_a_time_as_may() -> None:
    budget = Budget(0, 1, 2, clock=Clock())
    budget.begin("a")
    budget.begin("a")
    with pytest.raises(TooManyQueries):
        budget.begin("a")
    budget.begin("b")
    budget.end("a", 0)
    budget.begin("a")


def test_only_so_many_clients_are_remembered() -> None:
    budget = Budget(60, 1, 0, clients=2, clock=Clock())
    for client in ("a", "b", "a", "c"):  # b was not seen for longest
        spend(budget, client, 0.5)
    with pytest.raises(BudgetSpent):
        budget.begin("a")
    spend(budget, "b", 0.5)
    spend(budget, "b", 0.5)
    with pytest.raises(BudgetSpent):
        budget.begin("b")
