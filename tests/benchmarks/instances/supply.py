"""Sheets of supply: places, components, sources, lanes and the capacity that may be built."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from .layout import DOMESTIC, TODAY

if TYPE_CHECKING:
    import numpy as np

    from .layout import Layout

Row = dict[str, object]
QUARTER = 13
"""Weeks of one quarter."""
STEPS = (("small step", 0.10), ("middle step", 0.20), ("large step", 0.35))
"""Options of every site, and their capacity as a share of what is wanted of all it may make."""
LIFE = 12
"""Years that new capacity is in service: what is left of them when the plan ends is worth something."""
NEAR, FAR = (7.0, 14.0), (28.0, 42.0)
"""Lead times inside a region and between two of them [days]; few, so that safety stock has few levels."""


def periods(layout: Layout) -> list[Row]:
    """Quarters from 2027 on."""
    begin = dt.date(2027, 1, 1)
    return [
        {"period": name, "start": begin + dt.timedelta(weeks=QUARTER * t), "weeks": QUARTER}
        for t, name in enumerate(layout.quarters)
    ]


def regions(layout: Layout) -> list[Row]:
    """Regions; the first two are domestic."""
    return [{"region": name, "domestic": r < DOMESTIC} for r, name in enumerate(layout.regions)]


def sites(layout: Layout, rng: np.random.Generator) -> list[Row]:
    """Return sites that make components, standing or to be opened, and the market of each region."""
    found: list[Row] = []
    for n, name in enumerate(layout.sites):
        row: Row = {"site": name, "region": layout.regions[layout.region[n]], "role": "supplier"}
        if not layout.exists[n]:
            turnover = _turnover(layout, n)
            row |= {
                "status": "potential",
                "opening_cost": round(0.02 * turnover * rng.uniform(0.8, 1.2), -2),
                "fixed_cost": round(0.005 * turnover * rng.uniform(0.8, 1.2), -2),
            }
        found.append(row)
    markets = range(len(layout.regions))
    return [*found, *({"site": layout.market(r), "region": layout.regions[r], "role": "market"} for r in markets)]


def items(layout: Layout) -> list[Row]:
    """Return components."""
    return [{"item": name, "value": float(layout.value[c])} for c, name in enumerate(layout.components)]


def sources(layout: Layout, rng: np.random.Generator) -> list[Row]:
    """Return candidates of every component; those that make it today can make more than is wanted together, not alone.

    New sites are cheaper than old ones more often than not.
    """
    found: list[Row] = []
    for c, candidates in enumerate(layout.candidates):
        for k, n in enumerate(candidates):
            capacity = round(layout.base(c) * rng.uniform(0.34, 0.42)) if k < TODAY else 0
            price = rng.uniform(0.62, 0.80) if layout.exists[n] else rng.uniform(0.55, 0.72)
            found.append(
                {
                    "site": layout.sites[n],
                    "item": layout.components[c],
                    "capacity": capacity,
                    "material_cost": round(float(layout.value[c] * price), 2),
                }
            )
    return found


def lead_times(layout: Layout, rng: np.random.Generator) -> list[Row]:
    """Return one lane from each candidate's region to each region, for each component."""
    size = len(layout.regions)
    near, far = rng.choice(NEAR, size), rng.choice(FAR, (size, size))
    reach = rng.uniform(0.03, 0.09, (size, size))
    found: list[Row] = []
    for c, candidates in enumerate(layout.candidates):
        for r in sorted({int(layout.region[n]) for n in candidates}):
            for d in range(size):
                share = 0.01 if r == d else reach[r, d]
                found.append(
                    {
                        "origin": layout.regions[r],
                        "destination": layout.market(d),
                        "item": layout.components[c],
                        "mode": "road" if r == d else "ocean",
                        "lead_time": float(near[r] if r == d else far[r, d]),
                        "freight_cost": round(float(layout.value[c] * share * rng.uniform(0.9, 1.1)), 3),
                    }
                )
    return found


def capex(layout: Layout, rng: np.random.Generator) -> list[Row]:
    """Three steps at every site, shared by all it makes; large ones cost less for a unit and take longer."""
    found: list[Row] = []
    for n, name in enumerate(layout.sites):
        made = layout.made_at(n)
        if not made:
            continue
        wanted = sum(layout.base(c) for c in made)
        money = _turnover(layout, n) * rng.uniform(0.25, 0.45) * (0.8 if layout.exists[n] else 1.0)
        for k, (option, share) in enumerate(STEPS):
            price = money * share**0.85
            found.append(
                {
                    "site": name,
                    "option": option,
                    "capacity": round(wanted * share, 1),
                    "capex": round(price, -3),
                    "fixed_cost": round(0.04 * price, -2),
                    "permit_time": float(rng.choice([0, 6, QUARTER])),
                    "build_time": float(QUARTER * (1 + k // 2)),
                    "life": LIFE,
                }
            )
    return found


def _turnover(layout: Layout, site: int) -> float:
    """Value of a year's demand for all that a site may make."""
    return 52 * sum(layout.base(c) * float(layout.value[c]) for c in layout.made_at(site))
