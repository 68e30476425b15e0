from __future__ import annotations

import pytest

from optimizer.outcome import Status
from tiny import Book, Records, book, issues, money, optimum, periods, solved, table

SEASONAL = table("site item period quantity", ("us", "x", "P1", 50), ("us", "x", "P2", 150))
STOCK = "site item"


def seasonal(inventory: Records, **sheets: object) -> Book:
    """Return two half-years that want 50 and 150 a week; cn makes 100 for 10, mx any amount for 13."""
    sources = table("site item material_cost capacity", ("cn", "x", 10, 100), ("mx", "x", 13, None))
    plan = {"Periods": periods(2, 26), "Sources": sources, "Demand": SEASONAL, "Settings": {"holding_rate": 0.2}}
    return book(**{**plan, "Inventory": inventory, **sheets})


def test_without_a_stocking_point_the_peak_comes_from_the_dear_source() -> None:
    assert optimum(seasonal([])) == pytest.approx(26 * (50 * 10 + 100 * 10 + 50 * 13))


def test_stock_is_built_before_the_peak_and_costs_half_a_year() -> None:
    # 50 x 26 = 1300 units at the end of P1: 650 on average over the year, at 20 % of 10
    spent = money(solved(seasonal(table(STOCK, ("us", "x")))))
    assert spent == pytest.approx({"material": 52_000, "holding_seasonal": 650 * 2})


def test_stock_may_be_kept_where_it_is_made() -> None:
    spent = money(solved(seasonal(table(STOCK, ("cn", "x")))))
    assert spent == pytest.approx({"material": 52_000, "holding_seasonal": 650 * 2})


def test_storage_is_paid_for_each_unit_and_week() -> None:
    spent = money(solved(seasonal(table(f"{STOCK} storage_cost", ("us", "x", 0.05)))))
    assert spent["storage"] == pytest.approx(650 * 52 * 0.05)


def test_dear_storage_stops_building_ahead() -> None:
    # half a year on average: 0.2 x 10 / 2 + 26 x storage a unit, against 3 saved
    assert optimum(seasonal(table(f"{STOCK} storage_cost", ("us", "x", 0.08)))) == pytest.approx(
        26 * (50 * 10 + 100 * 10 + 50 * 13)
    )


def test_stock_that_may_not_be_held_is_not() -> None:
    assert optimum(seasonal(table(f"{STOCK} may_hold", ("us", "x", "No")))) == optimum(seasonal([]))


def test_the_cost_of_stock_on_hand_falls_in_the_first_period() -> None:
    # 2600 units on hand run down to nothing by the end of the year: 1300 on average
    plan = book(Inventory=table(f"{STOCK} on_hand", ("us", "x", 2600)), Settings={"holding_rate": 0.2})
    assert money(solved(plan)) == pytest.approx({"material": 2600 * 10, "holding_seasonal": 1300 * 2})


def test_cost_of_stock_is_discounted_period_by_period() -> None:
    plan = seasonal(table(STOCK, ("us", "x")), Settings={"holding_rate": 0.2, "discount_rate": 0.1})
    early, late = 1.1**-0.25, 1.1**-0.75
    made = 2600 * 10 * early + 2600 * 10 * late
    held = 1300 / 2 * 26 / 52 * 2
    assert optimum(plan) == pytest.approx(made + held * (early + late))


def test_min_cover_is_kept_at_the_end_of_each_period() -> None:
    # 2 weeks x 100 at the end of the year: 100 on average
    plan = book(Inventory=table(f"{STOCK} min_cover", ("us", "x", 2)), Settings={"holding_rate": 0.2})
    assert money(solved(plan)) == pytest.approx({"material": 5400 * 10, "holding_seasonal": 100 * 2})


def test_min_cover_follows_what_leaves_in_each_period() -> None:
    sources = table("site item material_cost", ("cn", "x", 10))
    plan = seasonal(table(f"{STOCK} min_cover", ("us", "x", 2)), Sources=sources, Settings={"holding_rate": 0})
    assert optimum(plan) == pytest.approx((26 * 200 + 2 * 150) * 10)


def test_min_cover_of_a_component_follows_its_use() -> None:
    plan = book(
        Sites=table("site region role", ("cn", "CN", "supplier"), ("asm", "US", "plant"), ("us", "US", "market")),
        Items=table("item value", ("x", 10), ("c", 3)),
        BOM=table("parent child quantity", ("x", "c", 2)),
        Sources=table("site item material_cost", ("cn", "c", 3), ("asm", "x", 1)),
        Inventory=table(f"{STOCK} min_cover", ("asm", "c", 1.5)),
    )
    assert optimum(plan) == pytest.approx(5200 * 7 + 1.5 * 200 * 3)


def test_cover_along_a_chain_builds_up() -> None:
    # us: 4 weeks of 100; cn sends 1400 in 10 weeks and keeps 4 weeks of 140
    plan = book(Periods=periods(1, 10), Inventory=table(f"{STOCK} min_cover", ("cn", "x", 4), ("us", "x", 4)))
    assert optimum(plan) == pytest.approx((1000 + 400 + 560) * 10)


def test_cover_along_a_chain_is_not_cut_off_by_bounds_on_sources_in_use() -> None:
    plan = book(
        Periods=periods(1, 10),
        Inventory=table(f"{STOCK} min_cover", ("cn", "x", 4), ("us", "x", 4)),
        Sources=table("site item material_cost min_order_if_used", ("cn", "x", 10, 1)),
    )
    assert optimum(plan) == pytest.approx((1000 + 400 + 560) * 10)


def test_max_cover_limits_building_ahead() -> None:
    # at most 10 weeks x 50 = 500 units at the end of P1; the other 800 of the peak come from mx
    spent = money(solved(seasonal(table(f"{STOCK} max_cover", ("us", "x", 10)))))
    assert spent == pytest.approx({"material": 52_000 + 800 * 3, "holding_seasonal": 250 * 2})


def test_max_cover_of_nothing_keeps_no_stock() -> None:
    assert optimum(seasonal(table(f"{STOCK} max_cover", ("us", "x", 0)))) == optimum(seasonal([]))


def test_room_limits_all_items_together() -> None:
    sites = table(
        "site region role storage_capacity",
        ("cn", "CN", "supplier", None), ("mx", "MX", "supplier", None), ("us", "US", "market", 600),
    )  # fmt: skip
    spent = money(solved(seasonal(table(STOCK, ("us", "x")), Sites=sites)))
    assert spent == pytest.approx({"material": 52_000 + 700 * 3, "holding_seasonal": 300 * 2})
    plan = seasonal(
        table(STOCK, ("us", "x"), ("us", "y")),
        Sites=sites,
        Items=table("item value", ("x", 10), ("y", 10)),
        Sources=table(
            "site item material_cost capacity",
            ("cn", "x", 10, 100), ("mx", "x", 13, None), ("cn", "y", 10, 100), ("mx", "y", 14, None),
        ),
        Demand=[*SEASONAL, *({**row, "item": "y"} for row in SEASONAL)],
    )  # fmt: skip
    # the room goes to y, whose peak is dearer elsewhere
    spent = money(solved(plan))
    assert spent["material"] == pytest.approx(2 * 52_000 + 1300 * 3 + 700 * 4)


def test_stock_is_built_before_working_hours_dip() -> None:
    plan = book(
        Periods=periods(2, 26),
        Sources=table("site item material_cost labour_hours", ("cn", "x", 10, 0.5)),
        Labour=table("region period wage hours_available", ("CN", "P1", 0, 60), ("CN", "P2", 0, 40)),
        Inventory=table(STOCK, ("us", "x")),
        Settings={"holding_rate": 0.2},
    )
    # 40 h make 80: 20 x 26 = 520 units are kept from P1
    assert money(solved(plan)) == pytest.approx({"material": 52_000, "holding_seasonal": 260 * 2})


def test_stock_bridges_more_than_one_period() -> None:
    # P3 wants 150, P1 and P2 each have 25 to spare: 650 units wait two periods' ends, 650 one
    sources = table("site item material_cost capacity", ("cn", "x", 10, 100))
    demand = table("site item period quantity", ("us", "x", "P1", 75), ("us", "x", "P2", 75), ("us", "x", "P3", 150))
    plan = seasonal(table(STOCK, ("us", "x")), Periods=periods(3, 26), Sources=sources, Demand=demand)
    # closing stocks 650, 1300, 0: averages 325, 975, 650 over half-years
    assert money(solved(plan))["holding_seasonal"] == pytest.approx((325 + 975 + 650) / 2 * 2)


def test_a_min_cover_that_cannot_be_kept_is_named() -> None:
    sources = table("site item material_cost capacity", ("cn", "x", 10, 100))
    outcome = solved(book(Sources=sources, Inventory=table(f"{STOCK} min_cover", ("us", "x", 2))))
    assert outcome.status is Status.INFEASIBLE
    (missed,) = outcome.missed_rules
    assert (missed.rule, missed.cell) == ("min_cover of stock", "Inventory[1].min_cover")
    assert (missed.required, missed.achieved) == pytest.approx((200, 0))


def test_a_max_cover_that_cannot_be_kept_is_named() -> None:
    # 6000 units on hand, 5200 leave
    inventory = table(f"{STOCK} on_hand max_cover", ("us", "x", 6000, 3))
    outcome = solved(book(Inventory=inventory))
    assert outcome.status is Status.INFEASIBLE
    (missed,) = outcome.missed_rules
    assert (missed.rule, missed.cell) == ("max_cover of stock", "Inventory[1].max_cover")
    assert (missed.required, missed.achieved) == pytest.approx((300, 800))


def test_room_that_is_too_small_is_named() -> None:
    sites = table("site region role storage_capacity", ("cn", "CN", "supplier", 150), ("us", "US", "market", None))
    outcome = solved(book(Sites=sites, Inventory=table(f"{STOCK} min_cover", ("cn", "x", 2))))
    assert outcome.status is Status.INFEASIBLE
    assert {missed.cell for missed in outcome.missed_rules} <= {"Sites[1].storage_capacity", "Inventory[1].min_cover"}
    assert sum(abs(missed.slack) for missed in outcome.missed_rules) == pytest.approx(50)


@pytest.mark.parametrize(
    ("inventory", "code"),
    [
        (table(f"{STOCK} min_cover max_cover", ("us", "x", 3, 2)), "min-above-max"),
        (table(f"{STOCK} may_hold on_hand", ("us", "x", "No", 5)), "stock-not-allowed"),
        (table(f"{STOCK} may_hold min_cover", ("us", "x", "No", 5)), "stock-not-allowed"),
    ],
)
def test_stock_limits_that_contradict_each_other_are_refused(inventory: Records, code: str) -> None:
    assert code in issues(book(Inventory=inventory))
