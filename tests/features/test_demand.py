from __future__ import annotations

import pytest

from optimizer.outcome import Status
from tiny import book, issues, money, optimum, periods, solved, table

DEMAND = "site item period quantity shortage_cost"


def test_demand_is_left_unserved_when_that_is_cheaper() -> None:
    assert money(solved(book(Demand=table(DEMAND, ("us", "x", "ALL", 100, 8))))) == pytest.approx(
        {"shortage": 5200 * 8}
    )


def test_demand_is_served_when_shortage_is_dearer() -> None:
    assert optimum(book(Demand=table(DEMAND, ("us", "x", "ALL", 100, 11)))) == pytest.approx(52_000)


def test_what_capacity_cannot_make_is_short_at_its_price() -> None:
    sources = table("site item material_cost capacity", ("cn", "x", 10, 70))
    plan = book(Sources=sources, Demand=table(DEMAND, ("us", "x", "ALL", 100, 50)))
    assert money(solved(plan)) == pytest.approx({"material": 52 * 700, "shortage": 52 * 30 * 50})


def test_shortage_falls_on_the_customer_who_minds_least() -> None:
    sites = table("site region role", ("cn", "CN", "supplier"), ("us", "US", "market"), ("mx", "MX", "market"))
    sources = table("site item material_cost capacity", ("cn", "x", 10, 150))
    demand = table(DEMAND, ("us", "x", "ALL", 100, 50), ("mx", "x", "ALL", 100, 30))
    assert optimum(book(Sites=sites, Sources=sources, Demand=demand)) == pytest.approx(52 * (150 * 10 + 50 * 30))


def test_a_row_for_a_period_beats_all() -> None:
    demand = table("site item period quantity", ("us", "x", "P2", 30), ("us", "x", "ALL", 100))
    assert optimum(book(Periods=periods(2), Demand=demand)) == pytest.approx(26 * (100 + 30) * 10)


def test_a_row_of_nothing_for_a_period_beats_all() -> None:
    demand = table("site item period quantity", ("us", "x", "ALL", 100), ("us", "x", "P2", 0))
    assert optimum(book(Periods=periods(2), Demand=demand)) == pytest.approx(26 * 100 * 10)


def test_a_plan_without_any_demand_costs_nothing() -> None:
    assert optimum(book(Demand=table("site item period quantity", ("us", "x", "ALL", 0)))) == 0


def test_a_site_may_serve_its_own_demand_without_a_lane() -> None:
    sites = table("site region role", ("us", "US", "plant"))
    sources = table("site item material_cost", ("us", "x", 10))
    assert optimum(book(Sites=sites, Sources=sources)) == pytest.approx(52_000)


def test_demand_above_capacity_is_impossible_and_says_by_how_much() -> None:
    outcome = solved(book(Sources=table("site item material_cost capacity", ("cn", "x", 10, 70))))
    assert outcome.status is Status.INFEASIBLE
    (missed,) = outcome.missed_rules
    assert (missed.rule, missed.cell, missed.scope) == ("Demand must be served", "Demand[1].quantity", "us")
    assert (missed.required, missed.achieved, missed.short) == pytest.approx((100, 70, 30))


def test_the_period_that_cannot_be_served_is_named() -> None:
    demand = table("site item period quantity", ("us", "x", "ALL", 60), ("us", "x", "P2", 75))
    sources = table("site item material_cost capacity", ("cn", "x", 10, 70))
    outcome = solved(book(Periods=periods(3), Sources=sources, Demand=demand))
    assert [(r.period, r.cell, r.short) for r in outcome.missed_rules] == [
        ("P2", "Demand[2].quantity", pytest.approx(5))
    ]


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ({"Items": table("item value", ("x", 10), ("y", 10)),
          "Demand": table("site item period quantity", ("us", "y", "ALL", 1))}, "no-source"),
        ({"Lead_times": table("origin destination mode lead_time freight_cost", ("cn", "mx", "road", 0, 0))}, "no-lane"),
    ],
)  # fmt: skip
def test_demand_nobody_can_supply_is_refused(sheets: dict[str, object], code: str) -> None:
    assert code in issues(book(**sheets))
