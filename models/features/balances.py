"""The material balance, checked by arithmetic: nothing appears and nothing disappears.

At every item, site and period, in units::

    opening stock + made + arrived = used up + left + served + closing stock
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from models.consumption import consumption
from models.feature import Audited, Feature
from models.holding import held_stock
from models.issue import Violation
from models.plan import Backlog, Flows, Plan, Production, Shortages, sums
from models.sheets import WAREHOUSE, LeadTimes

if TYPE_CHECKING:
    from models.problem import Problem

Node = tuple[str, str, int]
"""Item, site, period."""


def audit(problem: Problem, plan: Plan) -> Audited:
    """Add up all that comes and goes at every node; what is left over is the violation."""
    comes: dict[Node, float] = defaultdict(float)
    goes: dict[Node, float] = defaultdict(float)
    _count_production(problem, plan, comes, goes)
    _count_flows(problem, plan, comes, goes)
    _count_demand(problem, plan, goes)
    _count_stock(problem, plan, comes, goes)
    found, names = Audited(len(problem.horizon)), problem.horizon.names
    for item, site, t in comes.keys() | goes.keys():
        left_over = abs(comes[item, site, t] - goes[item, site, t])
        size = max(comes[item, site, t], goes[item, site, t], 1.0)
        found.violations.append(
            Violation("material balance", f"{item} at {site}, {names[t]}", left_over, left_over / size)
        )
    _check_throughput(problem, plan, found)
    return found


def _count_production(problem: Problem, plan: Plan, comes: dict[Node, float], goes: dict[Node, float]) -> None:
    made, weeks = plan[Production], problem.horizon.weeks
    for item, site, period, rate in made:
        if problem.role[site] == WAREHOUSE:
            continue
        t = problem.horizon.number(period)
        comes[item, site, t] += rate * float(weeks[t])
    for _, child, site, period, rate in consumption(problem, plan):
        t = problem.horizon.number(period)
        goes[child, site, t] += rate * float(weeks[t])


def _count_flows(problem: Problem, plan: Plan, comes: dict[Node, float], goes: dict[Node, float]) -> None:
    flows, horizon = plan[Flows], problem.horizon
    for item, origin, destination, mode, period, rate in flows:
        t = horizon.number(period)
        volume = rate * float(horizon.weeks[t])
        row = problem.lanes.row[problem.lanes.position[item, origin, destination, mode]]
        days = float(problem[LeadTimes].lead_time[row])
        goes[item, origin, t] += volume
        arrives = horizon.arrival(t, days / 7.0)
        if arrives is not None:
            comes[item, destination, arrives] += volume


def _count_demand(problem: Problem, plan: Plan, goes: dict[Node, float]) -> None:
    weeks = problem.horizon.weeks
    for (item, site), rate in problem.wanted.items():
        for t, wanted in enumerate(rate):
            goes[item, site, t] += float(wanted * weeks[t])
    short = plan[Shortages]
    for item, site, period, rate in short:
        t = problem.horizon.number(period)
        goes[item, site, t] -= rate * float(weeks[t])
    for item, site, period, recovered, _ in plan[Backlog]:
        t = problem.horizon.number(period)
        goes[item, site, t] += recovered * float(weeks[t])


def _count_stock(problem: Problem, plan: Plan, comes: dict[Node, float], goes: dict[Node, float]) -> None:
    for held in held_stock(problem, plan):
        comes[held.item, held.site, held.t] += held.opening
        goes[held.item, held.site, held.t] += held.closing


def _check_throughput(problem: Problem, plan: Plan, found: Audited) -> None:
    """Compare a warehouse's stated throughput with what leaves it or is sold there."""
    flows, made, short = plan[Flows], plan[Production], plan[Shortages]
    left = sums(zip(flows.item, flows.origin, flows.period, strict=True), flows.quantity)
    handled = sums(zip(made.item, made.site, made.period, strict=True), made.quantity)
    unserved = sums(zip(short.item, short.site, short.period, strict=True), short.quantity)
    for item, site, period, recovered, _ in plan[Backlog]:
        unserved[item, site, period] = unserved.get((item, site, period), 0.0) - recovered
    for item, site in problem.handlers:
        for t, name in enumerate(problem.horizon.names):
            key = (item, site, name)
            wanted = float(problem.wanted[item, site][t]) if (item, site) in problem.wanted else 0.0
            out = left.get(key, 0.0) + wanted - unserved.get(key, 0.0)
            gap = abs(out - handled.get(key, 0.0))
            where = f"{item} at {site}, {name}"
            found.violations.append(Violation("warehouse throughput", where, gap, gap / max(out, 1.0)))


FEATURE = Feature(name="balances", audit=audit)
