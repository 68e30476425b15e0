"""One change that is enough: each cell of a conflict by itself, as little as possible, and tried out."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from models.features.locks import Locks
from optimizer.explain.change import Change
from optimizer.explain.lever import Tier
from optimizer.explain.localise import Tracer, is_offered
from optimizer.explain.nearest import reached_by, rules_missed
from optimizer.explain.stretch import Stretch, first_possible
from optimizer.explain.trial import Trial, free_of, is_accepted, tried
from optimizer.solver.conflict import Relaxation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.problem import Problem
    from optimizer.explain.deadline import Deadline
    from optimizer.explain.lever import Lever
    from optimizer.explain.relevant import Relevant
    from optimizer.explain.stretch import Possible
    from optimizer.matrix import Matrix

MOST_TRIED = 12
"""Cells that are looked at one by one."""
ENOUGH = 4
"""Changes after which no more are looked for."""
PATIENCE = 0.75
"""Share of the time, after which no further cell is looked at once a change has been found."""
PART, LONGEST = 0.6, 30.0
"""Share of the time left that one search for a plan may take, and seconds at most."""
LONGEST_BENT = 10.0
"""Seconds at most that the search for a plan may take that bends a rule by as little as can be."""
PART_OF_CELL = 0.25
"""Share of the time left that may go into making one change smaller once a larger one is known to be enough."""
MANY = 16
"""Figures among which a plan that bends the rule by little is worth a search."""
STEPS = (243, 81, 27, 9, 3)
"""Numbers of figures beyond the least that are tried one after another, each as long as the one before is possible."""
ROUNDING = 1e-9
"""Share by which a plan may go beyond a figure."""


class Alone:
    """One cell after another, the others as they are.

    Parameters
    ----------
    tracer
        Where the rules of the conflict stand in the part of the problem that matters.
    matrix
        Arrays of the whole problem, with elastic rules.
    relevant
        Disruptions that matter so far; more of them may come to matter on the way.
    whole
        Whether the conflict is one of whole numbers only, so that their relaxation says nothing.

    """

    def __init__(self, tracer: Tracer, matrix: Matrix, relevant: Relevant, deadline: Deadline, *, whole: bool) -> None:
        self._tracer, self._matrix, self._relevant, self._deadline = tracer, matrix, relevant, deadline
        self._problem, self._relaxation, self._whole = tracer.problem, Relaxation(deadline.left), whole
        self._whole_tracer = Tracer(tracer.problem, matrix)

    def changes(self, levers: Sequence[Lever]) -> list[Trial]:
        """Trials of every change that is enough by itself: one of the cells of a conflict must change."""
        found: list[Trial] = []
        patient = self._deadline.until(PATIENCE)
        offered = [lever for lever in levers if is_offered(self._problem, lever)]
        count = 0
        for each in _by_turns(offered):
            late = found and not patient()
            if len(found) >= ENOUGH or count >= MOST_TRIED or late or not self._deadline.in_time():
                break
            if not self._whole and not self._may_help(each):
                continue
            count += 1
            lever = unlocked(self._problem, each, self._deadline) if each.record is Locks else each
            trial = None if lever is None else self._least(lever)
            if trial is not None and trial.possible:
                found.append(trial)
        return found

    def _may_help(self, lever: Lever) -> bool:
        """Whether nothing else is in the way once a rule asks for nothing; other cells are not ruled out like this."""
        without = self._tracer.without(lever)
        return without is None or self._relaxation.is_possible(without) is not False

    def _least(self, lever: Lever) -> Trial | None:
        """Smallest change of one cell with which a plan exists; None when none is enough."""
        ladder = lever.ladder(self._problem)
        if self._whole:
            return self._by_planning(lever, ladder)
        figure = self._by_parts(lever)
        if figure is None:
            return None
        trial = self._tried(lever, figure)
        if trial.possible:
            return trial
        further = self._by_planning(lever, ladder[ladder.index(figure) + trial.is_out :])
        return further if further is not None or trial.is_out else trial

    def _by_parts(self, lever: Lever) -> float | None:
        """First figure at which the relaxation has a solution, as far as disruptions matter that do so already."""
        loosest = lever.ladder(self._problem)[-1]
        if self._relaxation.is_possible(self._relevant.rigid(lever.set_to(self._problem, loosest))) is False:
            return None
        stretch = Stretch(self._problem, lever, self._relevant.part(self._matrix).rigid(), self._relevant)
        figure = stretch.first_possible(self._relaxation, self._deadline.until(PART_OF_CELL))
        return _by_building(stretch, figure, self._deadline) if figure is not None and stretch.is_line else figure

    def _tried(self, lever: Lever, figure: float) -> Trial:
        deadline = self._deadline
        return tried(self._problem, (Change(lever, figure),), deadline.options(PART, LONGEST), deadline.cancelled)

    def _by_planning(self, lever: Lever, ladder: Sequence[float]) -> Trial | None:
        """Smallest change of one cell, each figure tried by planning with it."""
        if not ladder:
            return None
        trials: dict[float, Trial] = {}

        def is_possible(figure: float) -> Possible:
            if figure not in trials:
                trials[figure] = self._tried(lever, figure)
            return trials[figure].possible

        if not is_possible(ladder[-1]):
            return None
        patient = self._deadline.until(PART_OF_CELL)
        near, loosest = self._kept_by(trials[ladder[-1]], lever, ladder), trials[ladder[-1]]
        if near[-1] not in trials and is_accepted(lever.set_to(self._problem, near[-1])):
            # It is the same plan: it goes no further than this figure.
            trials[near[-1]] = replace(loosest, changes=(Change(lever, near[-1]),))
        if len(near) > MANY and patient():
            bent = self._bent(lever, near)
            near = bent if is_possible(bent[-1]) else near
        for k in STEPS:
            if k < len(near) and patient() and is_possible(near[k - 1]):
                near = near[:k]
        figure = first_possible(near, is_possible, patient)
        if figure is None:
            return None
        out = [k for k, other in enumerate(ladder) if other in trials and trials[other].is_out]
        return replace(trials[figure], least=ladder[max(out) + 1 if out else 0])

    def _kept_by(self, trial: Trial, lever: Lever, ladder: Sequence[float]) -> Sequence[float]:
        """Figures up to the one that a plan keeps by itself; all of them where that cannot be told."""
        return _up_to(ladder, lever, reached_by(self._problem, trial.rules, lever))

    def _bent(self, lever: Lever, ladder: Sequence[float]) -> Sequence[float]:
        """Figures up to the one of a plan that misses this rule by little; all of them where that is not known."""
        rules = self._whole_tracer.stating([lever])
        if not rules:
            return ladder
        options = self._deadline.options(PART, LONGEST_BENT)
        missed = rules_missed(self._matrix, rules, options, self._deadline.cancelled)
        return _up_to(ladder, lever, reached_by(self._problem, missed, lever))


def _up_to(ladder: Sequence[float], lever: Lever, figure: float | None) -> Sequence[float]:
    """Figures up to the first that leaves as much room as one."""
    if figure is None:
        return ladder
    slight = ROUNDING * abs(figure)
    count = sum(each < figure - slight if lever.raises else each > figure + slight for each in ladder)
    return ladder[: count + 1]


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
    return replace(lever, loosest=(max(values) if lever.raises else min(values)) + 0.0)  # no -0


def _by_turns(levers: Sequence[Lever]) -> list[Lever]:
    """Rules first, then a limit for every rule: both kinds are offered even where there are many of one."""
    rules = [lever for lever in levers if lever.tier is Tier.POLICY]
    limits = [lever for lever in levers if lever.tier is not Tier.POLICY]
    return [lever for pair in zip_longest(rules, limits) for lever in pair if lever is not None]


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


def served_at_most(
    problem: Problem, rigid: Matrix, lever: Lever, relevant: Relevant, deadline: Deadline
) -> dict[Lever, float]:
    """How much of one demand can be served, by its cell; empty for other cells, and where that is not the reason."""
    if lever.tier is not Tier.DEMAND or not deadline.in_time():
        return {}
    relaxation, stretch = Relaxation(deadline.left), Stretch(problem, lever, rigid, relevant)
    figure = stretch.first_possible(relaxation, deadline.in_time)
    return {} if figure is None else {lever: figure}
