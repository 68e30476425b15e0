"""What stands beside a plan: today's plan, the plan without locked decisions, and how it bears every event."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.features.baseline import todays_problem
from models.features.locks import Locks
from models.stress.cases import every_case

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.problem import Problem
    from optimizer.clock import Clock
    from optimizer.outcome import Outcome
    from optimizer.solver.options import Cancelled, SolverOptions

COMPARISON_SHARE = 0.25
"""Share of the time limit that each plan made for comparison may take: today's, and the one without locks."""
SHORTEST = 5.0
"""Seconds that it may take in any case."""


def with_comparisons(
    outcome: Outcome,
    options: SolverOptions,
    clock: Clock,
    cancelled: Cancelled,
    plan: Callable[[Problem, SolverOptions], Outcome],
    *,
    with_baseline: bool,
) -> Outcome:
    """Set comparisons beside a plan; once the run is asked to stop they are left out, and named as skipped.

    Parameters
    ----------
    plan
        Makes a plan of another problem.

    """
    problem, skipped = outcome.problem, list(outcome.skipped)
    short = replace(options, time_limit=max(SHORTEST, options.time_limit * COMPARISON_SHARE))

    def compared(other: Problem, words: str) -> Outcome | None:
        found = None if cancelled.is_set() else plan(other, short)
        if cancelled.is_set():
            skipped.append(words)
            return None
        return found if found and found.status.has_plan else None

    today = todays_problem(problem) if with_baseline else None
    if today is not None:
        with clock.phase("baseline"):
            outcome = replace(outcome, baseline=compared(today, "the comparison with today's plan"))
    if len(problem[Locks]):
        with clock.phase("locks"):
            free = compared(problem.having(Locks.empty()), "the cost of locked decisions")
            outcome = replace(outcome, without_locks=free)
    if every_case(problem):
        with clock.phase("stress"):
            tested = _stressed(outcome, cancelled)
        if cancelled.is_set():
            skipped.append("the test of what disruptions do to the plan")
        else:
            outcome = tested
    return replace(outcome, skipped=tuple(skipped))


def _stressed(outcome: Outcome, cancelled: Cancelled) -> Outcome:
    """Put the plan, and today's, to the test of every event."""
    from optimizer.stress import stress

    today = outcome.baseline
    if today is not None:
        today = replace(today, stress=stress(today.problem, today.plan, cancelled))
    return replace(outcome, stress=stress(outcome.problem, outcome.plan, cancelled), baseline=today)
