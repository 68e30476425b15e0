"""Splits of plans, and the rules of the sheet Policy."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import WEEKS_PER_YEAR
from models.reports.mix import sourcing_mix
from optimizer.replenishment.advice import advice
from optimizer.replenishment.rules import Kind
from optimizer.replenishment.simulated import Effort
from optimizer.replenishment.splits import splits
from optimizer.replenishment.table import Policy, planned_rules, policy_table
from optimizer.report import report_tables
from tiny import periods, solved, table, two_sources

if TYPE_CHECKING:
    from optimizer.outcome import Outcome
    from optimizer.replenishment.split import Split

LANES = table(
    "origin destination mode lead_time lead_time_sd freight_cost",
    ("cn", "us", "ocean", 35, 0, 1),
    ("mx", "us", "truck", 7, 0, 1),
)
RULE = table("rule item max_share", ("two", "x", 0.7))


def split_plan(**sheets: Any) -> Outcome:
    """Return a plan with 70 a week of cn (5 weeks, cheap) and 30 of mx (1 week, dear), demand 100 with deviation 20."""
    return solved(
        two_sources(
            **{
                "Settings": {"holding_rate": 0.26, "mip_gap": 0.0},
                "Lead_times": LANES,
                "Sourcing_rules": RULE,
                "Demand": table("site item period quantity sd", ("us", "x", "ALL", 100, 20)),
                **sheets,
            }
        )
    )


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return split_plan()


def _only(found: Outcome, **options: Any) -> Split:
    (split,) = _splits(found, **options)
    return split


def _splits(found: Outcome, **options: Any) -> tuple[Split, ...]:
    mix = sourcing_mix(found.problem, found.plan, found.rules)
    keys = zip(mix.item, mix.source, mix.destination, mix.period, strict=True)
    return splits(found.problem, found.plan, dict(zip(keys, mix.landed_cost.tolist(), strict=True)), **options)


def _policy(found: Outcome) -> Policy:
    return policy_table(found.problem, found.plan, sourcing_mix(found.problem, found.plan, found.rules))


def test_a_split_has_the_plan_s_shares_times_and_prices(outcome: Outcome) -> None:
    split = _only(outcome)
    assert (split.slow.words, split.fast.words) == ("cn (ocean)", "mx (truck)")
    assert (split.slow.quantity, split.fast.quantity) == (pytest.approx(70), pytest.approx(30))
    assert (split.slow.weeks, split.fast.weeks, split.lag) == (5.0, 1.0, 4)
    assert (split.mean, split.sd, split.share) == (pytest.approx(100), pytest.approx(20), pytest.approx(0.7))
    assert split.holding == pytest.approx(0.26 * 10 / WEEKS_PER_YEAR)
    assert split.backorder == pytest.approx(split.holding * 0.95 / 0.05)
    # Price, freight and the capital on the way: 5 weeks, and 1.
    assert split.slow.price == pytest.approx(11 + 5 * split.holding)
    assert split.fast.price == pytest.approx(14 + 1 * split.holding)
    assert (split.is_assumed, split.is_stated, split.is_reversed, split.others) == (False, False, False, ())


def test_the_rule_orders_the_plan_s_share_and_its_costs_add_up(outcome: Outcome) -> None:
    found = _policy(outcome)
    ((row),) = [dict(zip([c.name for c in found.columns], values, strict=True)) for values in found]
    assert row["base_order"] == pytest.approx(70)
    assert row["purchase"] == pytest.approx(70 * _only(outcome).slow.price + 30 * _only(outcome).fast.price)
    assert row["cost"] == pytest.approx(row["purchase"] + row["holding"] + row["backorder"])
    assert row["holding"] == pytest.approx(row["stock"] * _only(outcome).holding)
    # Two weeks of demand, 200 with deviation 28.3, are exposed; the overshoot of 70 against 100 +- 20 is small.
    assert 200 + 28.3 < row["order_up_to"] < 200 + 2.2 * 28.3
    assert "service level 0.95" in row["remark"]


def test_single_sources_cost_what_the_newsvendor_says(outcome: Outcome) -> None:
    split = replace(_only(outcome), sd=2.0)  # so little that demand is as good as normal
    _, slow, fast = planned_rules(split)
    for rule, way in ((slow, split.slow), (fast, split.fast)):
        deviation = 2.0 * math.sqrt(way.weeks + 1)
        density = 2.063 * split.holding * deviation  # (h + p) x density at the 95 % quantile = 20 x 0.10314 h
        assert rule.cost - 100 * way.price == pytest.approx(density, rel=0.05)


def test_no_split_without_sources_of_different_speed() -> None:
    alike = split_plan(Lead_times=table("origin destination mode lead_time freight_cost", ("ALL", "ALL", "road", 7, 0)))
    assert _splits(alike) == ()
    assert len(_policy(alike)) == 0
    single = split_plan(Sourcing_rules=[])
    assert _splits(single) == ()


def test_what_does_not_cost_anything_to_hold_has_no_rule() -> None:
    free = split_plan(Settings={"holding_rate": 0.0})
    assert _splits(free) == ()


def test_variability_that_is_not_stated_is_assumed_and_said_to_be() -> None:
    found = split_plan(Demand=table("site item period quantity", ("us", "x", "ALL", 100)))
    assert _only(found).sd == pytest.approx(20)
    assert _only(found, assumed=0.5).sd == pytest.approx(50)
    assert "sd assumed at 20% of demand" in _policy(found).remark[0]


def test_waiting_costs_what_the_workbook_states() -> None:
    demand = table(
        "site item period quantity sd backorder late_cost shortage_cost", ("us", "x", "ALL", 100, 20, "Yes", 3, 99)
    )
    found = split_plan(Demand=demand)
    assert (_only(found).backorder, _only(found).is_stated) == (3.0, True)
    assert "late_cost" in _policy(found).remark[0]


def test_a_service_level_of_the_place_comes_first() -> None:
    found = split_plan(Inventory=table("site item service_level", ("us", "x", 0.99)))
    assert _only(found).backorder == pytest.approx(99 * _only(found).holding)


def test_storage_and_processing_count() -> None:
    found = split_plan(
        Inventory=table("site item storage_cost may_hold", ("us", "x", 0.5, "Yes")),
        Sources=table("site item material_cost processing_time", ("cn", "x", 10, 14), ("mx", "x", 13, 0)),
    )
    assert _only(found).holding == pytest.approx(0.26 * 10 / WEEKS_PER_YEAR + 0.5)
    assert _only(found).slow.weeks == pytest.approx(7.0)


def test_lead_times_that_vary_raise_the_level() -> None:
    late = [{**LANES[0], "lead_time_sd": 14}, LANES[1]]
    steady, varying = (_rule(_only(found)) for found in (split_plan(), split_plan(Lead_times=late)))
    assert varying.level > steady.level + 50


def _rule(split: Split) -> Any:
    rule, _, _ = planned_rules(split)
    assert rule is not None
    return rule


def test_periods_that_are_alike_are_one() -> None:
    demand = table(
        "site item period quantity sd", *(("us", "x", f"P{t}", 200 if t == 3 else 100, 20) for t in (1, 2, 3, 4))
    )
    found = split_plan(Periods=periods(4, 26), Demand=demand)
    spans = [(split.first, split.last, round(split.mean)) for split in _splits(found)]
    assert spans == [(0, 1, 100), (2, 2, 200), (3, 3, 100)]
    assert list(_policy(found).to_period) == ["P2", "P3", "P4"]


def test_a_fast_source_without_capacity_left_becomes_the_base() -> None:
    found = split_plan(
        Sources=table("site item capacity material_cost", ("cn", "x", None, 12), ("mx", "x", 30, 10)), Sourcing_rules=[]
    )
    split = _only(found)
    assert split.is_reversed
    assert (split.base.source, split.surge.source, split.fast_left) == ("mx", "cn", pytest.approx(0))
    # What is exposed now is the slow source's six weeks.
    assert _rule(split).level > 600
    remark = _policy(found).remark[0]
    assert "mx is faster, but has 0 units/week left" in remark


def test_a_surge_source_with_little_capacity_is_said_to_have_little() -> None:
    found = split_plan(Sources=table("site item capacity material_cost", ("cn", "x", 72, 10), ("mx", "x", 40, 13)))
    assert not _only(found).is_reversed or _only(found).slow_left > _only(found).fast_left
    assert "units/week left, less than a usual rise" in _policy(found).remark[0]


def test_of_three_sources_the_fastest_and_the_largest_slower_one_are_paired() -> None:
    found = split_plan(
        Sites=table(
            "site region role",
            ("cn", "CN", "supplier"),
            ("mx", "MX", "supplier"),
            ("us", "US", "market"),
            ("ca", "US", "supplier"),
        ),
        Sources=table(
            "site item capacity material_cost", ("cn", "x", 60, 10), ("ca", "x", 25, 11), ("mx", "x", None, 13)
        ),
        Lead_times=[*LANES, {**LANES[0], "origin": "ca", "mode": "rail", "lead_time": 21}],
    )
    split = _only(found)
    assert (split.slow.source, split.fast.source) == ("cn", "mx")
    assert [(way.words, way.quantity) for way in split.others] == [("ca (rail)", pytest.approx(25))]
    assert split.mean == pytest.approx(75)
    assert "ca (rail) 25 units" in _policy(found).remark[0]


def test_a_split_that_leaves_next_to_nothing_is_one_of_the_base_source(outcome: Outcome) -> None:
    split = _only(outcome)
    lopsided = replace(split, slow=replace(split.slow, quantity=99.99), fast=replace(split.fast, quantity=0.01))
    rule, slow, _ = planned_rules(lopsided)
    assert rule is None
    assert slow.level > 600


def test_a_base_order_much_smaller_than_a_step_is_near_the_fast_source_alone(outcome: Outcome) -> None:
    split = _only(outcome)
    small = replace(split, slow=replace(split.slow, quantity=0.01), fast=replace(split.fast, quantity=99.99))
    rule, _, fast = planned_rules(small)
    assert rule is not None
    assert rule.cost == pytest.approx(fast.cost, rel=1e-3)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    share=st.floats(1e-4, 0.9999),
    variation=st.floats(1e-3, 6.0),
    fast=st.floats(0.0, 6.0),
    behind=st.floats(0.5, 20.0),
    level=st.floats(0.51, 0.99999),
    is_full=st.booleans(),
)
def test_whatever_the_split_there_is_a_rule_with_finite_costs(
    outcome: Outcome, *, share: float, variation: float, fast: float, behind: float, level: float, is_full: bool
) -> None:
    split = _only(outcome)
    split = replace(
        split,
        slow=replace(split.slow, quantity=1e4 * share, weeks=fast + behind, sd=0.3),
        fast=replace(split.fast, quantity=1e4 * (1 - share), weeks=fast),
        sd=1e4 * variation,
        fast_left=0.0 if is_full else math.inf,
        backorder=split.holding * level / (1 - level),
    )
    rule, slow, quick = planned_rules(split)
    assert split.is_reversed == is_full
    assert all(one is None or math.isfinite(one.cost) for one in (rule, slow, quick))
    if rule is not None and not is_full:
        # An overshoot that stock has to live with never makes it cheaper to keep.
        assert rule.stock.cost >= quick.stock.cost * (1 - 1e-6)


def test_finer_steps_change_next_to_nothing(outcome: Outcome) -> None:
    from optimizer.replenishment.rules import base_surge

    split = _only(outcome)
    step = split.step(60.0)
    fine = base_surge(split.terms(step), round(70 / step)).times(step)
    assert _rule(split).stock.cost == pytest.approx(fine.stock.cost, rel=0.005)
    assert _rule(split).level == pytest.approx(fine.level, abs=3.0)


def test_the_best_rules_cost_no_more_than_those_of_the_plan(outcome: Outcome) -> None:
    split = _only(outcome)
    found = advice(split, planned_rules(split), Effort(weeks=200, replications=4))
    assert found.base_surge.cost <= found.planned + 1e-9
    assert found.best.cost <= min(found.slow.cost, found.fast.cost)
    assert found.best.kind is Kind.CAPPED
    assert 0.9 * found.best.stock.cost < found.optimum - 100 * split.slow.price
    assert found.optimum <= found.best.cost


def test_the_sheet_stands_behind_the_mix_and_sums_up_what_the_mix_has(outcome: Outcome) -> None:
    names = [found.sheet for found in report_tables(outcome)]
    assert names.index("Policy") == names.index("Sourcing_mix") + 1
    (shown,) = [found for found in report_tables(outcome) if isinstance(found, Policy)]
    assert shown.base_share[0] == pytest.approx(0.7)
