"""Buffers: how much stock of which kind stands where, how long it lasts and what it ties up.

::

    in_transit = flow x lead time          (Little's law), at the destination, in the period it leaves
    cycle      = flow x shipment_interval / 2
    cover      = (cycle + seasonal) / what leaves the site a week
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.consumption import leaving
from models.features import transport
from models.plan import Flows, Stock
from models.schema import Numbers, Sheet, Texts, number, text

if TYPE_CHECKING:
    from models.plan import Plan
    from models.problem import Problem

NOTHING_KEPT = 1e-6
"""Stock at or below which there is none."""


class Buffers(
    Sheet,
    name="Buffers",
    purpose="Stock by kind, site, item and period.",
    key=("site", "item", "period"),
):
    """Report: stock of each kind."""

    site: Texts = text("Site that keeps the stock, or that it is on its way to.")
    region: Texts = text("Region of the site.")
    item: Texts = text("Item.")
    period: Texts = text("Period.")
    in_transit: Numbers = number("On its way to the site, average of the period.", unit="units")
    cycle: Numbers = number("Half a shipment of every lane into the site, average of the period.", unit="units")
    seasonal: Numbers = number("Carried over the end of the period.", unit="units")
    cover: Numbers = number(
        "Cycle and seasonal stock in weeks of what is used up, shipped or sold. Blank: nothing leaves the site.",
        unit="weeks",
    )
    tied_up: Numbers = number("Value of all three at the value of the item.", unit="money")


def buffers(problem: Problem, plan: Plan) -> Buffers:
    """Stock of every kind, by site, item and period; places without any are left out."""
    in_transit, cycle = _on_lanes(problem, plan)
    stock = plan[Stock]
    seasonal = {
        (site, item, problem.horizon.number(period)): units
        for item, site, period, units in stock
        if units > NOTHING_KEPT
    }
    going = leaving(problem, plan)
    region, names = problem.geography.of_site["region"], problem.horizon.names
    order = {name: k for k, name in enumerate((*problem.role, *problem.items))}
    rows = []
    for key in sorted(
        in_transit.keys() | cycle.keys() | seasonal.keys(), key=lambda k: (order[k[0]], order[k[1]], k[2])
    ):
        site, item, t = key
        moving, lot, kept = in_transit.get(key, 0.0), cycle.get(key, 0.0), seasonal.get(key, 0.0)
        if moving + lot + kept <= NOTHING_KEPT:
            continue
        rate = going.get((item, site, names[t]), 0.0)
        cover = (lot + kept) / rate if rate > NOTHING_KEPT else np.nan
        money = (moving + lot + kept) * problem.value[item]
        rows.append((site, region[site], item, names[t], moving, lot, kept, cover, money))
    return Buffers.of(rows)


def _on_lanes(
    problem: Problem, plan: Plan
) -> tuple[dict[tuple[str, str, int], float], dict[tuple[str, str, int], float]]:
    """In-transit and cycle stock by destination, item and period [units]."""
    lead, half_a_lot = problem.lanes.lead_weeks, transport.cycle_weeks(problem)
    in_transit: dict[tuple[str, str, int], float] = {}
    cycle: dict[tuple[str, str, int], float] = {}
    for item, origin, destination, mode, period, rate in plan[Flows]:
        lane = problem.lanes.position[item, origin, destination, mode]
        key = (destination, item, problem.horizon.number(period))
        in_transit[key] = in_transit.get(key, 0.0) + rate * float(lead[lane])
        cycle[key] = cycle.get(key, 0.0) + rate * float(half_a_lot[lane])
    return in_transit, cycle
