"""Ways in: how goods come to be at a place, and how long each way takes.

Where an item is made, making it is one way, with a link from each component at the same site; each lane is another.
A warehouse with a row on Sources takes its processing time to put away what a lane brings.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from models import DAYS_PER_WEEK
from models.schema import Columns, Numbers, number
from models.sheets import Inventory

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from models.bom import Recipes
    from models.horizon import Horizon
    from models.lanes import Lanes

Place = tuple[str, str]
"""Item and site."""


class ServiceTerms(Columns, of=Inventory):
    """How safe a stocking point is, and how fast it serves."""

    service_level: Numbers = number(
        "Share of replenishment cycles without a stock-out that safety stock is sized for; blank: as in Settings.",
        unit="fraction",
        lower=0.5,
        upper=0.9999999,
    )
    service_time: Numbers = number(
        "Time from order to delivery that this point quotes to those it serves; blank: chosen by the plan, or at once "
        "where there is demand.",
        unit="days",
    )
    max_service_time: Numbers = number(
        "Longest such time that the plan may choose; blank: not limited, or at once where there is demand.",
        unit="days",
    )


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """One way in, or for making one for each component and one for making itself; equal to nothing but itself.

    Attributes
    ----------
    place
        Where it leads: item and site.
    before
        What must be at hand first: component at the same site, or item at the origin; None for making itself.
    lane
        Number of the lane; None for making.
    blended
        Whether the component is one of several alternatives.
    days, sd
        Time it takes and the time's standard deviation [days].

    """

    place: Place
    before: Place | None
    lane: int | None
    blended: bool
    days: float
    sd: float


@dataclass(frozen=True)
class Inbound:
    """Links into every place that goods can reach.

    Attributes
    ----------
    links
        By place, making first.
    settled
        Time that places quote whatever the plan does [days].

    """

    links: dict[Place, tuple[Link, ...]]
    settled: Mapping[Place, float]

    @classmethod
    def from_problem_parts(
        cls,
        horizon: Horizon,
        recipes: Recipes,
        makers: Mapping[str, tuple[str, ...]],
        lanes: Lanes,
        processing: Mapping[Place, tuple[float, float]],
        settled: Mapping[Place, float],
    ) -> Inbound:
        """Collect making and lanes; lanes for disruptions only, or longer than the plan, are none.

        Parameters
        ----------
        processing
            Processing time of each row of Sources and its standard deviation [days].

        """
        found: dict[Place, list[Link]] = {}
        for item, sites in makers.items():
            for site in sites:
                place, (days, sd) = (item, site), processing[item, site]
                found[place] = [Link(place, None, None, blended=False, days=days, sd=sd)]
                for part in recipes.children.get(item, ()):
                    blended = bool(recipes.group[item, part])
                    found[place].append(Link(place, (part, site), None, blended, days, sd))
        deviation = lanes.table.lead_time_sd[lanes.row]
        for a, (item, origin, destination, _) in enumerate(lanes.keys):
            if not lanes.expedite_only[a] and horizon.arrival(0, float(lanes.lead_weeks[a])) is not None:
                place, (days, sd) = (item, destination), processing.get((item, destination), (0.0, 0.0))
                if destination in makers.get(item, ()):
                    days, sd = 0.0, 0.0
                days += float(lanes.lead_weeks[a]) * DAYS_PER_WEEK
                sd = math.hypot(sd, float(deviation[a]))
                found.setdefault(place, []).append(Link(place, (item, origin), a, blended=False, days=days, sd=sd))
        return cls({place: tuple(links) for place, links in found.items()}, settled)

    @cached_property
    def order(self) -> tuple[Place, ...]:
        """Places, each after all whose times it depends on."""
        return self._sorted[0]

    @cached_property
    def circular(self) -> frozenset[Link]:
        """Links that would make a time depend on itself; their time does not count."""
        return self._sorted[1]

    @cached_property
    def longest(self) -> dict[Place, float]:
        """Longest time in which goods can be at each place when nobody on the way keeps stock [days]."""
        found: dict[Place, float] = {}
        detour = sum(link.days for link in self.circular)
        for place in self.order:
            times = [
                link.days + self.settled.get(link.before, found.get(link.before, 0.0)) if link.before else link.days
                for link in self.links.get(place, ())
                if link not in self.circular
            ]
            found[place] = max(times, default=0.0)
        return {place: days + detour for place, days in found.items()}

    @cached_property
    def _sorted(self) -> tuple[tuple[Place, ...], frozenset[Link]]:
        dropped: frozenset[Link] = frozenset()
        while True:
            graph = {
                place: {u for link in links if link not in dropped and (u := link.before) and u not in self.settled}
                for place, links in self.links.items()
            }
            try:
                places = tuple(TopologicalSorter(graph).static_order())
            except CycleError as error:
                dropped |= self._closing(error.args[1])
            else:
                return (*(place for place in self.settled if place not in graph), *places), dropped

    def _closing(self, ring: list[Place]) -> frozenset[Link]:
        """Lanes between two places of a circle: those of the row that the planner states last."""
        steps = set(pairwise(ring))
        lanes = [
            link
            for links in self.links.values()
            for link in links
            if link.lane is not None and (link.before, link.place) in steps
        ]
        last = max(lanes, key=lambda link: link.lane or 0)
        return frozenset(link for link in lanes if (link.before, link.place) == (last.before, last.place))


def settled_times(terms: ServiceTerms, stock_row: Mapping[Place, int], wanted: Collection[Place]) -> dict[Place, float]:
    """Service times that are not the plan's to choose: those stated, and 0 where there is demand [days]."""
    found: dict[Place, float] = {}
    for place, row in stock_row.items():
        if not np.isnan(terms.service_time[row]):
            found[place] = float(terms.service_time[row])
        elif place in wanted and not terms.max_service_time[row] > 0:
            found[place] = 0.0
    return found


def safety_factors(terms: ServiceTerms, stock_row: Mapping[Place, int], level: float) -> dict[Place, float]:
    """Normal quantile of the service level of each stocking point; `level` where none is stated."""
    return {
        place: NormalDist().inv_cdf(level if np.isnan(stated) else stated)
        for place, row in stock_row.items()
        for stated in (float(terms.service_level[row]),)
    }


def most_weeks_of_safety(inbound: Inbound, variation: float, z: float) -> dict[Place, float]:
    """Most weeks of demand that safety stock at each place can come to.

    ``z x sqrt(days / 7 x variation ^ 2 + variances on the way / 49)``; the deviation of pooled demand is at most
    `variation` times its mean: pooling with exponents of 1 and more never raises that ratio.
    """
    variance: dict[Place, float] = {}
    for place in inbound.order:
        ways = [
            link.sd**2 + (variance.get(link.before, 0.0) if link.before else 0.0)
            for link in inbound.links.get(place, ())
        ]
        variance[place] = max(ways, default=0.0)
    return {
        place: z * math.sqrt(days / DAYS_PER_WEEK * variation**2 + variance[place] / DAYS_PER_WEEK**2)
        for place, days in inbound.longest.items()
    }


def steps(upper: float, step: float) -> tuple[float, ...]:
    """Times that may be quoted: 0, step, 2 x step and so on up to `upper`, and `upper` itself [days]."""
    grid = np.arange(0.0, upper + step * 1e-9, step)
    return tuple(sorted({round(float(days), 9) for days in (*grid, upper)}))
