from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.features.capacity import SharedCapacity
from models.plan import CostLines, Flows, OpenSites, Orders, Plan, Production, Shortages, Stock
from optimizer.audit import AuditReport, CostCheck, audit
from optimizer.errors import AuditError
from optimizer.planning import rule_outcomes
from tiny import Book, book, periods, solved, table, two_sources

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schema import Record
    from optimizer.outcome import Outcome


def report(outcome: Outcome, *changed: Record) -> AuditReport:
    """Return the check of a plan in which some tables have been exchanged."""
    problem, plan = outcome.problem, outcome.plan.having(*changed)
    return audit(problem, plan, rule_outcomes(problem, plan))


def checks(found: AuditReport) -> set[str]:
    """Return the names of the checks that failed, cost drivers included."""
    broken = {violation.check for violation in found.violations}
    total = sum(abs(check.booked) for check in found.costs)
    return broken | {check.driver for check in found.costs if abs(check.difference) > 1e-6 * max(total, 1)}


@pytest.fixture(scope="module")
def seasonal() -> Outcome:
    """Return a plan that keeps stock: 50 a week, then 150, of which cn makes 100."""
    plan = book(
        Periods=periods(2, 26),
        Sources=table("site item material_cost capacity", ("cn", "x", 10, 100), ("mx", "x", 13, None)),
        Demand=table("site item period quantity", ("us", "x", "P1", 50), ("us", "x", "P2", 150)),
        Inventory=table("site item", ("us", "x")),
        Settings={"holding_rate": 0.2},
    )
    return solved(plan)


def test_a_plan_stands_its_own_check(seasonal: Outcome) -> None:
    found = report(seasonal)
    assert found.passed
    assert found.cost == pytest.approx(seasonal.cost)
    assert found.largest_violation == pytest.approx(0, abs=1e-9)
    assert found.largest_cost_difference == pytest.approx(0, abs=1e-9)


def test_goods_that_appear_from_nowhere_are_seen(seasonal: Outcome) -> None:
    flows = seasonal.plan[Flows]
    found = report(seasonal, flows.replacing(quantity=flows.quantity * 1.01))
    assert "material balance" in checks(found)
    assert not found.passed


def test_stock_that_vanishes_is_seen_in_balance_and_cost(seasonal: Outcome) -> None:
    stock = seasonal.plan[Stock]
    found = report(seasonal, stock.replacing(seasonal=stock.seasonal * 0.5))
    assert {"material balance", "holding_seasonal"} <= checks(found)


def test_making_more_than_capacity_is_seen(seasonal: Outcome) -> None:
    made, flows, stock = (seasonal.plan[kind] for kind in (Production, Flows, Stock))
    more = report(
        seasonal, made.replacing(quantity=made.quantity * 1.5), flows.replacing(quantity=flows.quantity * 1.5), stock
    )
    assert "capacity" in checks(more)


def test_demand_that_is_quietly_dropped_is_seen(seasonal: Outcome) -> None:
    made, flows = seasonal.plan[Production], seasonal.plan[Flows]
    nothing = np.zeros(len(made), dtype=bool)
    found = report(seasonal, made.keep(nothing), flows.keep(np.zeros(len(flows), dtype=bool)))
    assert "material balance" in checks(found)


def test_demand_that_must_be_served_may_not_be_reported_as_short(seasonal: Outcome) -> None:
    found = report(seasonal, Shortages.of([("x", "us", "P1", 10.0)]))
    assert "hard rule" in checks(found)


def test_more_shortage_than_demand_is_seen() -> None:
    demand = table("site item period quantity shortage_cost", ("us", "x", "ALL", 100, 8))
    outcome = solved(book(Demand=demand))
    found = report(outcome, Shortages.of([("x", "us", "P1", 120.0)]))
    assert {"shortage within demand", "shortage", "material balance"} <= checks(found)


@pytest.mark.parametrize("column", ["amount", "present_value"])
def test_a_cost_line_that_is_too_low_is_seen(column: str, seasonal: Outcome) -> None:
    lines = seasonal.plan[CostLines]
    found = report(seasonal, lines.replacing(**{column: getattr(lines, column) * 0.99}))
    assert not found.passed


def test_money_moved_from_one_period_to_another_is_seen(seasonal: Outcome) -> None:
    """Without a discount rate the total stays the same."""
    lines = seasonal.plan[CostLines]
    found = report(seasonal, lines.replacing(period=np.full(len(lines), "P1", dtype=object)))
    assert not found.passed


def test_money_moved_from_one_driver_to_another_is_seen(seasonal: Outcome) -> None:
    lines = seasonal.plan[CostLines]
    drivers = np.array(["conversion"] * len(lines), dtype=object)
    assert {"material", "conversion"} <= checks(report(seasonal, lines.replacing(driver=drivers)))


def test_a_broken_hard_rule_is_seen() -> None:
    rules = table("rule item min_sources min_share", ("dual", "x", 2, 0.2))
    outcome = solved(two_sources(Sourcing_rules=rules))
    made = Production.of([("x", "cn", "P1", 90.0), ("x", "mx", "P1", 10.0)])
    flows = Flows.of([("x", "cn", "us", "road", "P1", 90.0), ("x", "mx", "us", "road", "P1", 10.0)])
    assert "hard rule" in checks(report(outcome, made, flows))


def test_a_penalty_that_was_not_paid_is_seen() -> None:
    rules = table("rule item max_share hard penalty", ("cap", "x", 0.6, "No", 2))
    outcome = solved(two_sources(Sourcing_rules=rules))
    lines = outcome.plan[CostLines]
    found = report(outcome, lines.keep(lines.driver != "rule_penalty"))
    assert "rule_penalty" in checks(found)


def test_work_at_a_closed_site_is_seen() -> None:
    sites = table("site region role status", ("cn", "CN", "supplier", "potential"), ("us", "US", "market", "existing"))
    outcome = solved(book(Sites=sites))
    states = outcome.plan[OpenSites]
    closed = states.replacing(open=np.zeros(len(states)), opening=np.zeros(len(states)))
    assert "closed sites rest" in checks(report(outcome, closed))


def test_a_site_that_opens_without_opening_is_seen() -> None:
    sites = table(
        "site region role status opening_cost",
        ("cn", "CN", "supplier", "potential", 50),
        ("us", "US", "market", "existing", 0),
    )
    outcome = solved(book(Sites=sites))
    states = outcome.plan[OpenSites]
    assert {"sites open and close", "opening"} <= checks(
        report(outcome, states.replacing(opening=np.zeros(len(states))))
    )


def two_items(capex_item: str = "x") -> Book:
    return book(
        Items=table("item value", ("x", 10), ("y", 10)),
        Sources=table("site item material_cost capacity", ("cn", "x", 10, 0), ("cn", "y", 10, 40)),
        Capex=table("site item option capacity capex", ("cn", capex_item, "line", 120, 1000)),
        Demand=table("site item period quantity shortage_cost", ("us", "x", "ALL", 50, 99), ("us", "y", "ALL", 60, 99)),
    )


def test_orders_beyond_what_can_be_ordered_are_seen() -> None:
    outcome = solved(two_items())
    orders = outcome.plan[Orders]
    found = report(outcome, orders.replacing(count=orders.count * 2))
    assert {"orders within max_count", "capital"} <= checks(found)


def test_capacity_used_without_an_order_is_seen() -> None:
    outcome = solved(two_items())
    assert {"shared capacity", "capital"} <= checks(report(outcome, outcome.plan[Orders].keep(np.zeros(1, dtype=bool))))


def test_capacity_given_to_an_item_the_option_does_not_serve_is_seen() -> None:
    outcome = solved(two_items())
    made, flows, short = (outcome.plan[kind] for kind in (Production, Flows, Shortages))
    more = {"x": 50.0, "y": 60.0}
    changed = report(
        outcome,
        made.replacing(quantity=np.array([more[i] for i in made.item])),
        flows.replacing(quantity=np.array([more[i] for i in flows.item])),
        short.keep(np.zeros(len(short), dtype=bool)),
        SharedCapacity.of([("cn", "line", "x", "P1", 50.0), ("cn", "line", "y", "P1", 20.0)]),
    )
    assert "options serve their items" in checks(changed)


def test_violations_come_largest_first(seasonal: Outcome) -> None:
    flows = seasonal.plan[Flows]
    found = report(seasonal, flows.replacing(quantity=flows.quantity * np.linspace(1.01, 1.3, len(flows))))
    sizes = [violation.relative for violation in found.violations]
    assert sizes == sorted(sizes, reverse=True)
    assert found.worst is not None
    assert found.worst.relative == sizes[0]


def test_rounding_is_no_violation(seasonal: Outcome) -> None:
    flows = seasonal.plan[Flows]
    assert report(seasonal, flows.replacing(quantity=flows.quantity * (1 + 1e-9))).passed


def test_the_difference_of_a_driver_is_what_was_recomputed_less_what_was_booked() -> None:
    assert CostCheck("fixed", 100.0, 90.0).difference == -10


def test_an_empty_plan_of_an_empty_problem_passes() -> None:
    outcome = solved(book(Demand=table("site item period quantity", ("us", "x", "ALL", 0))))
    assert outcome.audit.passed
    assert outcome.cost == 0


def test_a_plan_that_fails_its_check_is_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    from optimizer import planning

    def tampered(problem: Problem, plan: Plan, rules: tuple[object, ...]) -> AuditReport:
        flows = plan[Flows]
        return audit(problem, plan.having(flows.replacing(quantity=flows.quantity * 2)), rules)  # type: ignore[arg-type]

    monkeypatch.setattr(planning, "audit", tampered)
    with pytest.raises(AuditError, match="material balance") as caught:
        solved(book())
    assert caught.value.violations[0].check == "material balance"


def test_wrong_costs_are_named_when_nothing_else_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    from optimizer import planning

    def tampered(problem: Problem, plan: Plan, rules: tuple[object, ...]) -> AuditReport:
        lines = plan[CostLines]
        cheaper = lines.replacing(amount=lines.amount / 2, present_value=lines.present_value / 2)
        return audit(problem, plan.having(cheaper), rules)  # type: ignore[arg-type]

    monkeypatch.setattr(planning, "audit", tampered)
    with pytest.raises(AuditError, match="material"):
        solved(book())
