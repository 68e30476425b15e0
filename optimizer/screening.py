"""Screening of disruption cases: solve with those that matter, check all others, add the ones that do.

Leaving a case out drops rows and costs that are never negative, so the bound stays a bound. Given a plan, what a case
left out would cost is a small linear problem in its own changes. When every such cost is nothing, the plan is a plan
for all cases, and as good as proven. Most cases never bind: the plan that survives the worst survives the rest.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from optimizer.matrix.cases import case_rows
from optimizer.solver.linear import answer
from optimizer.solver.solved import Progress, Solved, Stop, relative_gap

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.schema import Numbers
    from optimizer.matrix import Matrix
    from optimizer.matrix.arrays import CaseRows
    from optimizer.solver.options import Cancelled, SolverOptions

COARSE_GAP = 0.02
"""Gap of the searches that only find out which cases matter."""
COSTS_NOTHING = 1e-9
"""Cost of a case left out, as a share of the plan's, that is rounding."""
SHORTEST, SHORTEST_LAST = 1.0, 30.0
"""Seconds that a round gets at least, and the step that makes a plan for all cases of the last one."""


def solve_screened(
    matrix: Matrix,
    options: SolverOptions,
    watch: Callable[[Progress], None] | None = None,
    cancelled: Cancelled | None = None,
    *,
    roughly: bool = False,
) -> Solved:
    """Minimise the matrix problem, cases one after another; what comes out is a solution of all of it.

    Parameters
    ----------
    roughly
        Whether it is enough to know that there is a solution, and about its cost: cases that it can bear, at whatever
        cost, then stay out.

    """
    from optimizer.solver.highs import solve_matrix

    cases = case_rows(matrix)
    if not cases:
        return solve_matrix(matrix, options, watch, cancelled)
    search = _Search(matrix, cases, options, roughly=roughly)

    def told(progress: Progress) -> None:
        if watch is not None:
            watch(search.as_a_whole(progress))

    def solve(
        part: Matrix, chosen: SolverOptions, start: Numbers | None, bound: float = -np.inf, *, stoppable: bool = True
    ) -> Solved:
        return solve_matrix(part, chosen, told, cancelled if stoppable else None, start, bound)

    return search.run(solve)


class _Solve(Protocol):
    """Minimises a part of the problem, from a start if there is one, until it is asked to stop if it is stoppable.

    What an earlier round has proven, which had fewer cases, is a bound of this one too.
    """

    def __call__(
        self, part: Matrix, chosen: SolverOptions, start: Numbers | None, bound: float = ..., *, stoppable: bool = True
    ) -> Solved: ...


class _Search:
    """Rounds of solving with some cases and checking the others."""

    def __init__(
        self, matrix: Matrix, cases: tuple[CaseRows, ...], options: SolverOptions, *, roughly: bool = False
    ) -> None:
        self._matrix, self._cases, self._options, self._roughly = matrix, cases, options, roughly
        self._began = time.monotonic()
        self._active: set[int] = set()
        self._bound, self._nodes = -np.inf, 0

    def as_a_whole(self, progress: Progress) -> Progress:
        """Progress of the search that one of its rounds tells of: its time, and a bound that never falls."""
        bound = self._bound if progress.bound is None else max(progress.bound, self._bound)
        seconds = time.monotonic() - self._began
        return Progress(
            seconds, progress.best, bound if np.isfinite(bound) else None, len(self._cases) - len(self._active)
        )

    def run(self, solve: _Solve) -> Solved:
        """Add cases until none that is left out costs anything."""
        values: Numbers | None = None
        gap = max(self._options.gap, COARSE_GAP)
        while True:
            part = self._matrix.leaving_out([c for k, c in enumerate(self._cases) if k not in self._active])
            solved = solve(part, replace(self._options, gap=gap, time_limit=self._left()), values, self._bound)
            self._nodes += solved.nodes
            self._bound = max(self._bound, solved.bound)
            if not solved.found:
                return self._ended(solved, values, solve)
            values, costly = self._checked(solved.values)
            stopped = solved.stop is not Stop.FINISHED
            is_close = self._roughly or min(gap, relative_gap(solved.objective, self._bound)) <= self._options.gap
            if not costly and (is_close or stopped):
                return self._solution(solved.stop, values)
            if stopped:
                return self._ended(solved, values, solve)
            self._active |= costly
            gap = self._options.gap if not costly else gap

    def _left(self) -> float:
        return max(self._options.time_limit - (time.monotonic() - self._began), SHORTEST)

    def _checked(self, values: Numbers) -> tuple[Numbers, set[int]]:
        """Best answer to each case left out, and the cases that cost something."""
        values, costly = values.copy(), set[int]()
        slight = COSTS_NOTHING * max(abs(float(self._matrix.cost @ values)), 1.0)
        for k, case in enumerate(self._cases):
            if k not in self._active:
                best = answer(self._matrix, case.columns, case.rows, values)
                if best is None or (not self._roughly and self._matrix.cost[case.columns] @ best > slight):
                    costly.add(k)
                else:
                    values[case.columns] = best
        return values, costly

    def _ended(self, solved: Solved, values: Numbers | None, solve: _Solve) -> Solved:
        """Out of time or impossible: keep the switches of the last plan, and let everything else suit all cases.

        This is what makes a plan of what was found, so a request to stop does not end it.
        """
        if values is None:
            return replace(solved, bound=self._bound, seconds=time.monotonic() - self._began)
        chosen = np.flatnonzero(self._matrix.integer)
        whole = np.rint(values[chosen])
        fixed = self._matrix.with_bounds(chosen, whole, whole)
        seconds = max(self._left(), self._options.time_limit / 4, SHORTEST if self._roughly else SHORTEST_LAST)
        if self._roughly:
            _, unborne = self._checked(values)
            fixed = fixed.leaving_out([c for k, c in enumerate(self._cases) if k not in self._active | unborne])
        last = solve(fixed, replace(self._options, time_limit=seconds), None, stoppable=False)
        if not last.found:
            return Solved(solved.stop, self._bound, time.monotonic() - self._began, self._nodes)
        values, unborne = self._checked(last.values) if self._roughly else (last.values, set())
        if unborne:
            return Solved(solved.stop, self._bound, time.monotonic() - self._began, self._nodes)
        return self._solution(solved.stop, values)

    def _solution(self, stop: Stop, values: Numbers) -> Solved:
        objective = float(self._matrix.cost @ values) + self._matrix.offset
        bound = objective if objective - self._bound <= COSTS_NOTHING * max(abs(objective), 1.0) else self._bound
        return Solved(stop, bound, time.monotonic() - self._began, self._nodes, objective, values)
