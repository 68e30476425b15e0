"""What the plan must survive: hard and soft rules, services, survival and times to recover, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from lonesupply import buffer, lone
from optimizer.outcome import Status
from tiny import Records, money, periods, solved, table

# Rules


def soft(penalty: float, **limits: Any) -> Records:
    return [{"rule": "r", "applies_to": "ALL", "min_service": 1, "hard": "No", "penalty": penalty, **limits}]


def test_a_soft_rule_pays_its_penalty_for_each_unit_missed() -> None:
    # 400 units at 0.52 a year against a penalty of 0.5
    spent = money(solved(lone({"hits": "site", "target": "cn"}, soft(0.5))))
    assert spent == pytest.approx({"material": 52_000, "rule_penalty": 0.5 * 400})
    assert buffer(lone({"hits": "site", "target": "cn"}, soft(0.53))) == pytest.approx(400)


def test_a_soft_rule_pays_only_for_what_is_below_its_service() -> None:
    spent = money(solved(lone({"hits": "site", "target": "cn"}, soft(0.5, min_service=0.7))))
    assert spent["rule_penalty"] == pytest.approx(0.5 * 0.7 * 400)


@pytest.mark.parametrize(("service", "units"), [(1, 400), (0.75, 300), (0.1, 40), (0, 0)])
def test_part_of_the_demand_may_be_lost(service: float, units: float) -> None:
    rules = table("rule applies_to min_service", ("r", "ALL", service))
    assert buffer(lone({"hits": "site", "target": "cn"}, rules)) == pytest.approx(units)


def test_a_rule_that_nothing_can_keep_is_named_with_its_amount() -> None:
    outcome = solved(lone({"hits": "item", "target": "x"}, Inventory=[]))
    assert outcome.status is Status.INFEASIBLE
    (missed,) = outcome.missed_rules
    assert (missed.rule, missed.cell) == ("r", "Resilience_rules[1].min_service")
    assert (missed.required, missed.achieved) == pytest.approx((1, 0), abs=1e-6)


@pytest.mark.parametrize(("weeks", "units"), [(2, 0), (5, 300), (10, 800)])
def test_survival_is_asked_of_a_loss_that_never_comes_back(weeks: float, units: float) -> None:
    rules = table("rule applies_to min_survive", ("r", "ALL", weeks))
    assert buffer(lone({"hits": "site", "target": "cn"}, rules)) == pytest.approx(units)


def test_survive_margin_goes_beyond_the_time_to_recover() -> None:
    # time to recover 4: 4 + 3 weeks, two of them from goods under way
    rules = table("rule applies_to survive_margin", ("r", "ALL", 3))
    assert buffer(lone({"hits": "site", "target": "cn"}, rules)) == pytest.approx(500)


@pytest.mark.parametrize(
    ("of_site", "of_source", "of_group", "weeks"),
    [(6, None, None, 6), (6, 5, None, 5), (6, None, 9, 6), (None, 3, 9, 3)],
)
def test_the_time_to_recover_is_that_of_the_source_before_that_of_its_site(
    of_site: float | None, of_source: float | None, of_group: float | None, weeks: float
) -> None:
    plan = lone([], table("rule applies_to survive_margin", ("r", "N-1 site", 1)))
    plan["Sites"][0]["time_to_recover"], plan["Sources"][0]["time_to_recover"] = of_site, of_source
    plan["Failure_groups"] = table("group member time_to_recover", ("grid", "cn", of_group))
    assert buffer(plan) == pytest.approx(100 * (weeks + 1 - 2))


@pytest.mark.parametrize(("of_group", "weeks"), [(9, 9), (None, 6)])
def test_a_group_has_a_time_to_recover_of_its_own_or_that_of_its_members(of_group: float | None, weeks: float) -> None:
    plan = lone([], table("rule applies_to survive_margin", ("r", "N-1 group", 1)))
    plan["Sites"][0]["time_to_recover"] = 6
    plan["Failure_groups"] = table("group member time_to_recover", ("grid", "cn", of_group))
    assert buffer(plan) == pytest.approx(100 * (weeks + 1 - 2))


def test_two_rules_may_state_different_durations_of_one_loss() -> None:
    rules = table("rule applies_to duration min_service", ("short", "N-1 site", 2, 1), ("long", "N-1 site", 6, 0.5))
    assert buffer(lone([], rules)) == pytest.approx(300)


def test_a_rule_holds_from_its_period() -> None:
    rules = table("rule applies_to min_service from_period", ("r", "ALL", 1, "P2"))
    sources = table("site item material_cost capacity", ("cn", "x", 10, 200))
    plan = lone({"hits": "lane", "target": "cn -> us"}, rules, Sources=sources, Periods=periods(2, 26))
    # built up in the first half-year and used up in the second: 200 on average
    assert buffer(plan) == pytest.approx(200)


def test_rules_are_addressed_to_classes_of_items() -> None:
    plan = lone(
        {"hits": "site", "target": "cn"},
        table("rule applies_to item min_service", ("r", "ALL", "class:Critical", 1)),
        Items=table("item value criticality", ("x", 10, "Critical"), ("y", 10, "Low")),
        Sources=table("site item material_cost", ("cn", "x", 10), ("cn", "y", 10)),
        Demand=table("site item period quantity", ("us", "x", "ALL", 100), ("us", "y", "ALL", 70)),
        Inventory=table("site item storage_cost", ("us", "x", 0.01), ("us", "y", 0.01)),
    )
    assert buffer(plan) == pytest.approx(400)


def test_todays_plan_is_not_held_to_rules() -> None:
    baseline = table("item site share", ("x", "cn", 1))
    outcome = solved(lone({"hits": "site", "target": "cn"}, Baseline=baseline), with_baseline=True)
    assert outcome.baseline is not None
    assert outcome.baseline.cost == pytest.approx(52_000)
    tested = next(tested for tested in outcome.baseline.stress if tested.event.name == "e")
    assert tested.served == pytest.approx(0, abs=1e-6)
