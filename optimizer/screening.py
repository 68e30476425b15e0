"""Screening of disruption cases: solve with those that matter, check all others, add the ones that do.

Leaving a case out drops rows and costs that are never negative, so the bound stays a bound. Given a plan, what a case
left out would cost is a small linear problem in its own changes. When every such cost is nothing, the plan is a plan
for all cases, and as good as proven. Most cases never bind: the plan that survives the worst survives the rest.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from optimizer.solver.solved import Progress, Solved, Stop, relative_gap

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.schema import Numbers
    from optimizer.matrix import Matrix
    from optimizer.solver.options import Cancelled, SolverOptions

COARSE_GAP = 0.02
"""Gap of the searches that only find out which cases matter."""
COSTS_NOTHING = 1e-9
"""Cost of a case left out, as a share of the plan's, that is rounding."""
SHORTEST, SHORTEST_LAST = 1.0, 30.0
"""Seconds that a round gets at least, and the step that makes a plan for all cases of the last one."""


@dataclass(frozen=True)
class CaseRows:
    """Columns and rows of one case in the matrix, and its number among the cases of the problem."""

    number: int
    columns: np.ndarray[Any, np.dtype[np.int64]]
    rows: np.ndarray[Any, np.dtype[np.int64]]


def case_rows(matrix: Matrix) -> tuple[CaseRows, ...]:
    """Columns and rows of every case that can be left out: those whose costs stand by themselves."""
    has_tail = matrix.core.model.features.component("risk") is not None and _weighs_tail(matrix)
    return () if has_tail else every_case(matrix)


def every_case(matrix: Matrix) -> tuple[CaseRows, ...]:
    """Columns and rows of every case. Without some of them no less is possible."""
    block = matrix.core.model.features.component("disruptions")
    if block is None:
        return ()
    of_case: dict[int, list[int]] = {}
    for variable in (block.change, block.missed, block.loss):
        keys = list(variable.keys())
        for key, column in zip(keys, matrix.columns(variable, keys).tolist(), strict=True):
            if column >= 0:
                of_case.setdefault(key[0] if isinstance(key, tuple) else key, []).append(column)
    columns = {number: np.array(sorted(found), dtype=np.int64) for number, found in of_case.items()}
    return tuple(CaseRows(number, found, matrix.rows_of(found)) for number, found in columns.items())


def _weighs_tail(matrix: Matrix) -> bool:
    return bool(matrix.core.problem.settings.cvar_weight)


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
                answer = self._matrix.answer(case.columns, case.rows, values)
                if answer is None or (not self._roughly and self._matrix.cost[case.columns] @ answer > slight):
                    costly.add(k)
                else:
                    values[case.columns] = answer
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
