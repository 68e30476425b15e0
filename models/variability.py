"""Variability upstream: mean and standard deviation of the demand that each place can serve.

::

    units[v,k]  = 1 for demand k of the item itself + sum over parents of usage x units[parent]
    mean[v,t]   = sum over k of units[v,k,t] x demand[k,t]                                [units/week]
    sigma[v,t]  = (sum over k of (units[v,k,t] x sd[k,t]) ^ p) ^ (1 / p)                   p: pooling exponent

Where several sites can take part in serving the same demand the one that needs most counts: it is served once. A place
that carries part of the flow has the proportional part of both, at least what each of its channels brings, and never
more than if it carried everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.sheets import Demand, Sources

if TYPE_CHECKING:
    from models.inbound import Place
    from models.problem import Problem
    from models.schema import Numbers


@dataclass(frozen=True)
class Channel:
    """One way out of a place: a destination, a parent made there, or customers.

    Attributes
    ----------
    to
        Place that is served; None for customers at the place itself.
    per_unit
        Units of the place's item for one unit of what is served, shape (T,).
    blended
        Whether the item is an alternative in the parent.
    mean, sigma
        Of the demand that the channel serves when it carries everything, in units of the place's item, shape (T,).

    """

    to: Place | None
    per_unit: Numbers
    blended: bool
    mean: Numbers
    sigma: Numbers

    @property
    def is_lane(self) -> bool:
        """Whether the same item is sent to another site."""
        return self.to is not None and not self.per_unit.shape


class Variability:
    """Demand that each place can serve, pooled."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._units: dict[tuple[str, frozenset[str]], dict[Place, Numbers]] = {}
        self._whole: dict[Place, tuple[Numbers, Numbers]] = {}
        self._sole: dict[Place, bool] = {}

    @cached_property
    def _deviation(self) -> dict[Place, Numbers]:
        """Standard deviation of each demand by period [units/week], shape (T,)."""
        problem, found = self._problem, dict[tuple[str, str], np.ndarray[tuple[int], np.dtype[np.float64]]]()
        for (item, site, t), row in problem.demand_row.items():
            found.setdefault((item, site), np.zeros(len(problem.horizon)))[t] = problem[Demand].sd[row]
        return dict(found)

    @cached_property
    def _destinations(self) -> dict[Place, tuple[str, ...]]:
        """Sites that lanes lead to, by item and origin."""
        found: dict[Place, dict[str, None]] = {}
        for (_, site), links in self._problem.inbound.links.items():
            for link in links:
                if link.lane is not None and link.before:
                    found.setdefault(link.before, {})[site] = None
        return {place: tuple(sites) for place, sites in found.items()}

    def _within_reach(self, place: Place) -> frozenset[str]:
        """Return the site itself and all that lanes lead to from it."""
        seen, waiting = {place[1]}, [place[1]]
        while waiting:
            for site in self._destinations.get((place[0], waiting.pop()), ()):
                if site not in seen:
                    seen.add(site)
                    waiting.append(site)
        return frozenset(seen)

    def per_good(self, parent: str, part: str, site: str) -> Numbers:
        """Units of a component for one good unit of the parent made at a site, shape (T,)."""
        problem = self._problem
        usage = problem.recipes.usage[parent, part] / float(problem[Sources].yield_[problem.source_row[parent, site]])
        share = problem.recipes.in_force[parent, part]
        return np.where(share > 0, usage, 0.0) if problem.recipes.group[parent, part] else usage * share

    def _served(self, place: Place) -> dict[Place, Numbers]:
        """Units needed at a place for one unit of each demand that it can serve, shape (T,) each."""
        problem, (item, _) = self._problem, place
        sites = self._within_reach(place)
        if (item, sites) not in self._units:
            found = {(item, n): np.ones(len(problem.horizon)) for n in sites if (item, n) in problem.wanted}
            for parent in problem.recipes.parents.get(item, ()):
                through: dict[Place, Numbers] = {}
                for n in sites.intersection(problem.makers.get(parent, ())):
                    usage = self.per_good(parent, item, n)
                    for demand, units in self._served((parent, n)).items():
                        through[demand] = np.maximum(through.get(demand, 0.0), usage * units)
                for demand, units in through.items():
                    found[demand] = found.get(demand, 0.0) + units
            self._units[item, sites] = found
        return self._units[item, sites]

    def whole(self, place: Place) -> tuple[Numbers, Numbers]:
        """Mean and standard deviation of all the demand that a place can serve [units/week], shape (T,) each."""
        if place not in self._whole:
            problem, p = self._problem, self._problem.settings.pooling_exponent
            served = sorted(self._served(place).items())
            nothing = np.zeros(len(problem.horizon))
            mean = sum((units * problem.wanted[demand] for demand, units in served), nothing)
            powers = sum(((units * self._deviation[demand]) ** p for demand, units in served), nothing)
            self._whole[place] = mean, powers ** (1.0 / p)
        return self._whole[place]

    def channels(self, place: Place) -> tuple[Channel, ...]:
        """Return every way out of a place."""
        problem, (item, site) = self._problem, place
        found = []
        one = np.array(1.0)
        if place in problem.wanted:
            found.append(Channel(None, one, False, problem.wanted[place], self._deviation[place]))
        served = [(item, destination) for destination in self._destinations.get(place, ())]
        found += [Channel(to, one, False, *self.whole(to)) for to in served]
        for parent in problem.recipes.parents.get(item, ()):
            if site in problem.makers.get(parent, ()):
                usage, (mean, sigma) = self.per_good(parent, item, site), self.whole((parent, site))
                blended = bool(problem.recipes.group[parent, item])
                found.append(Channel((parent, site), usage, blended, usage * mean, usage * sigma))
        return tuple(found)

    def is_sole(self, place: Place) -> bool:
        """Whether all the demand that a place can serve must come through it, whatever the plan does."""
        if place not in self._sole:
            self._sole[place] = False  # a circle of lanes leaves a choice
            self._sole[place] = place[1] not in self._problem.has_open_choice and all(
                self._is_only_way(place, channel) for channel in self.channels(place)
            )
        return self._sole[place]

    def _is_only_way(self, place: Place, channel: Channel) -> bool:
        if channel.to is None:
            return True
        if channel.blended or not self.is_sole(channel.to):
            return False
        if not channel.is_lane:
            return True
        return all(link.before == place for link in self._problem.inbound.links[channel.to])
