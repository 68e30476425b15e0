"""Buffers: how much stock of which kind stands where, how long it lasts and what it ties up.

::

    in_transit = flow x lead time          (Little's law), at the destination, in the period it leaves
    cycle      = flow x shipment_interval / 2
    cover      = (cycle + safety + strategic + seasonal) / what leaves the site a week

Safety, strategic and seasonal stock are those of the plan's table Stock, at the end of the period.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.consumption import leaving
from models.features import transport
from models.plan import Flows, Stock
from models.reports.causes import Causes
from models.schema import Numbers, Sheet, Texts, number, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import Plan
    from models.problem import Problem

NOTHING_KEPT = 1e-6
"""Stock at or below which there is none."""
NONE = (0.0, 0.0, 0.0)


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
    safety: Numbers = number("Covers the variability of demand and lead times.", unit="units")
    strategic: Numbers = number("Kept all period long; a disruption would draw on it.", unit="units")
    seasonal: Numbers = number("Carried over the end of the period towards later ones.", unit="units")
    cover: Numbers = number(
        "All stock at the site, without what is in transit, in weeks of what is used up, shipped or sold. "
        "Blank: nothing leaves the site.",
        unit="weeks",
    )
    tied_up: Numbers = number("Value of all of it, in transit included, at the value of the item.", unit="money")
    cause: Texts = text("What sets the safety, the strategic and the seasonal stock.")


@dataclass(frozen=True, slots=True)
class Buffer:
    """Stock of an item at a site in a period [units].

    Attributes
    ----------
    moving
        In transit to the site.
    cycle
        Half of what arrives at a time.
    kinds
        Safety, strategic and seasonal stock.

    """

    item: str
    site: str
    t: int
    moving: float
    cycle: float
    kinds: tuple[float, float, float]

    @property
    def standing(self) -> float:
        """Stock at the site."""
        return self.cycle + sum(self.kinds)


def kept_buffers(problem: Problem, plan: Plan) -> Iterator[Buffer]:
    """Stock of every kind by item, site and period, as they come in the plan; places without any are left out."""
    in_transit, cycle = _on_lanes(problem, plan)
    number_of = problem.horizon.number
    kept = {
        (site, item, number_of(period)): (safety, strategic, seasonal)
        for item, site, period, seasonal, safety, strategic in plan[Stock]
    }
    for key in dict.fromkeys([*in_transit, *cycle, *kept]):
        site, item, t = key
        found = Buffer(item, site, t, in_transit.get(key, 0.0), cycle.get(key, 0.0), kept.get(key, NONE))
        if found.moving + found.standing > NOTHING_KEPT:
            yield found


def buffers(problem: Problem, plan: Plan) -> Buffers:
    """Stock of every kind, by site, item and period, with what sets it."""
    going, causes = leaving(problem, plan), Causes(problem, plan)
    region, order = problem.geography.of_site["region"], {n: k for k, n in enumerate((*problem.role, *problem.items))}
    rows = []
    for b in sorted(kept_buffers(problem, plan), key=lambda b: (order[b.site], order[b.item], b.t)):
        period = problem.horizon.names[b.t]
        rate = going.get((b.item, b.site, period), 0.0)
        cover = b.standing / rate if rate > NOTHING_KEPT else np.nan
        money = (b.moving + b.standing) * problem.value[b.item]
        rows.append((
            b.site, region[b.site], b.item, period, b.moving, b.cycle, *b.kinds, cover, money,
            causes.of(b.item, b.site, b.t, *b.kinds),
        ))  # fmt: skip
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
