"""From problem to outcome: build, compile, solve, extract, check; and the same for today's plan."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from models.features import FEATURES
from models.features.baseline import todays_problem
from optimizer.audit import AuditReport, audit
from optimizer.errors import AuditError
from optimizer.outcome import Outcome, Size, status_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan
    from models.problem import Problem
    from models.rulebook import RuleOutcome
    from optimizer.matrix import Matrix
    from optimizer.solve.highs import Cancelled, SolverOptions
    from optimizer.solve.solved import Progress, Solved

MISSED = 1e-6
"""Slack of a hard rule above which it counts as missed."""
BASELINE_SHARE = 0.25
"""Share of the time limit that today's plan may take."""


class Clock:
    """Seconds spent in each phase of a run."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Count the time of the block for a phase."""
        begin = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begin


def solver_options(problem: Problem, time_limit: float | None = None, gap: float | None = None) -> SolverOptions:
    """Options from Settings, unless given here."""
    from optimizer.solve.highs import SolverOptions

    settings = problem.settings
    return SolverOptions(
        time_limit=settings.time_limit if time_limit is None else time_limit,
        gap=settings.mip_gap if gap is None else gap,
        threads=int(settings.threads),
        seed=int(settings.seed),
    )


def solve(
    problem: Problem,
    *,
    time_limit: float | None = None,
    gap: float | None = None,
    watch: Callable[[Progress], None] | None = None,
    cancelled: Cancelled | None = None,
    issues: tuple[Issue, ...] = (),
    with_baseline: bool = True,
) -> Outcome:
    """Find the plan of least cost, check it, and evaluate today's plan beside it.

    Parameters
    ----------
    problem
        What to plan.
    time_limit, gap
        Override Settings [s, fraction].
    watch, cancelled
        Progress callback, and the switch that stops the solve and keeps the best plan so far.
    issues
        Warnings and notes of the input, kept with the outcome.

    Raises
    ------
    AuditError
        When a plan does not stand the independent check; it is then not published.

    """
    clock, options = Clock(), solver_options(problem, time_limit, gap)
    outcome = _plan(problem, options, clock, watch, cancelled)
    today = todays_problem(problem) if with_baseline and outcome.status.has_plan else None
    if today is not None:
        with clock.phase("baseline"):
            limited = replace(options, time_limit=max(5.0, options.time_limit * BASELINE_SHARE))
            baseline = _plan(today, limited, Clock(), None, cancelled)
        outcome = replace(outcome, baseline=baseline if baseline.status.has_plan else None)
    return replace(outcome, seconds=clock.seconds, issues=issues)


def _plan(
    problem: Problem,
    options: SolverOptions,
    clock: Clock,
    watch: Callable[[Progress], None] | None,
    cancelled: Cancelled | None,
) -> Outcome:
    from models.build import build_model
    from optimizer.matrix import compile_model
    from optimizer.solve.highs import solve_matrix

    with clock.phase("build"):
        core = build_model(problem)
    with clock.phase("compile"):
        matrix = compile_model(core)
    rows, columns = matrix.shape
    size = Size(rows, columns, int(matrix.integer.sum()), len(matrix.value))
    with clock.phase("solve"):
        solved = solve_matrix(matrix, options, watch, cancelled)
    status = status_of(solved, options.gap)
    if not solved.found:
        return Outcome(problem, status, size=size)
    plan, rules = _read_plan(core, matrix, solved, clock)
    if not problem.baseline and _misses_hard_rule(matrix, solved):
        with clock.phase("solve"):
            left = max(options.time_limit - solved.seconds, options.time_limit / 4)
            rigid = solve_matrix(matrix.rigid(), replace(options, time_limit=left), watch, cancelled)
        status = status_of(rigid, options.gap)
        if not rigid.found:
            return Outcome(problem, status, rules=rules, size=size)
        solved = rigid
        plan, rules = _read_plan(core, matrix, solved, clock)
    with clock.phase("check"):
        report = _checked(problem, plan, rules)
    return Outcome(problem, status, rules, solved.bound, solved.gap, size=size, _plan=plan, _audit=report)


def _misses_hard_rule(matrix: Matrix, solved: Solved) -> bool:
    """Whether the elastic solution buys its way around a hard rule."""
    return bool((solved.values[matrix.hard_slacks()] > MISSED).any())


def _read_plan(core: Core, matrix: Matrix, solved: Solved, clock: Clock) -> tuple[Plan, tuple[RuleOutcome, ...]]:
    from models.build import extract
    from optimizer.matrix import ColumnValues

    with clock.phase("extract"):
        plan = extract(core, ColumnValues(matrix, solved.values))
        return plan, rule_outcomes(core.problem, plan)


def rule_outcomes(problem: Problem, plan: Plan) -> tuple[RuleOutcome, ...]:
    """Every rule, required against what the plan's tables achieve."""
    return tuple(
        outcome for feature in FEATURES if feature.applies(problem) for outcome in feature.outcomes(problem, plan)
    )


def _checked(problem: Problem, plan: Plan, rules: tuple[RuleOutcome, ...]) -> AuditReport:
    report = audit(problem, plan, rules)
    if not report.passed:
        if report.violations:
            worst = report.violations[0]
            message = f"The plan fails its check: {worst.check}, {worst.where}, off by {worst.amount:g}."
        else:
            off = max(report.costs, key=lambda check: abs(check.difference))
            message = f"The plan fails its check: {off.driver} is {off.booked:,.2f} but comes to {off.recomputed:,.2f}."
        raise AuditError(message, report.violations)
    return report
