"""The most each column can be: what the rows imply, taken from one to the next.

A row ``sum(a x) <= b`` over columns that are nothing or more leaves a positive term no more than ``b`` less the least
the negative terms can be. What is made is bounded by the line that makes it, what is shipped by what is made, what is
stocked by what is shipped.

Source: A. L. Brearley, G. Mitra, H. P. Williams, Analysis of mathematical programming problems prior to applying the
simplex algorithm, 1975.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.schema import Numbers
    from optimizer.matrix.arrays import Matrix

ROUNDS = 6
"""Longest chain of rows that is followed."""
CLOSER = 0.99
"""A bound that is not this much below the old one is not worth following."""


def most_of_each(matrix: Matrix) -> Numbers:
    """Upper bound of each column that its own bound and the rows imply, shape (columns,); inf where none was found."""
    least = matrix.lower
    most = np.where(least >= 0, matrix.upper, np.inf)
    sides = [_Side.of(matrix, least, sign) for sign in (1, -1)]
    for _ in range(ROUNDS):
        tighter = most.copy()
        for side in sides:
            side.tighten(most, tighter)
        settled = not (tighter < CLOSER * most).any()
        most = tighter
        if settled:
            break
    return most


@dataclass(frozen=True, slots=True)
class _Side:
    """Rows as ``sum(a x) <= limit``, in terms that are bounded and terms that bound them, ordered by column.

    Attributes
    ----------
    limit
        What is left of each row's limit when everything positive is at its least; inf for a row without one.
    up_row, up_column, up
        Positive terms.
    down_row, down_column, down
        Negative terms.

    """

    limit: Numbers
    least: Numbers
    up_row: NDArray[np.int32]
    up_column: NDArray[np.intp]
    up: Numbers
    down_row: NDArray[np.int32]
    down_column: NDArray[np.intp]
    down: Numbers

    @classmethod
    def of(cls, matrix: Matrix, least: Numbers, sign: int) -> _Side:
        side = matrix.row_upper if sign > 0 else -matrix.row_lower
        value, row, column = sign * matrix.value, matrix.index, matrix.of_column
        limited = np.isfinite(side)[row]
        up, down = np.flatnonzero(limited & (value > 0)), np.flatnonzero(limited & (value < 0))
        with np.errstate(invalid="ignore"):
            taken = np.bincount(row[up], weights=value[up] * least[column[up]], minlength=len(side))
        limit = np.where(
            np.isfinite(side) & np.isfinite(taken), side - np.where(np.isfinite(taken), taken, 0.0), np.inf
        )
        return cls(limit, least, row[up], column[up], value[up], row[down], column[down], value[down])

    def tighten(self, most: Numbers, tighter: Numbers) -> None:
        """Lower `tighter` to what these rows leave each column while all others are at most `most`."""
        rows = len(self.limit)
        reach = most[self.down_column]
        ends = np.isfinite(reach)
        endless = np.bincount(self.down_row[~ends], minlength=rows) > 0
        given = np.bincount(self.down_row, weights=self.down * np.where(ends, reach, 0.0), minlength=rows)
        room = np.where(endless, np.inf, self.limit - given)
        bounded = np.isfinite(room)[self.up_row]
        row, column, value = self.up_row[bounded], self.up_column[bounded], self.up[bounded]
        if not len(row):
            return
        bound = np.maximum(room[row] / value + self.least[column], 0.0)
        first = np.flatnonzero(np.diff(column, prepend=-1))
        which = column[first]
        tighter[which] = np.minimum(tighter[which], np.minimum.reduceat(bound, first))
