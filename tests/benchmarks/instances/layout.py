"""Who may make what, and where: families of components, their candidate sites, and the regions these stand in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .size import FAMILY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .size import Size

FEWEST, MOST = 5, 7
"""Candidates of one component."""
TODAY = 3
"""Candidates of one component that make it today, each in a region of its own."""
DOMESTIC = 2
"""Regions that count as domestic."""


@dataclass(frozen=True)
class Layout:
    """Names, places and figures that several sheets share.

    Attributes
    ----------
    components, sites, regions, quarters
        Names.
    region
        Region number of each site, shape (sites,).
    exists
        Whether a site stands today, shape (sites,).
    candidates
        Site numbers of each component, those that make it today first.
    value
        Value of one unit, shape (components,) [money].
    demand
        Units a week, shape (components, regions, quarters).

    """

    components: tuple[str, ...]
    sites: tuple[str, ...]
    regions: tuple[str, ...]
    quarters: tuple[str, ...]
    region: NDArray[np.int64]
    exists: NDArray[np.bool_]
    candidates: tuple[tuple[int, ...], ...]
    value: NDArray[np.float64]
    demand: NDArray[np.float64]

    def base(self, component: int) -> float:
        """Units a week that all regions want together in the first quarter."""
        return float(self.demand[component, :, 0].sum())

    def market(self, region: int) -> str:
        """Name of the site where a region's demand is."""
        return f"{self.regions[region]} market"

    def made_at(self, site: int) -> list[int]:
        """Numbers of the components that a site may make."""
        return [c for c, sites in enumerate(self.candidates) if site in sites]


def lay_out(size: Size, rng: np.random.Generator) -> Layout:
    """Draw who may make what, and how much is wanted."""
    region, exists = _places(size, rng)
    return Layout(
        components=tuple(f"Component {c + 1:03d}" for c in range(size.components)),
        sites=tuple(f"Site {n + 1:03d}" for n in range(size.sites)),
        regions=tuple(f"Region {r + 1:02d}" for r in range(size.regions)),
        quarters=tuple(f"{2027 + t // 4}Q{t % 4 + 1}" for t in range(size.quarters)),
        region=region,
        exists=exists,
        candidates=_candidates(size, region, exists, rng),
        value=np.round(np.exp(rng.uniform(np.log(20), np.log(400), size.components)), 1),
        demand=_demand(size, rng),
    )


def _places(size: Size, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Spread the sites of each family over the regions; the first half of them stands today."""
    each = size.sites // size.families
    region = np.concatenate([np.resize(rng.permutation(size.regions), each) for _ in range(size.families)])
    return region, np.tile(np.arange(each) < (each + 1) // 2, size.families)


def _candidates(
    size: Size, region: NDArray[np.int64], exists: NDArray[np.bool_], rng: np.random.Generator
) -> tuple[tuple[int, ...], ...]:
    """Draw the candidates of every component; each second one has one of them in another family."""
    each, found = size.sites // size.families, list[tuple[int, ...]]()
    used = np.zeros(size.sites)
    for component in range(size.components):
        family = component // FAMILY
        own = rng.permutation(np.arange(family * each, (family + 1) * each))
        own = own[np.argsort(used[own], kind="stable")]
        standing = own[exists[own]]
        today = standing[np.sort(np.unique(region[standing], return_index=True)[1])][:TODAY].tolist()
        count = int(rng.integers(FEWEST, MOST + 1))
        chosen = [*today, *[n for n in own.tolist() if n not in today]][:count]
        if component % 2 and size.families > 1:
            chosen[-1] = int(rng.choice(np.setdiff1d(np.arange(size.sites), own)))
        used[chosen] += 1
        found.append(tuple(chosen))
    return tuple(found)


def _demand(size: Size, rng: np.random.Generator) -> NDArray[np.float64]:
    """Units a week: components and regions of unlike size, growth of up to 3 % a quarter, seasons of 8 %."""
    total = np.exp(rng.uniform(np.log(300), np.log(3_000), (size.components, 1, 1)))
    share = rng.dirichlet(np.full(size.regions, 4.0), size.components)[:, :, None]
    quarter = np.arange(size.quarters)
    growth = (1 + rng.uniform(0.0, 0.03, (size.components, 1, 1))) ** quarter
    season = 1 + 0.08 * np.sin(2 * np.pi * (quarter + rng.integers(0, 4, (size.components, 1, 1))) / 4)
    found: NDArray[np.float64] = np.maximum(np.round(total * share * growth * season, 1), 1.0)
    return found
