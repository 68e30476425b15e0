"""Why arrays have no solution, or no least one: the rows and columns to blame."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import highspy
import numpy as np

from optimizer.matrix.scaling import scaling_of
from optimizer.solver.arrays import pass_arrays
from optimizer.solver.contradiction import silent
from optimizer.solver.highs import run_job
from optimizer.solver.job import Arrays, Job, Question
from optimizer.solver.options import Cancelled, SolverOptions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.schema import Numbers
    from optimizer.matrix import Matrix

LONGEST = 1e6
"""Seconds of a search without a limit."""
WARM, COLD = 1.0, 20.0
"""Seconds that a linear relaxation may take from where the last one ended, and from the beginning."""
KNOWN = {
    highspy.HighsModelStatus.kOptimal: True,
    highspy.HighsModelStatus.kModelEmpty: True,
    highspy.HighsModelStatus.kInfeasible: False,
}
"""Whether there is a solution, where the solver knows."""
MISSED = 1e-7
"""Slack of a rule above which it counts as missed."""
RAY = 1e-9
"""Part of a ray, as a share of its largest, that is rounding."""


class Conflict(NamedTuple):
    """Rows and columns whose limits cannot all hold; leaving out any one of them would help."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]


class Relaxation:
    """The linear relaxation of one problem after another, each begun where the last one ended."""

    def __init__(self, time_limit: float = math.inf) -> None:
        self._time_limit = time_limit
        self._basis: Any = None
        self._shape: tuple[int, int] = (0, 0)

    def is_possible(self, matrix: Matrix) -> bool | None:
        """Whether there is a solution if whole numbers need not be whole; None: not found out in time."""
        # What hard rules are missed by is made least, although they may not be missed: measured on the EV example near
        # the edge of what is possible, 1.5 s in place of 8 s.
        slacks = matrix.hard_slacks()
        rigid = slacks[matrix.upper[slacks] == 0]
        allowed = matrix.with_bounds(rigid, np.zeros(len(rigid)), np.full(len(rigid), np.inf))
        priced = allowed.with_objective(matrix.price_of_misses(rigid))
        units = scaling_of(priced)
        highs = _loaded(priced.scaled(units), self._time_limit)
        if self._basis is not None and self._shape == matrix.shape:
            highs.setBasis(self._basis)
            highs.setOptionValue("time_limit", min(self._time_limit, WARM))
        highs.run()
        if highs.getModelStatus() not in KNOWN:
            # From where the last one ended it was seen to take a minute, and 0.1 s from the beginning.
            highs.clearSolver()
            highs.setOptionValue("time_limit", min(self._time_limit, COLD))
            highs.run()
        self._basis, self._shape = highs.getBasis(), matrix.shape
        known = KNOWN.get(highs.getModelStatus())
        return known and not self._misses(np.array(highs.getSolution().col_value)[rigid], units.column[rigid])

    @staticmethod
    def _misses(slacks: Numbers, units: Numbers) -> bool:
        """Whether any rule is missed by more than rounding, in its own unit and in the solver's."""
        return bool(((slacks > MISSED) & (slacks * units > MISSED)).any())


def find_conflict(matrix: Matrix, time_limit: float = math.inf, cancelled: Cancelled | None = None) -> Conflict | None:
    """Smallest conflict of the linear relaxation that was found; None when it has none, or time ran out.

    It is looked for in a process of its own: HiGHS may look for much longer than it is allowed to, and hears nobody.
    """
    # In its own units the proof of a large model is often lost in rounding: seen on the EV example, 50,000 rows.
    arrays = Arrays.of(matrix.scaled(matrix.units or scaling_of(matrix))).without_cost()
    job = Job(arrays, SolverOptions(time_limit=min(time_limit, LONGEST)), Question.CONFLICT)
    found = run_job(job, lambda _: None, cancelled or Cancelled()).conflict
    return None if found is None else Conflict(*found)


def find_ray(matrix: Matrix, time_limit: float = math.inf) -> Numbers | None:
    """Direction in which cost falls without end, shape (columns,), largest entry 1; None when none was found."""
    highs = _loaded(matrix, time_limit)
    highs.setOptionValue("presolve", "off")
    highs.setOptionValue("simplex_strategy", 4)  # primal: the dual method finds no ray
    highs.run()
    status, has_ray, *values = highs.getPrimalRay()
    if status == highspy.HighsStatus.kError or not has_ray:
        return None
    ray = np.array(values[0], dtype=np.float64)
    largest = float(np.abs(ray).max(initial=0.0))
    if not largest:
        return None
    ray /= largest
    ray[np.abs(ray) < RAY] = 0.0
    return ray


def _loaded(matrix: Matrix, time_limit: float) -> Any:
    """HiGHS with the linear relaxation of a problem."""
    highs = silent(time_limit)
    pass_arrays(highs, matrix, relaxed=True)
    return highs
