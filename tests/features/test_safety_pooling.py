"""Safety stock of parts of the flow, pooled, and of several periods, by hand."""

from __future__ import annotations

import math

import pytest

from models.variability import Variability
from optimizer.outcome import Status
from tiny import accepted, money, periods, solved, table
from varying import LANE, Z, pooled, safety, times, varying


@pytest.mark.parametrize(("exponent", "sigma"), [(1, 70), (2, 50)])
def test_deviations_are_pooled(exponent: float, sigma: float) -> None:
    assert safety(solved(pooled(exponent))) == pytest.approx({("x", "hub", "P1"): Z * sigma})


def test_deviations_of_a_component_follow_its_usage_and_yield() -> None:
    plan = varying(
        Items=table("item value", ("x", 10), ("c", 3)),
        BOM=table("parent child quantity yield", ("x", "c", 2, 0.8)),
        Sites=table("site region role", ("asm", "US", "plant"), ("cn", "CN", "supplier")),
        Sources=table("site item material_cost processing_time yield", ("asm", "x", 1, 0, 0.5), ("asm", "c", 3, 7, 1)),
        Demand=table("site item period quantity sd", ("asm", "x", "ALL", 100, 20)),
        Inventory=table("site item service_time", ("asm", "c", 0)),
    )
    assert safety(solved(plan)) == pytest.approx({("c", "asm", "P1"): Z * 20 * 2 / 0.8 / 0.5})


@pytest.mark.parametrize("second", [False, True])
def test_a_component_of_goods_with_one_way_only_carries_all_their_demand_whatever_is_planned(second: bool) -> None:  # noqa: FBT001
    makers = [("asm", "x", 1), ("asm2", "x", 1)][: 1 + second]
    problem = accepted(
        varying(
            Items=table("item value", ("x", 10), ("c", 3)),
            BOM=table("parent child quantity", ("x", "c", 2)),
            Sites=table(
                "site region role",
                ("asm", "US", "plant"), ("asm2", "US", "plant"), ("cn", "CN", "supplier"), ("us", "US", "market"),
            ),
            Sources=table("site item material_cost", *makers, ("cn", "c", 3)),
            Lead_times=table(LANE, ("cn", "asm", "ocean", 28, 0), ("cn", "asm2", "ocean", 28, 0), ("asm", "us", "road", 0, 0), ("asm2", "us", "road", 0, 0)),
        )
    )  # fmt: skip
    variability = Variability(problem)
    assert variability.is_sole(("x", "us"))
    assert variability.is_sole(("x", "asm")) is not second
    assert variability.is_sole(("c", "asm")) is not second


def test_who_carries_half_the_flow_has_half_the_deviation() -> None:
    header = "site item material_cost capacity processing_time"
    plan = varying(
        Sources=table(header, ("cn", "x", 10, 62, 7), ("mx", "x", 10.5, None, 7)),
        Lead_times=table(LANE, ("ALL", "ALL", "road", 0, 0)),
        Inventory=table("site item service_time", ("cn", "x", 0), ("mx", "x", 0)),
    )
    kept = safety(solved(plan))
    assert sum(kept.values()) == pytest.approx(Z * 20)
    assert kept["x", "cn", "P1"] == pytest.approx(Z * 20 * 0.6, rel=0.05)


def test_who_serves_one_of_two_customers_has_that_customers_deviation() -> None:
    near = 0.5
    plan = varying(
        Sites=table(
            "site region role",
            ("cn", "CN", "supplier"), ("mx", "MX", "supplier"), ("us", "US", "market"), ("ca", "MX", "market"),
        ),
        Sources=table("site item material_cost processing_time", ("cn", "x", 10, 7), ("mx", "x", 10, 7)),
        Lead_times=table(LANE, ("cn", "us", "road", 0, 0), ("cn", "ca", "road", 0, near), ("mx", "ca", "road", 0, 0), ("mx", "us", "road", 0, near)),
        Demand=table("site item period quantity sd", ("us", "x", "ALL", 100, 30), ("ca", "x", "ALL", 100, 40)),
        Inventory=table("site item service_time", ("cn", "x", 0), ("mx", "x", 0)),
    )  # fmt: skip
    assert safety(solved(plan)) == pytest.approx({("x", "cn", "P1"): Z * 30, ("x", "mx", "P1"): Z * 40})


# Several periods


def test_each_period_has_the_deviation_of_its_own_demand() -> None:
    demand = table("site item period quantity sd", ("us", "x", "P1", 100, 10), ("us", "x", "P2", 100, 30))
    outcome = solved(varying(Periods=periods(2, 26), Demand=demand))
    units = [Z * sd * math.sqrt(2) for sd in (10, 30)]
    assert safety(outcome) == pytest.approx({("x", "us", "P1"): units[0], ("x", "us", "P2"): units[1]})
    # what P2 needs is there when it begins: half a year on average of the rise is seasonal stock
    spent = money(outcome)
    assert spent["holding_safety"] == pytest.approx(sum(units))
    assert spent["holding_seasonal"] == pytest.approx((units[1] - units[0]) / 2)
    assert spent["material"] == pytest.approx((5200 + units[1] - units[0]) * 10)


def test_no_buffer_is_owed_before_goods_can_be_there() -> None:
    inventory = table("site item on_hand", ("us", "x", 400))
    outcome = solved(varying(lead=28, Periods=periods(4, 4), Inventory=inventory))
    assert outcome.status is Status.OPTIMAL
    rows = times(outcome)
    assert rows["x", "us", "P1"][4:] == (0, "nothing has come in yet")
    assert rows["x", "us", "P3"][4] == pytest.approx(Z * 20 * 2)


def test_a_point_with_an_empty_supplier_owes_no_buffer_either() -> None:
    plan = varying(
        Periods=periods(4, 4),
        Sites=table("site region role", ("cn", "CN", "supplier"), ("hub", "US", "warehouse"), ("us", "US", "market")),
        Sources=table("site item material_cost", ("cn", "x", 10)),
        Lead_times=table(LANE, ("cn", "hub", "sea", 28, 0), ("hub", "us", "road", 7, 0)),
        Demand=table("site item period quantity sd shortage_cost", ("us", "x", "ALL", 100, 20, 500)),
        Inventory=table("site item on_hand", ("hub", "x", None), ("us", "x", 400)),
    )
    assert times(solved(plan))["x", "us", "P1"][4:] == (0, "nothing has come in yet")


def test_a_new_source_may_start_although_it_has_no_buffer_yet() -> None:
    plan = varying(
        Periods=periods(3, 13),
        Sites=table(
            "site region role status opening_cost",
            ("new", "CN", "supplier", "potential", 100), ("us", "US", "market", "existing", None),
        ),
        Sources=table("site item material_cost processing_time qualified qualification_time", ("new", "x", 10, 7, "No", 12)),
        Demand=table("site item period quantity sd shortage_cost", ("us", "x", "ALL", 100, 20, 500)),
        Lead_times=table(LANE, ("new", "us", "road", 7, 0)),
        Inventory=table("site item service_time", ("new", "x", 0), ("us", "x", 0)),
    )  # fmt: skip
    outcome = solved(plan)
    assert outcome.status is Status.OPTIMAL
    assert safety(outcome)["x", "new", "P3"] == pytest.approx(Z * 20)
