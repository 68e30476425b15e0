"""Small linear problems, solved one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from models.schema import Numbers
    from optimizer.matrix import Matrix

ROUNDING = 1e-9
"""Slack of a row whose other columns are fixed, as a share of what is added up in it."""


def least(
    cost: Numbers, rows: csr_array[Any, Any], lower: Numbers, upper: Numbers, most: Numbers | None = None
) -> Numbers | None:
    """Minimise ``cost @ x`` over ``lower <= rows @ x <= upper`` and ``0 <= x <= most``; None when nothing is possible.

    Parameters
    ----------
    cost
        Cost of each column, shape (columns,).
    rows
        Coefficients, shape (rows, columns).
    lower, upper
        Limits of each row; infinite where there is none.
    most
        Upper bound of each column; none by default.

    """
    highs, columns = highspy.Highs(), len(cost)
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    none, most = np.zeros(columns), np.full(columns, highspy.kHighsInf) if most is None else most
    highs.passModel(
        columns, rows.shape[0], rows.nnz, int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize), 0.0,
        cost, none, most, lower, upper, rows.indptr.astype(np.int32), rows.indices.astype(np.int32),
        rows.data, np.zeros(columns, dtype=np.int32),
    )  # fmt: skip
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.asarray(np.maximum(highs.getSolution().col_value, 0.0), dtype=np.float64)


def answer(matrix: Matrix, columns: NDArray[np.int64], rows: NDArray[np.int64], values: Numbers) -> Numbers | None:
    """Least-cost values of some columns of a problem while all others stay; None when their rows allow none."""
    part = matrix.rows[rows]
    others = values.copy()
    others[columns] = 0.0
    fixed = part @ others
    room = ROUNDING * np.maximum(abs(part) @ np.abs(others), 1.0)
    own = part.tocsc()[:, columns].tocsr()
    return least(
        matrix.cost[columns], own, matrix.row_lower[rows] - fixed - room, matrix.row_upper[rows] - fixed + room,
        matrix.upper[columns],
    )  # fmt: skip
