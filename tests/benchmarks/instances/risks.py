"""Sheets of risk: disruptions of many kinds, and how much must be served in each."""

from __future__ import annotations

from itertools import cycle, islice
from typing import TYPE_CHECKING

from .rules import FROM

if TYPE_CHECKING:
    import numpy as np

    from .layout import Layout
    from .supply import Row

SINGLE_SITE = 0.6
"""Share of the scenarios in which one site is lost."""
OTHERS = ("region", "lane", "export ban", "tariff", "demand surge")
"""What the rest of them are, in turns."""


def disruptions(layout: Layout, count: int, rng: np.random.Generator) -> list[Row]:
    """Scenarios that begin once two sources are asked for, and last 4 to 26 weeks."""
    lost = round(SINGLE_SITE * count)
    used = sorted({n for sites in layout.candidates for n in sites})
    targets = rng.choice(used, lost, replace=lost > len(used)).tolist()
    kinds = [*["site"] * lost, *islice(cycle(OTHERS), count - lost)]
    found: list[Row] = []
    for k, kind in enumerate(kinds):
        common: Row = {
            "scenario": f"{k + 1:03d} {kind}",
            "start_period": layout.quarters[int(rng.integers(FROM, len(layout.quarters) - 1))],
            "duration": float(rng.integers(4, 27)),
            "probability": round(float(rng.uniform(0.01, 0.08)), 3),
        }
        hits = [{"hits": "site", "target": layout.sites[targets[k]]}] if k < lost else _hits(layout, kind, rng)
        found += [{**common, **hit} for hit in hits]
    return found


def _hits(layout: Layout, kind: str, rng: np.random.Generator) -> list[Row]:
    """Draw what is hit by a scenario of one kind."""
    made = sorted({int(layout.region[n]) for sites in layout.candidates for n in sites})
    origin = int(rng.choice(made))
    others = [r for r in range(len(layout.regions)) if r != origin]
    here, there = layout.regions[origin], layout.regions[int(rng.choice(others))]
    if kind == "region":
        return [{"hits": "region", "target": here, "loss": round(float(rng.uniform(0.5, 1.0)), 2)}]
    if kind == "lane":
        return [{"hits": "lane", "target": f"{here} -> {there}"}]
    if kind == "export ban":
        return [{"hits": "lane", "target": f"{here} -> {layout.regions[r]}"} for r in others]
    if kind == "tariff":
        change = round(float(rng.uniform(0.1, 0.5)), 2)
        return [{"hits": "tariff", "target": f"{here} -> {there}", "tariff_change": change}]
    return [{"hits": "demand", "target": there, "demand_change": round(float(rng.uniform(0.1, 0.3)), 2)}]


def resilience_rules(scenarios: list[Row], rng: np.random.Generator) -> list[Row]:
    """Ask of every scenario that 85 to 98 % of the demand is served while it lasts."""
    names = dict.fromkeys(str(row["scenario"]) for row in scenarios)
    return [
        {"rule": f"survive {name}", "applies_to": name, "min_service": round(float(rng.uniform(0.85, 0.98)), 2)}
        for name in names
    ]
