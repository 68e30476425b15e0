"""Why arrays have no solution: the rows and columns to blame, looked for by HiGHS."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from optimizer.solver.arrays import pass_arrays
from optimizer.solver.job import Ended
from optimizer.solver.solved import Stop

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimizer.solver.job import Arrays, Job

    Places = NDArray[np.int64]

FROM_LP, IRREDUCIBLE, OF_RELAXATION = 2, 4, 16
"""Ways to look for a conflict: in the linear relaxation, starting from its proof, until nothing can be left out."""
RAY = 1e-9
"""Weight of a row in a proof, as a share of the largest, that is rounding."""


def contradicting(job: Job) -> Ended:
    """Rows and columns of the linear relaxation that contradict each other, if any do.

    The proof that nothing is possible names few of many rows. Only among those a conflict is looked for of which
    nothing can be left out: measured on 50,000 rows, 10 s for the proof and 0.1 s for the rest, against minutes.
    """
    arrays, seconds = job.arrays, job.options.time_limit
    highs = silent(seconds)
    pass_arrays(highs, arrays, relaxed=True)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kInfeasible:
        return Ended(Stop.FINISHED, -math.inf, 0, None)
    _, has_proof, *proof = highs.getDualRay()
    rows = np.arange(len(arrays.row_lower), dtype=np.int64)
    if has_proof:
        weight = np.abs(np.array(proof[0], dtype=np.float64))
        rows = np.flatnonzero(weight > RAY * weight.max(initial=0.0)).astype(np.int64)
    # Rounding may spoil a proof: rows that turn out to be possible together are no conflict, and are not told as one.
    found = _irreducible(arrays, rows, seconds)
    return Ended(Stop.INFEASIBLE, -math.inf, 0, None, found or _irreducible(arrays, _priced(arrays, seconds), seconds))


def _priced(arrays: Arrays, time_limit: float) -> Places:
    """Rows that have a price when every row may be missed, and what they are missed by is made least.

    Their prices are a proof as well. It takes longer to find, and is more exact: it is the end of a search and not a
    direction met on the way.
    """
    from scipy.sparse import csc_array, hstack, identity

    rows, columns = len(arrays.row_lower), len(arrays.cost)
    below, above = np.flatnonzero(np.isfinite(arrays.row_lower)), np.flatnonzero(np.isfinite(arrays.row_upper))
    one = identity(rows, format="csc")
    whole = csc_array((arrays.value, arrays.index, arrays.start), shape=(rows, columns))
    all_of_it = hstack([whole, one[:, below], -one[:, above]], format="csc")
    misses = len(below) + len(above)
    highs = silent(time_limit)
    highs.passModel(
        columns + misses, rows, all_of_it.nnz, int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize), 0.0,
        np.append(np.zeros(columns), np.ones(misses)), np.append(arrays.lower, np.zeros(misses)),
        np.append(arrays.upper, np.full(misses, highspy.kHighsInf)), arrays.row_lower, arrays.row_upper,
        all_of_it.indptr.astype(np.int32), all_of_it.indices.astype(np.int32), all_of_it.data,
        np.zeros(columns + misses, dtype=np.int32),
    )  # fmt: skip
    highs.run()
    price = np.abs(np.array(highs.getSolution().row_dual, dtype=np.float64))
    return np.flatnonzero(price > RAY * price.max(initial=0.0)).astype(np.int64)


def _irreducible(arrays: Arrays, rows: Places, time_limit: float) -> tuple[Places, Places] | None:
    """Conflict among some rows, from which nothing can be left out; None when they are possible, or time runs out."""
    from scipy.sparse import csc_array

    whole = csc_array((arrays.value, arrays.index, arrays.start), shape=(len(arrays.row_lower), len(arrays.cost)))
    part = whole.tocsr()[rows].tocsc()
    columns = np.flatnonzero(np.diff(part.indptr)).astype(np.int64)
    part = part[:, columns]
    highs = silent(time_limit)
    highs.passModel(
        len(columns), len(rows), part.nnz, int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize), 0.0,
        np.zeros(len(columns)), arrays.lower[columns], arrays.upper[columns], arrays.row_lower[rows],
        arrays.row_upper[rows], part.indptr.astype(np.int32), part.indices.astype(np.int32), part.data,
        np.zeros(len(columns), dtype=np.int32),
    )  # fmt: skip
    highs.setOptionValue("iis_strategy", FROM_LP | IRREDUCIBLE | OF_RELAXATION)
    highs.setOptionValue("iis_time_limit", min(time_limit, highspy.kHighsInf))
    _, found = highs.getIis()
    if not found.valid_ or not (len(found.row_index_) or len(found.col_index_)):
        return None
    own_rows, own_columns = np.array(found.row_index_, dtype=np.int64), np.array(found.col_index_, dtype=np.int64)
    return rows[own_rows], columns[own_columns]


def silent(time_limit: float) -> Any:
    """HiGHS that prints nothing, with one thread and a limit on its time [s]."""
    highs = highspy.Highs()
    highs.setOptionValue("log_to_console", False)
    highs.setOptionValue("threads", 1)
    if math.isfinite(time_limit):
        highs.setOptionValue("time_limit", max(time_limit, 0.1))
    highspy.Highs.resetGlobalScheduler(True)
    return highs
