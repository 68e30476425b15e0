"""Sheets of demand and of what is asked of the plan: shares, content, budgets, stock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .layout import DOMESTIC

if TYPE_CHECKING:
    import numpy as np

    from .layout import Layout
    from .supply import Row

FROM = 3
"""Quarter, counted from 0, from which two sources are asked for: the fourth."""
AT_HOME = 0.25
"""Domestic content asked for in each domestic region, a year after the start."""


def demand(layout: Layout, rng: np.random.Generator) -> list[Row]:
    """Units a week, and a high price for what is not served; demand varies where most of a component is wanted.

    Every place with a deviation takes a switch for each lead-time level and quarter; with one a component there are as
    many switches as on the instances for which the bars were set.
    """
    found: list[Row] = []
    for c, component in enumerate(layout.components):
        largest = int(layout.demand[c, :, 0].argmax())
        for r in range(len(layout.regions)):
            spread = rng.uniform(0.1, 0.3) if r == largest else 0.0
            found += [
                {
                    "site": layout.market(r),
                    "item": component,
                    "period": quarter,
                    "quantity": float(layout.demand[c, r, t]),
                    "sd": round(float(spread * layout.demand[c, r, t]), 2),
                    "shortage_cost": round(5 * float(layout.value[c]), 1),
                }
                for t, quarter in enumerate(layout.quarters)
            ]
    return found


def inventory(layout: Layout) -> list[Row]:
    """Stock at every market, for bridging and in reserve; where demand varies, safety stock by the lead times in use."""
    return [
        {"site": layout.market(r), "item": component, "may_hold": True}
        for component in layout.components
        for r in range(len(layout.regions))
    ]


def sourcing_rules(layout: Layout) -> list[Row]:
    """At least 10 % for whoever is used; from the fourth quarter two sources, 70 % at most, and 65 % for a region."""
    fourth = layout.quarters[FROM]
    return [
        {"rule": "worth the while", "item": "ALL", "min_share": 0.10},
        {"rule": "two sources", "item": "ALL", "from_period": fourth, "min_sources": 2, "min_share": 0.10, "max_share": 0.70},
        {"rule": "no one region", "item": "ALL", "from_period": fourth, "group_by": "region", "max_group_share": 0.65},
    ]  # fmt: skip


def content_rules(layout: Layout) -> list[Row]:
    """Part of what the two domestic regions use is made at home, component by component, where it can be."""
    at_home = [c for c, sites in enumerate(layout.candidates) if any(layout.region[n] < DOMESTIC for n in sites)]
    return [
        {
            "rule": f"home for {layout.regions[r]}",
            "item": layout.components[c],
            "destination": layout.regions[r],
            "min_domestic_share": AT_HOME,
            "measure": "quantity",
            "from_period": layout.quarters[FROM + 1],
        }
        for r in range(DOMESTIC)
        for c in at_home
    ]


def budgets(layout: Layout, options: list[Row]) -> list[Row]:
    """Limit investment: a year's money for each year, of which one quarter may take half.

    The sheet knows budgets of a period and of the plan; a budget of a year is put down as both.
    """
    years = len(layout.quarters) / 4
    year = 0.12 * sum(float(str(option["capex"])) for option in options)
    return [
        {"kind": "capex", "period": "EACH", "limit": round(year / 2, -3)},
        {"kind": "capex", "period": "ALL", "limit": round(year * years, -3)},
    ]
