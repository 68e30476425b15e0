"""Strategic stock: the part of what is kept all through a period that some disruption would draw on.

::

    standing  = min(stock at the beginning, stock at the end) - safety
    strategic = min(standing, most that any case draws in the period)

The answers to the cases say what they draw. For today's plan it is the buffer that Baseline states. What is neither
safety nor strategic bridges seasons and steps. The money follows: ``holding_rate x value x strategic`` moves from the
holding of seasonal to that of strategic stock.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

import numpy as np

from models import WEEKS_PER_YEAR
from models.holding import held_stock
from models.plan import NOTHING, CostLines, Stock
from models.sheets import Baseline
from models.stress.answers import case_losses
from models.stress.cases import spans
from models.stress.numbers import PlanNumbers

if TYPE_CHECKING:
    from models.plan import Plan
    from models.problem import Problem
    from models.schema import Numbers
    from models.stress.cases import Case
    from models.stress.recourse import Recourse

Place = tuple[str, str, int]
"""Item, site, period."""


def labelled(problem: Problem, plan: Plan) -> Plan:
    """Return the plan with its strategic stock told apart, in units and in money."""
    found = strategic_stock(problem, plan)
    return _priced(problem, _sorted(problem, plan, found), found) if found else plan


def strategic_stock(problem: Problem, plan: Plan) -> dict[Place, float]:
    """Strategic stock by item, site and period [units]."""
    wanted = _todays_buffers(problem) if problem.baseline else most_drawn(problem, plan)
    found = {}
    for held in held_stock(problem, plan):
        standing = min(held.opening, held.closing) - held.kinds["safety"]
        units = min(standing, wanted.get((held.item, held.site, held.t), 0.0))
        if units > NOTHING:
            found[held.item, held.site, held.t] = units
    return found


def _todays_buffers(problem: Problem) -> dict[Place, float]:
    sheet, found = problem[Baseline], dict[Place, float]()
    for item, site, units in zip(sheet.item, sheet.destination, sheet.buffer.tolist(), strict=True):
        for t in range(len(problem.horizon)):
            found[item, site, t] = max(found.get((item, site, t), 0.0), units)
    return found


def most_drawn(problem: Problem, plan: Plan) -> dict[Place, float]:
    """Most stock that any case draws, by item, site and period [units]."""
    numbers, found = PlanNumbers(problem, plan), dict[Place, float]()
    for case, answer, changes in case_losses(problem, plan):
        for key, units in draws(problem, case, answer, numbers, changes).items():
            found[key] = max(found.get(key, 0.0), units)
    return found


def draws(problem: Problem, case: Case, answer: Recourse, numbers: PlanNumbers, changes: Numbers) -> dict[Place, float]:
    """Stock that one case draws at most, by item, site and period [units]."""
    total, _ = answer.replayed(numbers, changes)
    stock, names = np.zeros(len(total)), answer.mentioned
    kept = [numbers.at(name) if name[0] in {"opening", "stock", "safety"} else 0.0 for name in names]
    np.add.at(stock, answer.of_plan.rows, answer.of_plan.weighed(np.array(kept, dtype=np.float64)))
    periods, found = tuple(spans(problem, case.t, float(answer.edges[-1]))), dict[Place, float]()
    drawn, ends = (stock - total).tolist(), [end + NOTHING for *_, end in periods]
    for row, (item, site, week) in answer.levels.items():
        if (item, site) in problem.stock_row:
            key = (item, site, periods[bisect_left(ends, week)][0])
            found[key] = max(found.get(key, 0.0), drawn[row])
    return found


def _sorted(problem: Problem, plan: Plan, found: dict[Place, float]) -> Plan:
    """Move the units from seasonal to strategic."""
    number = problem.horizon.number
    rows = []
    for item, site, period, seasonal, safety, strategic in plan[Stock]:
        units = min(found.get((item, site, number(period)), 0.0), seasonal + strategic)
        rows.append((item, site, period, seasonal + strategic - units, safety, units))
    return plan.having(Stock.of(rows))


def _priced(problem: Problem, plan: Plan, found: dict[Place, float]) -> Plan:
    """Move the money from one driver to the other."""
    horizon, lines = problem.horizon, dict[tuple[str, str, str, str], float]()
    for driver, item, site, period, amount, _ in plan[CostLines]:
        lines[driver, item, site, period] = amount
    for (item, site, t), units in found.items():
        money = units * problem.holding_rate[item] * problem.value[item] / WEEKS_PER_YEAR * float(horizon.weeks[t])
        for driver, sign in (("holding_strategic", 1.0), ("holding_seasonal", -1.0)):
            key = (driver, item, site, horizon.names[t])
            lines[key] = lines.get(key, 0.0) + sign * money
    discount = dict(zip(horizon.names, horizon.discount.tolist(), strict=True))
    return plan.having(CostLines.of([(*key, money, money * discount[key[3]]) for key, money in lines.items() if money]))
