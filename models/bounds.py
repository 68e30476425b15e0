"""How much of an item a part of the network can ever need: the data behind every big-M."""

from __future__ import annotations

import math
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from models.bom import Recipes
    from models.horizon import Horizon
    from models.schema import Numbers


@dataclass(frozen=True)
class Bounds:
    """Upper bounds on rates that some optimal plan respects [units/week].

    Attributes
    ----------
    total
        Need for each item in the whole network, shape (T,).
    local
        Need at each (item, site) that uses the item up or sells it, shape (T,).

    """

    total: dict[str, Numbers]
    local: dict[tuple[str, str], Numbers]

    @classmethod
    def from_problem_parts(
        cls,
        horizon: Horizon,
        recipes: Recipes,
        makers: Mapping[str, tuple[str, ...]],
        wanted: Mapping[tuple[str, str], Numbers],
        yields: Mapping[tuple[str, str], float],
        min_cover: Mapping[tuple[str, str], float],
        routes: Mapping[str, Collection[tuple[str, str]]],
        shifted: frozenset[str],
    ) -> Bounds:
        """Explode demand through the bill of materials, finished products first.

        Where an item may be stocked or is under way for a period or longer, a period may also have to provide for all
        later ones, and for building up cover: its bound is ``sum of later need x weeks x build-up / weeks``. At a site
        that passes an item on the whole network's need may arrive.
        """
        shortest = float(horizon.weeks.min())
        growth: dict[str, dict[str, float]] = {}
        for (item, site), weeks in min_cover.items():
            growth.setdefault(item, {})[site] = 1.0 + weeks / shortest
        total: dict[str, Numbers] = {}
        local: dict[tuple[str, str], Numbers] = {}
        later: dict[str, Numbers] = {}
        for item in recipes.finished_first:
            pairs = routes.get(item, ())
            passed_on = {origin for origin, _ in pairs}
            ahead = item in growth or item in shifted
            sites = {site: rate.copy() for (i, site), rate in wanted.items() if i == item}
            rests = {site: _provided_ahead(rate, horizon) for site, rate in sites.items()}
            need, rest = (sum(rates.values(), start=np.zeros(len(horizon))) for rates in (sites, rests))
            for parent in recipes.parents.get(item, ()):
                usage, makes = recipes.usage[parent, item], makers.get(parent, ())
                least_yield = min((yields[parent, n] for n in makes), default=1.0)
                need += usage / least_yield * total[parent]
                rest += usage / least_yield * later[parent]
                for n in makes:
                    for rates, whole in ((sites, total), (rests, later)):
                        rates[n] = rates.get(n, 0.0) + usage / yields[parent, n] * whole[parent]
            later[item] = rest
            if ahead:
                build_up = _build_up(pairs, growth.get(item, {}))
                need = later[item] = rest * max((build_up.get(n, 1.0) for n in makers.get(item, ())), default=1.0)
                sites = {n: rate * build_up.get(n, 1.0) for n, rate in rests.items()}
            total[item] = need
            local |= {(item, n): np.minimum(rate, need) for n, rate in sites.items() if n not in passed_on}
        return cls(total, local)

    def arriving(self, item: str, site: str) -> Numbers:
        """Most that can be needed of an item at a site, passing through included, shape (T,)."""
        return self.local.get((item, site), self.total[item])


def _provided_ahead(rate: Numbers, horizon: Horizon) -> Numbers:
    """Rate at which each period would have to provide for itself and all later ones."""
    volume = rate * horizon.weeks
    return np.asarray(np.cumsum(volume[::-1])[::-1] / horizon.weeks)


def _build_up(routes: Collection[tuple[str, str]], growth: Mapping[str, float]) -> dict[str, float]:
    """Most that must come to each site for one unit needed at the end of a route, cover along the route included.

    A site that keeps ``cover`` weeks of what leaves it needs at most ``1 + cover / weeks`` times as much as leaves, and
    so in turn does the site before it. Where routes go round in circles, every stocking point counts.
    """
    onward: dict[str, set[str]] = {site: set() for site in growth}
    for origin, destination in routes:
        onward.setdefault(origin, set()).add(destination)
    try:
        ends_first = tuple(TopologicalSorter(onward).static_order())
    except CycleError:
        return dict.fromkeys({*onward, *(d for _, d in routes)}, math.prod(growth.values()))
    found: dict[str, float] = {}
    for site in ends_first:
        found[site] = growth.get(site, 1.0) * max((found[d] for d in onward.get(site, ())), default=1.0)
    return found
