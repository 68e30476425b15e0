"""A plan that shows that there is one: where stock covers variability, built up from a plan without.

Nearly all rows and switches of a large problem may be those of safety stock (truck example: 113,000 of 137,000 rows),
and few plans cannot bear it.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.explain.relevant import VARIABILITY, elastic
from optimizer.matrix.scaling import with_units
from optimizer.screening import solve_screened
from optimizer.solver.solved import Stop

if TYPE_CHECKING:
    from models.schema import Numbers
    from optimizer.matrix import Matrix
    from optimizer.solver.highs import Cancelled, SolverOptions
    from optimizer.solver.solved import Solved

PART, SHORTEST = 0.6, 1.0
"""Share of the time that the search without safety stock may take, and seconds that the rest gets in any case."""


def found_roughly(matrix: Matrix, options: SolverOptions, cancelled: Cancelled | None) -> Solved:
    """Look for a plan that keeps all hard rules; its cost is only about the least.

    Parameters
    ----------
    matrix
        Arrays of the whole problem, with elastic rules.

    """
    began, rigid = time.monotonic(), matrix.rigid()
    if matrix.core.safety is not None:
        lighter = elastic(matrix.core.problem, (VARIABILITY,))
        part = replace(options, time_limit=PART * options.time_limit)
        bare = solve_screened(with_units(lighter.rigid()), part, None, cancelled, roughly=True)
        if bare.stop is Stop.INFEASIBLE:
            return bare
        last = bare
        if bare.found:
            held = _with_switches_of(rigid, lighter, bare.values)
            last = solve_screened(with_units(held), _rest(options, began), None, cancelled, roughly=True)
            if last.found:
                return replace(last, bound=bare.bound)
        if time.monotonic() - began > options.time_limit:
            return replace(last, stop=Stop.TIME_LIMIT)  # that these switches do not bear it proves nothing
    return solve_screened(with_units(rigid), _rest(options, began), None, cancelled, roughly=True)


def _rest(options: SolverOptions, began: float) -> SolverOptions:
    """Options with what is left of their time."""
    return replace(options, time_limit=max(options.time_limit - (time.monotonic() - began), SHORTEST))


def _with_switches_of(matrix: Matrix, other: Matrix, values: Numbers) -> Matrix:
    """Arrays in which every whole number that another problem has, too, is the one of its solution."""
    keys, known = other.layout.column_keys, np.flatnonzero(other.integer).tolist()
    whole = {keys[column]: round(float(values[column])) for column in known}
    names = matrix.layout.column_keys
    columns = [column for column in np.flatnonzero(matrix.integer).tolist() if names[column] in whole]
    held = np.array([whole[names[column]] for column in columns], dtype=np.float64)
    return matrix.with_bounds(np.array(columns, dtype=np.int64), held, held)
