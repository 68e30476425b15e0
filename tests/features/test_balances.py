from __future__ import annotations

import pytest

from optimizer.outcome import Status
from tiny import Book, book, money, optimum, periods, solved, table

LANE = "origin destination mode lead_time freight_cost"


def through_warehouse(**sheets: object) -> Book:
    """Return the plan of `book` with a warehouse between cn (or mx) and us."""
    sites = table(
        "site region role",
        ("cn", "CN", "supplier"),
        ("mx", "MX", "supplier"),
        ("hub", "US", "warehouse"),
        ("us", "US", "market"),
    )
    lanes = table(LANE, ("CN", "hub", "ocean", 0, 1), ("MX", "hub", "ocean", 0, 1), ("hub", "us", "road", 0, 2))
    return book(**{"Sites": sites, "Lead_times": lanes, **sheets})


def with_parts(**sheets: object) -> Book:
    """Return a plan in which us assembles x from parts c that cn makes for 3."""
    return book(
        **{
            "Sites": table(
                "site region role", ("cn", "CN", "supplier"), ("asm", "US", "plant"), ("us", "US", "market")
            ),
            "Items": table("item value", ("x", 10), ("c", 3)),
            "BOM": table("parent child quantity", ("x", "c", 2)),
            "Sources": table("site item material_cost", ("cn", "c", 3), ("asm", "x", 1)),
            **sheets,
        }
    )


def test_goods_pass_through_warehouses_and_pay_both_legs() -> None:
    assert optimum(through_warehouse()) == pytest.approx(5200 * (10 + 1 + 2))


def test_a_warehouse_pays_for_handling_what_leaves_it() -> None:
    sources = table("site item material_cost conversion_cost", ("cn", "x", 10, 0), ("hub", "x", 0.5, 0.25))
    spent = money(solved(through_warehouse(Sources=sources)))
    assert spent == pytest.approx({"material": 5200 * 10.5, "conversion": 5200 * 0.25, "freight": 5200 * 3})


def test_throughput_of_a_warehouse_is_limited() -> None:
    sources = table("site item material_cost capacity", ("cn", "x", 10, None), ("hub", "x", 0, 60))
    lanes = [
        *table(LANE, ("cn", "hub", "ocean", 0, 1), ("hub", "us", "road", 0, 2), ("cn", "us", "air", 0, 9)),
    ]
    plan = through_warehouse(Sources=sources, Lead_times=lanes)
    assert optimum(plan) == pytest.approx(52 * (100 * 10 + 60 * 3 + 40 * 9))


def test_throughput_counts_what_a_warehouse_sells_itself() -> None:
    sources = table("site item material_cost", ("cn", "x", 10), ("hub", "x", 1))
    demand = table("site item period quantity", ("us", "x", "ALL", 100), ("hub", "x", "ALL", 10))
    plan = through_warehouse(Sources=sources, Demand=demand)
    assert optimum(plan) == pytest.approx(52 * (110 * (10 + 1 + 1) + 100 * 2))


def test_warehouses_may_follow_one_another() -> None:
    sites = table(
        "site region role", ("cn", "CN", "supplier"), ("a", "CN", "warehouse"), ("b", "US", "warehouse"), ("us", "US", "market")
    )  # fmt: skip
    lanes = table(LANE, ("cn", "a", "road", 0, 1), ("a", "b", "ocean", 0, 2), ("b", "us", "road", 0, 3))
    assert optimum(book(Sites=sites, Lead_times=lanes)) == pytest.approx(5200 * (10 + 6))


def test_a_handling_cost_for_an_item_that_never_comes_by_changes_nothing() -> None:
    sources = table("site item material_cost", ("cn", "x", 10), ("hub", "x", 1))
    assert optimum(
        through_warehouse(Sources=sources, Lead_times=table(LANE, ("cn", "us", "air", 0, 3)))
    ) == pytest.approx(5200 * 13)


def test_components_follow_the_bill_of_materials() -> None:
    assert optimum(with_parts()) == pytest.approx(5200 * (1 + 2 * 3))


def test_scrap_of_components_and_of_units_started_both_count() -> None:
    bom = table("parent child quantity yield", ("x", "c", 2, 0.9))
    sources = table("site item material_cost yield", ("cn", "c", 3, 0.95), ("asm", "x", 1, 0.8))
    # x started: 100 / 0.8; parts: x started x 2 / 0.9; parts started: parts / 0.95
    x_started = 5200 / 0.8
    assert optimum(with_parts(BOM=bom, Sources=sources)) == pytest.approx(
        x_started * 1 + x_started * 2 / 0.9 / 0.95 * 3
    )


def test_three_tiers_multiply_their_quantities() -> None:
    plan = with_parts(
        Items=table("item value", ("x", 10), ("c", 3), ("ore", 1)),
        BOM=table("parent child quantity", ("x", "c", 2), ("c", "ore", 5)),
        Sources=table("site item material_cost", ("cn", "ore", 0.5), ("cn", "c", 3), ("asm", "x", 1)),
    )
    assert optimum(plan) == pytest.approx(5200 * (1 + 2 * 3 + 2 * 5 * 0.5))


def test_a_component_may_be_sold_too() -> None:
    demand = table("site item period quantity", ("us", "x", "ALL", 100), ("us", "c", "ALL", 40))
    assert optimum(with_parts(Demand=demand)) == pytest.approx(5200 * 7 + 52 * 40 * 3)


def test_one_component_may_go_into_two_parents() -> None:
    plan = with_parts(
        Items=table("item value", ("x", 10), ("y", 10), ("c", 3)),
        BOM=table("parent child quantity", ("x", "c", 2), ("y", "c", 1)),
        Sources=table("site item material_cost", ("cn", "c", 3), ("asm", "x", 1), ("asm", "y", 4)),
        Demand=table("site item period quantity", ("us", "x", "ALL", 100), ("us", "y", "ALL", 10)),
    )
    assert optimum(plan) == pytest.approx(5200 * 7 + 520 * (4 + 3))


def test_a_component_may_be_made_where_it_is_used() -> None:
    sources = table("site item material_cost", ("asm", "c", 3), ("asm", "x", 1))
    assert optimum(with_parts(Sources=sources)) == pytest.approx(5200 * 7)


def test_stock_on_hand_is_used_before_anything_is_made() -> None:
    assert optimum(book(Inventory=table("site item on_hand", ("us", "x", 1200)))) == pytest.approx((5200 - 1200) * 10)


def test_stock_on_hand_of_a_component_saves_its_making() -> None:
    plan = with_parts(Inventory=table("site item on_hand", ("asm", "c", 400)))
    assert optimum(plan) == pytest.approx(5200 * 7 - 400 * 3)


def test_nothing_is_carried_where_no_stock_may_be_kept() -> None:
    # made in P1 only as far as P1 needs it
    sources = table("site item material_cost capacity", ("cn", "x", 10, 100))
    demand = table("site item period quantity", ("us", "x", "P1", 50), ("us", "x", "P2", 120))
    outcome = solved(book(Periods=periods(2), Sources=sources, Demand=demand))
    assert outcome.status is Status.INFEASIBLE
    assert outcome.missed_rules[0].short == pytest.approx(20)


def test_a_warehouse_that_sells_can_still_pass_on_more_than_it_sells() -> None:
    sources = table("site item material_cost", ("cn", "x", 10), ("mx", "x", 13))
    demand = table("site item period quantity", ("us", "x", "ALL", 100), ("hub", "x", "ALL", 10))
    rules = table("rule item max_sources", ("one source", "x", 1))
    plan = through_warehouse(Sources=sources, Demand=demand, Sourcing_rules=rules)
    assert optimum(plan) == pytest.approx(52 * (110 * 11 + 100 * 2))
