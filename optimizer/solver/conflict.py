"""Why arrays have no solution, or no least one: the rows and columns to blame."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import highspy
import numpy as np

from optimizer.matrix.scaling import Scaling
from optimizer.solver.highs import pass_arrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.schema import Numbers
    from optimizer.matrix import Matrix

FROM_LP, IRREDUCIBLE, OF_RELAXATION = 2, 4, 16
"""Ways to look for a conflict: in the linear relaxation, starting from its proof, until nothing can be left out."""
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
        units = matrix.units or Scaling.of(matrix)
        highs = _loaded(units.apply(matrix), self._time_limit, costs=False)
        if self._basis is not None and self._shape == matrix.shape:
            highs.setBasis(self._basis)
        highs.run()
        self._basis, self._shape = highs.getBasis(), matrix.shape
        status, kinds = highs.getModelStatus(), highspy.HighsModelStatus
        known = {kinds.kOptimal: True, kinds.kModelEmpty: True, kinds.kInfeasible: False}
        return known.get(status)


def find_conflict(matrix: Matrix, time_limit: float = math.inf) -> Conflict | None:
    """Smallest conflict of the linear relaxation that was found; None when it has none, or time ran out.

    The proof that nothing is possible names few of many rows. Only among those a conflict is looked for of which
    nothing can be left out: measured on 50,000 rows, 10 s for the proof and 0.1 s for the rest, against minutes.
    """
    # In its own units the proof of a large model is often lost in rounding: seen on the EV example, 50,000 rows.
    matrix = Scaling.of(matrix).apply(matrix)
    highs = _loaded(matrix, time_limit, costs=False)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kInfeasible:
        return None
    _, has_proof, *proof = highs.getDualRay()
    rows = np.arange(matrix.shape[0], dtype=np.int64)
    if has_proof:
        weight = np.abs(np.array(proof[0], dtype=np.float64))
        rows = np.flatnonzero(weight > RAY * weight.max(initial=0.0)).astype(np.int64)
    return _irreducible(matrix, rows, time_limit)


def _irreducible(matrix: Matrix, rows: NDArray[np.int64], time_limit: float) -> Conflict:
    """Conflict among some rows, from which nothing can be left out; all of them when time runs out."""
    part = matrix.rows[rows].tocsc()
    columns = np.flatnonzero(np.diff(part.indptr)).astype(np.int64)
    part = part[:, columns]
    highs = _silent(time_limit)
    highs.passModel(
        len(columns), len(rows), part.nnz, int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize), 0.0,
        np.zeros(len(columns)), matrix.lower[columns], matrix.upper[columns], matrix.row_lower[rows],
        matrix.row_upper[rows], part.indptr.astype(np.int32), part.indices.astype(np.int32), part.data,
        np.zeros(len(columns), dtype=np.int32),
    )  # fmt: skip
    highs.setOptionValue("iis_strategy", FROM_LP | IRREDUCIBLE | OF_RELAXATION)
    highs.setOptionValue("iis_time_limit", min(time_limit, highspy.kHighsInf))
    _, found = highs.getIis()
    if not found.valid_ or not (len(found.row_index_) or len(found.col_index_)):
        return Conflict(rows, columns)
    own_rows, own_columns = np.array(found.row_index_, dtype=np.int64), np.array(found.col_index_, dtype=np.int64)
    return Conflict(rows[own_rows], columns[own_columns])


def find_ray(matrix: Matrix, time_limit: float = math.inf) -> Numbers | None:
    """Direction in which cost falls without end, shape (columns,), largest entry 1; None when none was found."""
    highs = _loaded(matrix, time_limit, costs=True)
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


def _loaded(matrix: Matrix, time_limit: float, *, costs: bool) -> Any:
    """HiGHS with the linear relaxation of a problem."""
    highs = _silent(time_limit)
    pass_arrays(highs, matrix if costs else matrix.with_objective(np.zeros_like(matrix.cost)), relaxed=True)
    return highs


def _silent(time_limit: float) -> Any:
    highs = highspy.Highs()
    highs.setOptionValue("log_to_console", False)
    highs.setOptionValue("threads", 1)
    if math.isfinite(time_limit):
        highs.setOptionValue("time_limit", max(time_limit, 0.1))
    highspy.Highs.resetGlobalScheduler(True)
    return highs
