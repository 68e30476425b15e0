"""The nearest miss: a plan that keeps all the hard rules it can, and misses the others by as little as can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.rulebook import RuleOutcome
    from optimizer.matrix import Matrix
    from optimizer.solver.highs import Cancelled, SolverOptions
    from optimizer.solver.solved import Solved

MISSED = 1e-6
"""Slack of a hard rule above which it counts as missed."""


def nearest_miss(matrix: Matrix, options: SolverOptions, cancelled: Cancelled | None) -> Solved | None:
    """Miss hard rules by as little as can be, at their prices, then make cost least without missing them by more.

    Called when no plan was found: what is missed says which rules stand in the way, and by how much. When nothing is
    missed after all, the search had only run out of time, and this is a plan.
    """
    from optimizer.solver.highs import solve_matrix

    least = solve_matrix(matrix.with_objective(matrix.price_of_misses()), options, None, cancelled)
    if not least.found:
        return None
    slacks, chosen = matrix.hard_slacks(), np.flatnonzero(matrix.integer)
    held = matrix.with_bounds(slacks, np.zeros(len(slacks)), np.maximum(least.values[slacks], 0.0) + MISSED / 10)
    whole = np.rint(least.values[chosen])
    cheapest = solve_matrix(held.with_bounds(chosen, whole, whole), options, None, cancelled)
    return cheapest if cheapest.found else least


def misses_hard_rule(matrix: Matrix, solved: Solved) -> bool:
    """Whether the elastic solution buys its way around a hard rule."""
    return bool((solved.values[matrix.hard_slacks()] > MISSED).any())


def rules_missed(matrix: Matrix, options: SolverOptions, cancelled: Cancelled | None) -> tuple[RuleOutcome, ...]:
    """Every rule against the nearest miss; () when none was found in time."""
    from models.build import extract
    from optimizer.explain.trial import measured
    from optimizer.matrix import ColumnValues

    nearest = nearest_miss(matrix, options, cancelled)
    if nearest is None:
        return ()
    return measured(matrix.core.problem, extract(matrix.core, ColumnValues(matrix, nearest.values)))
