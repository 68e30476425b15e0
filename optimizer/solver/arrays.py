"""Arrays handed over to HiGHS as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from optimizer.matrix import Matrix
    from optimizer.solver.job import Arrays


def pass_arrays(highs: Any, problem: Arrays | Matrix, *, relaxed: bool = False) -> None:
    """Give a problem to a solver; `relaxed` forgets that columns take whole numbers only."""
    import highspy

    rows, columns = len(problem.row_lower), len(problem.cost)
    kinds = np.zeros(columns, dtype=np.int32)
    if not relaxed:
        kinds[problem.integer] = 1
    highs.passModel(
        columns, rows, len(problem.value), int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize),
        problem.offset, problem.cost, problem.lower, problem.upper, problem.row_lower, problem.row_upper, problem.start,
        problem.index, problem.value, kinds,
    )  # fmt: skip
