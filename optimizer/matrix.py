"""From Pyomo rules to sparse arrays, and from a column vector back to variables."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from models.network import Core
    from models.schema import Numbers
    from optimizer.screening import CaseRows

ROUNDING = 1e-9
"""Slack of a row whose other columns are fixed, as a share of what is added up in it."""


@dataclass(frozen=True)
class Matrix:
    """Minimise ``cost @ x + offset`` over ``row_lower <= A x <= row_upper`` and ``lower <= x <= upper``.

    Attributes
    ----------
    start, index, value
        A by columns (compressed sparse columns).
    integer
        Which columns take whole numbers only.
    column_of
        Column of each Pyomo variable, by the variable's id.
    core
        The model the columns belong to; kept so that ids stay valid.

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
    column_of: dict[int, int] = field(repr=False)
    core: Core = field(repr=False)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.row_lower), len(self.cost)

    def columns(self, variable: Any, keys: Iterable[Any]) -> NDArray[np.int64]:
        """Columns of ``variable[key]`` for each key; -1 for one that no rule mentions."""
        return np.array([self.column_of.get(id(variable[key]), -1) for key in keys], dtype=np.int64)

    def with_bounds(self, columns: NDArray[np.int64], lower: Numbers, upper: Numbers) -> Matrix:
        """Return a copy with other bounds on some columns."""
        low, high = self.lower.copy(), self.upper.copy()
        low[columns], high[columns] = lower, upper
        return replace(self, lower=low, upper=high)

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

    @cached_property
    def rows(self) -> csr_array[Any, Any]:
        """A by rows."""
        from scipy.sparse import csc_array

        return csc_array((self.value, self.index, self.start), shape=self.shape).tocsr()

    def answer(self, columns: NDArray[np.int64], rows: NDArray[np.int64], values: Numbers) -> Numbers | None:
        """Least-cost values of some columns while all others stay; None when their rows allow none."""
        from optimizer.solver.linear import least

        part = self.rows[rows]
        others = values.copy()
        others[columns] = 0.0
        fixed = part @ others
        room = ROUNDING * np.maximum(abs(part) @ np.abs(others), 1.0)
        own = part.tocsc()[:, columns].tocsr()
        return least(
            self.cost[columns], own, self.row_lower[rows] - fixed - room, self.row_upper[rows] - fixed + room,
            self.upper[columns],
        )  # fmt: skip

    def vector(self, expression: Any) -> Numbers:
        """Coefficients of a linear Pyomo expression, one for each column."""
        found = np.zeros(len(self.cost))
        for coefficient, variable in zip(expression.linear_coefs, expression.linear_vars, strict=True):
            column = self.column_of.get(id(variable), -1)
            if column >= 0:
                found[column] += coefficient
        return found

    def with_objective(self, cost: Numbers) -> Matrix:
        """Return the same problem with another objective."""
        return replace(self, cost=cost, offset=0.0)

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
        )

    def hard_slacks(self) -> NDArray[np.int64]:
        """Columns that are zero in every real plan: the slacks of hard rules."""
        found = [self.columns(variable, keys) for variable, keys in self.core.rulebook.hard]
        columns = np.concatenate(found) if found else np.array([], dtype=np.int64)
        return columns[columns >= 0]

    def price_of_misses(self) -> Numbers:
        """Objective that counts nothing but what hard rules are missed by, at their prices."""
        price, columns = np.zeros(len(self.cost)), self.hard_slacks()
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


def compile_model(core: Core) -> Matrix:
    """Turn the model's rules into arrays with Pyomo's own standard-form compiler."""
    from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

    form = LinearStandardFormCompiler().write(core.model, mixed_form=True)
    rows = form.A.tocsc()
    bounds = [(row.bound_type, rhs) for row, rhs in zip(form.rows, form.rhs, strict=True)]
    lower = np.array([rhs if kind <= 0 else -np.inf for kind, rhs in bounds])
    upper = np.array([rhs if kind >= 0 else np.inf for kind, rhs in bounds])
    columns = form.columns
    limits = [variable.bounds for variable in columns]
    return Matrix(
        cost=np.asarray(form.c.todense(), dtype=np.float64).ravel(),
        offset=float(form.c_offset[0]),
        start=rows.indptr.astype(np.int32),
        index=rows.indices.astype(np.int32),
        value=rows.data.astype(np.float64),
        row_lower=lower,
        row_upper=upper,
        lower=np.array([-np.inf if low is None else low for low, _ in limits], dtype=np.float64),
        upper=np.array([np.inf if high is None else high for _, high in limits], dtype=np.float64),
        integer=np.array([variable.is_integer() for variable in columns], dtype=np.bool_),
        column_of={id(variable): k for k, variable in enumerate(columns)},
        core=core,
    )
