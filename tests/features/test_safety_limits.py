"""Safety stock against other rules, wrong records, and random plans."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.plan import Stock
from optimizer.audit import audit
from optimizer.outcome import Status
from optimizer.planning import rule_outcomes
from randomplan import plans
from tiny import Book, issues, optimum, periods, solved, table
from varying import LANE, Z, pooled, safety, varying

# Rules in conflict


def test_a_max_cover_that_leaves_no_room_is_named() -> None:
    outcome = solved(varying(Inventory=table("site item max_cover", ("us", "x", 0.3))))
    assert outcome.status is Status.INFEASIBLE
    names = {missed.rule for missed in outcome.missed_rules}
    assert names <= {"Safety stock", "max_cover of stock"}
    assert names
    assert sum(abs(missed.slack) for missed in outcome.missed_rules) == pytest.approx(Z * 20 * math.sqrt(2) - 30)


def test_seasonal_stock_is_not_called_safety_stock() -> None:
    sources = table("site item material_cost capacity", ("cn", "x", 10, 104))
    demand = table("site item period quantity sd", ("us", "x", "P1", 50, 20), ("us", "x", "P2", 150, 20))
    outcome = solved(varying(Periods=periods(2, 26), Sources=sources, Demand=demand))
    units = Z * 20 * math.sqrt(2)
    assert safety(outcome) == pytest.approx({("x", "us", "P1"): units, ("x", "us", "P2"): units})


def test_the_check_sees_less_safety_stock_than_required() -> None:
    outcome = solved(varying())
    stock = outcome.plan[Stock]
    moved = stock.replacing(safety=stock.safety - 5, seasonal=stock.seasonal + 5)
    plan = outcome.plan.having(moved)
    report = audit(outcome.problem, plan, rule_outcomes(outcome.problem, plan))
    assert "hard rule" in {violation.check for violation in report.violations}


def test_safety_stock_is_not_cut_off_by_bounds_on_sources_in_use() -> None:
    plan = varying(60, 21, Periods=periods(1, 4))
    least = table("site item material_cost min_order_if_used", ("cn", "x", 10, 1))
    assert optimum({**plan, "Sources": least}) == pytest.approx(optimum(plan))


# Data that cannot work


@pytest.mark.parametrize(
    ("plan", "code", "severity"),
    [
        (varying(Inventory=table("site item service_time max_service_time", ("us", "x", 5, 3))), "service-time-above-max", "error"),
        (varying(Inventory=table("site item service_time", ("us", "x", 15))), "service-time-too-long", "error"),
        (varying(Inventory=table("site item may_hold service_time", ("us", "x", "No", 5))), "service-without-stock", "warning"),
        (varying(sd=120), "sd-above-mean", "warning"),
        (varying(Inventory=[], Lead_times=table(f"{LANE} lead_time_sd", ("ALL", "ALL", "road", 14, 0, 2))), "deviation-not-covered", "warning"),
    ],
)  # fmt: skip
def test_data_that_contradict_each_other_are_named(plan: Book, code: str, severity: str) -> None:
    assert issues(plan)[code].severity.word == severity


def test_lanes_in_circles_are_named_and_do_no_harm() -> None:
    plan = pooled(2)
    plan["Sites"] += table("site region role", ("hub2", "US", "warehouse"))
    plan["Lead_times"] += table(LANE, ("hub", "hub2", "road", 2, 0), ("hub2", "hub", "road", 2, 0))
    assert "lanes-in-circles" not in issues(plan)  # the hub's service time is stated
    plan["Inventory"] = table("site item", ("us", "x"), ("ca", "x"))
    assert issues(plan)["lanes-in-circles"].severity.word == "warning"
    assert solved(plan).status is Status.OPTIMAL


# Properties


@given(
    low=st.floats(0.5, 0.99),
    high=st.floats(0.5, 0.99),
    sd=st.floats(1, 60),
    lead=st.integers(0, 40),
    wait=st.integers(0, 9),
)
def test_a_higher_service_level_is_never_cheaper(low: float, high: float, sd: float, lead: int, wait: int) -> None:
    def cost(level: float) -> float:
        settings = {"holding_rate": 0.2, "service_level": level}
        inventory = table("site item max_service_time", ("us", "x", wait), ("cn", "x", None))
        sources = table("site item material_cost processing_time", ("cn", "x", 10, 6))
        return optimum(varying(sd, lead, Settings=settings, Inventory=inventory, Sources=sources))

    assert cost(min(low, high)) <= cost(max(low, high)) + 1e-6


@given(plan=plans(), share=st.sampled_from([0.1, 0.4]), wait=st.sampled_from([None, 0, 3]))
def test_variability_is_never_for_free_and_every_plan_stands_its_check(plan: Book, share: float, wait: float) -> None:
    plan["Inventory"] = [{**row, "min_cover": None} for row in plan.get("Inventory", [])]  # kept from day 1 by buffers
    varied = {**plan, "Demand": [{**row, "sd": row["quantity"] * share} for row in plan["Demand"]]}
    varied["Lead_times"] = [{**row, "lead_time_sd": row["lead_time"] * share} for row in plan["Lead_times"]]
    varied["Inventory"] = [{**row, "service_time": wait} for row in plan["Inventory"]]
    varied["Settings"] = [{**plan["Settings"][0], "closing_stock_value": 0}]
    if any(issue.severity.word == "error" for issue in issues(varied).values()):
        return
    outcome = solved(varied)
    assert not outcome.status.has_plan or outcome.cost >= optimum(plan) * (1 - 1e-6)
