"""The nearest miss: a plan that keeps all the hard rules it can, and misses the others by as little as can be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.problem import Problem
    from models.rulebook import RuleOutcome
    from optimizer.explain.lever import Lever
    from optimizer.explain.localise import Rule
    from optimizer.matrix import Matrix
    from optimizer.solver.highs import Cancelled, SolverOptions
    from optimizer.solver.solved import Solved

MISSED = 1e-6
"""Slack of a hard rule above which it counts as missed."""
LOOSE = 0.05
"""Gap of what a plan misses that only shows about how much it has to be."""
SAME = 1e-6
"""Share by which a figure may differ from the one in the cell that states it."""


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


def rules_missed(
    matrix: Matrix, rules: Sequence[Rule], options: SolverOptions, cancelled: Cancelled | None
) -> tuple[RuleOutcome, ...]:
    """Every rule against a plan that misses only some of them, and these by little; () when none was found in time."""
    from models.build import extract
    from optimizer.explain.relevant import VARIABILITY
    from optimizer.explain.trial import measured
    from optimizer.matrix import ColumnValues
    from optimizer.screening import solve_screened

    rigid = matrix.rigid()
    columns = np.concatenate([np.array([], dtype=np.int64), *(rule.columns for rule in rules)])
    bent = rigid.with_bounds(columns, rigid.lower[columns], matrix.upper[columns])
    priced = bent.with_objective(matrix.price_of_misses())
    loose = replace(options, gap=max(options.gap, LOOSE))
    found = solve_screened(priced, loose, None, cancelled, roughly=True)
    if not found.found:
        return ()
    plan = extract(matrix.core, ColumnValues(matrix, found.values))
    return measured(matrix.core.problem, plan, () if matrix.core.safety is not None else (VARIABILITY,))


def reached_by(problem: Problem, outcomes: Sequence[RuleOutcome], lever: Lever) -> float | None:
    """Figure of a cell that a plan keeps, by how it keeps or misses the rule there; None where that cannot be told."""
    cell, now = lever.cell(problem), lever.value(problem)
    own = [rule for rule in outcomes if rule.cell == cell]
    if not own or any(abs(rule.required - now) > SAME * max(abs(now), 1.0) for rule in own):
        return None
    figures = [rule.achieved for rule in own]
    return max(figures) if lever.raises else min(figures)
