"""Shelf life: nothing is kept longer than it lasts; what is in stock leaves, first in first out, in that time.

::

    stock[i,n,t] <= sum over later periods u of outflow[i,n,u] x weeks of u within shelf_life from the end of t

Beyond the end of the plan the last period's outflow goes on.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from models.balance import outflow
from models.consumption import leaving
from models.feature import Feature
from models.issue import Severity
from models.least_output import due_at_once, owed
from models.modelling import pyo
from models.plan import stock_kept
from models.prices import dearest
from models.rulebook import HARD_PRICE, RuleOutcome
from models.schema import Columns, Numbers, number
from models.sheets import Demand, Inventory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan
    from models.problem import ItemSite, Problem

ROUNDING = 1 + 1e-6
"""Share by which a limit may be missed by rounding."""


class ShelfLife(Columns, of=Inventory):
    """How long stock lasts."""

    shelf_life: Numbers = number("Longest time a unit may be kept here.", unit="weeks", default=np.inf)


def limited(problem: Problem) -> dict[ItemSite, tuple[int, float]]:
    """Row and shelf life [weeks] of each stocking point that has one."""
    life = problem[ShelfLife].shelf_life
    return {key: (row, float(life[row])) for key, row in problem.stock_row.items() if np.isfinite(life[row])}


def applies(problem: Problem) -> bool:
    """Whether anything spoils."""
    return bool(limited(problem))


def weeks_within(problem: Problem, t: int, life: float) -> dict[int, float]:
    """Weeks of each later period within `life` weeks from the end of `t`; the last one also stands for what follows."""
    horizon = problem.horizon
    end, last = float(horizon.begin[t] + horizon.weeks[t]), len(horizon) - 1
    inside = (horizon.cover(end, end + life) * horizon.weeks).tolist()
    found = {u: weeks for u, weeks in enumerate(inside) if weeks > 0}
    beyond = max(end + life - horizon.end, 0.0)
    return {**found, last: found.get(last, 0.0) + beyond} if beyond else found


def check(problem: Problem) -> Iterator[Issue]:
    """Weeks that must be kept beyond what lasts: an error where goods must leave, which then none can."""
    stock, must, rates = problem[Inventory], owed(problem), _known_rates(problem)
    for key, (row, life) in limited(problem).items():
        (item, site), cover = key, float(stock.min_cover[row])
        cell = problem[ShelfLife].cell("shelf_life", row)
        if cover > life * ROUNDING:
            # At the end of the plan nothing may leave, since its cover would spoil; so nothing may before, and so on.
            is_due = key in must and must[key][-1] > 0
            end = f", and {_demand_cell(problem, key)} must be served." if is_due else "."
            found = f"min_cover ({cover:g} weeks) is above shelf_life ({life:g} weeks, {cell}): "
            found += f"no {item} could leave {site}{end}"
            remedy = f"Lower min_cover to {life:g} or less, or raise shelf_life."
            severity = Severity.ERROR if is_due else Severity.WARNING
            yield stock.issue("min_cover", row, "cover-above-shelf-life", found, remedy, severity)
        elif key in rates and cover:
            yield from _spoils(problem, key, row, rates[key])


def _spoils(problem: Problem, key: ItemSite, row: int, rate: Numbers) -> Iterator[Issue]:
    """Say when the cover of known demand is more than what leaves before it spoils, as where demand falls."""
    life, stock = float(problem[ShelfLife].shelf_life[row]), problem[Inventory]
    cover, cell = float(stock.min_cover[row]), problem[ShelfLife].cell("shelf_life", row)
    for t, name in enumerate(problem.horizon.names):
        kept = cover * float(rate[t])
        gone = sum(weeks * float(rate[u]) for u, weeks in weeks_within(problem, t, life).items())
        if kept > gone * ROUNDING + ROUNDING - 1:
            found = (
                f"min_cover ({cover:g} weeks) keeps {kept:,.6g} {key[0]} at {key[1]} at the end of {name}, but no more "
                f"than {gone:,.6g} leave in the {life:g} weeks that it lasts ({cell}; {_demand_cell(problem, key)})."
            )
            remedy = f"Lower min_cover to {math.floor(100 * cover * gone / kept) / 100:g} or less, or raise shelf_life."
            yield stock.issue("min_cover", row, "cover-above-shelf-life", found, remedy)
            return


def _known_rates(problem: Problem) -> dict[ItemSite, Numbers]:
    """What leaves places from which nothing is shipped or used up, and where all demand must be served at once."""
    uses = {(child, n) for parent, child in problem.recipes.usage for n in problem.makers.get(parent, ())}
    return {
        key: rate
        for key, rate in due_at_once(problem).items()
        if key not in uses and key not in problem.lanes.out_of and np.array_equal(rate, problem.wanted[key])
    }


def _demand_cell(problem: Problem, key: ItemSite) -> str:
    row = next(row for (i, n, _), row in problem.demand_row.items() if (i, n) == key)
    return problem[Demand].cell("quantity", row)


def build(block: Any, core: Core) -> None:
    """Write the limit of each stocking point and period, with a priced slack."""
    m, problem, points = core.model, core.problem, limited(core.problem)
    within = {
        (i, n, t): {u: w for u, w in weeks_within(problem, t, life).items() if (i, n, u) in m.NODES}
        for (i, n), (_, life) in points.items()
        for t in core.periods
    }
    block.POINTS = pyo.Set(initialize=list(within), dimen=3)
    block.LEAVES = pyo.Set(block.POINTS, initialize={key: list(weeks) for key, weeks in within.items()}, dimen=1)
    weeks = {(*key, u): w for key, later in within.items() for u, w in later.items()}
    block.weeks_within = pyo.Param(list(weeks), initialize=weeks)
    block.spoilt = pyo.Var(block.POINTS, within=pyo.NonNegativeReals)

    def leaves_in_time(b: Any, i: str, n: str, t: int) -> Any:
        gone = sum(b.weeks_within[i, n, t, u] * outflow(m, i, n, u) for u in b.LEAVES[i, n, t])
        return m.stock[i, n, t] <= gone + b.spoilt[i, n, t]

    block.leaves_in_time = pyo.Constraint(block.POINTS, rule=leaves_in_time)
    keys = list(block.POINTS)
    core.rulebook.book(
        block.spoilt,
        keys,
        hard=[True] * len(keys),
        price=[HARD_PRICE * dearest(problem)[i] for i, _, _ in keys],
        items=[i for i, _, _ in keys],
        period=[t for _, _, t in keys],
    )


def outcomes(problem: Problem, plan: Plan) -> Iterator[RuleOutcome]:
    """Stock against what leaves in time."""
    rate, names = leaving(problem, plan), problem.horizon.names
    kept = stock_kept(plan)
    for (item, site), (row, life) in limited(problem).items():
        for t, name in enumerate(names):
            later = weeks_within(problem, t, life)
            gone = sum(weeks * rate.get((item, site, names[u]), 0.0) for u, weeks in later.items())
            cell = problem[ShelfLife].cell("shelf_life", row)
            have = kept.get((item, site, name), 0.0)
            yield RuleOutcome("Shelf life", cell, item, site, name, "stock", "units", False, gone, have, True)


FEATURE = Feature(name="shelf_life", columns=(ShelfLife,), applies=applies, check=check, build=build, outcomes=outcomes)
