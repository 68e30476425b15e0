"""One run of HiGHS, from arrays to how it ended; in whichever thread or process it is called."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from optimizer.solver.arrays import pass_arrays
from optimizer.solver.contradiction import contradicting
from optimizer.solver.job import Begun, Ended, Improved, Question
from optimizer.solver.solved import Progress, Stop

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.schema import Numbers
    from optimizer.solver.job import Job, Message
    from optimizer.solver.options import Cancelled

EXACT = 1e-9
"""By how much rows and bounds may be missed where nothing is left to decide, as a share of what columns can be."""
PRIMAL = int(highspy.simplex_constants.SimplexStrategy.kSimplexStrategyPrimal)
STOPS = {
    highspy.HighsModelStatus.kOptimal: Stop.FINISHED,
    highspy.HighsModelStatus.kObjectiveTarget: Stop.FINISHED,
    highspy.HighsModelStatus.kModelEmpty: Stop.FINISHED,
    highspy.HighsModelStatus.kInfeasible: Stop.INFEASIBLE,
    highspy.HighsModelStatus.kUnbounded: Stop.UNBOUNDED,
    highspy.HighsModelStatus.kTimeLimit: Stop.TIME_LIMIT,
    highspy.HighsModelStatus.kInterrupt: Stop.INTERRUPTED,
    highspy.HighsModelStatus.kUnboundedOrInfeasible: None,
}


def solver_version() -> str:
    """Version of HiGHS."""
    return str(highspy.Highs().version())


def run(job: Job, tell: Callable[[Message], None], stopped: Cancelled) -> Ended:
    """Minimise; everything new is told on the way, and `stopped` ends it between two of the solver's steps."""
    if job.question is Question.CONFLICT:
        tell(Begun())
        return contradicting(job)
    highs = _prepared(job)
    begin = time.monotonic()
    tell(Begun())

    def on_step(event: Any) -> None:
        if stopped.is_set():
            event.interrupt()

    def on_log(event: Any) -> None:
        best, bound = _known(event.data_out.mip_primal_bound), _known(event.data_out.mip_dual_bound)
        tell(Progress(time.monotonic() - begin, best, bound))

    def on_better(event: Any) -> None:
        tell(Improved(np.array(event.data_out.mip_solution, dtype=np.float64)))
        on_log(event)

    # An exception raised inside a callback would lose the solution, so they only read and tell.
    for callback in (highs.cbMipInterrupt, highs.cbSimplexInterrupt, highs.cbIpmInterrupt):
        callback.subscribe(on_step)
    highs.cbMipLogging.subscribe(on_log)
    highs.cbMipImprovingSolution.subscribe(on_better)
    highs.run()
    return _ended(job, highs)


def _prepared(job: Job) -> Any:
    highs, options = highspy.Highs(), job.options
    for name, value in {
        "log_to_console": False,
        "time_limit": options.time_limit,
        "mip_rel_gap": options.gap,
        "mip_abs_gap": 1e-6 if options.gap else 0.0,
        "threads": options.threads,
        "random_seed": options.seed,
        "mip_feasibility_tolerance": 1e-7,
        "primal_feasibility_tolerance": EXACT,
    }.items():
        highs.setOptionValue(name, value)
    highspy.Highs.resetGlobalScheduler(True)
    pass_arrays(highs, job.arrays)
    if job.good_enough is not None:
        highs.setOptionValue("objective_target", job.good_enough)
    if job.go_on_from is not None:
        _go_on(highs, job.go_on_from)
    if job.begin_at is not None:
        columns, values = job.begin_at
        highs.setSolution(len(columns), columns, values)
    return highs


def _go_on(highs: Any, values: Numbers) -> None:
    """Let the primal simplex method make a basis of a solution and improve it."""
    solution = highspy.HighsSolution()
    solution.col_value, solution.value_valid = values.tolist(), True
    highs.setOptionValue("simplex_strategy", PRIMAL)
    highs.setSolution(solution)


def _ended(job: Job, highs: Any) -> Ended:
    info, has_integers = highs.getInfo(), bool(job.arrays.integer.any())
    values: Numbers | None = None
    if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        values = np.array(highs.getSolution().col_value, dtype=np.float64)
    bound = float(info.mip_dual_bound) if has_integers else -math.inf
    nodes = int(info.mip_node_count) if has_integers else 0
    return Ended(STOPS.get(highs.getModelStatus(), Stop.FAILED), bound, nodes, values)


def _known(money: float) -> float | None:
    """A bound of the cost, None while the solver has none."""
    return money if math.isfinite(money) and abs(money) < highspy.kHighsInf else None
