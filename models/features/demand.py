"""Serving demand: what is not served costs its shortage cost, or makes the plan impossible where none is given.

::

    unmet[i,n,t] <= demand[i,n,t]
    cost = sum shortage_cost x unmet x weeks
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo

from models.feature import Audited, Feature
from models.issue import Violation
from models.plan import Shortages, sums
from models.rulebook import HARD_PRICE, RuleOutcome
from models.sheets import Demand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.network import Core
    from models.plan import Plan
    from models.problem import Problem


def build(block: Any, core: Core) -> None:
    """Limit shortage to demand and price it."""
    m, problem = core.model, core.problem
    block.no_more_than_wanted = pyo.Constraint(m.WANTED, rule=lambda _, i, n, t: m.unmet[i, n, t] <= m.demand[i, n, t])
    weeks, cost = problem.horizon.weeks, problem[Demand].shortage_cost
    rows = list(problem.demand_row.items())
    priced = [(key, float(cost[row] * weeks[key[2]])) for key, row in rows if not np.isnan(cost[row])]
    core.ledger.book(
        "shortage",
        m.unmet,
        [key for key, _ in priced],
        [money for _, money in priced],
        items=[key[0] for key, _ in priced],
        sites=[key[1] for key, _ in priced],
        period=[key[2] for key, _ in priced],
    )
    must = [key for key, row in rows if np.isnan(cost[row])]
    core.rulebook.book(
        m.unmet,
        must,
        hard=[True] * len(must),
        price=[HARD_PRICE * problem.dearest[i] * float(weeks[t]) for i, _, t in must],
        items=[i for i, _, _ in must],
        period=[t for _, _, t in must],
    )


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute shortage costs; nobody can be short of more than was wanted."""
    found, short, demand = Audited(len(problem.horizon)), plan[Shortages], problem[Demand]
    for item, site, period, quantity in short:
        t = problem.horizon.number(period)
        row = problem.demand_row.get((item, site, t))
        wanted = float(demand.quantity[row]) if row is not None else 0.0
        excess = max(quantity - wanted, 0.0)
        found.violations.append(
            Violation("shortage within demand", f"{item} at {site}, {period}", excess, excess / max(wanted, 1.0))
        )
        if row is not None and not np.isnan(demand.shortage_cost[row]):
            found.spend("shortage", t, quantity * demand.shortage_cost[row] * problem.horizon.weeks[t])
    return found


def outcomes(problem: Problem, plan: Plan) -> Iterator[RuleOutcome]:
    """Demand that must be served, against what is."""
    short, demand = plan[Shortages], problem[Demand]
    missing = sums(zip(short.item, short.site, short.period, strict=True), short.quantity)
    for (item, site, t), row in problem.demand_row.items():
        if np.isnan(demand.shortage_cost[row]):
            period, wanted = problem.horizon.names[t], float(demand.quantity[row])
            lacking = missing.get((item, site, period), 0.0)
            cell = demand.cell("quantity", row)
            yield RuleOutcome(
                "Demand must be served", cell, item, site, period, "served", "units/week", True, wanted,
                wanted - lacking, True, lacking,
            )  # fmt: skip


FEATURE = Feature(name="demand", build=build, audit=audit, outcomes=outcomes)
