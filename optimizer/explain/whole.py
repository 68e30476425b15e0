"""Contradictions of whole numbers only: every rule can be kept by parts of sources and lots, but not by whole ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.explain.lever import Tier
from optimizer.explain.localise import ranked
from optimizer.solver.highs import solve_matrix

if TYPE_CHECKING:
    from models.schema import Numbers
    from optimizer.explain.deadline import Deadline
    from optimizer.explain.lever import Lever
    from optimizer.explain.localise import Tracer
    from optimizer.matrix import Matrix

ROUNDS = 4
"""Ways around the rules that are looked for, each one missing other rules than those before."""
PART = 0.25
"""Share of the time left that one of them may take."""
MISSED = 1e-6


def conflict_of_wholes(tracer: Tracer, matrix: Matrix, deadline: Deadline) -> tuple[Lever, ...]:
    """Cells of the rules that the nearest plans miss, each time forbidden to miss the same again.

    Whatever change is enough by itself is among them, or belongs to a rule that no round came to. Empty when a plan
    exists, or nothing was found in time.
    """
    slacks = matrix.hard_slacks()
    allowed = matrix.with_objective(matrix.price_of_misses())
    found: list[Lever] = []
    for _ in range(ROUNDS):
        if not deadline.in_time():
            break
        nearest = solve_matrix(allowed, deadline.options(PART), None, deadline.cancelled)
        if not nearest.found:
            break
        levers = tracer.of_misses(nearest.values)
        if not (nearest.values[slacks] > MISSED).any():
            return ()
        found += levers
        if any(lever.tier is Tier.DEMAND for lever in levers):
            found += tracer.of_short_items(levers)
            break
        allowed = _forbidding(allowed, slacks, nearest.values)
    return ranked(found)


def _forbidding(matrix: Matrix, slacks: np.ndarray[tuple[int], np.dtype[np.int64]], values: Numbers) -> Matrix:
    """Return the same problem, in which what was missed must not be missed again."""
    missed = slacks[values[slacks] > MISSED]
    return matrix.with_bounds(missed, np.zeros(len(missed)), np.zeros(len(missed)))
