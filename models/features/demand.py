"""Serving demand: what is not served is lost at a cost, served later at a cost, or makes the plan impossible.

::

    unmet[i,n,t] <= demand[i,n,t]
    lost sales   cost = (shortage_cost + price) x unmet x weeks
    backorders   waiting[i,n,t] = waiting[i,n,t-1] + (unmet[i,n,t] - recovered[i,n,t]) x weeks
                 recovered[i,n,t] x weeks <= waiting[i,n,t-1]
                 cost = late_cost x (waiting[t-1] + waiting[t]) / 2 x weeks
                      + (shortage_cost + price) x waiting at the end of the plan

Where neither shortage_cost nor price is given, nothing may stay unserved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.feature import Audited, Feature
from models.issue import Violation
from models.modelling import pyo
from models.plan import Backlog, Shortages, sums
from models.prices import dearest, stated_loss
from models.rulebook import HARD_PRICE, RuleOutcome
from models.schema import Columns, Numbers, number
from models.sheets import Demand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan
    from models.problem import ItemSite, Problem


class DemandTerms(Columns, of=Demand):
    """What waiting costs."""

    late_cost: Numbers = number(
        "Cost of each unit and week of waiting; needed when backorder is Yes.", unit="money/unit/week"
    )


def waiting_row(problem: Problem) -> dict[ItemSite, int]:
    """For each (item, site) where demand may wait, the last row of Demand that lets it: its terms hold."""
    rows = [(key[:2], row) for key, row in problem.demand_row.items() if problem[Demand].backorder[row]]
    return dict(sorted(rows))


def check(problem: Problem) -> Iterator[Issue]:
    """Backorders without a price of waiting, and a price of waiting without backorders."""
    demand, terms = problem[Demand], problem[DemandTerms]
    for row in range(len(demand)):
        if demand.backorder[row] and np.isnan(terms.late_cost[row]):
            found = "Demand may wait, but waiting has no cost."
            yield terms.issue("late_cost", row, "late-cost-missing", found, "Fill late_cost, 0 if it is free.")
        if not demand.backorder[row] and not np.isnan(terms.late_cost[row]):
            found = "late_cost is given, but backorder is No: this demand does not wait."
            yield terms.issue("late_cost", row, "late-cost-unused", found, "Set backorder to Yes, or clear the cell.")


def build(block: Any, core: Core) -> None:
    """Limit shortage to demand and price it; let backorders wait."""
    m, problem = core.model, core.problem
    block.no_more_than_wanted = pyo.Constraint(m.WANTED, rule=lambda _, i, n, t: m.unmet[i, n, t] <= m.demand[i, n, t])
    backorder = problem[Demand].backorder
    lost = [(key, stated_loss(problem, row)) for key, row in problem.demand_row.items() if not backorder[row]]
    weeks = problem.horizon.weeks
    _price(core, m.unmet, [(key, money * float(weeks[key[2]]), float(weeks[key[2]])) for key, money in lost])
    waits = {key for key, row in problem.demand_row.items() if problem[Demand].backorder[row]}
    block.JOINING = pyo.Set(m.LATE, initialize={k: [k] if k in waits else [] for k in m.LATE}, dimen=3)
    block.BEFORE = pyo.Set(m.LATE, initialize={k: [(*k[:2], k[2] - 1)] if k[2] else [] for k in m.LATE}, dimen=3)

    def waits_in_line(b: Any, i: str, n: str, t: int) -> Any:
        joined = sum(m.unmet[a, c, s] for a, c, s in b.JOINING[i, n, t]) - m.recovered[i, n, t]
        before = sum(m.waiting[a, c, s] for a, c, s in b.BEFORE[i, n, t])
        return (m.waiting[i, n, t] - before) * m.per_week[t] == joined

    def waited_before(b: Any, i: str, n: str, t: int) -> Any:
        before = sum(m.waiting[a, c, s] for a, c, s in b.BEFORE[i, n, t])
        return m.recovered[i, n, t] <= before * m.per_week[t]

    block.waits_in_line = pyo.Constraint(m.LATE, rule=waits_in_line)
    block.waited_before = pyo.Constraint(m.LATE, rule=waited_before)
    _price_waiting(core)


def _price(core: Core, variable: Any, lines: list[tuple[tuple[str, str, int], float, float]]) -> None:
    """Book money where unserved demand has a price, and a hard rule where it has none.

    `lines` are index, money for one unit of the variable (nan: not allowed) and units behind it.
    """
    priced = [(key, money) for key, money, _ in lines if not np.isnan(money)]
    core.ledger.book(
        "shortage",
        variable,
        [key for key, _ in priced],
        [money for _, money in priced],
        items=[key[0] for key, _ in priced],
        sites=[key[1] for key, _ in priced],
        period=[key[2] for key, _ in priced],
    )
    # Twice the price of other hard rules: of a rule and the demand that it starves, the rule is the one to name.
    must = [(key, units) for key, money, units in lines if np.isnan(money)]
    core.rulebook.book(
        variable,
        [key for key, _ in must],
        hard=[True] * len(must),
        price=[2 * HARD_PRICE * dearest(core.problem)[key[0]] * units for key, units in must],
        items=[key[0] for key, _ in must],
        period=[key[2] for key, _ in must],
    )


def _price_waiting(core: Core) -> None:
    """Half of what waits at the end of a period waits on average in it, and half in the next one."""
    problem, weeks = core.problem, core.problem.horizon.weeks
    last, cost = len(problem.horizon) - 1, problem[DemandTerms].late_cost
    lines = [
        ((i, n, t), float(cost[row] * weeks[s]) / 2, s)
        for (i, n), row in waiting_row(problem).items()
        for t in core.periods
        for s in (t, t + 1)[: 1 + (t < last)]
    ]
    core.ledger.book(
        "late",
        core.model.waiting,
        [key for key, _, _ in lines],
        [money for _, money, _ in lines],
        items=[key[0] for key, _, _ in lines],
        sites=[key[1] for key, _, _ in lines],
        period=[s for _, _, s in lines],
    )
    ends = [((i, n, last), stated_loss(problem, row), 1.0) for (i, n), row in waiting_row(problem).items()]
    _price(core, core.model.waiting, ends)


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute what shortage and waiting cost; nobody can be short of more than was wanted."""
    found, demand, weeks = Audited(len(problem.horizon)), problem[Demand], problem.horizon.weeks
    for item, site, period, quantity in plan[Shortages]:
        t = problem.horizon.number(period)
        row = problem.demand_row.get((item, site, t))
        wanted = float(demand.quantity[row]) if row is not None else 0.0
        excess = max(quantity - wanted, 0.0)
        where = f"{item} at {site}, {period}"
        found.violations.append(Violation("shortage within demand", where, excess, excess / max(wanted, 1.0)))
        if row is not None and not demand.backorder[row] and not np.isnan(stated_loss(problem, row)):
            found.spend("shortage", t, quantity * stated_loss(problem, row) * float(weeks[t]))
    _audit_waiting(problem, plan, found)
    return found


def _audit_waiting(problem: Problem, plan: Plan, found: Audited) -> None:
    short, late = plan[Shortages], plan[Backlog]
    missing = sums(zip(short.item, short.site, short.period, strict=True), short.quantity)
    lines = {(item, site, period): pair for item, site, period, *pair in late}
    cost, weeks = problem[DemandTerms].late_cost, problem.horizon.weeks
    for (item, site), row in waiting_row(problem).items():
        before = 0.0
        for t, name in enumerate(problem.horizon.names):
            recovered, after = lines.get((item, site, name), (0.0, 0.0))
            own = problem.demand_row.get((item, site, t))
            joins = own is not None and bool(problem[Demand].backorder[own])
            joined = missing.get((item, site, name), 0.0) if joins else 0.0
            gap = abs(before + (joined - recovered) * float(weeks[t]) - after)
            where = f"{item} at {site}, {name}"
            found.violations.append(Violation("backlog", where, gap, gap / max(before, after, 1.0)))
            found.spend("late", t, (before + after) / 2 * float(cost[row] * weeks[t]))
            before = after
        if not np.isnan(stated_loss(problem, row)):
            found.spend("shortage", len(problem.horizon) - 1, before * stated_loss(problem, row))


def outcomes(problem: Problem, plan: Plan) -> Iterator[RuleOutcome]:
    """Demand that must be served in time, or by the end of the plan, against what is."""
    short, demand, late = plan[Shortages], problem[Demand], plan[Backlog]
    missing = sums(zip(short.item, short.site, short.period, strict=True), short.quantity)
    for (item, site, t), row in problem.demand_row.items():
        if np.isnan(stated_loss(problem, row)) and not demand.backorder[row]:
            period, wanted = problem.horizon.names[t], float(demand.quantity[row])
            lacking = missing.get((item, site, period), 0.0)
            cell = demand.cell("quantity", row)
            yield RuleOutcome(
                "Demand must be served", cell, item, site, period, "served", "units/week", True, wanted,
                wanted - lacking, True, lacking,
            )  # fmt: skip
    waiting = sums(zip(late.item, late.site, late.period, strict=True), late.waiting)
    for (item, site), row in waiting_row(problem).items():
        if np.isnan(stated_loss(problem, row)):
            name = problem.horizon.names[-1]
            left = waiting.get((item, site, name), 0.0)
            yield RuleOutcome(
                "Demand must be served in the end", demand.cell("quantity", row), item, site, name, "still waiting",
                "units", False, 0.0, left, True, left / float(problem.horizon.weeks[-1]),
            )  # fmt: skip


FEATURE = Feature(name="demand", columns=(DemandTerms,), check=check, build=build, audit=audit, outcomes=outcomes)
