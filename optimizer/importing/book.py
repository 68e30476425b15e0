"""The sheets that every imported case begins with."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.importing.imported import Records

YEAR = 52.0
"""Weeks of a year."""
GOODS = "goods"
"""Name of the item where a case has one and does not name it."""
PERIOD = "year"
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
        "Regions": [{"region": "here"}],
        "Items": [{"item": item, "value": 1.0} for item in items],
        "Sites": [],
        "Sources": [],
        "Demand": [],
        "Lead_times": [],
    }
