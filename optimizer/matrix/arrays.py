"""A problem as sparse arrays, variants of it, and its solution read by variable."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from models.costs import Terms
    from models.network import Core
    from models.schema import Numbers
    from optimizer.matrix.names import Layout
    from optimizer.matrix.units import Scaling


@dataclass(frozen=True)
class CaseRows:
    """Columns and rows of one case in the matrix, and its number among the cases of the problem."""

    number: int
    columns: NDArray[np.int64]
    rows: NDArray[np.int64]


@dataclass(frozen=True)
class Matrix:
    """Minimise ``cost @ x + offset`` over ``row_lower <= A x <= row_upper`` and ``lower <= x <= upper``.

    Attributes
    ----------
    start, index, value
        A by columns (compressed sparse columns).
    integer
        Which columns take whole numbers only.
    layout
        Which column belongs to which variable, and what rows and columns are called.
    core
        The model the columns belong to.
    units
        Units for the solver, found once for all variants of the problem; None: not yet.

    """

    cost: Numbers
    offset: float
    start: NDArray[np.int32]
    index: NDArray[np.int32]
    value: Numbers
    row_lower: Numbers
    row_upper: Numbers
    lower: Numbers
    upper: Numbers
    integer: NDArray[np.bool_]
    layout: Layout = field(repr=False)
    core: Core = field(repr=False)
    units: Scaling | None = field(default=None, repr=False)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.row_lower), len(self.cost)

    @cached_property
    def of_column(self) -> NDArray[np.intp]:
        """Column of each coefficient."""
        return np.repeat(np.arange(len(self.cost)), np.diff(self.start))

    def columns(self, variable: Any, keys: Iterable[Any]) -> NDArray[np.int64]:
        """Columns of ``variable[key]`` for each key; -1 for one that no rule mentions."""
        return self.layout.of(variable, keys)

    def column(self, variable: Any) -> int:
        """Column of a single variable, given as an object; -1 for one that no rule mentions."""
        return int(self.layout.of(variable.parent_component(), [variable.index()])[0])

    def with_bounds(self, columns: NDArray[np.int64], lower: Numbers, upper: Numbers) -> Matrix:
        """Return a copy with other bounds on some columns."""
        low, high = self.lower.copy(), self.upper.copy()
        low[columns], high[columns] = lower, upper
        return replace(self, lower=low, upper=high)

    def scaled(self, units: Scaling) -> Matrix:
        """Return the same problem in other units."""
        return replace(
            self,
            cost=self.cost * units.column * units.cost,
            offset=self.offset * units.cost,
            value=self.value * units.column[self.of_column] * units.row[self.index],
            row_lower=self.row_lower * units.row,
            row_upper=self.row_upper * units.row,
            lower=self.lower / units.column,
            upper=self.upper / units.column,
        )

    def rows_of(self, columns: NDArray[np.int64]) -> NDArray[np.int64]:
        """Rows in which any of some columns stands."""
        stretches = [self.index[self.start[c] : self.start[c + 1]] for c in columns.tolist()]
        return np.unique(np.concatenate(stretches)).astype(np.int64)

    def leaving_out(self, parts: Iterable[CaseRows]) -> Matrix:
        """Return the same problem without the rows and columns of some parts."""
        lower, upper, low, high = (a.copy() for a in (self.row_lower, self.row_upper, self.lower, self.upper))
        for part in parts:
            lower[part.rows], upper[part.rows] = -np.inf, np.inf
            low[part.columns] = high[part.columns] = 0.0
        return replace(self, row_lower=lower, row_upper=upper, lower=low, upper=high)

    def without(self, parts: Iterable[CaseRows]) -> Matrix:
        """Return the same problem as :meth:`leaving_out` does, with fewer rows and columns."""
        rows, columns = np.ones(self.shape[0], dtype=np.bool_), np.ones(self.shape[1], dtype=np.bool_)
        for part in parts:
            rows[part.rows] = columns[part.columns] = False
        if rows.all() and columns.all():
            return self
        kept = self.rows[np.flatnonzero(rows)].tocsc()[:, np.flatnonzero(columns)]
        kept.sort_indices()
        return replace(
            self,
            cost=self.cost[columns],
            start=kept.indptr.astype(np.int32),
            index=kept.indices.astype(np.int32),
            value=np.asarray(kept.data, dtype=np.float64),
            row_lower=self.row_lower[rows],
            row_upper=self.row_upper[rows],
            lower=self.lower[columns],
            upper=self.upper[columns],
            integer=self.integer[columns],
            layout=self.layout.without(rows, columns),
            units=None,
        )

    def relaxed(self) -> Matrix:
        """Return the linear relaxation: whole numbers need not be whole."""
        return replace(self, integer=np.zeros_like(self.integer), units=None)

    @cached_property
    def rows(self) -> csr_array[Any, Any]:
        """A by rows."""
        from scipy.sparse import csc_array

        return csc_array((self.value, self.index, self.start), shape=self.shape).tocsr()

    def vector(self, terms: Terms) -> Numbers:
        """Coefficients of amounts for each unit of variables, one for each column."""
        found = np.zeros(len(self.cost))
        for variable, keys, amounts in terms.parts:
            columns = self.columns(variable, keys)
            known = columns >= 0
            found += np.bincount(columns[known], weights=amounts[known], minlength=len(found))
        return found

    def with_objective(self, cost: Numbers) -> Matrix:
        """Return the same problem with another objective."""
        return replace(self, cost=cost, offset=0.0, units=None)

    def with_row(self, coefficients: Numbers, upper: float) -> Matrix:
        """Return the same problem with one more row, ``coefficients @ x <= upper``."""
        from scipy.sparse import csc_array, vstack

        rows = csc_array((self.value, self.index, self.start), shape=self.shape)
        longer = vstack([rows, csc_array(coefficients.reshape(1, -1))], format="csc")
        return replace(
            self,
            start=longer.indptr.astype(np.int32),
            index=longer.indices.astype(np.int32),
            value=longer.data.astype(np.float64),
            row_lower=np.append(self.row_lower, -np.inf),
            row_upper=np.append(self.row_upper, upper),
            units=None,
        )

    def hard_slacks(self) -> NDArray[np.int64]:
        """Columns that are zero in every real plan: the slacks of hard rules."""
        found = [self.columns(variable, keys) for variable, keys in self.core.rulebook.hard]
        columns = np.concatenate(found) if found else np.array([], dtype=np.int64)
        return columns[columns >= 0]

    def price_of_misses(self, slacks: NDArray[np.int64] | None = None) -> Numbers:
        """Objective that counts nothing but what hard rules, or some of them, are missed by, at their prices."""
        price, columns = np.zeros(len(self.cost)), self.hard_slacks() if slacks is None else slacks
        price[columns] = self.cost[columns]
        return price

    def rigid(self) -> Matrix:
        """Return the same problem with no way around hard rules."""
        columns = self.hard_slacks()
        return self.with_bounds(columns, np.zeros(len(columns)), np.zeros(len(columns)))


@dataclass(frozen=True)
class ColumnValues:
    """A solution vector, read by variable (the ``Solution`` that plans are extracted from)."""

    matrix: Matrix
    values: Numbers

    def at(self, variable: Any, keys: Sequence[Any]) -> Numbers:
        """Values of ``variable[key]`` for each key; 0 for one that no rule mentions."""
        columns = self.matrix.columns(variable, keys)
        if not len(columns):
            return np.zeros(0)
        return np.asarray(np.where(columns >= 0, self.values[np.maximum(columns, 0)], 0.0))
