"""Safety stock at one point and behind the links that the plan chooses, by hand."""

from __future__ import annotations

import math
from statistics import NormalDist

import pytest

from models.service_account import ServiceTimes
from tiny import issues, money, optimum, solved, table
from varying import LANE, Z, safety, times, two_lanes, under_way, varying

# One stocking point


def test_safety_stock_covers_the_lead_time() -> None:
    outcome = solved(varying())
    units = Z * 20 * math.sqrt(14 / 7)
    assert safety(outcome) == pytest.approx({("x", "us", "P1"): units})
    spent = money(outcome)
    assert spent["holding_safety"] == pytest.approx(2 * units)
    assert spent["material"] == pytest.approx(52_000)
    assert "holding_seasonal" not in spent
    (row,) = times(outcome).values()
    assert row[:5] == pytest.approx((14, 0, 14, 20, units))
    assert row[5] == "demand of road from cn"


def test_nothing_varies_nothing_is_kept() -> None:
    assert optimum(varying(sd=0)) == pytest.approx(52_000 + under_way(5200, 14))


def test_without_a_stocking_point_nothing_is_kept_and_it_is_said() -> None:
    plan = varying(Inventory=[])
    assert optimum(plan) == pytest.approx(52_000 + under_way(5200, 14))
    issue = issues(plan)["not-a-stocking-point"]
    assert (issue.cell, issue.severity.word) == ("Demand[1].sd", "warning")


def test_a_stocking_point_may_have_a_service_level_of_its_own() -> None:
    outcome = solved(varying(Inventory=table("site item service_level", ("us", "x", 0.99))))
    assert safety(outcome)["x", "us", "P1"] == pytest.approx(NormalDist().inv_cdf(0.99) * 20 * math.sqrt(2))


def test_customers_who_wait_need_less_stock() -> None:
    outcome = solved(varying(Inventory=table("site item service_time", ("us", "x", 5))))
    assert safety(outcome)["x", "us", "P1"] == pytest.approx(Z * 20 * math.sqrt(9 / 7))


def test_the_plan_makes_customers_wait_as_long_as_they_may() -> None:
    outcome = solved(varying(Inventory=table("site item max_service_time", ("us", "x", 6))))
    assert safety(outcome)["x", "us", "P1"] == pytest.approx(Z * 20 * math.sqrt(8 / 7))


def test_deviation_of_the_lead_time_adds_to_that_of_demand() -> None:
    lanes = table(f"{LANE} lead_time_sd", ("ALL", "ALL", "road", 14, 0, 3))
    outcome = solved(varying(Lead_times=lanes))
    assert safety(outcome)["x", "us", "P1"] == pytest.approx(Z * math.sqrt(2 * 20**2 + (100 * 3 / 7) ** 2))
    assert times(outcome)["x", "us", "P1"][-1] == "demand and lead time of road from cn"


def test_deviation_of_making_is_passed_on_where_nothing_is_kept() -> None:
    lanes = table(f"{LANE} lead_time_sd", ("ALL", "ALL", "road", 14, 0, 3))
    sources = table("site item material_cost processing_time processing_time_sd", ("cn", "x", 10, 7, 4))
    outcome = solved(varying(Lead_times=lanes, Sources=sources))
    assert safety(outcome)["x", "us", "P1"] == pytest.approx(Z * math.sqrt(3 * 20**2 + (100 * 5 / 7) ** 2))


def test_stock_after_making_covers_its_deviation() -> None:
    sources = table("site item material_cost processing_time processing_time_sd", ("cn", "x", 10, 7, 4))
    inventory = table("site item service_time", ("us", "x", None), ("cn", "x", 0))
    kept = safety(solved(varying(Sources=sources, Inventory=inventory)))
    assert kept["x", "us", "P1"] == pytest.approx(Z * 20 * math.sqrt(2))
    assert kept["x", "cn", "P1"] == pytest.approx(Z * math.sqrt(20**2 + (100 * 4 / 7) ** 2))


def test_a_warehouse_takes_time_to_put_goods_away() -> None:
    plan = varying(
        Sites=table("site region role", ("cn", "CN", "supplier"), ("hub", "US", "warehouse"), ("us", "US", "market")),
        Sources=table("site item material_cost processing_time", ("cn", "x", 10, 0), ("hub", "x", 0, 2)),
        Lead_times=table(LANE, ("cn", "hub", "road", 14, 0), ("hub", "us", "road", 0, 0)),
        Inventory=table("site item service_time", ("hub", "x", 0)),
    )
    assert safety(solved(plan))["x", "hub", "P1"] == pytest.approx(Z * 20 * math.sqrt(16 / 7))


def test_todays_buffers_are_stated_not_sized() -> None:
    plan = varying(Baseline=table("item site destination share buffer", ("x", "cn", "us", 1, 30)))
    outcome = solved(plan, with_baseline=True)
    assert outcome.baseline is not None
    assert not safety(outcome.baseline)
    assert not len(outcome.baseline.plan[ServiceTimes])


def test_a_slower_source_costs_safety_stock() -> None:
    slow, fast = (Z * 20 * math.sqrt(days / 7) for days in (35, 7))
    by_sea = 52_000 + 2 * slow + under_way(5200, 35)
    saved = by_sea - (52_000 + 2 * fast + under_way(5200, 7))
    dear = saved / 5200
    outcome = solved(two_lanes(10 + dear * 0.99))
    assert outcome.cost == pytest.approx(by_sea - saved * 0.01)
    assert safety(outcome) == pytest.approx({("x", "us", "P1"): fast})
    outcome = solved(two_lanes(10 + dear * 1.01))
    assert outcome.cost == pytest.approx(by_sea)
    assert safety(outcome) == pytest.approx({("x", "us", "P1"): slow})


def test_one_slow_lane_among_fast_ones_counts() -> None:
    sources = table("site item material_cost capacity", ("cn", "x", 10, 5), ("mx", "x", 13, None))
    outcome = solved({**two_lanes(13), "Sources": sources})
    assert safety(outcome) == pytest.approx({("x", "us", "P1"): Z * 20 * math.sqrt(5)})
    assert times(outcome)["x", "us", "P1"][-1] == "demand of ocean from cn"


def test_an_unreliable_fast_lane_may_count_more_than_a_slow_one() -> None:
    lanes = table(f"{LANE} lead_time_sd", ("cn", "us", "ocean", 35, 0, 0), ("mx", "us", "road", 7, 0, 10))
    sources = table("site item material_cost capacity", ("cn", "x", 10, 50), ("mx", "x", 10, 90))
    outcome = solved(varying(Sources=sources, Lead_times=lanes))
    assert safety(outcome)["x", "us", "P1"] == pytest.approx(Z * math.sqrt(20**2 + (100 * 10 / 7) ** 2))


def test_a_component_that_is_not_kept_passes_its_time_on() -> None:
    plan = varying(
        Sites=table("site region role", ("cn", "CN", "supplier"), ("mx", "MX", "supplier"), ("asm", "US", "plant")),
        Items=table("item value", ("x", 10), ("c", 3)),
        BOM=table("parent child quantity", ("x", "c", 2)),
        Sources=table(
            "site item material_cost processing_time",
            ("cn", "c", 3, 10), ("mx", "c", 3.002, 4), ("asm", "x", 1, 5),
        ),
        Lead_times=table(LANE, ("cn", "asm", "ocean", 30, 0), ("mx", "asm", "road", 7, 0)),
        Demand=table("site item period quantity sd", ("asm", "x", "ALL", 100, 20)),
        Inventory=table("site item", ("asm", "x")),
    )  # fmt: skip
    outcome = solved(plan)
    assert times(outcome)["x", "asm", "P1"][0] == 4 + 7 + 5
    assert safety(outcome) == pytest.approx({("x", "asm", "P1"): Z * 20 * math.sqrt(16 / 7)})
