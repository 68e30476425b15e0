"""The door to the solver: a matrix problem in, what was found out.

HiGHS runs in a process of its own, because it can be silent for many seconds and only a process can be stopped then;
the best solution so far has been told by that time, and survives. Small problems are solved in a thread of this
process, which is sooner than a process starts.
"""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.matrix.scaling import scaling_of
from optimizer.solver.arrays import pass_arrays
from optimizer.solver.job import Arrays, Job
from optimizer.solver.options import Cancelled, SolverOptions
from optimizer.solver.solved import Solved, Stop, dearest_within

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.schema import Numbers
    from optimizer.matrix import Matrix
    from optimizer.solver.job import Ended
    from optimizer.solver.solved import Progress

__all__ = ["Cancelled", "SolverOptions", "pass_arrays", "solve_matrix", "solver_version"]

WHOLE = 1e-5
"""How far from a whole number an integer column may be and still be rounded."""
SMALL, SMALL_LINEAR = 2_000, 20_000
"""Entries up to which a problem with and without integer columns is solved in this process.

Measured on random covering problems: with 3,000 entries HiGHS was silent for 1 s of its time, with 30,000 for 5 s.
"""
SHORTEST_POLISH, POLISH_WHEN_STOPPED = 30.0, 10.0
"""Seconds that the last step gets at least, and when somebody waits for the end."""


def solver_version() -> str:
    """Version of HiGHS."""
    from optimizer.solver.run import solver_version

    return solver_version()


def solve_matrix(
    matrix: Matrix,
    options: SolverOptions,
    watch: Callable[[Progress], None] | None = None,
    cancelled: Cancelled | None = None,
    start: Numbers | None = None,
    bound: float = -math.inf,
) -> Solved:
    """Minimise a matrix problem; the best solution survives time limits, cancellation and the death of the solver.

    Parameters
    ----------
    watch
        Called now and then, on this thread, with how far it has come.
    cancelled
        Stops the solve when set. Ctrl-C sets it; a second Ctrl-C raises KeyboardInterrupt.
    start
        Values of a plan whose switches are worth a try, shape (columns,).
    bound
        What no solution goes below, if that is known: one within the gap of it ends the search.

    """
    return _Solve(matrix, options, watch or (lambda _: None), cancelled or Cancelled()).from_start(start, bound)


def run_job(job: Job, watch: Callable[[Progress], None], cancelled: Cancelled) -> Ended:
    """Run a job where its size asks for: a process of its own, or a thread of this one."""
    if len(job.arrays.value) <= (SMALL if job.arrays.integer.any() else SMALL_LINEAR):
        from optimizer.solver.here import run_here as run
    else:
        from optimizer.solver.workers import run_apart as run
    return run(job, watch, cancelled)


class _Solve:
    """One problem: the search, and the steps that make of it what is asked for."""

    def __init__(
        self, matrix: Matrix, options: SolverOptions, watch: Callable[[Progress], None], cancelled: Cancelled
    ) -> None:
        self._matrix, self._options, self._watch, self._cancelled = matrix, options, watch, cancelled
        self._scaling = matrix.units or scaling_of(matrix)
        self._arrays = Arrays.of(matrix.scaled(self._scaling))
        self._switches = np.flatnonzero(matrix.integer)
        self._begin = time.monotonic()

    def from_start(self, start: Numbers | None, known: float) -> Solved:
        """Search, and polish what is found."""
        begin_at = None
        if start is not None and len(self._switches):
            begin_at = self._switches.astype(np.int32), np.rint(start[self._switches])
        target = self._scaling.cost * dearest_within(self._options.gap, known) if math.isfinite(known) else None
        ended = self._run(Job(self._arrays, self._options, begin_at=begin_at, good_enough=target), self._told)
        stop, bound = ended.stop or self._stop_of_unclear(), self._scaling.money(ended.bound)
        if ended.values is None:
            return Solved(stop, bound, time.monotonic() - self._begin, ended.nodes)
        values = self._scaling.natural(self._polished(ended.values))
        objective = float(self._matrix.cost @ values) + self._matrix.offset
        if not len(self._switches) and stop is Stop.FINISHED:
            bound = objective
        seconds = time.monotonic() - self._begin
        return Solved(stop, min(bound, objective), seconds, ended.nodes, objective, values)

    def _told(self, progress: Progress) -> None:
        """Tell of progress in money."""
        best, bound = (
            None if amount is None else self._scaling.money(amount) for amount in (progress.best, progress.bound)
        )
        self._watch(replace(progress, best=best, bound=bound))

    def _run(self, job: Job, watch: Callable[[Progress], None]) -> Ended:
        return run_job(job, watch, self._cancelled)

    def _stop_of_unclear(self) -> Stop:
        """Tell a problem without solutions from one without a lower bound, by looking for any."""
        ended = self._run(Job(self._arrays.without_cost(), self._options), lambda _: None)
        return ended.stop or Stop.INFEASIBLE if ended.values is None else Stop.UNBOUNDED

    def _polished(self, values: Numbers) -> Numbers:
        """Make integer columns exactly whole and solve the rest again; the old values stand if that fails."""
        whole = np.rint(values[self._switches])
        if not len(whole) or (np.abs(values[self._switches] - whole) > WHOLE).any():
            return values
        longest = POLISH_WHEN_STOPPED if self._cancelled.is_set() else max(SHORTEST_POLISH, self._options.time_limit)
        options = replace(self._options, time_limit=longest)
        rest = Job(self._arrays.fixed_at(self._switches, whole), options, go_on_from=values, heeds_cancel=False)
        ended = self._run(rest, lambda _: None)
        if ended.stop is not Stop.FINISHED or ended.values is None:
            return values
        better = ended.values.copy()
        better[self._switches] = whole
        return better
