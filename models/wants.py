"""What is wanted: the row of Demand that applies to each item, site and period, and what it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.sheets import ALL

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from models.horizon import Horizon
    from models.schema import Numbers
    from models.sheets import Demand

Want = tuple[str, str, int]
"""Item, site, period."""


def rows_in_force(demand: Demand, horizon: Horizon) -> dict[Want, int]:
    """Row of Demand of each (item, site, period) that wants anything; a row of its own beats ALL."""
    number = {name: t for t, name in enumerate(horizon.names)}
    rows: dict[Want, int] = {}
    for general in (True, False):
        for row in np.flatnonzero((demand.period == ALL) == general).tolist():
            item, site, period = demand.item[row], demand.site[row], demand.period[row]
            for t in range(len(horizon)) if general else (number[period],):
                rows[item, site, t] = row
    wanted = demand.quantity > 0
    return {key: row for key, row in rows.items() if wanted[row]}


def by_period(column: Numbers, rows: Mapping[Want, int], periods: int) -> dict[tuple[str, str], Numbers]:
    """A column of Demand for each (item, site) by period, 0 where nothing is wanted, shape (T,)."""
    found: dict[tuple[str, str], Numbers] = {}
    for (item, site, t), row in rows.items():
        found.setdefault((item, site), np.zeros(periods))[t] = column[row]
    return found


def patient(demand: Demand, rows: Mapping[Want, int]) -> frozenset[tuple[str, str]]:
    """Items and sites whose demand may wait in some period."""
    return frozenset((item, site) for (item, site, _), row in rows.items() if demand.backorder[row])


def with_waiting(
    rates: Mapping[tuple[str, str], Numbers], waits: Collection[tuple[str, str]], horizon: Horizon
) -> dict[tuple[str, str], Numbers]:
    """Most that is asked for in each period: where demand may wait, what all earlier periods asked for as well."""
    weeks = horizon.weeks
    return {key: np.cumsum(rate * weeks) / weeks if key in waits else rate for key, rate in rates.items()}
