from __future__ import annotations

import pytest

from optimizer.outcome import Status
from tiny import Book, Records, book, issues, optimum, periods, solved, table

SOURCES = "site item material_cost capacity min_order_if_used"


def ordered(sources: Records, **sheets: object) -> Book:
    return book(**{"Sources": sources, **sheets})


def test_a_source_in_use_makes_at_least_its_minimum() -> None:
    # cn makes 90; mx is needed for 10 and must then make 30
    sources = table(SOURCES, ("cn", "x", 10, 90, 0), ("mx", "x", 13, None, 30))
    assert optimum(ordered(sources)) == pytest.approx(52 * (70 * 10 + 30 * 13))


def test_a_source_that_is_not_in_use_makes_nothing() -> None:
    sources = table(SOURCES, ("cn", "x", 10, None, 0), ("mx", "x", 13, None, 30))
    assert optimum(ordered(sources)) == pytest.approx(52_000)


def test_a_dearer_source_without_a_minimum_may_be_the_better_one() -> None:
    sites = table(
        "site region role",
        ("cn", "CN", "supplier"),
        ("mx", "MX", "supplier"),
        ("ca", "MX", "supplier"),
        ("us", "US", "market"),
    )
    sources = table(SOURCES, ("cn", "x", 10, 90, 0), ("mx", "x", 13, None, 50), ("ca", "x", 18, None, 0))
    # 50 from mx cost 150 more than from cn; 10 from ca only 80
    assert optimum(ordered(sources, Sites=sites)) == pytest.approx(52 * (90 * 10 + 10 * 18))


def test_the_minimum_is_in_good_units() -> None:
    sources = table(f"{SOURCES} yield", ("cn", "x", 10, 90, 0, 1), ("mx", "x", 13, None, 30, 0.5))
    assert optimum(ordered(sources)) == pytest.approx(52 * (70 * 10 + 30 * 26))


def test_the_minimum_holds_in_each_period_of_use() -> None:
    sources = table(SOURCES, ("cn", "x", 10, 90, 0), ("mx", "x", 13, None, 30))
    demand = table("site item period quantity", ("us", "x", "P1", 80), ("us", "x", "P2", 100))
    plan = ordered(sources, Periods=periods(2, 26), Demand=demand)
    assert optimum(plan) == pytest.approx(26 * (800 + 700 + 390))


def test_two_minima_that_do_not_fit_leave_one_source_out() -> None:
    sources = table(SOURCES, ("cn", "x", 10, None, 60), ("mx", "x", 9, 70, 60))
    # mx alone makes 70, both together at least 120
    assert optimum(ordered(sources)) == pytest.approx(52_000)


def test_more_may_be_made_than_is_needed_now_when_it_can_be_kept() -> None:
    sources = table(SOURCES, ("cn", "x", 10, None, 150))
    demand = table("site item period quantity", ("us", "x", "P1", 100), ("us", "x", "P2", 50))
    plan = ordered(sources, Periods=periods(2, 26), Demand=demand, Inventory=table("site item", ("us", "x")))
    assert optimum(plan) == pytest.approx(26 * 150 * 10)


def test_a_minimum_that_cannot_be_used_up_is_named() -> None:
    # needed in P1: 60; the source makes at least 80, and nothing may be kept
    sources = table(SOURCES, ("cn", "x", 10, None, 80))
    demand = table("site item period quantity", ("us", "x", "P1", 60), ("us", "x", "P2", 100))
    outcome = solved(ordered(sources, Periods=periods(2, 26), Demand=demand))
    assert outcome.status is Status.INFEASIBLE
    (missed,) = outcome.missed_rules
    assert (missed.rule, missed.cell, missed.period) == ("Minimum order", "Sources[1].min_order_if_used", "P1")
    assert (missed.required, missed.achieved) == pytest.approx((80, 60))


def test_a_minimum_above_todays_capacity_is_fine_when_capacity_can_be_added() -> None:
    sources = table(SOURCES, ("cn", "x", 10, 50, 80), ("mx", "x", 13, None, 0))
    capex = table("site item option capacity capex", ("cn", "x", "line", 50, 100))
    assert optimum(ordered(sources, Capex=capex)) == pytest.approx(52_000 + 100)


@pytest.mark.parametrize(
    ("sources", "code"),
    [
        (table(SOURCES, ("cn", "x", 10, 50, 80), ("mx", "x", 13, None, 0)), "above-capacity"),
        (table(SOURCES, ("cn", "x", 10, None, 101)), "never-usable"),
        (table(SOURCES, ("cn", "x", 10, None, 0), ("hub", "x", 0, None, 5)), "not-a-maker"),
    ],
)
def test_minima_that_cannot_work_are_refused(sources: Records, code: str) -> None:
    sites = [*book()["Sites"], *table("site region role", ("hub", "US", "warehouse"))]
    assert code in issues(ordered(sources, Sites=sites))
