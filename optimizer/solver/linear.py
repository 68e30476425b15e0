"""Small linear problems, solved one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from models.schema import Numbers


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
    highs, lp = highspy.Highs(), highspy.HighsLp()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    lp.num_row_, lp.num_col_ = rows.shape
    lp.col_cost_, lp.col_lower_ = cost, np.zeros(len(cost))
    lp.col_upper_ = np.full(len(cost), highspy.kHighsInf) if most is None else most
    lp.row_lower_, lp.row_upper_ = lower, upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
    highs.passModel(lp)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.asarray(np.maximum(highs.getSolution().col_value, 0.0), dtype=np.float64)
