"""Prices: of lost sales, of more than the normal capacity, of what is left at the end; the dearest there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.problem import worked_out_once
from models.sheets import WAREHOUSE, Demand, LeadTimes, Sources

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schema import Numbers


def stated_loss(problem: Problem, row: int) -> float:
    """Cost of one unit never served, by a row of Demand [money/unit]; nan where that is not allowed."""
    parts = (float(problem[Demand].shortage_cost[row]), float(problem[Demand].price[row]))
    given = [part for part in parts if not np.isnan(part)]
    return sum(given) if given else float("nan")


def lost_sale(problem: Problem, row: int | None, item: str) -> float:
    """Money lost with one unit not served in a disruption; the item's value where the workbook states none."""
    stated = float("nan") if row is None else stated_loss(problem, row)
    return problem.value[item] if np.isnan(stated) else stated


def surge_premium(problem: Problem) -> Numbers:
    """Extra cost of one unit started in surge [money/unit], shape (sources, T)."""
    sources = problem[Sources]
    local = sources.surge_premium * (sources.material_cost + sources.conversion_cost)
    return np.asarray(local[:, None] * problem.exchange_at_sources)


@worked_out_once
def dearest(problem: Problem) -> dict[str, float]:
    """Most one unit of each item can cost to make and bring anywhere, components included [money/unit].

    The yardstick for the price of missing a hard rule; capacity and sites are not in it.
    """
    making, moving = dict.fromkeys(problem.items, 0.0), dict.fromkeys(problem.items, 0.0)
    sources, recipes = problem[Sources], problem.recipes
    cost = ((sources.material_cost + sources.conversion_cost) / sources.yield_).tolist()
    for (item, _), row in problem.source_row.items():
        making[item] = max(making[item], cost[row])
    freight = problem[LeadTimes].freight_cost[problem.lanes.row]
    for (item, *_), money in zip(problem.lanes.keys, freight.tolist(), strict=True):
        moving[item] = max(moving[item], money)
    found: dict[str, float] = {}
    for item in reversed(recipes.finished_first):
        parts = sum(recipes.usage[item, c] * found[c] for c in recipes.children.get(item, ()))
        found[item] = max(problem.value[item], making[item] + parts) + moving[item]
    return found


@worked_out_once
def cheapest_materials(problem: Problem) -> dict[str, float]:
    """Least that the materials of one unit of each item can cost, components included [money/unit].

    What stock left at the end is worth at most: nobody makes anything to sell it for that. So it is the least of all
    periods: a component that comes or goes with a date is in it only if it is needed in every one.
    """
    sources, best, recipes = problem[Sources], dict[str, float](), problem.recipes
    for (item, site), row in problem.source_row.items():
        if problem.role[site] != WAREHOUSE:
            cost = float(sources.material_cost[row] * problem.exchange[site].min())
            best[item] = min(best.get(item, np.inf), cost)
    found: dict[str, float] = {}
    for item in reversed(recipes.finished_first):
        parts = np.zeros(len(problem.horizon))
        for child in recipes.children.get(item, ()):
            if not recipes.group[item, child]:
                parts += recipes.usage[item, child] * found[child] * recipes.in_force[item, child]
        found[item] = min(best.get(item, 0.0) + float(parts.min()), problem.value[item])
    return found
