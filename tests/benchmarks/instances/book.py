"""A whole instance: every sheet of a workbook, drawn from one seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from . import risks, rules, supply
from .layout import lay_out

if TYPE_CHECKING:
    from .size import Size
    from .supply import Row


def instance(size: Size, seed: int = 1) -> dict[str, list[Row]]:
    """Return sheet name to records; the same for the same size and seed."""
    rng = np.random.default_rng([seed, size.components])
    layout = lay_out(size, rng)
    options = supply.capex(layout, rng)
    scenarios = risks.disruptions(layout, size.scenarios, rng)
    return {
        "Settings": [_settings(size, seed)],
        "Periods": supply.periods(layout),
        "Regions": supply.regions(layout),
        "Sites": supply.sites(layout, rng),
        "Items": supply.items(layout),
        "Sources": supply.sources(layout, rng),
        "Lead_times": supply.lead_times(layout, rng),
        "Capex": options,
        "Demand": rules.demand(layout, rng),
        "Inventory": rules.inventory(layout),
        "Sourcing_rules": rules.sourcing_rules(layout),
        "Content_rules": rules.content_rules(layout),
        "Budgets": rules.budgets(layout, options),
        "Disruptions": scenarios,
        "Resilience_rules": risks.resilience_rules(scenarios, rng),
    }


def _settings(size: Size, seed: int) -> Row:
    return {
        "plan_name": f"{size.components} components, seed {seed}",
        "discount_rate": 0.08,
        "holding_rate": 0.12,
        "service_level": 0.97,
        "service_time_step": 7,
        "reaction_time": 2,
        "mip_gap": 0.01,
        "time_limit": 600,
    }
