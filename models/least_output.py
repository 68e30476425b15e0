"""How much of each item must be made at the least, and can be made at the most, whatever the plan: plain arithmetic.

::

    must[i,t] = max(0, demand of i that must be served by the end of t - stock on hand
                       + sum over parents of usage x min(must, can)[parent,t] / best yield of the parent)
    can[i,t]  = sum over makers and periods up to t of (capacity x (1 + surge) + all options) x yield x weeks

Lead times, labour, qualification and rules only make things tighter, so ``must > can`` proves that no plan exists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.limits import most_added
from models.problem import worked_out_once
from models.sheets import Demand, Inventory, Sources

if TYPE_CHECKING:
    from models.problem import ItemSite, Problem
    from models.schema import Numbers


def owed(problem: Problem) -> dict[ItemSite, Numbers]:
    """Demand that must be served by the end of each period, from the start of the plan [units], shape (T,).

    Demand that may wait is due at the end of the plan; demand that may be lost at a price is never due.
    """
    demand, weeks = problem[Demand], problem.horizon.weeks
    found: dict[ItemSite, Numbers] = {}
    for (item, site, t), row in problem.demand_row.items():
        if np.isnan(demand.shortage_cost[row]) and np.isnan(demand.price[row]):
            due = len(weeks) - 1 if demand.backorder[row] else t
            found.setdefault((item, site), np.zeros(len(weeks)))[due] += demand.quantity[row] * weeks[t]
    return {key: np.cumsum(units) for key, units in found.items()}


@worked_out_once
def due_at_once(problem: Problem) -> dict[ItemSite, Numbers]:
    """Demand that must be served in its own period, neither lost nor late [units/week], shape (T,)."""
    demand = problem[Demand]
    found: dict[ItemSite, Numbers] = {}
    for (item, site, t), row in problem.demand_row.items():
        if np.isnan(demand.shortage_cost[row]) and np.isnan(demand.price[row]) and not demand.backorder[row]:
            found.setdefault((item, site), np.zeros(len(problem.horizon)))[t] = demand.quantity[row]
    return found


@worked_out_once
def can_be_made(problem: Problem) -> dict[ItemSite, Numbers]:
    """Most good output of each maker up to the end of each period [units], shape (T,)."""
    sources, more, weeks = problem[Sources], most_added(problem), problem.horizon.weeks
    room = sources.capacity * (1.0 + sources.surge_capacity)
    return {
        (item, site): np.cumsum((room[row] + more.get((item, site), 0.0)) * sources.yield_[row] * weeks)
        for (item, site), row in problem.source_row.items()
        if site in problem.makers.get(item, ())
    }


@worked_out_once
def must_be_made(problem: Problem) -> dict[str, Numbers]:
    """Least good output of each item up to the end of each period [units], shape (T,)."""
    periods, recipes, stock = len(problem.horizon), problem.recipes, problem[Inventory]
    found = {item: np.zeros(periods) for item in problem.items}
    for (item, _), units in owed(problem).items():
        found[item] += units
    on_hand = dict.fromkeys(problem.items, 0.0)
    for item, units in zip(stock.item, stock.on_hand.tolist(), strict=True):
        on_hand[item] += units
    for item in recipes.finished_first:
        found[item] = np.maximum(found[item] - on_hand[item], 0.0)
        made = np.minimum(found[item], most_of(problem, item))
        for child in recipes.children.get(item, ()):
            if not recipes.group[item, child] and bool((recipes.in_force[item, child] >= 1).all()):
                found[child] += recipes.usage[item, child] / _best_yield(problem, item) * made
    return found


def most_of(problem: Problem, item: str) -> Numbers:
    """Most that all makers of an item make together up to the end of each period [units], shape (T,)."""
    made = can_be_made(problem)
    start = np.zeros(len(problem.horizon))
    return np.asarray(sum((made[item, site] for site in problem.makers.get(item, ())), start=start))


def _best_yield(problem: Problem, item: str) -> float:
    rows = [problem.source_row[item, site] for site in problem.makers.get(item, ())]
    return max((float(problem[Sources].yield_[row]) for row in rows), default=1.0)
