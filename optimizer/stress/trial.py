"""The stress test: how well a finished plan, or today's, bears every event of the workbook, with the best answer to it.

The plan's decisions are fixed; what is left of each case is a small linear problem in the changes alone.
"""

from __future__ import annotations

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
from optimizer.stress.program import CaseProgram
from optimizer.stress.survival import longest_survival, time_to_survive

if TYPE_CHECKING:
    from models.plan import Plan
    from models.problem import Problem
    from models.schema import Numbers
    from models.stress.recourse import Recourse
    from optimizer.solver.options import Cancelled


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
    for column, ((kind, *key), step) in enumerate(recourse.changes):
        if kind in {"more_made", "surged"} and changes[column] > NOTHING:
            helpers[key[0], key[1]] = helpers.get((key[0], key[1]), 0.0) + float(changes[column] * weeks[step])
    cap = longest_survival(problem)
    survived = time_to_survive(problem, numbers, case, items)
    lost = losses.units(numbers, changes)
    return Tested(case.event, case.t, losses.demand, lost, max(money, 0.0), survived, cap, drawn, helpers)


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
