"""How large a part of all demand can be served: found by one linear program in which that part is a variable."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.sheets import Demand
from optimizer.solver.highs import solve_matrix

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from models.schema import Numbers
    from optimizer.matrix import Matrix
    from optimizer.solver.highs import Cancelled, SolverOptions

UNMET = "unmet"
"""Variable of the model: what is not served of each demand."""


def largest_part_served(
    matrix: Matrix, rows: Collection[int], options: SolverOptions, cancelled: Cancelled | None
) -> float | None:
    """Share of some demand, the same of each, that the linear relaxation can serve; None when that was not found.

    ::

        minimise g,  unmet[i,n,t] <= g x demand[i,n,t],  all other hard rules kept        share = 1 - g

    Parameters
    ----------
    matrix
        Arrays with elastic rules.
    rows
        Rows of Demand that must be served.

    """
    problem, keys = matrix.core.problem, matrix.layout.column_keys
    wanted = {key: float(problem[Demand].quantity[row]) for key, row in problem.demand_row.items() if row in rows}
    named = [(column, keys[column]) for column in matrix.hard_slacks().tolist()]
    short = {column: wanted[key] for column, (name, key) in named if name == UNMET and key in wanted}
    if not short:
        return None
    columns, most = np.array(list(short), dtype=np.int64), np.array(list(short.values()), dtype=np.float64)
    shared = _with_share(matrix.rigid().relaxed().with_bounds(columns, np.zeros(len(most)), most), columns, most)
    found = solve_matrix(shared, options, None, cancelled)
    return 1.0 - float(found.values[-1]) if found.found else None


def _with_share(matrix: Matrix, columns: NDArray[np.int64], most: Numbers) -> Matrix:
    """Arrays with one more column, which is made least, and a row ``x <= most x it`` for each of some columns."""
    from scipy.sparse import csc_array, vstack

    rows, count = matrix.shape
    each = np.arange(len(columns))
    own = csc_array((matrix.value, matrix.index, matrix.start), shape=matrix.shape)
    whole = vstack([own, csc_array((np.ones(len(each)), (each, columns)), shape=(len(each), count))], format="csc")
    return replace(
        matrix,
        cost=np.append(np.zeros(count), 1.0),
        offset=0.0,
        start=np.append(whole.indptr, whole.nnz + len(each)).astype(np.int32),
        index=np.append(whole.indices, rows + each).astype(np.int32),
        value=np.append(whole.data, -most),
        row_lower=np.append(matrix.row_lower, np.full(len(each), -np.inf)),
        row_upper=np.append(matrix.row_upper, np.zeros(len(each))),
        lower=np.append(matrix.lower, 0.0),
        upper=np.append(matrix.upper, 1.0),
        integer=np.zeros(count + 1, dtype=np.bool_),
        units=None,
    )
