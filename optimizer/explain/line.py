"""A straight line through two problems that differ by one figure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.solver.highs import solve_matrix
from optimizer.solver.options import SolverOptions

if TYPE_CHECKING:
    from models.schema import Numbers
    from optimizer.matrix import Matrix

LONGEST = 10.0
"""Seconds that the search for the least figure may take."""


class Line:
    """Arrays that change along a straight line."""

    def __init__(self, matrix: Matrix, start: float, slopes: dict[str, Numbers]) -> None:
        self._matrix, self._start, self._slopes = matrix, start, slopes

    @classmethod
    def between(cls, one: Matrix, first: float, other: Matrix, second: float) -> Line | None:
        """Draw the line through two problems; None when they do not have the same rows and columns."""
        if not _are_alike(one, other):
            return None
        slopes = {}
        for name in ("value", "row_lower", "row_upper", "lower", "upper"):
            here, there = getattr(one, name), getattr(other, name)
            if not np.array_equal(np.isinf(here), np.isinf(there)):
                return None
            same = here == there
            difference = np.where(same, 0.0, there) - np.where(same, 0.0, here)
            slopes[name] = difference / (second - first)
        return cls(one, first, slopes) if any(slope.any() for slope in slopes.values()) else None

    def has_shape_of(self, other: Matrix) -> bool:
        """Whether arrays have the same rows and columns, and entries in the same places."""
        return _are_alike(self._matrix, other)

    def at(self, figure: float) -> Matrix:
        """Arrays at a figure."""
        moved = {name: getattr(self._matrix, name) + (figure - self._start) * s for name, s in self._slopes.items()}
        return replace(self._matrix, **moved, units=None)

    @property
    def moves_limits(self) -> bool:
        """Whether the figure stands in limits only, and in no coefficient."""
        return not self._slopes["value"].any() and not self._slopes["lower"].any()

    def nearest_to(self, tight: float, loose: float) -> float | None:
        """Figure nearest to the tight end at which the relaxation has a solution; None when none was found.

        The figure becomes a column, and its limits move with it. It has no upper end but the tight one: one that means
        no limit would be taken for the unit of the column.
        """
        from scipy.sparse import csc_array, vstack

        matrix, slopes = self._matrix.relaxed(), self._slopes
        rows, columns = matrix.shape
        with_end = np.flatnonzero(slopes["upper"])
        below = np.where(np.isfinite(matrix.row_lower), slopes["row_lower"], slopes["row_upper"])
        above = np.where(np.isfinite(matrix.row_upper), slopes["row_upper"], slopes["row_lower"])
        if (below != above).any():
            return None
        slope = np.append(above, slopes["upper"][with_end])
        ends = csc_array((np.ones(len(with_end)), (np.arange(len(with_end)), with_end)), shape=(len(with_end), columns))
        own = vstack([csc_array((matrix.value, matrix.index, matrix.start), shape=(rows, columns)), ends], format="csc")
        moved = np.flatnonzero(slope)
        upper = matrix.upper.copy()
        upper[with_end] = np.inf
        room = np.append(matrix.row_upper, matrix.upper[with_end]) - slope * self._start
        longer = replace(
            matrix,
            cost=np.append(np.zeros(columns), 1.0 if loose > tight else -1.0),
            offset=0.0,
            start=np.append(own.indptr, own.nnz + len(moved)).astype(np.int32),
            index=np.append(own.indices, moved).astype(np.int32),
            value=np.append(own.data, -slope[moved]),
            row_lower=np.append(matrix.row_lower - above * self._start, np.full(len(with_end), -np.inf)),
            row_upper=room,
            lower=np.append(matrix.lower, min(tight, loose)),
            upper=np.append(upper, tight if tight > loose else np.inf),
            integer=np.zeros(columns + 1, dtype=np.bool_),
        )
        found = solve_matrix(longer, SolverOptions(time_limit=LONGEST))
        return float(found.values[-1]) if found.found else None


def _are_alike(one: Matrix, other: Matrix) -> bool:
    alike = one.shape == other.shape and np.array_equal(one.start, other.start)
    return alike and np.array_equal(one.index, other.index) and np.array_equal(one.integer, other.integer)
