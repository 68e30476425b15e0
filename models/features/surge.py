"""Surge: overflow capacity beyond the normal one, at a premium; what makes a site a complement and not a base.

::

    surge[i,n,t] <= surge_capacity[i,n] x capacity[i,n] x running[i,n,t]          (part of the capacity limit)
    cost = surge_premium x (material_cost + conversion_cost) x surge x weeks
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.feature import Audited, Feature
from models.issue import Violation
from models.modelling import pyo
from models.plan import Surge
from models.prices import surge_premium
from models.sheets import Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan
    from models.problem import Problem


def applies(problem: Problem) -> bool:
    """Whether any source has surge capacity."""
    return bool((problem[Sources].surge_capacity > 0).any())


def check(problem: Problem) -> Iterator[Issue]:
    """Surge on top of capacity that is not limited, and a premium on nothing."""
    sources = problem[Sources]
    for row in range(len(sources)):
        if sources.surge_capacity[row] > 0 and np.isinf(sources.capacity[row]):
            found = "The source has no capacity limit, so it never needs surge."
            yield sources.issue(
                "surge_capacity", row, "surge-without-limit", found, "State its capacity, or clear the cell."
            )
        if sources.surge_premium[row] > 0 and not sources.surge_capacity[row] > 0:
            found = "A surge premium is given, but no surge capacity."
            yield sources.issue(
                "surge_premium", row, "premium-without-surge", found, "Fill surge_capacity, or clear the cell."
            )


def build(block: Any, core: Core) -> None:
    """Limit surge and pay its premium."""
    m, problem = core.model, core.problem
    sources, tracked, choices = problem[Sources], set(core.tracked), problem.has_open_choice
    keys = list(m.SURGED)
    row = problem.source_row
    room = {k: float(sources.surge_capacity[row[k[:2]]] * sources.capacity[row[k[:2]]]) for k in keys}
    by_use = {k: [k] if k[:2] in tracked else [] for k in keys}
    by_open = {k: [k[1:]] if k[:2] not in tracked and k[1] in choices else [] for k in keys}
    block.BY_USE = pyo.Set(m.SURGED, initialize=by_use, dimen=3)
    block.BY_OPEN = pyo.Set(m.SURGED, initialize=by_open, dimen=2)
    block.room = pyo.Param(m.SURGED, initialize=room)
    always = {k: 0 if by_use[k] or by_open[k] else 1 for k in keys}
    block.always = pyo.Param(m.SURGED, initialize=always)

    def within_surge(b: Any, i: str, n: str, t: int) -> Any:
        used = sum(m.use[a, c, s] for a, c, s in b.BY_USE[i, n, t])
        opened = sum(m.open[c, s] for c, s in b.BY_OPEN[i, n, t])
        return m.surge[i, n, t] <= b.room[i, n, t] * (b.always[i, n, t] + used + opened)

    block.within_surge = pyo.Constraint(m.SURGED, rule=within_surge)
    cost, weeks = surge_premium(problem), problem.horizon.weeks
    core.ledger.book(
        "surge",
        m.surge,
        keys,
        [float(cost[problem.source_row[i, n], t] * weeks[t]) for i, n, t in keys],
        items=[i for i, _, _ in keys],
        sites=[n for _, n, _ in keys],
        period=[t for _, _, t in keys],
    )


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute the premium and hold surge against its limit."""
    found, sources, horizon = Audited(len(problem.horizon)), problem[Sources], problem.horizon
    for item, site, period, quantity in plan[Surge]:
        row, t = problem.source_row[item, site], horizon.number(period)
        price = float(sources.material_cost[row] + sources.conversion_cost[row]) * float(problem.exchange[site][t])
        found.spend("surge", t, quantity * float(horizon.weeks[t]) * price * float(sources.surge_premium[row]))
        over = max(quantity - float(sources.surge_capacity[row] * sources.capacity[row]), 0.0)
        where = f"{item} at {site}, {period}"
        found.violations.append(Violation("surge capacity", where, over, over / max(quantity, 1.0)))
    return found


FEATURE = Feature(name="surge", applies=applies, check=check, build=build, audit=audit)
