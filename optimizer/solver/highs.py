"""HiGHS, called with arrays.

The solver runs in a thread of its own, so that Ctrl-C and cancellation reach it between two of its steps and the best
solution so far is kept: an exception raised inside one of its callbacks would lose it.
"""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from optimizer.matrix.scaling import Scaling
from optimizer.solver.solved import Progress, Solved, Stop

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.schema import Numbers
    from optimizer.matrix import Matrix

POLL = 0.05
"""Seconds between two looks at the solver's thread."""
WHOLE = 1e-5
"""How far from a whole number an integer column may be and still be rounded."""
EXACT = 1e-9
"""By how much rows and bounds may be missed where nothing is left to decide, as a share of what columns can be."""


@dataclass(frozen=True, slots=True)
class SolverOptions:
    """How to solve.

    Attributes
    ----------
    time_limit
        Longest run [s].
    gap
        Relative gap at which to stop.
    threads, seed
        Threads of the solver (one is best: measured), and its random seed.

    """

    time_limit: float = 600.0
    gap: float = 1e-4
    threads: int = 1
    seed: int = 0


class Cancelled(threading.Event):
    """Set from anywhere to stop a solve and keep its best solution."""


def solver_version() -> str:
    """Version of HiGHS."""
    return str(highspy.Highs().version())


def solve_matrix(
    matrix: Matrix,
    options: SolverOptions,
    watch: Callable[[Progress], None] | None = None,
    cancelled: Cancelled | None = None,
    start: Numbers | None = None,
) -> Solved:
    """Minimise a matrix problem; the best solution survives time limits and cancellation.

    Parameters
    ----------
    watch
        Called now and then, on this thread, with how far it has come.
    cancelled
        Stops the solve when set. Ctrl-C sets it; a second Ctrl-C raises KeyboardInterrupt.
    start
        Values of a plan whose switches are worth a try, shape (columns,).

    """
    run = _Run(matrix, options, cancelled or Cancelled())
    if start is not None:
        run.begin_at(start)
    run.follow(watch or (lambda _: None))
    return run.result()


class _Run:
    """One run of the solver."""

    def __init__(self, matrix: Matrix, options: SolverOptions, cancelled: Cancelled) -> None:
        self._scaling = matrix.units or Scaling.of(matrix)
        self._own, self._matrix = matrix, self._scaling.apply(matrix)
        self._options, self._cancelled = options, cancelled
        self._begin = time.monotonic()
        self._latest = Progress(0.0, None, None)
        self._highs = highspy.Highs()
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
            self._highs.setOptionValue(name, value)
        highspy.Highs.resetGlobalScheduler(True)
        pass_arrays(self._highs, self._matrix)
        self._highs.cbMipInterrupt += self._on_step
        self._highs.cbSimplexInterrupt += self._on_step
        self._highs.cbIpmInterrupt += self._on_step
        self._highs.cbMipLogging += self._on_log
        self._highs.cbMipImprovingSolution += self._on_log

    def begin_at(self, values: Numbers) -> None:
        """Try the switches of another solution first; the solver finds the rest of the plan around them."""
        chosen = np.flatnonzero(self._matrix.integer)
        if len(chosen):
            self._highs.setSolution(len(chosen), chosen.astype(np.int32), np.rint(values[chosen]))

    def _on_step(self, event: Any) -> None:
        if self._cancelled.is_set():
            event.interrupt()

    def _on_log(self, event: Any) -> None:
        best, bound = event.data_out.mip_primal_bound, event.data_out.mip_dual_bound
        self._latest = Progress(
            time.monotonic() - self._begin,
            self._money(best),
            self._money(bound),
        )

    def _money(self, amount: float) -> float | None:
        """Return an objective value of the solver in money; None while it has none."""
        return self._scaling.money(amount) if math.isfinite(amount) and abs(amount) < highspy.kHighsInf else None

    def follow(self, watch: Callable[[Progress], None]) -> None:
        """Run to the end, telling `watch` whenever something is new."""
        finished, told = threading.Event(), None

        def work() -> None:
            try:
                self._highs.run()
            finally:
                finished.set()

        threading.Thread(target=work, name="highs", daemon=True).start()
        # Waiting for an event and not for the thread: a Ctrl-C inside Thread.join makes Python take it for finished.
        while not finished.is_set():
            try:
                finished.wait(POLL)
                if self._latest is not told:
                    told = self._latest
                    watch(told)
            except KeyboardInterrupt:
                if self._cancelled.is_set():
                    raise
                self._cancelled.set()

    def result(self) -> Solved:
        """What was found; integer columns are made exactly whole and the rest solved again around them."""
        highs, info = self._highs, self._highs.getInfo()
        stop = self._stop()
        has_integers = bool(self._matrix.integer.any())
        bound = self._scaling.money(float(info.mip_dual_bound)) if has_integers else -math.inf
        nodes = int(info.mip_node_count) if has_integers else 0
        values: Numbers | None = None
        if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
            values = np.array(highs.getSolution().col_value)
        seconds = time.monotonic() - self._begin
        if values is None:
            return Solved(stop, bound, seconds, nodes)
        if has_integers:
            values = self._polished(values)
        values = self._scaling.natural(values)
        objective = float(self._own.cost @ values) + self._own.offset
        if not has_integers and stop is Stop.FINISHED:
            bound = objective
        return Solved(stop, min(bound, objective), time.monotonic() - self._begin, nodes, objective, values)

    def _stop(self) -> Stop:
        status = self._highs.getModelStatus()
        kinds = highspy.HighsModelStatus
        if status == kinds.kUnboundedOrInfeasible:
            return Stop.UNBOUNDED if self._has_solution() else Stop.INFEASIBLE
        return {
            kinds.kOptimal: Stop.FINISHED,
            kinds.kModelEmpty: Stop.FINISHED,
            kinds.kInfeasible: Stop.INFEASIBLE,
            kinds.kUnbounded: Stop.UNBOUNDED,
            kinds.kTimeLimit: Stop.TIME_LIMIT,
            kinds.kInterrupt: Stop.INTERRUPTED,
        }.get(status, Stop.FAILED)

    def _has_solution(self) -> bool:
        """Whether there is any, whatever it costs."""
        highs = highspy.Highs()
        highs.setOptionValue("log_to_console", False)
        highs.setOptionValue("threads", self._options.threads)
        highs.setOptionValue("time_limit", self._options.time_limit)
        pass_arrays(highs, self._matrix.with_objective(np.zeros_like(self._matrix.cost)))
        highs.run()
        return bool(highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def _polished(self, values: Numbers) -> Numbers:
        """Round integer columns and solve the linear problem that is left; the old values stand if that fails."""
        chosen = np.flatnonzero(self._matrix.integer)
        whole = np.rint(values[chosen])
        if (np.abs(values[chosen] - whole) > WHOLE).any():
            return values
        fixed = self._matrix.with_bounds(chosen, whole, whole)
        highs = highspy.Highs()
        highs.setOptionValue("log_to_console", False)
        highs.setOptionValue("threads", self._options.threads)
        highs.setOptionValue("time_limit", max(30.0, self._options.time_limit))
        highs.setOptionValue("primal_feasibility_tolerance", EXACT)
        pass_arrays(highs, fixed, relaxed=True)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return values
        better = np.array(highs.getSolution().col_value)
        better[chosen] = whole
        return better


def pass_arrays(highs: Any, matrix: Matrix, *, relaxed: bool = False) -> None:
    """Hand the arrays over as they are."""
    rows, columns = len(matrix.row_lower), len(matrix.cost)
    kinds = np.zeros(columns, dtype=np.int32)
    if not relaxed:
        kinds[matrix.integer] = 1
    highs.passModel(
        columns, rows, len(matrix.value), int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize),
        matrix.offset, matrix.cost, matrix.lower, matrix.upper, matrix.row_lower, matrix.row_upper, matrix.start,
        matrix.index, matrix.value, kinds,
    )  # fmt: skip
