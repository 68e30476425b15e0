"""Units in which the solver sees a problem: flows as shares of the most they can be, rows and costs close to 1.

A plan counts pieces, tonnes, hours and money; a battery line makes millions of cells and a permit is one decision. In
such units coefficients spread over twelve powers of ten, and the solver's tolerances, which are absolute, mean nothing
for some rows and too much for others. So each column is measured in the most it can be, which the rows imply (a flow:
the demand behind it, a stock: its room), one that has no end by the middle of the numbers beside it, and each row and
the costs by the middle of theirs. Whole numbers stay as they are. Units are powers of two: the arithmetic is exact.

Measuring every column by the middle as well brings numbers closer still (6e3 in place of 9e5), but gives some columns
units far above what they can be; the solver then takes what is left of them for nothing, and was seen to call its own
best solution wrong.

Measured, largest over smallest: EV coefficients 2e10 -> 6e4, costs 1e10 -> 1e5; truck 6e11 -> 9e5, 1e10 -> 3e5.

Source: A. R. Curtis, J. K. Reid, On the automatic scaling of matrices for Gaussian elimination, 1972, with the middle
of the range in place of the mean, since what solvers warn of is the range.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.matrix.reach import most_of_each
from optimizer.matrix.units import Scaling

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.schema import Numbers
    from optimizer.matrix.arrays import Matrix

ROUNDS = 3
"""Turns of rows and columns; measured: the range does not move any more."""


def with_units(matrix: Matrix) -> Matrix:
    """Return the same problem with its units, which variants with other bounds then share."""
    return replace(matrix, units=scaling_of(matrix))


def scaling_of(matrix: Matrix) -> Scaling:
    """Units in which the numbers of a problem are close to one another."""
    (rows, columns), entries, most = matrix.shape, _entries(matrix), most_of_each(matrix)
    known = np.isfinite(most) & (most > 0)
    given = np.where(matrix.integer, 0.0, np.rint(np.log2(np.where(known, most, 1.0))))
    adjustable = np.append(~known & ~matrix.integer, True)
    by_row, by_column = _Groups.of(entries.row, rows + 1), _Groups.of(entries.column, columns + 1)
    row, column = np.zeros(rows + 1), np.append(given, 0.0)
    for _ in range(ROUNDS):
        row = np.rint(-by_row.middles(entries.size + column[entries.column]))
        column[adjustable] = np.rint(-by_column.middles(entries.size + row[entries.row])[adjustable])
    row = np.rint(-by_row.middles(entries.size + column[entries.column]))
    return Scaling(np.exp2(row[:-1]), np.exp2(column[:-1]), float(np.exp2(row[-1])))


@dataclass(frozen=True, slots=True)
class _Entries:
    """Sizes of all numbers of a problem, as logarithms to base 2: costs are one more row, limits one more column."""

    row: NDArray[np.int32]
    column: NDArray[np.int32]
    size: Numbers


def _entries(matrix: Matrix) -> _Entries:
    rows, columns = matrix.shape
    priced = np.flatnonzero(matrix.cost)
    limits = [(np.flatnonzero(np.isfinite(side) & (side != 0)), side) for side in (matrix.row_lower, matrix.row_upper)]
    said = np.flatnonzero(matrix.value)
    row = [matrix.index[said], np.full(len(priced), rows), *(k for k, _ in limits)]
    column = [matrix.of_column[said], priced, *(np.full(len(k), columns) for k, _ in limits)]
    size = [matrix.value[said], matrix.cost[priced], *(side[k] for k, side in limits)]
    return _Entries(
        np.concatenate(row).astype(np.int32),
        np.concatenate(column).astype(np.int32),
        np.log2(np.abs(np.concatenate(size))),
    )


@dataclass(frozen=True, slots=True)
class _Groups:
    """Entries of each row, or of each column, one after another."""

    order: NDArray[np.intp]
    first: NDArray[np.intp]
    which: NDArray[np.int32]
    count: int

    @classmethod
    def of(cls, member: NDArray[np.int32], count: int) -> _Groups:
        order = np.argsort(member, kind="stable")
        in_order = member[order]
        first = np.flatnonzero(np.diff(in_order, prepend=-1))
        return cls(order, first, in_order[first], count)

    def middles(self, sizes: Numbers) -> Numbers:
        """Middle of the range of each group; 0 for an empty one."""
        found: Numbers = np.zeros(self.count)
        if len(self.first):
            ordered = sizes[self.order]
            most, least = np.maximum.reduceat(ordered, self.first), np.minimum.reduceat(ordered, self.first)
            found[self.which] = (most + least) / 2
        return found
