"""How much of an item a part of the network can ever need: the data behind every big-M."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        shifted: frozenset[str],
    ) -> Bounds:
        """Explode demand through the bill of materials, finished products first.

        Where an item may be stocked or is under way for a period or longer, a period may also have to provide for all
        later ones: its bound is ``(sum of later need x weeks + cover x peak rate) / weeks``. The cover of an item is
        the sum over its stocking points, each of which sees at most the item's whole need.
        """
        cover: dict[str, float] = {}
        for (item, _), weeks in min_cover.items():
            cover[item] = cover.get(item, 0.0) + weeks
        total: dict[str, Numbers] = {}
        local: dict[tuple[str, str], Numbers] = {}
        for item in recipes.finished_first:
            need = np.zeros(len(horizon))
            sites = {site: rate.copy() for (i, site), rate in wanted.items() if i == item}
            for rate in sites.values():
                need += rate
            for parent in recipes.parents.get(item, ()):
                usage = recipes.usage[parent, item]
                least_yield = min((yields[parent, n] for n in makers.get(parent, ())), default=1.0)
                need += usage / least_yield * total[parent]
                for n in makers.get(parent, ()):
                    there = sites.setdefault(n, np.zeros(len(horizon)))
                    there += usage / yields[parent, n] * total[parent]
            ahead = item in cover or item in shifted
            stocked = cover.get(item, 0.0)
            total[item] = _provided_ahead(need, horizon, stocked) if ahead else need
            for site, rate in sites.items():
                local[item, site] = np.minimum(_provided_ahead(rate, horizon, stocked) if ahead else rate, total[item])
        return cls(total, local)

    def arriving(self, item: str, site: str) -> Numbers:
        """Most that can be needed of an item at a site, passing through included, shape (T,)."""
        return self.local.get((item, site), self.total[item])


def _provided_ahead(rate: Numbers, horizon: Horizon, cover: float) -> Numbers:
    volume = rate * horizon.weeks
    later = np.cumsum(volume[::-1])[::-1]
    return np.asarray((later + cover * rate.max(initial=0.0)) / horizon.weeks)
