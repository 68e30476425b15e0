"""Random small workbooks in which any features of the model occur together; each of them has a plan.

A base plan of :mod:`randomplan` is dressed by one drawing for each feature. Shortage is dear but allowed, and rules may
be broken at a price, so nothing that is drawn is impossible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

import drawn_lanes
import drawn_rules
import drawn_supply
from dressing import one
from randomplan import plans

if TYPE_CHECKING:
    from collections.abc import Collection

    from dressing import Drawing
    from tiny import Book

DRAWINGS: dict[str, Drawing] = {
    "technology": drawn_supply.technology,
    "balances": drawn_supply.balances,
    "demand": drawn_lanes.demand,
    "production": drawn_supply.production,
    "capacity": drawn_supply.capacity,
    "surge": drawn_supply.surge,
    "qualification": drawn_supply.qualification,
    "price_breaks": drawn_supply.price_breaks,
    "learning": drawn_supply.learning,
    "licences": drawn_supply.licences,
    "labour": drawn_supply.labour,
    "workforce": drawn_supply.workforce,
    "carbon": drawn_supply.carbon,
    "carbon_border": drawn_lanes.carbon_border,
    "transport": drawn_lanes.transport,
    "tariffs": drawn_lanes.tariffs,
    "shelf_life": drawn_lanes.shelf_life,
    "inventory": drawn_lanes.inventory,
    "safety_stock": drawn_lanes.safety_stock,
    "footprint": drawn_lanes.footprint,
    "minimum_shipment": drawn_lanes.minimum_shipment,
    "utilisation": drawn_rules.utilisation,
    "minimum_order": drawn_supply.minimum_order,
    "sourcing_split": drawn_rules.sourcing_split,
    "concentration": drawn_rules.concentration,
    "levelling": drawn_rules.levelling,
    "content": drawn_rules.content,
    "incentives": drawn_supply.incentives,
    "disruptions": drawn_rules.disruptions,
    "risk": drawn_rules.risk,
    "baseline": drawn_lanes.baseline,
    "changes": drawn_rules.changes,
    "budgets": drawn_rules.budgets,
    "locks": drawn_lanes.locks,
}
"""Drawing of each feature, in an order in which each finds what it limits: minima after the capacities they may not exceed."""


@st.composite
def workbooks(
    draw: st.DrawFn, features: Collection[str] | None = None, *, without: Collection[str] = (), least_periods: int = 1
) -> Book:
    """A small plan in which these features occur, or a few drawn at random, none of those it is to be without."""
    choice = st.sets(st.sampled_from([name for name in DRAWINGS if name not in without]), min_size=2, max_size=7)
    chosen = draw(choice) if features is None else set(features)
    return dressed(draw, draw(plans(least_periods=least_periods)), chosen)


def dressed(draw: st.DrawFn, plan: Book, chosen: Collection[str]) -> Book:
    """The plan with the features that are chosen."""
    for name, drawing in DRAWINGS.items():
        if name in chosen:
            plan = {**plan, **drawing(draw, plan)}
    return {name: rows for name, rows in plan.items() if rows or name == "Settings"}


RULES = ("sourcing_split", "concentration", "levelling", "content", "changes", "budgets", "locks")
"""Features that only ask, once what they speak of is there."""


@st.composite
def restricted(draw: st.DrawFn) -> tuple[Book, Book]:
    """A plan, and the same plan with one rule more."""
    plan = draw(workbooks(without=RULES))
    rule = one(draw, *RULES)
    return plan, dressed(draw, plan, {rule})


CHANGES: dict[tuple[str, str], set[str]] = {
    ("Sources", "capacity"): {"utilisation", "minimum_order"},
    ("Sources", "material_cost"): {"incentives", "disruptions", "risk"},
    ("Sources", "conversion_cost"): set(),
    ("Sources", "licence_cost"): set(),
    ("Sources", "carbon"): set(),
    ("Sources", "qualification_cost"): set(),
    ("Sources", "min_order_if_used"): set(),
    ("Lead_times", "freight_cost"): set(),
    ("Lead_times", "capacity"): {"minimum_shipment"},
    ("Lead_times", "min_shipment"): set(),
    ("Tariffs", "rate"): set(),
    ("Carbon_border", "price"): set(),
    ("Labour", "wage"): set(),
    ("Labour", "hours_available"): set(),
    ("Capex", "capex"): set(),
    ("Sites", "fixed_cost"): set(),
    ("Sites", "opening_cost"): set(),
    ("Sites", "storage_capacity"): set(),
    ("Demand", "shortage_cost"): set(),
    ("Demand", "sd"): set(),
    ("Inventory", "storage_cost"): set(),
    ("Inventory", "min_cover"): set(),
    ("Inventory", "max_cover"): set(),
    ("Disruptions", "probability"): set(),
    ("Disruptions", "duration"): set(),
    ("Budgets", "limit"): set(),
    ("Incentives", "amount"): set(),
    ("Locks", "penalty"): set(),
    ("Settings", "carbon_price"): set(),
    ("Settings", "holding_rate"): set(),
}
"""Columns of which more is dearer, or cheaper, whatever the plan, and the features that would have it otherwise."""
ROOM = {"capacity", "hours_available", "storage_capacity", "max_cover", "limit", "amount"}
"""Columns of which more is cheaper."""


@st.composite
def scenarios(draw: st.DrawFn) -> Book:
    """A plan with a scenario that only restricts, or only relaxes; which of them is in its notes."""
    sheet, column = one(draw, *CHANGES)
    plan = draw(workbooks(without=CHANGES[sheet, column]))
    factor = one(draw, 0.6, 1.4)
    restricts = (factor < 1) == (column in ROOM)
    row = {
        "scenario": "other", "sheet": sheet, "column": column, "action": "multiply", "value": factor,
        "notes": "restricts" if restricts else "relaxes",
    }  # fmt: skip
    return {**plan, "Scenarios": [row]}
