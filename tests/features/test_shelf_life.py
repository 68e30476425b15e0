"""Shelf life: stock must leave before it spoils."""

from __future__ import annotations

import pytest

from optimizer.outcome import Status
from tiny import book, optimum, periods, solved, table


def _dip(shelf_life: float | None, **sheets: object) -> dict:
    """Three periods of ten weeks; cn costs 10 now and 20 in the last, so buying ahead pays if it may be kept."""
    return book(
        **{
            "Periods": periods(3, 10),
            "Sources": table("site item capacity material_cost", ("cn", "x", 150, 10), ("mx", "x", None, 20)),
            "Demand": table("site item period quantity", ("us", "x", "ALL", 100), ("us", "x", "P3", 200)),
            "Inventory": table("site item shelf_life", ("us", "x", shelf_life)),
            **sheets,
        }
    )


def test_stock_without_a_shelf_life_bridges_the_peak() -> None:
    # cn makes 150, 150 and 150 a week: 4,000 units are wanted, 500 + 500 are kept for P3
    assert optimum(_dip(None)) == pytest.approx(4_000 * 10)


def test_what_spoils_is_not_kept() -> None:
    # at most 2 weeks of what leaves later: 2 x 200 = 400 may be in stock before P3, the other 100 come from mx
    assert optimum(_dip(2)) == pytest.approx((3_000 + 500 + 400) * 10 + 100 * 20)


def test_stock_on_hand_that_cannot_leave_in_time_is_named() -> None:
    inventory = table("site item shelf_life on_hand", ("us", "x", 2, 3_000))
    outcome = solved(_dip(None, Inventory=inventory))
    assert outcome.status is Status.INFEASIBLE
    (missed,) = {rule.rule for rule in outcome.missed_rules if rule.hard}
    assert missed == "Shelf life"
