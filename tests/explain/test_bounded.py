"""No workbook that is accepted has costs without a lower bound, however extreme its figures."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import vstack

from dressing import one
from everything import dressed
from models.build import build_model
from models.features.inventory import StockLimits
from optimizer.matrix import compile_model
from optimizer.outcome import Status
from optimizer.planning import solve
from randomplan import plans
from tiny import START, Book, accepted, book, periods, solved, table

if TYPE_CHECKING:
    from collections.abc import Collection

    from models.problem import Problem

PAYING = (
    "incentives",
    "price_breaks",
    "learning",
    "tariffs",
    "safety_stock",
    "footprint",
    "technology",
    "carbon",
    "disruptions",
)
"""Features by which money comes back, or by which stock is worth something at the end."""
ROUNDING = 1e-9


def least_along_rays(problem: Problem) -> float:
    """Cost of the best direction in which a plan may go on without end, no step longer than 1; 0 when none pays.

    The rows and bounds of the linear relaxation with their limits at 0, and money in units of the dearest step: costs
    have no lower bound if and only if such a direction has a negative one.
    """
    matrix = compile_model(build_model(problem)).rigid()
    least, most = np.where(np.isfinite(matrix.lower), 0.0, -1.0), np.where(np.isfinite(matrix.upper), 0.0, 1.0)
    cost = np.where(least < most, matrix.cost, 0.0)
    upward, downward = np.isfinite(matrix.row_lower), np.isfinite(matrix.row_upper)
    equal, rows = upward & downward, matrix.rows
    above, below = rows[np.flatnonzero(upward & ~equal)], rows[np.flatnonzero(downward & ~equal)]
    sides, exact = vstack([-above, below], format="csr"), rows[np.flatnonzero(equal)]
    found = linprog(
        cost / max(float(np.abs(cost).max()), 1.0),
        A_ub=sides,
        b_ub=np.zeros(sides.shape[0]),
        A_eq=exact,
        b_eq=np.zeros(exact.shape[0]),
        bounds=np.column_stack([least, most]),
    )
    assert found.status == 0
    return float(found.fun)


def extreme(draw: st.DrawFn, plan: Book, chosen: Collection[str]) -> Book:
    """The plan with what costs made cheap, what pays made dear, and limits taken off."""

    def cells(sheet: str, **columns: tuple[Any, ...]) -> list[dict[str, Any]]:
        return [
            {**row, **{name: one(draw, *choices, row.get(name)) for name, choices in columns.items()}}
            for row in plan.get(sheet, [])
        ]

    # Sites that may be closed make no more than is needed, so that not all plans are to have them.
    dearly_closed = {"closing_cost": (-1e6,)} if "footprint" in chosen else {}
    early, late = START + dt.timedelta(days=1), START + dt.timedelta(days=30)
    return {
        **plan,
        "Settings": [
            {
                **plan["Settings"][0], "discount_rate": one(draw, 0, 1), "holding_rate": 0, "closing_stock_value": 1,
                "safety_stock_usable": one(draw, 0, 1),
            }
        ],
        "Items": cells("Items", value=(0, 1e5), holding_rate=(0,)),
        "Sources": cells("Sources", material_cost=(0, 500), capacity=(None,)),
        "Lead_times": cells("Lead_times", freight_cost=(0,), capacity=(None,)),
        "Inventory": cells("Inventory", max_cover=(None,), shelf_life=(None,), storage_cost=(0,)),
        "BOM": [{**row, **one(draw, {"start": late}, {"end": early}, {})} if not row.get("alternate_group") else row for row in plan["BOM"]],
        "Regions": cells("Regions", currency=("EUR",)),
        "Exchange_rates": [
            {"currency": "EUR", "period": row["period"], "rate": one(draw, 0.01, 1, 100)} for row in plan["Periods"]
        ],
        "Demand": cells("Demand", shortage_cost=(0,), sd=(0, 5)),
        "Incentives": cells("Incentives", cap=(None,)),
        "Price_breaks": cells("Price_breaks", price=(0,)),
        "Tariffs": cells("Tariffs", refundable=(1,), rate=(10,)),
        "Sites": cells("Sites", storage_capacity=(None,), **dearly_closed),
    }  # fmt: skip


@st.composite
def extremes(draw: st.DrawFn) -> Book:
    """A small plan of which figures are as extreme as the sheets let them be."""
    chosen = draw(st.sets(st.sampled_from(PAYING), min_size=1, max_size=4))
    plan = extreme(draw, dressed(draw, draw(plans()), chosen), chosen)
    for row in plan["Incentives"]:
        row["amount"] = 1e4 if row["basis"] == "unit" else 1
    return {name: rows for name, rows in plan.items() if rows}


@settings(max_examples=40)
@given(extremes())
def test_no_figures_that_are_accepted_make_costs_fall_without_end(plan: Book) -> None:
    assert least_along_rays(accepted(plan)) >= -ROUNDING


@pytest.mark.parametrize("dates", [{"end": dt.date(2027, 6, 1)}, {"start": dt.date(2027, 8, 1)}], ids=["goes", "comes"])
def test_stock_is_worth_no_more_at_the_end_than_it_costs_while_a_component_is_not_needed(dates: dict[str, Any]) -> None:
    # 10 for the product, and 30 for a component that is needed in one of two half-years only: 100 a week in each
    plan = book(
        Periods=periods(2, 26, dt.date(2027, 1, 1)),
        Items=table("item value", ("x", 100), ("c", 50)),
        BOM=[{"parent": "x", "child": "c", "quantity": 1, **dates}],
        Sources=table("site item material_cost", ("cn", "x", 10), ("cn", "c", 30)),
        Inventory=table("site item", ("us", "x")),
        Demand=table("site item period quantity sd", ("us", "x", "ALL", 100, 10)),
    )
    outcome = solved(plan)
    assert outcome.status is Status.OPTIMAL
    assert outcome.audit.passed
    assert least_along_rays(accepted(plan)) >= -ROUNDING


def test_a_direction_that_pays_is_seen() -> None:
    problem = accepted(book(Inventory=table("site item", ("us", "x"))))
    assert least_along_rays(problem) == 0
    paid = problem.having(problem[StockLimits].replacing(storage_cost=np.array([-1.0])))
    assert least_along_rays(paid) < -ROUNDING
    assert solve(paid, with_baseline=False).status is Status.UNBOUNDED
