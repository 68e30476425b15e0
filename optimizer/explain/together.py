"""Several changes where one is not enough: one contradiction after another, and as few changes as were found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.explain.change import Change, changed
from optimizer.explain.contradiction import conflict_of_parts
from optimizer.explain.lever import Tier
from optimizer.explain.localise import Tracer, is_offered
from optimizer.explain.needed import needed
from optimizer.explain.stretch import Stretch
from optimizer.explain.trial import tried
from optimizer.solver.conflict import Relaxation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.problem import Problem
    from optimizer.explain.deadline import Deadline
    from optimizer.explain.lever import Lever
    from optimizer.explain.relevant import Relevant
    from optimizer.explain.trial import Trial

MOST_CONFLICTS = 8
"""Contradictions that are looked for one after another."""
PART = 0.5
"""Share of the time left that may go into leaving out changes, and into making them smaller."""


def conflicts_of(
    problem: Problem, first: tuple[Lever, ...], relevant: Relevant, deadline: Deadline
) -> tuple[tuple[Lever, ...], ...]:
    """Contradictions of a problem: the first one, and what is left once it is out of the way.

    Each is out of the way when the most negotiable of its cells asks for nothing any more.
    """
    levers, found = first, [first]
    other, loosened = problem, set[tuple[object, str, int]]()
    in_time = deadline.until(PART)
    while len(found) < MOST_CONFLICTS and in_time():
        free = [lever for lever in levers if is_offered(other, lever) and lever.place not in loosened]
        if not free:
            break
        loosened.add(free[0].place)
        other = free[0].loosened(other)
        rest = relevant.elastic(other)
        seen = relevant.take_in(rest, deadline)
        if seen.possible is not False:
            break
        part = relevant.part(rest)
        levers = conflict_of_parts(Tracer(other, part), part.rigid(), seen.missed, deadline)
        if not levers:
            break
        known = {lever.place for conflict_levers in found for lever in conflict_levers}
        if not {lever.place for lever in levers} <= known:
            found.append(levers)
    return tuple(found)


def changes_together(
    problem: Problem, conflicts: Sequence[Sequence[Lever]], relevant: Relevant, deadline: Deadline, *, whole: bool
) -> list[Trial]:
    """Up to two sets of changes that are enough: one of rules, and one of what money and time can change."""
    found: list[Trial] = []
    for tier in (Tier.POLICY, Tier.INVESTMENT):
        levers = [lever for conflict in conflicts for lever in _first(problem, conflict, tier)]
        levers = list(dict.fromkeys(levers))
        if not levers or not deadline.in_time():
            continue
        changes = _least_set(problem, levers, relevant, deadline)
        if changes is None:
            continue
        trial = tried(problem, changes, deadline.options(), deadline.cancelled)
        if trial.possible is False and not whole:
            loosest = tuple(Change(lever, lever.loosest) for lever in levers)
            trial = tried(problem, loosest, deadline.options(), deadline.cancelled)
        known = {frozenset(change.lever for change in other.changes) for other in found}
        if trial.possible and frozenset(change.lever for change in changes) not in known:
            found.append(trial)
    return found


def _first(problem: Problem, conflict: Sequence[Lever], tier: Tier) -> list[Lever]:
    """Cells of a conflict of the tier asked for; of the next best if there are none."""
    offered = [lever for lever in conflict if is_offered(problem, lever)]
    return [lever for lever in offered if lever.tier is tier] or offered


def _least_set(
    problem: Problem, levers: Sequence[Lever], relevant: Relevant, deadline: Deadline
) -> tuple[Change, ...] | None:
    """Leave out every change that is not needed, then make the others as small as they can be, one after another."""
    relaxation = Relaxation(deadline.left)

    def are_enough(changes: Sequence[Change]) -> bool:
        return relaxation.is_possible(relevant.rigid(changed(problem, changes))) is True

    all_of_them = [Change(lever, lever.loosest) for lever in reversed(levers)]
    if not are_enough(all_of_them):
        return None
    kept = needed(all_of_them, lambda change: change.lever.place, are_enough, deadline.until(PART))[::-1]
    patient = deadline.until(PART)
    for k, change in enumerate(kept):
        if not patient():
            break
        others = changed(problem, [other for other in kept if other is not change])
        stretch = Stretch(others, change.lever, relevant.rigid(others), relevant)
        figure = stretch.first_possible(relaxation, deadline.in_time)
        if figure is not None:
            kept[k] = Change(change.lever, figure)
    return tuple(kept)
