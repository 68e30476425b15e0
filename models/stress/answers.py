"""Answers: what is done in each case, as a table of the plan, and what is lost all the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.problem import worked_out_once
from models.schema import Numbers, Sheet, Texts, number, text
from models.stress.cases import Case, added_weeks, cases_of, demand_weeks, spans
from models.stress.moves import Moves
from models.stress.reach import Network, Reach
from models.stress.writer import write_recourse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.plan import Plan
    from models.problem import Problem
    from models.stress.numbers import PlanNumbers
    from models.stress.recourse import Change, Quantity, Recourse


class Responses(
    Sheet,
    name="Responses",
    purpose="What is done in each disruption the plan is made ready for.",
    key=(),
):
    """Decision: changes of the plan in a disruption, step by step."""

    disruption: Texts = text("What happens.")
    period: Texts = text("Period at whose start it begins.")
    action: Texts = text("What is changed.")
    item: Texts = text("Item.")
    component: Texts = text("Alternative component.")
    site: Texts = text("Site, or origin of the lane.")
    destination: Texts = text("Destination of the lane.")
    mode: Texts = text("Means of transport.")
    from_week: Numbers = number("Weeks after the hit from which it is done.", unit="weeks")
    to_week: Numbers = number("Weeks after the hit until which it is done.", unit="weeks")
    quantity: Numbers = number("More or less than the plan.", unit="units/week")


ACTIONS = {
    "more_made": "make more",
    "surged": "make more in surge",
    "less_made": "make less",
    "more_blend": "use more",
    "less_blend": "use less",
    "more_moved": "ship more",
    "less_moved": "ship less",
    "lost": "leave unserved",
}
SAME_WEEK = 1e-6
"""Weeks below which two moments are one."""
KINDS = {action: kind for kind, action in ACTIONS.items()}


@worked_out_once
def network_of(problem: Problem) -> Network:
    """Who can pass on less and give more."""
    return Network(problem)


def recourse_of(problem: Problem, case: Case, *, fine: bool = False) -> Recourse:
    """Rows of one case, with fine steps if asked for."""
    return write_recourse(case, Moves(Reach(network_of(problem), case.event)), fine=fine)


@worked_out_once
def recourses(problem: Problem) -> tuple[Recourse, ...]:
    """Rows of every case the plan is made ready for, in the order of :func:`cases_of`."""
    return tuple(recourse_of(problem, case) for case in cases_of(problem))


@dataclass(frozen=True)
class Losses:
    """How much of some items' demand a case leaves unserved.

    Attributes
    ----------
    changes
        Weeks of each column of lost sales.
    unserved
        Weeks of each shortage of the plan itself.
    demand
        Demand of the weeks that count [units].

    """

    changes: Mapping[int, float]
    unserved: Mapping[Quantity, float]
    demand: float

    @classmethod
    def of(cls, problem: Problem, case: Case, recourse: Recourse, items: frozenset[str]) -> Losses:
        """Count the shortage of `items`."""
        changes = {column: weeks for item in items for column, weeks in recourse.lost.get(item, {}).items()}
        places = [key for key in problem.wanted if key[0] in items]
        unserved = {
            ("unmet", *key, t): end - begin + min(added_weeks(case, key, begin, end), 0.0)
            for key in places
            for t, begin, end in spans(problem, case.t, case.counted)
            if (*key, t) in problem.demand_row
        }
        return cls(changes, unserved, sum(demand_weeks(problem, case, key) for key in places))

    def units(self, numbers: PlanNumbers, changes: Numbers) -> float:
        """Units not served, by arithmetic."""
        lost = sum(weeks * float(changes[column]) for column, weeks in self.changes.items())
        return lost + sum(weeks * numbers.at(name) for name, weeks in self.unserved.items())


def response_rows(
    problem: Problem, case: Case, recourse: Recourse, values: Mapping[int, float]
) -> Iterator[tuple[Any, ...]]:
    """Rows of Responses from values of a case's columns."""
    names, edges, period = recourse.changes, recourse.edges.tolist(), problem.horizon.names[case.t]
    for column, value in values.items():
        change, step = names[column]
        words = (ACTIONS[change[0]], *_places(problem, change))
        yield (case.label, period, *words, edges[step], edges[step + 1], value)


def _places(problem: Problem, change: Change) -> tuple[str, str, str, str, str]:
    """Item, component, site, destination and mode of a change."""
    kind, *key = change
    if kind in {"more_moved", "less_moved"}:
        item, origin, destination, mode = problem.lanes.keys[key[0]]
        return item, "", origin, destination, mode
    if kind in {"more_blend", "less_blend"}:
        return key[0], key[1], key[2], "", ""
    return key[0], "", key[1], "", ""


def case_losses(problem: Problem, plan: Plan) -> Iterator[tuple[Case, Recourse, Numbers]]:
    """Every case with its rows and the plan's answer, shape (changes,); see :func:`misfits` for the other rows."""
    of_case = _rows_of_cases(plan)
    for case, recourse in zip(cases_of(problem), recourses(problem), strict=True):
        values = np.zeros(len(recourse.cost))
        for row in of_case.get((case.label, problem.horizon.names[case.t]), []):
            column = _column_of(problem, recourse, row)
            if column is not None:
                values[column] += row[-1]
        yield case, recourse, values


def misfits(problem: Problem, plan: Plan) -> Iterator[tuple[str, str, float]]:
    """Disruption, period and quantity of each row of Responses that is no change of any case or no quantity."""
    answers = zip(cases_of(problem), recourses(problem), strict=True)
    known = {(case.label, problem.horizon.names[case.t]): recourse for case, recourse in answers}
    for key, rows in _rows_of_cases(plan).items():
        for row in rows:
            if key not in known or _column_of(problem, known[key], row) is None or not row[-1] >= 0.0:
                yield *key, row[-1]


def _rows_of_cases(plan: Plan) -> dict[tuple[str, str], list[tuple[Any, ...]]]:
    found: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for label, period, *rest in plan[Responses]:
        found.setdefault((label, period), []).append(tuple(rest))
    return found


def _column_of(problem: Problem, recourse: Recourse, row: tuple[Any, ...]) -> int | None:
    """Column that a row of Responses stands for; None when it stands for none."""
    action, item, component, site, destination, mode, begin, end, _ = row
    kind, edges = KINDS[action], recourse.edges
    if kind in {"more_moved", "less_moved"}:
        change: Change = (kind, problem.lanes.position[item, site, destination, mode])
    else:
        change = (kind, item, component, site) if component else (kind, item, site)
    step = int(np.argmin(np.abs(edges[:-1] - begin)))
    if abs(edges[step] - begin) > SAME_WEEK or abs(edges[step + 1] - end) > SAME_WEEK:
        return None
    return recourse.column(change, step)
