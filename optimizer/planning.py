"""From problem to outcome: build, compile, solve, extract, check; and what stands beside the plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.features import FEATURES
from models.features.baseline import todays_problem
from models.strategic import labelled
from optimizer.audit import AuditReport, audit
from optimizer.beside import with_comparisons
from optimizer.clock import Clock
from optimizer.errors import AuditError
from optimizer.outcome import Outcome, SecondObjective, Size, Status, status_of
from optimizer.owed import as_owed
from optimizer.solver.options import Cancelled
from optimizer.solver.solved import Stop

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan
    from models.problem import Problem
    from models.rulebook import RuleOutcome
    from models.schema import Numbers
    from optimizer.matrix import Matrix
    from optimizer.solver.options import SolverOptions
    from optimizer.solver.solved import Progress, Solved

SLIGHTLY = 1e-9
"""Share by which a second objective may be missed while the rest of the plan is made cheap again."""
LARGE = 500
"""Sources and lanes, times periods, from which a problem has more entries than are solved in this process."""
SECOND_OBJECTIVES = {"cost_then_carbon": "carbon", "cost_then_lead_time": "lead_time"}
"""Meter that is made least once the cost is, by the setting ``objective``."""


def solver_options(problem: Problem, time_limit: float | None = None, gap: float | None = None) -> SolverOptions:
    """Options from Settings, unless given here."""
    from optimizer.solver.options import SolverOptions

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
    phase: Callable[[str], None] | None = None,
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
    watch, phase
        Called with the progress of the search, and with the name of each phase as it begins.
    cancelled
        The switch that stops the search, keeps the best plan so far, and leaves out what would come after it.
    issues
        Warnings and notes of the input, kept with the outcome.

    Raises
    ------
    AuditError
        When a plan does not stand the independent check; it is then not published.

    """
    clock, options, cancelled = Clock(phase), solver_options(problem, time_limit, gap), cancelled or Cancelled()
    if _looks_large(problem):
        from optimizer.solver.workers import start_ahead

        start_ahead()
    outcome = _plan(problem, options, clock, watch, cancelled)
    if outcome.status.has_plan:

        def other(changed: Problem, short: SolverOptions) -> Outcome:
            return _plan(changed, short, Clock(), None, cancelled)

        outcome = with_comparisons(outcome, options, clock, cancelled, other, with_baseline=with_baseline)
    return replace(outcome, seconds=clock.seconds, options=options, issues=issues)


def todays_outcome(problem: Problem) -> Outcome | None:
    """Evaluate today's plan by the same model; None when the workbook gives none, or it cannot be carried out."""
    today = todays_problem(problem)
    found = None if today is None else _plan(today, solver_options(problem), Clock(), None, Cancelled())
    return found if found is not None and found.status.has_plan else None


def _looks_large(problem: Problem) -> bool:
    """Whether the solver will probably run in a process of its own, which is then started while the model is built."""
    return (len(problem.source_row) + len(problem.lanes.keys)) * len(problem.horizon) > LARGE


def _plan(
    problem: Problem,
    options: SolverOptions,
    clock: Clock,
    watch: Callable[[Progress], None] | None,
    cancelled: Cancelled,
) -> Outcome:
    from models.build import build_model
    from optimizer.explain.unplanned import Unplanned, explained
    from optimizer.matrix import compile_model
    from optimizer.matrix.scaling import with_units
    from optimizer.screening import solve_screened

    with clock.phase("build"):
        core = build_model(problem)
    with clock.phase("compile"):
        matrix = compile_model(core)
    rows, columns = matrix.shape
    size = Size(rows, columns, int(matrix.integer.sum()), len(matrix.value))
    with clock.phase("solve"):
        rigid = matrix if problem.baseline else matrix.rigid()
        solved = solve_screened(with_units(rigid), options, watch, cancelled)
    if solved.stop is Stop.UNBOUNDED or not (solved.found or solved.stop in {Stop.INTERRUPTED, Stop.DIED}):
        with clock.phase("explain"):
            found = Unplanned() if cancelled.is_set() else explained(core, matrix, solved, options, cancelled)
        if found.plan is None:
            _, missed = (None, ()) if found.nearest is None else _read_plan(core, matrix, found.nearest, clock)
            status = Status.INFEASIBLE if found.is_impossible else status_of(solved, options.gap)
            rules = missed or (found.diagnosis.rules if found.diagnosis else ())
            skipped = ("the search for the rules that stand in the way",) if cancelled.is_set() else ()
            return Outcome(problem, status, rules=rules, size=size, diagnosis=found.diagnosis, skipped=skipped)
        solved = replace(found.plan, stop=solved.stop, bound=solved.bound)
    status = status_of(solved, options.gap)
    if not solved.found:
        skipped = ("the rest of the search",) if solved.stop is Stop.INTERRUPTED else ()
        return Outcome(problem, status, size=size, skipped=skipped)
    with clock.phase("second objective"):
        chosen, second = _refined(core, matrix, solved, options, cancelled)
    plan, rules = _read_plan(core, matrix, chosen, clock)
    with clock.phase("check"):
        report = _checked(problem, plan, rules)
    wanted = not problem.baseline and problem.settings.objective in SECOND_OBJECTIVES
    skipped = ("the second objective",) if wanted and second is None else ()
    return Outcome(
        problem, status, rules, solved.bound, solved.gap, second=second, size=size, skipped=skipped, _plan=plan,
        _audit=report,
    )  # fmt: skip


def _refined(
    core: Core, matrix: Matrix, solved: Solved, options: SolverOptions, cancelled: Cancelled
) -> tuple[Solved, SecondObjective | None]:
    """Make the second objective least among plans that cost at most the tolerance more; without one, keep the plan."""
    from optimizer.solver.highs import solve_matrix

    settings = core.problem.settings
    if core.problem.baseline or settings.objective not in SECOND_OBJECTIVES or cancelled.is_set():
        return solved, None
    meter = SECOND_OBJECTIVES[settings.objective]
    amounts = matrix.vector(core.meters.terms(meter))
    dearest = solved.objective + settings.objective_tolerance * abs(solved.objective)
    limited = matrix.rigid().with_row(matrix.cost, dearest - matrix.offset).with_objective(amounts)
    better = solve_matrix(limited, options, None, cancelled)
    if cancelled.is_set():
        return solved, None
    chosen = _cheapest_with(matrix, better, amounts, options, cancelled) if better.found else solved
    least = float(amounts @ solved.values)
    return chosen, SecondObjective(meter, least, float(amounts @ chosen.values), settings.objective_tolerance)


def _cheapest_with(
    matrix: Matrix, better: Solved, amounts: Numbers, options: SolverOptions, cancelled: Cancelled
) -> Solved:
    """Make the cost of a second-objective plan least again, its switches and its amount kept: nothing is idly spent."""
    from optimizer.solver.highs import solve_matrix

    columns = np.flatnonzero(matrix.integer)
    whole = np.rint(better.values[columns])
    most = float(amounts @ better.values)
    held = matrix.rigid().with_bounds(columns, whole, whole).with_row(amounts, most + SLIGHTLY * max(abs(most), 1.0))
    tidy = solve_matrix(held, options, None, cancelled)
    return tidy if tidy.found else better


def _read_plan(core: Core, matrix: Matrix, solved: Solved, clock: Clock) -> tuple[Plan, tuple[RuleOutcome, ...]]:
    from models.build import extract
    from optimizer.matrix import ColumnValues
    from optimizer.stress import tidied

    with clock.phase("extract"):
        plan = labelled(core.problem, tidied(core.problem, extract(core, ColumnValues(matrix, solved.values))))
        rules = rule_outcomes(core.problem, plan)
        return (plan if core.problem.baseline else as_owed(core.problem, plan, rules)), rules


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
