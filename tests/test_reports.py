"""Report tables: shares, landed costs, their reasons and buffers against figures computed by hand."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from models.plan import CostLines, Production
from models.reports.buffers import Buffers, buffers
from models.reports.costs import FULL, OWN, TOTAL, Absorbed, UnitCosts
from models.reports.landed import MAKING, MOVING, NOT_OF_UNITS, LandedCost
from models.reports.mix import SourcingMix, sourcing_mix
from network import network, report, rows
from optimizer.outcome import Outcome, Status
from optimizer.planning import solve
from optimizer.report import report_tables
from tiny import accepted, book, solved, table, two_sources

if TYPE_CHECKING:
    from models.schema import Sheet


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    found = solve(accepted(network()))
    assert found.status is Status.OPTIMAL
    assert found.baseline is not None
    return found


@pytest.fixture(scope="module")
def tables(outcome: Outcome) -> dict[str, Sheet]:
    return {made.sheet: made for made in report_tables(outcome)}


def test_shares_of_one_item_destination_and_period_add_up_to_one(tables: dict[str, Sheet]) -> None:
    total: dict[tuple[str, ...], float] = defaultdict(float)
    for row in rows(tables["Sourcing_mix"]):
        total[row["item"], row["destination"], row["period"]] += row["share"]
    assert len(total) == 2 * 3 + 3 + 2 * 3  # ore at both makers, cells at hub, plant; cars at the shop
    assert list(total.values()) == pytest.approx([1.0] * len(total))


def test_every_key_of_a_report_is_unique(tables: dict[str, Sheet]) -> None:
    for name in ("Kpi", "Sourcing_mix", "Buffers", "Costs", "Unit_costs"):
        report = tables[name]
        keys = [tuple(row[key] for key in report.key) for row in rows(report)]
        assert len(keys) == len(set(keys)) > 0, name


def test_landed_cost_is_the_sum_of_its_parts(tables: dict[str, Sheet]) -> None:
    for row in rows(tables["Sourcing_mix"]):
        parts = row["inputs"] + row["making"] + row["freight"] + row["duty"] + row["holding"]
        assert row["landed_cost"] == pytest.approx(parts)


def test_making_and_moving_of_all_supplies_cost_what_the_ledger_says(outcome: Outcome) -> None:
    landed, spent = LandedCost(outcome.problem, outcome.plan), 0.0
    weeks = outcome.problem.horizon.weeks
    for supply in landed.supplies:
        cost = landed.of(supply)
        moved = cost.freight + cost.duty + cost.holding
        spent += moved * supply.quantity * float(weeks[supply.period])
    for item, site, period, rate in outcome.plan[Production]:
        t = outcome.problem.horizon.number(period)
        spent += landed.making[item, site, t] * rate * float(weeks[t])
    lines = outcome.plan[CostLines]
    booked = float(lines.amount[np.isin(lines.driver, (*MAKING, *MOVING))].sum())
    assert spent == pytest.approx(booked)
    assert set(lines.driver) >= {"duty", "carbon_border", "carbon", "labour", "holding_transit", "holding_cycle"}


def test_every_driver_is_a_cost_of_a_unit_or_left_out_on_purpose() -> None:
    left_out = {
        *("capital", "qualification", "fixed", "opening", "closing", "overtime", "training", "levelling", "incentive"),
        *("holding_seasonal", "holding_safety", "holding_strategic", "storage", "opening_stock", "closing_stock"),
        *("shortage", "late", "disruption_loss", "risk_premium", "rule_penalty"),
    }
    assert set(NOT_OF_UNITS) <= left_out, (
        "Add a driver of single units to MAKING or MOVING in models/reports/landed.py."
    )


def test_components_from_stock_alone_count_at_their_value() -> None:
    plan = solved(
        book(
            Sites=table("site region role", ("cn", "CN", "supplier"), ("us", "US", "plant")),
            Items=table("item value", ("part", 30), ("product", 100)),
            BOM=table("parent child quantity", ("product", "part", 2)),
            Sources=table("site item material_cost", ("cn", "part", 50), ("us", "product", 5)),
            Demand=table("site item period quantity", ("us", "product", "ALL", 1)),
            Inventory=table("site item on_hand", ("us", "part", 104)),
        )
    )
    (row,) = rows(report(plan, SourcingMix), item="product")
    assert row["inputs"] == pytest.approx(60)
    assert rows(report(plan, UnitCosts), item="part", driver="material") == []


def test_inputs_are_the_components_at_their_landed_cost() -> None:
    # ore 2 + freight 1 = 3; a part takes 4 / 0.8 = 5 of it, with yield 0.5: 10 for a good one, and 7 / 0.5 to make it
    plan = solved(
        book(
            Sites=table("site region role", ("cn", "CN", "supplier"), ("us", "US", "plant")),
            Items=table("item value", ("ore", 2), ("part", 30)),
            BOM=table("parent child quantity yield", ("part", "ore", 4, 0.8)),
            Sources=table("site item material_cost yield", ("cn", "ore", 2, None), ("us", "part", 7, 0.5)),
            Lead_times=table("origin destination mode lead_time freight_cost", ("cn", "us", "road", 0, 1)),
            Demand=table("site item period quantity", ("us", "part", "ALL", 10)),
        )
    )
    mix = sourcing_mix(plan.problem, plan.plan, plan.rules)
    (ore,), (part,) = rows(mix, item="ore"), rows(mix, item="part")
    assert (ore["quantity"], ore["landed_cost"]) == pytest.approx((100, 3))
    assert (part["source"], part["destination"], part["modes"]) == ("us", "us", "")
    assert (part["inputs"], part["making"], part["landed_cost"]) == pytest.approx((30, 14, 44))
    unit = Absorbed(plan.problem, plan.plan)
    assert unit.per_unit("part", FULL)[TOTAL] == pytest.approx(44)
    assert unit.per_unit("part", OWN)[TOTAL] == pytest.approx(14)


def test_base_is_the_largest_share_or_a_quarter() -> None:
    rule = table("rule item min_sources min_share", ("dual", "ALL", 2, 0.2))
    mix = rows(report(solved(two_sources(Sourcing_rules=rule)), SourcingMix))
    assert [(row["source"], row["role"]) for row in mix] == [("cn", "base"), ("mx", "surge")]
    rule = table("rule item min_sources min_share", ("dual", "ALL", 2, 0.25))
    mix = rows(report(solved(two_sources(Sourcing_rules=rule)), SourcingMix))
    assert [(row["source"], row["role"]) for row in mix] == [("cn", "base"), ("mx", "base")]


def reasons(records: dict[str, Any]) -> dict[str, str]:
    return {row["source"]: row["why"] for row in rows(report(solved(records), SourcingMix))}


def test_the_rule_that_binds_a_source_is_its_reason() -> None:
    why = reasons(two_sources(Sourcing_rules=table("rule item min_sources min_share", ("dual", "ALL", 2, 0.2))))
    assert why["cn"] == "Lowest landed cost of the sources at work"
    assert why["mx"] == "dual: smallest share in use at least 20% (Sourcing_rules[1].min_share)"


def test_a_cap_on_a_group_is_the_reason_of_its_members_only() -> None:
    rule = table("rule item group_by group max_group_share", ("cap", "ALL", "country", "CN", 0.4))
    why = reasons(two_sources(Sourcing_rules=rule))
    assert why["cn"] == "cap: at most 40% from CN (Sourcing_rules[1].max_group_share)"
    assert why["mx"] == "Supplies what cheaper sources cannot"


def test_domestic_sources_are_called_so() -> None:
    sites = table("site region role", ("cn", "CN", "supplier"), ("mx", "US", "supplier"), ("us", "US", "market"))
    rule = table("rule item destination group_by group min_group_share", ("home", "x", "us", "domestic", "Yes", 0.3))
    why = reasons(two_sources(Sites=sites, Sourcing_rules=rule))
    assert why["mx"] == "home: at least 30% from domestic sources to us (Sourcing_rules[1].min_group_share)"
    assert why["cn"] == "Lowest landed cost of the sources at work"


def test_a_cap_on_a_corridor_is_the_reason_of_what_passes_it() -> None:
    lanes = table(
        "origin destination mode lead_time freight_cost corridors",
        ("cn", "us", "ocean", 0, 0, "Panama Canal"),
        ("mx", "us", "road", 0, 0, None),
    )
    rule = table("rule item group_by group max_group_share", ("canal", "ALL", "corridor", "Panama Canal", 0.7))
    why = reasons(two_sources(Lead_times=lanes, Sourcing_rules=rule))
    assert why["cn"] == "canal: at most 70% from Panama Canal (Sourcing_rules[1].max_group_share)"


def test_a_rule_for_one_destination_is_measured_there() -> None:
    demand = table("site item period quantity", ("us", "x", "ALL", 100))
    rule = table("rule item destination max_share", ("spread", "x", "EACH", 0.6))
    why = reasons(two_sources(Demand=demand, Sourcing_rules=rule))
    assert why["cn"] == "spread: largest share at most 60% (Sourcing_rules[1].max_share)"
    assert why["mx"] == "Supplies what cheaper sources cannot"


def test_a_full_source_lane_or_region_is_the_reason() -> None:
    full = table("site item material_cost capacity", ("cn", "x", 10, 70), ("mx", "x", 13, None))
    assert reasons(two_sources(Sources=full))["cn"] == "Capacity full"
    lanes = table(
        "origin destination mode lead_time freight_cost capacity",
        ("cn", "us", "ocean", 0, 0, 60),
        ("mx", "us", "road", 0, 0, None),
    )
    assert reasons(two_sources(Lead_times=lanes))["cn"] == "Lane full (ocean)"
    hours = table("site item material_cost labour_hours", ("cn", "x", 10, 1), ("mx", "x", 13, None))
    labour = table("region wage hours_available", ("CN", 0, 50))
    assert reasons(two_sources(Sources=hours, Labour=labour))["cn"] == "Working hours of CN used up"


def test_a_source_that_is_there_only_to_be_counted_says_so() -> None:
    rule = table("rule item min_sources", ("two", "ALL", 2))
    why = reasons(two_sources(Sourcing_rules=rule))
    assert why["mx"] == "two: sources in use at least 2 sources (Sourcing_rules[1].min_sources)"


def test_dearer_supply_without_a_limit_is_put_down_to_the_whole_plan() -> None:
    # cn is cheaper a unit, but its tariff applies in the market only: mx serves it, though cn works for another market
    sites = table(
        "site region role",
        ("cn", "CN", "supplier"),
        ("mx", "MX", "supplier"),
        ("us", "US", "market"),
        ("ca", "MX", "market"),
    )
    lanes = table(
        "origin destination mode lead_time freight_cost",
        ("cn", "us", "ocean", 0, 0),
        ("mx", "us", "road", 0, 0),
        ("mx", "ca", "road", 0, 0),
    )
    minimum = table("site item material_cost min_order_if_used", ("cn", "x", 10, 0), ("mx", "x", 13, 30))
    demand = table("site item period quantity", ("us", "x", "ALL", 100), ("ca", "x", "ALL", 10))
    mix = rows(report(solved(two_sources(Sites=sites, Lead_times=lanes, Sources=minimum, Demand=demand)), SourcingMix))
    assert {(row["source"], row["destination"]): row["quantity"] for row in mix} == pytest.approx(
        {("cn", "us"): 80, ("mx", "us"): 20, ("mx", "ca"): 10}
    )
    why = {(row["source"], row["destination"]): row["why"] for row in mix}
    assert why["mx", "us"].startswith("Minimum order: output at least 30 units/week (")


def test_buffers_follow_littles_law_and_the_rhythm_of_shipments() -> None:
    lanes = table("origin destination mode lead_time freight_cost shipment_interval", ("cn", "us", "ocean", 14, 0, 7))
    inventory = table("site item on_hand min_cover", ("us", "x", 150, 1.5))
    plan = solved(book(Lead_times=lanes, Inventory=inventory))
    (row,) = rows(report(plan, Buffers))
    assert (row["in_transit"], row["cycle"], row["seasonal"]) == pytest.approx((200, 50, 150))
    assert (row["safety"], row["strategic"]) == (0, 0)
    assert row["cause"] == "seasonal: least cover (Inventory[1].min_cover)"
    assert row["cover"] == pytest.approx((50 + 150) / 100)
    assert row["tied_up"] == pytest.approx(400 * 10)


def test_stock_that_nothing_leaves_has_no_cover() -> None:
    lanes = table("origin destination mode lead_time freight_cost", ("cn", "us", "ocean", 0, 0))
    sites = table("site region role", ("cn", "CN", "supplier"), ("us", "US", "market"), ("mx", "MX", "market"))
    demand = table("site item period quantity", ("us", "x", "ALL", 100))
    plan = solved(
        book(Sites=sites, Lead_times=lanes, Demand=demand, Inventory=table("site item on_hand", ("mx", "x", 5)))
    )
    (row,) = rows(buffers(plan.problem, plan.plan))
    assert row["site"] == "mx"
    assert np.isnan(row["cover"])
