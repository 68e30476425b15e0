"""The sheets that every imported case begins with, and their rows."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.importing.imported import Records, Row

YEAR = 52.0
"""Weeks of a year."""
GOODS = "goods"
"""Name of the item where a case has one and does not name it."""
REGION, PERIOD, MODE = "here", "year", "road"
START = dt.date(2027, 1, 1)
TIME_LIMIT = 3600.0
"""Cases are solved to proven optimality, which may take longer than a planner waits for a plan [s]."""


def one_period(weeks: float, *, items: tuple[str, ...] = (GOODS,)) -> Records:
    """Return the sheets of one period at one place, with items that are worth 1, to be filled.

    Parameters
    ----------
    weeks
        Length of the period.
    items
        Names.

    """
    return {
        "Settings": [{"mip_gap": 0.0, "time_limit": TIME_LIMIT}],
        "Periods": [{"period": PERIOD, "start": START, "weeks": weeks}],
        "Regions": [{"region": REGION}],
        "Items": [{"item": item, "value": 1.0} for item in items],
        "Sites": [],
        "Sources": [],
        "Demand": [],
        "Lead_times": [],
    }


def site(name: str, role: str, **terms: object) -> Row:
    """Return a row of Sites."""
    return {"site": name, "region": REGION, "role": role, **terms}


def source(name: str, item: str, capacity: float = math.inf, **terms: object) -> Row:
    """Return a row of Sources without a cost; capacity [units/week], infinite: not limited."""
    limit = {} if math.isinf(capacity) else {"capacity": capacity}
    return {"site": name, "item": item, "material_cost": 0.0, **limit, **terms}


def demand(name: str, item: str, quantity: float, **terms: object) -> Row:
    """Return a row of Demand; quantity [units/week]."""
    return {"site": name, "item": item, "period": PERIOD, "quantity": quantity, **terms}


def lane(origin: str, destination: str, freight_cost: float, **terms: object) -> Row:
    """Return a row of Lead_times, without time; freight_cost [money/unit]."""
    way = {"origin": origin, "destination": destination, "mode": MODE, "lead_time": 0.0}
    return {**way, "freight_cost": freight_cost, **terms}
