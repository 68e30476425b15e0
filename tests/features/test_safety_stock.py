from __future__ import annotations

import itertools
import math
import random
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.build import build_model
from models.plan import Stock
from models.service_account import ServiceTimes
from optimizer.audit import audit
from optimizer.outcome import Status
from optimizer.planning import rule_outcomes
from randomplan import plans
from tiny import Book, accepted, book, issues, money, optimum, periods, solved, table

if TYPE_CHECKING:
    from optimizer.outcome import Outcome

Z = NormalDist().inv_cdf(0.95)
AT_US = table("site item", ("us", "x"))
LANE = "origin destination mode lead_time freight_cost"


def varying(sd: float = 20, lead: float = 14, **sheets: Any) -> Book:
    """Return a year in which us wants 100 a week, give or take `sd`, by a lane of `lead` days, and keeps stock."""
    plan = {
        "Settings": {"holding_rate": 0.2},
        "Lead_times": table(LANE, ("ALL", "ALL", "road", lead, 0)),
        "Demand": table("site item period quantity sd", ("us", "x", "ALL", 100, sd)),
        "Inventory": AT_US,
    }
    return book(**{**plan, **sheets})


def under_way(units: float, days: float, rate: float = 0.2) -> float:
    """Cost of capital in units worth 10 on a lane."""
    return rate * 10 * units * days / 7 / 52


def safety(outcome: Outcome) -> dict[tuple[str, str, str], float]:
    """Safety stock by item, site and period, where there is any."""
    stock = outcome.plan[Stock]
    keys = zip(stock.item, stock.site, stock.period, strict=True)
    return {key: units for key, units in zip(keys, stock.safety.tolist(), strict=True) if units > 1e-9}


def times(outcome: Outcome) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    """Inbound, service and net time, sigma, required and cause by item, site and period."""
    return {row[:3]: row[3:] for row in outcome.plan[ServiceTimes]}


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


# Chosen links


def two_lanes(dear: float, **sheets: Any) -> Book:
    """Return cn, slow for 10, and mx, fast for `dear`."""
    return varying(
        Sources=table("site item material_cost", ("cn", "x", 10), ("mx", "x", dear)),
        Lead_times=table(LANE, ("cn", "us", "ocean", 35, 0), ("mx", "us", "road", 7, 0)),
        **sheets,
    )


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


# Pooling and parts of the flow


def pooled(exponent: float) -> Book:
    """Return a hub that serves us (sd 30) and ca (sd 40), 7 days from its source."""
    return varying(
        Settings={"holding_rate": 0.2, "pooling_exponent": exponent},
        Sites=table(
            "site region role",
            ("cn", "CN", "supplier"), ("hub", "US", "warehouse"), ("us", "US", "market"), ("ca", "MX", "market"),
        ),
        Lead_times=table(LANE, ("cn", "hub", "road", 7, 0), ("hub", "ALL", "road", 0, 0)),
        Demand=table("site item period quantity sd", ("us", "x", "ALL", 100, 30), ("ca", "x", "ALL", 100, 40)),
        Inventory=table("site item service_time", ("hub", "x", 0)),
    )  # fmt: skip


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


# Service times that the plan chooses


def stages(
    arcs: list[tuple[int, int]],
    days: list[int],
    value: list[float],
    sd: dict[int, float],
    wait: dict[int, float],
    **settings: Any,
) -> Book:
    """Return items i0, i1, ... made of each other at one site; `sd` of those that are wanted, who may `wait`."""
    return book(
        Settings={"holding_rate": 1.0, **settings},
        Regions=table("region", ("here",)),
        Sites=table("site region role", ("w", "here", "plant")),
        Items=[{"item": f"i{v}", "value": each} for v, each in enumerate(value)],
        BOM=[{"parent": f"i{v}", "child": f"i{u}", "quantity": 1} for u, v in arcs],
        Sources=[{"site": "w", "item": f"i{v}", "material_cost": 0, "processing_time": d} for v, d in enumerate(days)],
        Demand=[{"site": "w", "item": f"i{v}", "period": "ALL", "quantity": 10, "sd": each} for v, each in sd.items()],
        Inventory=[{"site": "w", "item": f"i{v}", "max_service_time": wait.get(v)} for v in range(len(days))],
    )  # fmt: skip


def least_cost(
    arcs: list[tuple[int, int]],
    days: list[int],
    value: list[float],
    sd: dict[int, float],
    wait: dict[int, float],
    exponent: float,
) -> float:
    """Try every combination of whole service times."""
    before = [[u for u, w in arcs if w == v] for v in range(len(days))]
    units: list[dict[int, float]] = []
    for v in reversed(range(len(days))):
        found = {v: 1.0} if v in sd else {}
        for _, w in (arc for arc in arcs if arc[0] == v):
            for k, each in units[len(days) - 1 - w].items():
                found[k] = found.get(k, 0.0) + each
        units.append(found)
    sigma = [
        sum((each * sd[k]) ** exponent for k, each in found.items()) ** (1 / exponent) for found in reversed(units)
    ]

    def cost(v: int, quoted: list[int]) -> float:
        if v == len(days):
            return 0.0
        inbound = days[v] + max((quoted[u] for u in before[v]), default=0)
        most = min(inbound, int(wait[v])) if v in sd else inbound
        return min(
            value[v] * Z * sigma[v] * math.sqrt((inbound - s) / 7) + cost(v + 1, [*quoted, s]) for s in range(most + 1)
        )

    return cost(0, [])


@pytest.mark.parametrize("seed", range(24))
def test_chosen_service_times_are_the_best_of_all(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - cases, not secrets
    n = draw.randint(2, 5)
    if seed % 2:
        arcs = [(u, v) for v in range(n) for u in range(v) if draw.random() < 0.5]
    else:
        arcs = [(u, draw.randint(u + 1, n - 1)) for u in range(n - 1)]
    ends = [v for v in range(n) if all(u != v for u, _ in arcs) or draw.random() < 0.2]
    days, value = [draw.randint(0, 4) for _ in range(n)], [float(draw.randint(1, 9)) for _ in range(n)]
    sd, wait = {v: float(draw.randint(1, 9)) for v in ends}, {v: float(draw.choice([0, 0, 1, 2])) for v in ends}
    exponent = draw.choice([1.0, 2.0, 3.0])
    plan = stages(arcs, days, value, sd, wait, pooling_exponent=exponent)
    assert optimum(plan) == pytest.approx(least_cost(arcs, days, value, sd, wait, exponent), abs=1e-5)


@pytest.mark.parametrize("seed", range(12))
def test_chosen_links_and_service_times_together_are_the_best_of_all(seed: int) -> None:
    """One customer, two hubs, two suppliers: every path with every service time of its hub."""
    draw = random.Random(seed)  # noqa: S311 - cases, not secrets
    price = {s: 10 + draw.choice([0, 0.01, 0.03]) for s in "ab"}
    making = {s: draw.randint(0, 9) for s in "ab"}
    lead = {(s, h): draw.randint(1, 20) for s in "ab" for h in "gh"}
    last, value = {h: draw.randint(1, 9) for h in "gh"}, 10
    plan = varying(
        Settings={"holding_rate": 0.3},
        Sites=table("site region role", ("a", "CN", "supplier"), ("b", "MX", "supplier"), ("g", "US", "warehouse"), ("h", "US", "warehouse"), ("us", "US", "market")),
        Sources=[{"site": s, "item": "x", "material_cost": price[s], "processing_time": making[s]} for s in "ab"],
        Lead_times=[
            *({"origin": s, "destination": h, "mode": "road", "lead_time": d, "freight_cost": 0} for (s, h), d in lead.items()),
            *({"origin": h, "destination": "us", "mode": "road", "lead_time": d, "freight_cost": 0} for h, d in last.items()),
        ],
        Inventory=table("site item", ("g", "x"), ("h", "x"), ("us", "x")),
    )  # fmt: skip
    best = math.inf
    for s, h in itertools.product("ab", "gh"):
        inbound = making[s] + lead[s, h]
        for quoted in range(inbound + 1):
            units = Z * 20 * (math.sqrt((inbound - quoted) / 7) + math.sqrt((quoted + last[h]) / 7))
            moving = under_way(5200, lead[s, h], 0.3) + under_way(5200, last[h], 0.3)
            best = min(best, 5200 * price[s] + units * 0.3 * value + moving)
    assert optimum(plan) == pytest.approx(best)


def test_stock_is_kept_where_its_value_is_low() -> None:
    # all of the wait falls on the cheap part, or all on the dear one: never anything in between
    cost = Z * 5 * math.sqrt(16 / 7)
    assert optimum(stages([(0, 1)], [9, 7], [1, 1], {1: 5}, {1: 0})) == pytest.approx(cost)
    apart = Z * 5 * (math.sqrt(9 / 7) * 0.1 + 1)
    assert optimum(stages([(0, 1)], [9, 7], [0.1, 1], {1: 5}, {1: 0})) == pytest.approx(apart)


def test_a_stated_service_time_is_kept() -> None:
    plan = stages([(0, 1)], [9, 7], [0.1, 1], {1: 5}, {1: 0})
    plan["Inventory"][0]["service_time"] = 3
    assert optimum(plan) == pytest.approx(Z * 5 * (math.sqrt(6 / 7) * 0.1 + math.sqrt(10 / 7)))


def test_service_times_are_chosen_on_the_grid() -> None:
    plan = stages([(0, 1)], [9, 7], [0.1, 1], {1: 5}, {1: 2}, service_time_step=4)
    assert optimum(plan) == pytest.approx(Z * 5 * (math.sqrt(9 / 7) * 0.1 + math.sqrt(5 / 7)))
    assert issues(plan)["time-off-grid"].severity.word == "note"


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


def test_stated_service_times_take_few_switches() -> None:
    """A binary for each level of lead time that a stocking point may see, none where there is one way in."""
    core = build_model(accepted(two_lanes(11)))
    assert len(core.model.features.safety_stock.reached) == 1
    assert not len(core.model.features.safety_stock.net)
    assert not len(build_model(accepted(varying())).model.features.safety_stock.reached)
