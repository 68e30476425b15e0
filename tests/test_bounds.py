from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from randomplan import plans
from tiny import Book, accepted, book, optimum, periods, solved, table

if TYPE_CHECKING:
    from models.bounds import Bounds

LANE = "origin destination mode lead_time freight_cost"


def bounds(plan: Book) -> Bounds:
    return accepted(plan).bounds


def test_without_stock_a_period_needs_what_is_wanted_in_it() -> None:
    demand = table("site item period quantity", ("us", "x", "P1", 60), ("us", "x", "P2", 90))
    found = bounds(book(Periods=periods(2, 10), Demand=demand))
    assert found.total["x"].tolist() == [60, 90]
    assert found.local["x", "us"].tolist() == [60, 90]


def test_where_stock_is_kept_a_period_may_provide_for_all_later_ones() -> None:
    demand = table("site item period quantity", ("us", "x", "P1", 60), ("us", "x", "P2", 90))
    found = bounds(book(Periods=periods(2, 10), Demand=demand, Inventory=table("site item", ("us", "x"))))
    assert found.total["x"].tolist() == [150, 90]


def test_cover_adds_to_what_may_be_needed() -> None:
    # 2 weeks of what leaves, in periods of 10: a fifth more
    found = bounds(book(Periods=periods(1, 10), Inventory=table("site item min_cover", ("us", "x", 2))))
    assert found.total["x"].tolist() == pytest.approx([120])


def test_cover_along_a_route_multiplies() -> None:
    found = bounds(book(Periods=periods(1, 10), Inventory=table("site item min_cover", ("us", "x", 2), ("cn", "x", 5))))
    assert found.total["x"].tolist() == pytest.approx([100 * 1.2 * 1.5])
    assert found.local["x", "us"].tolist() == pytest.approx([120])


def test_cover_side_by_side_counts_once() -> None:
    sites = table("site region role", ("cn", "CN", "supplier"), ("us", "US", "market"), ("ca", "US", "market"))
    demand = table("site item period quantity", ("us", "x", "ALL", 60), ("ca", "x", "ALL", 40))
    inventory = table("site item min_cover", ("us", "x", 2), ("ca", "x", 2))
    found = bounds(book(Periods=periods(1, 10), Sites=sites, Demand=demand, Inventory=inventory))
    assert found.total["x"].tolist() == pytest.approx([120])


def test_a_lead_time_of_a_period_lets_a_period_provide_for_later_ones() -> None:
    plan = book(Periods=periods(2, 4), Lead_times=table(LANE, ("cn", "us", "sea", 28, 0)))
    assert bounds(plan).total["x"].tolist() == [200, 100]


def test_components_are_needed_for_all_that_may_be_made() -> None:
    plan = book(
        Sites=table("site region role", ("cn", "CN", "supplier"), ("asm", "US", "plant"), ("us", "US", "market")),
        Items=table("item value", ("x", 10), ("c", 3)),
        BOM=table("parent child quantity", ("x", "c", 2)),
        Sources=table("site item material_cost yield", ("cn", "c", 3, 1), ("asm", "x", 1, 0.8)),
        Demand=table("site item period quantity", ("us", "x", "ALL", 100), ("us", "c", "ALL", 10)),
    )
    found = bounds(plan)
    assert found.total["c"].tolist() == pytest.approx([10 + 100 / 0.8 * 2])
    assert found.arriving("c", "asm").tolist() == pytest.approx([250])
    assert found.arriving("c", "us").tolist() == pytest.approx([10])


def test_components_of_what_is_provided_ahead_are_counted_once() -> None:
    """Provided ahead at both tiers, the first period needs all that is ever wanted, not the sum of such sums."""
    plan = book(
        Periods=periods(3, 10),
        Items=table("item value", ("x", 10), ("y", 5)),
        BOM=table("parent child quantity", ("x", "y", 2)),
        Sources=table("site item material_cost", ("cn", "x", 10), ("cn", "y", 5)),
        Inventory=table("site item", ("us", "x"), ("cn", "y")),
    )
    found = bounds(plan)
    assert found.total["x"].tolist() == [300, 200, 100]
    assert found.total["y"].tolist() == [600, 400, 200]


def test_at_a_site_that_passes_an_item_on_all_of_it_may_arrive() -> None:
    sites = table("site region role", ("cn", "CN", "supplier"), ("hub", "US", "warehouse"), ("us", "US", "market"))
    demand = table("site item period quantity", ("us", "x", "ALL", 100), ("hub", "x", "ALL", 5))
    lanes = table(LANE, ("cn", "hub", "sea", 0, 0), ("hub", "us", "road", 0, 0))
    found = bounds(book(Sites=sites, Demand=demand, Lead_times=lanes))
    assert found.arriving("x", "hub").tolist() == [105]
    assert found.arriving("x", "us").tolist() == [100]


def test_an_item_nobody_wants_is_not_needed() -> None:
    items = table("item value", ("x", 10), ("y", 10))
    sources = table("site item material_cost", ("cn", "x", 10), ("cn", "y", 10))
    assert bounds(book(Items=items, Sources=sources)).total["y"].tolist() == [0]


@settings(max_examples=10)
@given(plans())
def test_bounds_cut_off_no_best_plan(plan: Book) -> None:
    """A rule that allows everything needs to know which sources are in use, and so switches every bound on."""
    rules = table("rule item destination max_sources", ("any", "ALL", "ALL", 9), ("any", "x", "us", 9))
    free = solved(plan).cost
    sites = [
        {**row, "status": "potential" if row["role"] in {"plant", "warehouse"} else "existing"} for row in plan["Sites"]
    ]
    assert optimum({**plan, "Sourcing_rules": rules}) == pytest.approx(free, rel=1e-7, abs=1e-6)
    assert optimum({**plan, "Sites": sites}) == pytest.approx(free, rel=1e-7, abs=1e-6)
