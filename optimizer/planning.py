"""From problem to outcome: build, compile, solve, extract, check; and the same for today's plan."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.features import FEATURES
from models.features.baseline import Baseline, todays_problem
from models.features.locks import Locks
from models.plan import CostLines, sums
from models.strategic import labelled
from models.stress.cases import every_case
from optimizer.audit import COST_TOLERANCE, AuditReport, audit
from optimizer.errors import AuditError
from optimizer.outcome import Outcome, SecondObjective, Size, status_of
from optimizer.solver.solved import Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan
    from models.problem import Problem
    from models.rulebook import RuleOutcome
    from models.schema import Numbers
    from optimizer.matrix import Matrix
    from optimizer.solver.highs import Cancelled, SolverOptions
    from optimizer.solver.solved import Progress, Solved

MISSED = 1e-6
"""Slack of a hard rule above which it counts as missed.

Plans are looked for with hard rules rigid, and only when there is none are the rules made elastic: measured on the EV
example, a rigid solve stood at a gap of 0.8 % when an elastic one with prices stood at 3 %.
"""
SLIGHTLY = 1e-9
"""Share by which a second objective may be missed while the rest of the plan is made cheap again."""
PENALTY = "rule_penalty"
COMPARISON_SHARE = 0.25
"""Share of the time limit that each plan made for comparison may take: today's, and the one without locks."""
SECOND_OBJECTIVES = {"cost_then_carbon": "carbon", "cost_then_lead_time": "lead_time"}
"""Meter that is made least once the cost is, by the setting ``objective``."""


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
    from optimizer.solver.highs import SolverOptions

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
    if outcome.status.has_plan:
        short = replace(options, time_limit=max(5.0, options.time_limit * COMPARISON_SHARE))
        if with_baseline and len(problem[Baseline]):
            with clock.phase("baseline"):
                outcome = replace(outcome, baseline=todays_outcome(problem, short, cancelled))
        if len(problem[Locks]):
            with clock.phase("locks"):
                free = _plan(problem.having(Locks.empty()), short, Clock(), None, cancelled)
                outcome = replace(outcome, without_locks=_with_plan(free))
        if every_case(problem):
            with clock.phase("stress"):
                outcome = _stressed(outcome)
    return replace(outcome, seconds=clock.seconds, options=options, issues=issues)


def todays_outcome(problem: Problem, options: SolverOptions, cancelled: Cancelled | None = None) -> Outcome | None:
    """Evaluate today's plan by the same model; None when the workbook gives none, or it cannot be carried out."""
    today = todays_problem(problem)
    return None if today is None else _with_plan(_plan(today, options, Clock(), None, cancelled))


def _stressed(outcome: Outcome) -> Outcome:
    """Put the plan, and today's, to the test of every event."""
    from optimizer.stress import stress

    today = outcome.baseline
    if today is not None:
        today = replace(today, stress=stress(today.problem, today.plan))
    return replace(outcome, stress=stress(outcome.problem, outcome.plan), baseline=today)


def _with_plan(outcome: Outcome) -> Outcome | None:
    """Return an outcome that has a plan to compare with, or nothing."""
    return outcome if outcome.status.has_plan else None


def _plan(
    problem: Problem,
    options: SolverOptions,
    clock: Clock,
    watch: Callable[[Progress], None] | None,
    cancelled: Cancelled | None,
) -> Outcome:
    from models.build import build_model
    from optimizer.matrix import compile_model
    from optimizer.screening import solve_screened

    with clock.phase("build"):
        core = build_model(problem)
    with clock.phase("compile"):
        matrix = compile_model(core)
    rows, columns = matrix.shape
    size = Size(rows, columns, int(matrix.integer.sum()), len(matrix.value))
    with clock.phase("solve"):
        rigid = matrix if problem.baseline else matrix.rigid()
        solved = solve_screened(rigid.measured(), options, watch, cancelled)
    if not solved.found and solved.stop not in {Stop.INTERRUPTED, Stop.UNBOUNDED}:
        with clock.phase("explain"):
            nearest = _nearest_miss(matrix, options, cancelled)
        if nearest is None:
            return Outcome(problem, status_of(solved, options.gap), size=size)
        if _misses_hard_rule(matrix, nearest):
            _, missed = _read_plan(core, matrix, nearest, clock)
            return Outcome(problem, status_of(solved, options.gap), rules=missed, size=size)
        solved = replace(nearest, stop=solved.stop, bound=solved.bound)
    status = status_of(solved, options.gap)
    if not solved.found:
        return Outcome(problem, status, size=size)
    with clock.phase("second objective"):
        chosen, second = _refined(core, matrix, solved, options, cancelled)
    plan, rules = _read_plan(core, matrix, chosen, clock)
    with clock.phase("check"):
        report = _checked(problem, plan, rules)
    return Outcome(
        problem, status, rules, solved.bound, solved.gap, second=second, size=size, _plan=plan, _audit=report
    )


def _nearest_miss(matrix: Matrix, options: SolverOptions, cancelled: Cancelled | None) -> Solved | None:
    """Miss hard rules by as little as can be, at their prices, then make cost least without missing them by more.

    Called when no plan was found: what is missed says which rules stand in the way, and by how much. When nothing is
    missed after all, the search had only run out of time, and this is a plan.
    """
    from optimizer.solver.highs import solve_matrix

    short = replace(options, time_limit=max(10.0, options.time_limit / 4))
    least = solve_matrix(matrix.with_objective(matrix.price_of_misses()), short, None, cancelled)
    if not least.found:
        return None
    slacks, chosen = matrix.hard_slacks(), np.flatnonzero(matrix.integer)
    held = matrix.with_bounds(slacks, np.zeros(len(slacks)), np.maximum(least.values[slacks], 0.0) + MISSED / 10)
    whole = np.rint(least.values[chosen])
    cheapest = solve_matrix(held.with_bounds(chosen, whole, whole), short, None, cancelled)
    return cheapest if cheapest.found else least


def _refined(
    core: Core, matrix: Matrix, solved: Solved, options: SolverOptions, cancelled: Cancelled | None
) -> tuple[Solved, SecondObjective | None]:
    """Make the second objective least among plans that cost at most the tolerance more; without one, keep the plan."""
    from optimizer.solver.highs import solve_matrix

    settings = core.problem.settings
    if core.problem.baseline or settings.objective not in SECOND_OBJECTIVES:
        return solved, None
    meter = SECOND_OBJECTIVES[settings.objective]
    amounts = matrix.vector(core.meters.terms(lambda name, *_: name == meter))
    dearest = solved.objective + settings.objective_tolerance * abs(solved.objective)
    limited = matrix.rigid().with_row(matrix.cost, dearest - matrix.offset).with_objective(amounts)
    better = solve_matrix(limited, options, None, cancelled)
    chosen = _cheapest_with(matrix, better, amounts, options, cancelled) if better.found else solved
    least = float(amounts @ solved.values)
    return chosen, SecondObjective(meter, least, float(amounts @ chosen.values), settings.objective_tolerance)


def _cheapest_with(
    matrix: Matrix, better: Solved, amounts: Numbers, options: SolverOptions, cancelled: Cancelled | None
) -> Solved:
    """Make the cost of a second-objective plan least again, its switches and its amount kept: nothing is idly spent."""
    from optimizer.solver.highs import solve_matrix

    columns = np.flatnonzero(matrix.integer)
    whole = np.rint(better.values[columns])
    most = float(amounts @ better.values)
    held = matrix.rigid().with_bounds(columns, whole, whole).with_row(amounts, most + SLIGHTLY * max(abs(most), 1.0))
    tidy = solve_matrix(held, options, None, cancelled)
    return tidy if tidy.found else better


def _misses_hard_rule(matrix: Matrix, solved: Solved) -> bool:
    """Whether the elastic solution buys its way around a hard rule."""
    return bool((solved.values[matrix.hard_slacks()] > MISSED).any())


def _read_plan(core: Core, matrix: Matrix, solved: Solved, clock: Clock) -> tuple[Plan, tuple[RuleOutcome, ...]]:
    from models.build import extract
    from optimizer.matrix import ColumnValues
    from optimizer.stress import tidied

    with clock.phase("extract"):
        plan = labelled(core.problem, tidied(core.problem, extract(core, ColumnValues(matrix, solved.values))))
        rules = rule_outcomes(core.problem, plan)
        return (plan if core.problem.baseline else _as_owed(core.problem, plan, rules)), rules


def _as_owed(problem: Problem, plan: Plan, rules: tuple[RuleOutcome, ...]) -> Plan:
    """Return the plan with the penalties that its tables owe, in periods in which the solver put down more.

    Until a plan is proven best it may hold a switch that calls a soft rule missed when it is not. What is put down too
    low stays as it is, for the check to find.
    """
    lines, horizon = plan[CostLines], problem.horizon
    owed: dict[tuple[str, str], float] = {}
    for rule in rules:
        if not rule.hard and rule.short > 0:
            money = rule.short * rule.penalty * float(horizon.weeks[horizon.number(rule.period)])
            owed[rule.item, rule.period] = owed.get((rule.item, rule.period), 0.0) + money
    due = sums([period for _, period in owed], owed.values())
    booked = sums(lines.period[lines.driver == PENALTY], lines.amount[lines.driver == PENALTY])
    rounding = COST_TOLERANCE * max(float(np.abs(lines.amount).sum()), 1.0)
    wrong = [period for period, money in booked.items() if money > due.get(period, 0.0) + rounding]
    if not wrong:
        return plan
    kept = lines.keep((lines.driver != PENALTY) | ~np.isin(lines.period, wrong))
    worth = dict(zip(horizon.names, horizon.discount.tolist(), strict=True))
    new = [(PENALTY, item, "", t, money, money * worth[t]) for (item, t), money in owed.items() if t in wrong and money]
    return plan.having(CostLines.of([*kept, *new]))


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
