"""Time to survive: the longest time without any shortage when what is lost never returns (Simchi-Levi et al. 2014).

It is the last week K by which no shortage is unavoidable. What is unavoidable only grows with K and is, stretch by
stretch, linear in it. One answer that puts off its first shortage as long as it can shows between which weeks to look.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.stress.answers import Losses, network_of
from models.stress.moves import Moves
from models.stress.reach import Reach
from models.stress.writer import write_recourse
from optimizer.stress.program import CaseProgram

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.problem import Problem
    from models.schema import Numbers
    from models.stress.cases import Case
    from models.stress.numbers import PlanNumbers
    from models.stress.recourse import Recourse

SLIGHT = 1e-7
"""Shortage, as a share of demand, that is rounding."""
NEAR = 0.01
"""Weeks to which the time to survive is found."""
FADING = 0.5
"""Price of a shortage in one step of the timeline, as a share of the step's before: the later, the better."""
MOST_TRIES = 40
LONGEST = 52.0
"""Weeks beyond which nobody asks how long a plan survives."""


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
    unavoidable = _Unavoidable(problem, numbers, case, items)
    put_off = unavoidable.put_off(cap, SLIGHT * demand)
    if put_off is None:
        return cap
    steepest = demand * (1.0 + max((abs(change) for change, _ in case.event.demand.values()), default=0.0))
    return _last_without(unavoidable.until, put_off, cap, steepest, SLIGHT * demand)


class _Unavoidable:
    """Least shortage of some items when what a case takes away never returns."""

    def __init__(self, problem: Problem, numbers: PlanNumbers, case: Case, items: frozenset[str]) -> None:
        self._problem, self._numbers, self._items = problem, numbers, items
        self._case = replace(case, event=case.event.forever, requirements=())
        self._moves = Moves(Reach(network_of(problem), self._case.event))

    def until(self, week: float) -> float:
        """Least shortage of the first weeks [units]; infinite when there is no answer at all."""
        program, losses = self._program(week)
        price = _price(losses, program.recourse)
        changes = program.least(price)
        return math.inf if changes is None else losses.units(self._numbers, changes)

    def put_off(self, last: float, slight: float) -> tuple[float, float] | None:
        """Step of the first shortage, in an answer that has it as late as it can; None when there is none at all.

        Parameters
        ----------
        last
            Week up to which shortage counts.
        slight
            Shortage in a week that is rounding.

        """
        program, losses = self._program(last, fine=True)
        changes = program.least(_price(losses, program.recourse, FADING))
        if changes is None:
            return 0.0, last
        if losses.units(self._numbers, changes) <= slight * max(last, 1.0):
            return None
        edges, step_of = program.recourse.edges, program.recourse.step
        short = np.zeros(len(edges) - 1)
        for column, weeks in losses.changes.items():
            short[step_of[column]] += weeks * float(changes[column])
        begun = np.flatnonzero(short > slight * np.maximum(np.diff(edges), 1.0))
        step = int(begun[0]) if len(begun) else len(short) - 1
        return float(edges[step]), float(edges[step + 1])

    def _program(self, week: float, *, fine: bool = False) -> tuple[CaseProgram, Losses]:
        window = replace(self._case, counted=week)
        recourse = write_recourse(window, self._moves, fine=fine)
        losses = Losses.of(self._problem, window, recourse, self._items)
        return CaseProgram(self._problem, window, recourse, self._numbers), losses


def _price(losses: Losses, recourse: Recourse, fading: float = 1.0) -> Numbers:
    """Price of every change: the weeks of each shortage, less with every step it comes later."""
    price, step_of = np.zeros(len(recourse.cost)), recourse.step
    for column, weeks in losses.changes.items():
        price[column] = weeks * fading ** int(step_of[column])
    return price


def _last_without(
    shortage: Callable[[float], float], about: tuple[float, float], cap: float, steepest: float, slight: float
) -> float:
    """Last week up to which a shortage that only grows is none, less than `cap`.

    The end of the stretch in which it seems to begin is tried first, or later ones until there is a shortage. Then the
    search follows chords from the right, and goes to the middle of what is left where they lead nowhere: help that
    comes late makes the curve flat after a steep beginning.

    Parameters
    ----------
    shortage
        Shortage of the first weeks.
    about
        Weeks between which it probably begins; there is none before the first.
    cap
        Week by which there is a shortage.
    steepest
        Most that it can grow in a week.
    slight
        Shortage in a week that is rounding.

    """
    safe, short = about
    lacking = shortage(short)
    while lacking <= slight * max(short, 1.0):
        if short >= cap:
            return cap
        safe, short = short, min(2.0 * short - safe, cap)
        lacking = shortage(short)
    slope = steepest
    for attempt in range(1, MOST_TRIES):
        if short - safe < NEAR:
            break
        week = short - lacking / slope if lacking < math.inf else safe
        if week <= safe or attempt % 3 == 0:
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
