"""What must hold for every plan, on random small ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alike import in_money, renamed, shuffled
from models.plan import CostLines
from optimizer.outcome import Status
from randomplan import plans
from richplan import rich
from tiny import solved, table

if TYPE_CHECKING:
    from optimizer.outcome import Outcome
    from tiny import Book

RULES = st.sampled_from(
    [
        table("rule item min_sources min_share", ("r", "c", 2, 0.2)),
        table("rule item max_share", ("r", "c", 0.7)),
        table("rule item max_sources", ("r", "x", 1)),
        table("rule item destination max_share", ("r", "x", "us", 0.8)),
        table("rule item group_by max_group_share", ("r", "c", "region", 0.7)),
        table("rule item group_by group min_group_share", ("r", "x", "country", "US", 0.3)),
        table("rule item min_sources min_share hard penalty", ("r", "c", 2, 0.3, "No", 3)),
        table("rule item max_share hard penalty", ("r", "x", 0.5, "No", 2)),
        table("rule item min_sources hard penalty", ("r", "x", 2, "No", 15)),
    ]
)


def cost(plan: Book) -> float:
    outcome = solved(plan)
    return outcome.cost if outcome.status.has_plan else float("inf")


@given(plans())
def test_every_plan_is_proven_and_stands_its_check(plan: Book) -> None:
    outcome = solved(plan)
    assert outcome.status is Status.OPTIMAL
    assert outcome.audit.passed
    lines = outcome.plan[CostLines]
    assert float(lines.present_value.sum()) == pytest.approx(outcome.bound, rel=1e-7, abs=1e-6)


@given(plans(), RULES)
def test_a_rule_never_lowers_the_cost_and_its_plan_stands_its_check(plan: Book, rules: list[dict[str, Any]]) -> None:
    restricted = solved({**plan, "Sourcing_rules": rules})
    if restricted.status.has_plan:
        assert restricted.audit.passed
        assert restricted.cost >= cost(plan) * (1 - 1e-9) - 1e-6
    else:
        assert restricted.status is Status.INFEASIBLE
        assert any(missed.rule == "r" for missed in restricted.missed_rules)


@given(plans(), RULES, st.sampled_from([0.001, 7.5, 1000]))
def test_money_in_another_unit_gives_the_same_plan_in_that_unit(
    plan: Book, rules: list[dict[str, Any]], factor: float
) -> None:
    scaled = in_money({**plan, "Sourcing_rules": rules}, factor)
    before = cost({**plan, "Sourcing_rules": rules})
    assert cost(scaled) == pytest.approx(before * factor, rel=1e-6) if before < float("inf") else cost(scaled) == before


@given(plans(), RULES, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(plan: Book, rules: list[dict[str, Any]], random: Any) -> None:
    plan = {**plan, "Sourcing_rules": rules}
    assert cost(shuffled(plan, random)) == pytest.approx(cost(plan), rel=1e-9, abs=1e-6)


@given(plans(), RULES)
def test_names_do_not_matter(plan: Book, rules: list[dict[str, Any]]) -> None:
    plan = {**plan, "Sourcing_rules": rules}
    assert cost(renamed(plan)) == pytest.approx(cost(plan), rel=1e-9, abs=1e-6)


@given(plans(), st.floats(0.1, 0.9))
def test_more_capacity_never_costs_more(plan: Book, share: float) -> None:
    less = {
        **plan,
        "Sources": [
            {**row, "capacity": None if row["capacity"] is None else row["capacity"] * share} for row in plan["Sources"]
        ],
    }
    assert cost(less) >= cost(plan) * (1 - 1e-9) - 1e-6


@given(plans())
def test_splitting_a_period_without_stock_or_lead_time_changes_nothing(plan: Book) -> None:
    """Rates are per week: one period of 8 weeks is two of 4 with the same rates."""
    import datetime as dt

    plan = {**plan, "Settings": [{**plan["Settings"][0], "discount_rate": 0}], "Inventory": []}
    plan["Lead_times"] = [{**row, "lead_time": 0} for row in plan["Lead_times"]]
    halves, demand = [], []
    for row in plan["Periods"]:
        middle = row["start"] + dt.timedelta(days=round(row["weeks"] * 3.5))
        halves += [
            {"period": f"{row['period']}{half}", "start": start, "weeks": row["weeks"] / 2}
            for half, start in (("a", row["start"]), ("b", middle))
        ]
    for row in plan["Demand"]:
        both = ["ALL"] if row["period"] == "ALL" else [f"{row['period']}{half}" for half in "ab"]
        demand += [{**row, "period": period} for period in both]
    assert cost({**plan, "Periods": halves, "Demand": demand}) == pytest.approx(cost(plan), rel=1e-9, abs=1e-6)


@pytest.mark.slow
@settings(max_examples=1)
@given(random=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_to_the_rich_plan(rich_outcome: Outcome, random: Any) -> None:
    assert cost(shuffled(rich(), random)) == pytest.approx(rich_outcome.cost, rel=1e-7)


@pytest.mark.slow
def test_all_money_of_the_rich_plan_scales(rich_outcome: Outcome) -> None:
    assert cost(in_money(rich(), 3.0)) == pytest.approx(rich_outcome.cost * 3.0, rel=1e-6)
