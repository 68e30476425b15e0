"""What is said of stock that must be kept, and may not be, word for word; and that no plan exists for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.features.inventory import SiteStorage
from models.features.shelf_life import ShelfLife
from models.issue import Severity
from optimizer.outcome import Status
from optimizer.planning import solve
from tiny import Book, accepted, book, issues, periods, solved, table, two_sources

SITES = "site region role storage_capacity"
CODES = {"cover-above-shelf-life", "cover-above-room"}


def kept(cover: float, life: float | None = None, **sheets: Any) -> Book:
    stock = table("site item min_cover shelf_life", ("us", "x", cover, life))
    return book(**{"Periods": periods(2, 13), "Inventory": stock, **sheets})


def falling(cover: float, life: float) -> Book:
    demand = table("site item period quantity", ("us", "x", "P1", 100), ("us", "x", "P2", 20))
    return kept(cover, life, Demand=demand)


def room(units: float, *stock: tuple[str, str, float], **sheets: Any) -> Book:
    sites = table(SITES, ("cn", "CN", "supplier", None), ("us", "US", "market", units))
    return book(**{"Inventory": table("site item min_cover", *stock), "Sites": sites, **sheets})


TWO: dict[str, Any] = {
    "Items": table("item value", ("x", 10), ("y", 10)),
    "Sources": table("site item material_cost", ("cn", "x", 10), ("cn", "y", 10)),
    "Demand": table("site item period quantity", ("us", "x", "ALL", 100), ("us", "y", "ALL", 40)),
}
LATE = table("site item period quantity backorder late_cost", ("us", "x", "ALL", 100, "Yes", 1))
LOST = table("site item period quantity shortage_cost", ("us", "x", "ALL", 100, 1))


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        pytest.param(
            kept(8, 6),
            "error cover-above-shelf-life: Inventory[1].min_cover: min_cover (8 weeks) is above shelf_life (6 weeks, Inventory[1].shelf_life): no x could leave us, and Demand[1].quantity must be served. Lower min_cover to 6 or less, or raise shelf_life.",
            id="cover above shelf life",
        ),
        pytest.param(
            kept(8, 6, Demand=LATE),
            "error cover-above-shelf-life: Inventory[1].min_cover: min_cover (8 weeks) is above shelf_life (6 weeks, Inventory[1].shelf_life): no x could leave us, and Demand[1].quantity must be served. Lower min_cover to 6 or less, or raise shelf_life.",
            id="cover above shelf life of demand that may wait",
        ),
        pytest.param(
            falling(3, 4),
            "error cover-above-shelf-life: Inventory[1].min_cover: min_cover (3 weeks) keeps 300 x at us at the end of P1, but no more than 80 leave in the 4 weeks that it lasts (Inventory[1].shelf_life; Demand[1].quantity). Lower min_cover to 0.8 or less, or raise shelf_life.",
            id="demand falls",
        ),
        pytest.param(
            room(150, ("us", "x", 2)),
            "error cover-above-room: Inventory[1].min_cover: min_cover keeps 200 units or more at us at the end of P1, but storage_capacity there is 150 (Sites[2].storage_capacity). Lower min_cover, or raise storage_capacity.",
            id="cover above room",
        ),
        pytest.param(
            room(230, ("us", "y", 1), ("us", "x", 2), **TWO),
            "error cover-above-room: Inventory[2].min_cover: min_cover, with Inventory[1].min_cover, keeps 240 units or more at us at the end of P1, but storage_capacity there is 230 (Sites[2].storage_capacity). Lower min_cover, or raise storage_capacity.",
            id="room for all items together",
        ),
    ],
)
def test_stock_that_must_be_kept_and_may_not_be_is_refused_and_rightly_so(plan: Book, message: str) -> None:
    (found,) = (issue for code, issue in issues(plan).items() if code in CODES)
    assert f"{found.severity.word} {found.code}: {found}" == message
    relaxed = {**plan, "Inventory": [{**row, "shelf_life": None} for row in plan["Inventory"]]}
    problem = accepted({**relaxed, "Sites": [{**row, "storage_capacity": None} for row in plan["Sites"]]})
    assert solve(problem, with_baseline=False).status is Status.OPTIMAL
    lives = np.array([row.get("shelf_life") or np.inf for row in plan["Inventory"]])
    rooms = np.array([row.get("storage_capacity") or np.inf for row in plan["Sites"]])
    tight = problem.having(
        problem[ShelfLife].replacing(shelf_life=lives), problem[SiteStorage].replacing(storage_capacity=rooms)
    )
    assert solve(tight, with_baseline=False).status is Status.INFEASIBLE


def test_a_cover_that_spoils_where_nothing_has_to_leave_is_a_warning() -> None:
    plan = kept(8, 6, Demand=LOST)
    found = issues(plan)["cover-above-shelf-life"]
    assert (found.severity, found.found) == (
        Severity.WARNING,
        "min_cover (8 weeks) is above shelf_life (6 weeks, Inventory[1].shelf_life): no x could leave us.",
    )
    assert solved(plan).cost == pytest.approx(2600)  # all demand is lost, at 1 each


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(kept(6, 6), id="as long as it lasts"),
        pytest.param(falling(0.8, 4), id="as much as leaves"),
        pytest.param(room(200, ("us", "x", 2)), id="as much as there is room for"),
        pytest.param(room(50, ("us", "x", 2), Demand=LOST), id="demand may be lost"),
    ],
)
def test_stock_that_may_be_kept_is_not_spoken_of(plan: Book) -> None:
    assert CODES.isdisjoint(issues(plan))
    assert solved(plan).status is Status.OPTIMAL


NEED = st.sampled_from([0, 10, 20, 50, 100])


@settings(max_examples=40)
@given(
    st.lists(NEED, min_size=1, max_size=3),
    st.sampled_from([0, 0.5, 1, 3, 9]),
    st.sampled_from([1, 2, 5, 40]),
    st.sampled_from([20, 60, 400]),
)
def test_the_checks_refuse_exactly_what_no_plan_can_keep(
    need: list[int], cover: float, life: float, units: float
) -> None:
    demand = [("us", "x", f"P{t + 1}", quantity) for t, quantity in enumerate(need)]
    sites = table(SITES, ("cn", "CN", "supplier", None), ("mx", "MX", "supplier", None), ("us", "US", "market", units))
    stock = table("site item min_cover shelf_life", ("us", "x", cover, life))
    plan = two_sources(Periods=periods(len(need), 4), Sites=sites, Demand=table("site item period quantity", *demand))
    problem = accepted(
        {
            **plan,
            "Sites": [{**row, "storage_capacity": None} for row in sites],
            "Inventory": table("site item min_cover", ("us", "x", cover)),
        }
    )
    tight = problem.having(
        problem[ShelfLife].replacing(shelf_life=np.array([life])),
        problem[SiteStorage].replacing(storage_capacity=np.array([np.inf, np.inf, units])),
    )
    refused = not CODES.isdisjoint(issues({**plan, "Inventory": stock}))
    assert (solve(tight, with_baseline=False).status is Status.INFEASIBLE) == refused
