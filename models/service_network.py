"""Guaranteed service as a network: which places size a safety stock, and which times each of them may have.

::

    inbound  = max over active links in of (time quoted before + days)
    net time = max(inbound - service time, 0)
    required = z x sqrt(net / 7 x sigma ^ 2 + variance / 49 x mean ^ 2)         variance of the link's time [days ^ 2]

A stocking point quotes its service time and covers what varies before it; any other place passes on its inbound time,
and the largest variance of its ways in. When nothing comes in, the easiest way in counts. S. C. Graves and S. P.
Willems, "Optimizing strategic safety stock placement in supply chains", M&SOM 2 (2000).
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models import DAYS_PER_WEEK
from models.inbound import ServiceTerms, steps
from models.sheets import EXISTING, Inventory, Sites, Sources
from models.variability import Variability

if TYPE_CHECKING:
    from models.inbound import Link, Place
    from models.problem import Problem

ACTIVE = 1e-6
"""Flow above which a link counts as active [units/week]."""


def required(z: float, net: float, variance: float, sigma: float, mean: float) -> float:
    """Safety stock for a net time [days], the variance of lead times [days ^ 2] and demand [units/week], in units."""
    return z * math.sqrt(net / DAYS_PER_WEEK * sigma**2 + variance / DAYS_PER_WEEK**2 * mean**2)


class ServiceNetwork:
    """Places in the order in which times follow from each other."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.variability = Variability(problem)
        self._variance: dict[Place, float] = {}
        self._quotes: dict[Place, tuple[float, ...]] = {}
        self._varies: dict[Place, bool] = {}
        self._ways_in: dict[Place, list[list[Link]]] = {}
        self._times: dict[Link, tuple[float, ...]] = {}

    @cached_property
    def _links(self) -> dict[Place, tuple[Link, ...]]:
        inbound = self.problem.inbound
        return {
            place: tuple(link for link in links if link not in inbound.circular)
            for place, links in inbound.links.items()
        }

    def links(self, place: Place) -> tuple[Link, ...]:
        """Return the links into a place."""
        return self._links.get(place, ())

    @cached_property
    def points(self) -> dict[Place, int]:
        """Row of Inventory of each stocking point that has something to cover."""
        rows = self.problem.stock_row
        return {place: rows[place] for place in self.problem.inbound.order if place in rows and self._has_task(place)}

    def _has_task(self, place: Place) -> bool:
        links = self.links(place)
        if not links:
            return False
        mean, sigma = self.variability.whole(place)
        return bool(sigma.any()) or bool(mean.any() and any(self.variance(link) for link in links))

    @cached_property
    def order(self) -> tuple[Place, ...]:
        """Places whose times matter to a stocking point, each after all that its times depend on."""
        wanted: set[Place] = set()
        for place in reversed(self.problem.inbound.order):
            if place in self.points or place in wanted:
                wanted.add(place)
                wanted |= {
                    link.before for link in self.links(place) if link.before and not self._is_settled(link.before)
                }
        return tuple(place for place in self.problem.inbound.order if place in wanted)

    def _is_settled(self, place: Place) -> bool:
        return place in self.problem.stock_row and len(self.quotes(place)) == 1

    def quotes(self, place: Place) -> tuple[float, ...]:
        """Times that a place may quote, ascending [days]."""
        if place not in self._quotes:
            self._quotes[place] = self._possible_quotes(place)
        return self._quotes[place]

    def _possible_quotes(self, place: Place) -> tuple[float, ...]:
        settled = self.problem.inbound.settled.get(place)
        if settled is not None:
            return (settled,)
        if place not in self.problem.stock_row:
            return self.inbound_times(place)
        if place not in self.points:
            return (0.0,)
        most = float(self.problem[ServiceTerms].max_service_time[self.points[place]])
        longest = max(self.inbound_times(place))
        return steps(longest if np.isnan(most) else min(most, longest), self.problem.settings.service_time_step)

    def inbound_times(self, place: Place) -> tuple[float, ...]:
        """Inbound times that a place may have, ascending, from that of its easiest way in [days]."""
        base = self.base_time(place)
        times = {base, *(days for link in self.links(place) for days in self.link_times(link))}
        return tuple(sorted(days for days in times if days >= base))

    def link_times(self, link: Link) -> tuple[float, ...]:
        """Times after which goods may be there by a link, ascending [days]."""
        if link not in self._times:
            before = self.quotes(link.before) if link.before else (0.0,)
            self._times[link] = tuple(round(days + link.days, 9) for days in before)
        return self._times[link]

    def variance(self, link: Link) -> float:
        """Variance of a link's time, with what places before it pass on [days ^ 2]."""
        before = link.before
        if before is None or before in self.problem.stock_row:
            return round(link.sd**2, 9)
        if before not in self._variance:
            self._variance[before] = max((self.variance(each) for each in self.links(before)), default=0.0)
        return round(link.sd**2 + self._variance[before], 9)

    def _ways(self, place: Place) -> list[list[Link]]:
        """Links of each way in that are needed whenever it is taken; making is one way."""
        if place not in self._ways_in:
            self._ways_in[place] = self._find_ways(place)
        return self._ways_in[place]

    def _find_ways(self, place: Place) -> list[list[Link]]:
        links = self.links(place)
        making = [link for link in links if link.lane is None and all(self.is_in_force(link, t) for t in self._periods)]
        whole = [link for link in making if not link.blended]
        return [*([whole] if whole else []), *([link] for link in links if link.lane is not None)]

    @property
    def _periods(self) -> range:
        return range(len(self.problem.horizon))

    def is_in_force(self, link: Link, t: int) -> bool:
        """Whether a link exists in a period: components come and go with their rows of the bill of materials."""
        if link.lane is not None or link.before is None:
            return True
        return bool(self.problem.recipes.in_force[link.place[0], link.before[0]][t] > 0)

    def is_certain(self, link: Link, t: int) -> bool:
        """Whether a link is active whatever the plan does: part of the only way in."""
        return not link.blended and self.is_in_force(link, t) and len(self._ways(link.place)) == 1

    def base_time(self, place: Place) -> float:
        """Shortest inbound time that the easiest way in allows [days]."""
        return min((max(self.link_times(link)[0] for link in way) for way in self._ways(place)), default=0.0)

    def base_variance(self, place: Place) -> float:
        """Smallest variance of time among the ways in [days ^ 2]."""
        return min((max(self.variance(link) for link in way) for way in self._ways(place)), default=0.0)

    def varies(self, place: Place) -> bool:
        """Whether the inbound time of a place may differ from period to period."""
        if place not in self._varies:
            self._varies[place] = any(
                not all(self.is_certain(link, t) for t in self._periods)
                or (link.before and link.before not in self.problem.stock_row and self.varies(link.before))
                for link in self.links(place)
            )
        return self._varies[place]

    @cached_property
    def late(self) -> frozenset[Place]:
        """Stocking points that no goods are sure to reach in the first period: they owe no buffer before some have."""
        sure: set[Place] = set()
        on_hand = self.problem[Inventory].on_hand
        stocked = {place for place, row in self.problem.stock_row.items() if on_hand[row] > 0}
        for place in self.problem.inbound.order:
            if any(self._is_sure(way, sure | stocked) for way in self._ways(place)):
                sure.add(place)
        return frozenset(self.points.keys() - sure)

    def _is_sure(self, way: list[Link], at_hand: set[Place]) -> bool:
        problem, (item, site) = self.problem, way[0].place
        if site not in self._existing or any(link.before and link.before not in at_hand for link in way):
            return False
        lane = way[0].lane
        if lane is not None:
            return problem.horizon.arrival(0, float(problem.lanes.lead_weeks[lane])) == 0
        sources, row = problem[Sources], problem.source_row[item, site]
        return bool(sources.qualified[row] and sources.capacity[row] > 0)

    @cached_property
    def _existing(self) -> frozenset[str]:
        sites = self.problem[Sites]
        return frozenset(sites.site[sites.status == EXISTING].tolist())
