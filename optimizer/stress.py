"""The stress test: how well a finished plan, or today's, bears every event of the workbook, with the best answer to it.

The plan's decisions are fixed; what is left of each case is a small linear problem in the changes alone. Time to
survive is the longest time without any shortage when what is lost never returns: the last week K by which no shortage
is unavoidable. What is unavoidable only grows with K and is, stretch by stretch, linear in it.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from models.plan import NOTHING
from models.sheets import ResilienceRules
from models.strategic import draws
from models.stress.answers import Losses, Responses, case_losses, network_of, recourse_of, response_rows
from models.stress.cases import Case, cases_of, events_of_rule, every_case, items_of_rule
from models.stress.numbers import PlanNumbers
from models.stress.reach import Reach
from models.stress.tested import Tested

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.plan import Plan
    from models.problem import Problem
    from models.schema import Numbers
    from models.stress.recourse import Recourse
    from optimizer.solver.options import Cancelled

EFFORT = 1e-4
"""Price of changing the plan, as a share of the item's value: no change without a reason."""
SLIGHT = 1e-7
"""Shortage, as a share of demand, that is rounding."""
ROUNDING = 1e-8
"""Slack of each row, as a share of what is added up in it."""
SMALL = 0.01
"""Least size of a row for its slack: where nothing is added up there is nothing to round, and slack adds up itself."""
NEAR = 0.01
"""Weeks to which the time to survive is found."""
MOST_TRIES = 40
LONGEST = 52.0
"""Weeks beyond which nobody asks how long a plan survives."""


class CaseProgram:
    """The linear problem of one case of one plan."""

    def __init__(self, problem: Problem, case: Case, recourse: Recourse, numbers: PlanNumbers) -> None:
        from scipy.sparse import csr_array

        self._problem, self.case, self.recourse, self._numbers = problem, case, recourse, numbers
        total, size = numbers.of(recourse)
        rows, kept = recourse.rows, np.isfinite(total)
        entries, shape = recourse.of_changes, (len(rows.constant), len(rows.changes))
        matrix = csr_array((entries.coefficients, (entries.rows, entries.columns)), shape=shape)
        self._rows: Any = matrix[np.flatnonzero(kept)]
        # What the plan rounds must not make a case impossible.
        rounding = ROUNDING * np.maximum(size[kept], SMALL)
        equal = np.array(rows.equal, dtype=bool)[kept]
        self._lower = -total[kept] - rounding
        self._upper = np.where(equal, -total[kept] + rounding, np.inf)

    def effort(self) -> Numbers:
        """Small price of every change."""
        value, keys, weeks = self._problem.value, self._problem.lanes.keys, np.diff(self.recourse.edges)
        price = np.zeros(len(self.recourse.rows.changes))
        for ((kind, *key), step), column in self.recourse.rows.changes.items():
            item = keys[key[0]][0] if kind.endswith("_moved") else key[0]
            price[column] = EFFORT * max(value[item], NOTHING) * weeks[step] * (0.1 if kind.startswith("less") else 1.0)
        return price

    def least(self, cost: Numbers, limits: list[tuple[dict[int, float], float]] | None = None) -> Numbers | None:
        """Changes of least cost; `limits` are further rows ``coefficients @ changes <= limit``."""
        from scipy.sparse import csr_array, vstack

        from optimizer.solver.linear import least

        rows, lower, upper = self._rows, self._lower, self._upper
        for coefficients, limit in limits or []:
            row = np.zeros((1, rows.shape[1]))
            row[0, list(coefficients)] = list(coefficients.values())
            rows = vstack([rows, csr_array(row)], format="csr")
            lower, upper = np.append(lower, -np.inf), np.append(upper, limit)
        return least(cost, rows, lower, upper)


def stress(problem: Problem, plan: Plan, cancelled: Cancelled | None = None) -> tuple[Tested, ...]:
    """Put a plan to the test of every event in every period in which it may begin.

    Parameters
    ----------
    problem
        What was planned; today's problem for today's plan.
    cancelled
        Ends the test when set; nothing is reported then.

    """
    numbers = PlanNumbers(problem, plan)
    counted: dict[tuple[str, str], frozenset[str]] = {}
    for row in range(len(problem[ResilienceRules])):
        for event in events_of_rule(problem, row):
            key = (event.kind, event.name)
            counted[key] = counted.get(key, frozenset()) | items_of_rule(problem, row)
    found = []
    for case in every_case(problem):
        if cancelled is not None and cancelled.is_set():
            return ()
        items = counted.get((case.event.kind, case.event.name), frozenset()) or _touched(problem, case)
        found.append(_test(problem, numbers, case, items))
    return tuple(found)


def _touched(problem: Problem, case: Case) -> frozenset[str]:
    """Items whose demand a case can touch."""
    return frozenset(item for item, _ in Reach(network_of(problem), case.event).lost)


def _test(problem: Problem, numbers: PlanNumbers, case: Case, items: frozenset[str]) -> Tested:
    recourse = recourse_of(problem, case, fine=True)
    program = CaseProgram(problem, case, recourse, numbers)
    changes = program.least(recourse.cost + program.effort())
    losses = Losses.of(problem, case, recourse, items)
    if changes is None:
        changes = np.zeros(len(recourse.cost))
    money = float(recourse.cost @ changes) + sum(m * numbers.at(name) for name, m in recourse.plan_cost.items())
    drawn: dict[tuple[str, str], float] = {}
    for (item, site, _), units in draws(problem, case, recourse, numbers, changes).items():
        if units > NOTHING:
            drawn[item, site] = max(drawn.get((item, site), 0.0), units)
    helpers: dict[tuple[str, str], float] = {}
    weeks = np.diff(recourse.edges)
    for ((kind, *key), step), column in recourse.rows.changes.items():
        if kind in {"more_made", "surged"} and changes[column] > NOTHING:
            helpers[key[0], key[1]] = helpers.get((key[0], key[1]), 0.0) + float(changes[column] * weeks[step])
    cap = longest_survival(problem)
    survived = time_to_survive(problem, numbers, case, items)
    lost = losses.units(numbers, changes)
    return Tested(case.event, case.t, losses.demand, lost, max(money, 0.0), survived, cap, drawn, helpers)


def longest_survival(problem: Problem) -> float:
    """Longest time to survive that is looked for: the length of the plan, at most a year [weeks]."""
    return min(problem.horizon.end, LONGEST)


def time_to_survive(problem: Problem, numbers: PlanNumbers, case: Case, items: frozenset[str]) -> float:
    """Weeks without shortage of `items` when nothing that is lost returns, at most as long as is looked for.

    nan when the plan is short in the period even though nothing has failed.
    """
    places = [key for key in problem.wanted if key[0] in items]
    demand = sum(float(problem.wanted[key].max()) for key in places)
    cap = longest_survival(problem)
    if not demand:
        return cap
    if sum(numbers.at(("unmet", *key, case.t)) for key in places) > SLIGHT * demand:
        return math.nan
    lasting = replace(case, event=case.event.forever)
    steepest = demand * (1.0 + max((abs(change) for change, _ in case.event.demand.values()), default=0.0))
    return _last_without(
        lambda week: _unavoidable(problem, numbers, lasting, week, items), cap, steepest, SLIGHT * demand
    )


def _last_without(shortage: Callable[[float], float], cap: float, steepest: float, slight: float) -> float:
    """Last week up to which a shortage that only grows is none, at most `cap`.

    Looked for from the right along chords, and in the middle of what is left where they lead nowhere: help that comes
    late makes the curve flat after a steep beginning.

    Parameters
    ----------
    shortage
        Shortage of the first weeks.
    steepest
        Most that it can grow in a week.
    slight
        Shortage in a week that is rounding.

    """
    short, lacking = cap, shortage(cap)
    if lacking <= slight * max(cap, 1.0):
        return cap
    safe, slope = 0.0, steepest
    for attempt in range(MOST_TRIES):
        if short - safe < NEAR:
            break
        week = short - lacking / slope if lacking < math.inf else safe
        if week <= safe or attempt % 3 == 2:  # noqa: PLR2004
            week = (short + safe) / 2
        found = shortage(week)
        if found > slight * max(week, 1.0):
            slope = min(max((lacking - found) / (short - week), steepest * SLIGHT), steepest)
            short, lacking = week, found
            continue
        safe, next_week = week, min(week + NEAR, short)
        beyond = shortage(next_week)
        if beyond > slight * max(next_week, 1.0):
            break
        safe = next_week
    return safe


def _unavoidable(problem: Problem, numbers: PlanNumbers, case: Case, weeks: float, items: frozenset[str]) -> float:
    """Least shortage of `items` in the first weeks of a case [units]."""
    window = replace(case, counted=weeks, requirements=())
    recourse = recourse_of(problem, window)
    losses = Losses.of(problem, window, recourse, items)
    program = CaseProgram(problem, window, recourse, numbers)
    cost = np.zeros(len(recourse.cost))
    for column, length in losses.changes.items():
        cost[column] = length
    changes = program.least(cost)
    return math.inf if changes is None else losses.units(numbers, changes)


def tidied(problem: Problem, plan: Plan) -> Plan:
    """Return the plan with answers that lose no more than before and change as little of the plan as they can."""
    numbers, rows = PlanNumbers(problem, plan), list[tuple[Any, ...]]()
    for case, recourse, changes in case_losses(problem, plan):
        better = _tidier(problem, numbers, case, recourse, changes)
        values = {k: value for k, value in enumerate(better.tolist()) if value > NOTHING}
        rows += response_rows(problem, case, recourse, values)
    return plan.having(Responses.of(rows)) if cases_of(problem) else plan


def _tidier(problem: Problem, numbers: PlanNumbers, case: Case, recourse: Recourse, changes: Numbers) -> Numbers:
    program = CaseProgram(problem, case, recourse, numbers)
    money = {k: float(cost) for k, cost in enumerate(recourse.cost) if cost}
    limits = [(money, float(recourse.cost @ changes))] if money else []
    for need in case.requirements:
        columns = dict(Losses.of(problem, case, recourse, need.items).changes)
        if columns:
            limits.append((columns, sum(weeks * float(changes[k]) for k, weeks in columns.items())))
    better = program.least(program.effort(), limits)
    return changes if better is None else better
