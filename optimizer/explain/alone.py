"""One change that is enough: each cell of a conflict by itself, as little as possible, and tried out."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from models.features.locks import Locks
from optimizer.explain.lever import Tier
from optimizer.explain.localise import is_offered
from optimizer.explain.stretch import Stretch, first_possible
from optimizer.explain.trial import Change, Trial, free_of, is_accepted, tried
from optimizer.solver.conflict import Relaxation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.problem import Problem
    from optimizer.explain.deadline import Deadline
    from optimizer.explain.lever import Lever
    from optimizer.explain.localise import Tracer
    from optimizer.explain.stretch import Possible
    from optimizer.matrix import Matrix

MOST_TRIED = 12
"""Cells that are looked at one by one."""
ENOUGH = 4
"""Changes after which no more are looked for."""
PATIENCE = 60.0
"""Seconds after which no further cell is looked at once a change has been found."""
PART = 0.5
"""Share of the time left that one trial may take."""


def changes_alone(
    tracer: Tracer, rigid: Matrix, levers: Sequence[Lever], deadline: Deadline, *, whole: bool
) -> list[Trial]:
    """Trials of every change that is enough by itself, or may be.

    Parameters
    ----------
    tracer, rigid
        The problem and its arrays.
    levers
        Cells of one conflict: a change that is enough must change one of them.
    whole
        Whether the conflict is one of whole numbers only, so that their relaxation says nothing.

    """
    found: list[Trial] = []
    problem, relaxation = tracer.problem, Relaxation(deadline.left)
    offered = [lever for lever in levers if is_offered(problem, lever)]
    for each in _by_turns([lever for lever in offered if whole or _may_help(tracer, lever, relaxation)])[:MOST_TRIED]:
        if len(found) >= ENOUGH or not deadline.in_time() or (found and deadline.spent > PATIENCE):
            break
        lever = unlocked(problem, each, deadline) if each.record is Locks else each
        if lever is None:
            continue
        stretch = Stretch(problem, lever, rigid)
        trial = _least(problem, lever, stretch, deadline, None if whole else relaxation)
        if trial is not None:
            found.append(trial)
    return found


def _may_help(tracer: Tracer, lever: Lever, relaxation: Relaxation) -> bool:
    """Whether nothing else is in the way once a rule asks for nothing; other cells are not ruled out like this."""
    without = tracer.without(lever)
    return without is None or relaxation.is_possible(without) is not False


def unlocked(problem: Problem, lever: Lever, deadline: Deadline) -> Lever | None:
    """Lever of a lock that ends where the plan would go without it; None when it would not go that way.

    A lock binds from both sides: other than with a rule, a figure further off does not leave more room.
    """
    trial = free_of(problem, lever, deadline.options(PART), deadline.cancelled)
    cell, now = lever.cell(problem), lever.value(problem)
    values = [rule.achieved for rule in trial.rules if rule.cell == cell]
    values = [value for value in values if (value > now if lever.raises else value < now)]
    if not values:
        return None
    return replace(lever, loosest=max(values) if lever.raises else min(values))


def _by_turns(levers: Sequence[Lever]) -> list[Lever]:
    """Rules first, then a limit for every rule: both kinds are offered even where there are many of one."""
    rules = [lever for lever in levers if lever.tier is Tier.POLICY]
    limits = [lever for lever in levers if lever.tier is not Tier.POLICY]
    return [lever for pair in zip_longest(rules, limits) for lever in pair if lever is not None]


def _least(
    problem: Problem,
    lever: Lever,
    stretch: Stretch,
    deadline: Deadline,
    relaxation: Relaxation | None,
) -> Trial | None:
    """Smallest change of one cell with which a plan exists; None when none is enough."""
    ladder = stretch.ladder
    if relaxation is None:
        return _least_by_planning(problem, lever, ladder, deadline)
    figure = stretch.first_possible(relaxation, deadline.in_time)
    if figure is None:
        return None
    if stretch.is_line:
        figure = _by_building(stretch, figure, deadline)
    trial = tried(problem, (Change(lever, figure),), deadline.options(PART), deadline.cancelled)
    if trial.possible is False:
        rest = ladder[ladder.index(figure) + 1 :]
        return _least_by_planning(problem, lever, rest, deadline)
    return trial


def _by_building(stretch: Stretch, figure: float, deadline: Deadline) -> float:
    """Make sure of a figure that was found along a line: not tighter than it must be, by building the model."""
    relaxation, ladder = Relaxation(deadline.left), stretch.ladder
    place = ladder.index(figure)
    if place and relaxation.is_possible(stretch.built(ladder[place - 1])):
        tighter = first_possible(
            ladder[:place], lambda value: relaxation.is_possible(stretch.built(value)), deadline.in_time
        )
        return figure if tighter is None else tighter
    return figure


def _least_by_planning(problem: Problem, lever: Lever, ladder: Sequence[float], deadline: Deadline) -> Trial | None:
    """Smallest change of one cell, each figure tried by planning with it."""
    trials: dict[float, Trial] = {}

    def is_possible(figure: float) -> Possible:
        change = (Change(lever, figure),)
        if not is_accepted(lever.set_to(problem, figure)):
            return False
        trials[figure] = tried(problem, change, deadline.options(PART), deadline.cancelled)
        return trials[figure].possible

    figure = first_possible(ladder, is_possible, deadline.in_time)
    return None if figure is None else trials[figure]


def served_at_most(problem: Problem, rigid: Matrix, lever: Lever, deadline: Deadline) -> dict[Lever, float]:
    """How much of one demand can be served, by its cell; empty for other cells, and where that is not the reason."""
    if lever.tier is not Tier.DEMAND or not deadline.in_time():
        return {}
    relaxation, stretch = Relaxation(deadline.left), Stretch(problem, lever, rigid)
    figure = stretch.first_possible(relaxation, deadline.in_time)
    return {} if figure is None else {lever: figure}
