"""Matrices as sets of rows by name, so that two ways to compile a model can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy.sparse import csc_array, csr_array

if TYPE_CHECKING:
    from optimizer.matrix import Matrix

Row = tuple[Any, ...]


def _row(names: np.ndarray, values: np.ndarray, lower: float, upper: float) -> list[Row]:
    """Return a row as one-sided rows and equations, the first variable with a positive coefficient."""
    found = sorted((name, float(value)) for name, value in zip(names, values, strict=True) if value)
    if found and found[0][1] < 0:
        found, lower, upper = [(name, -value) for name, value in found], -upper, -lower
    body = tuple((name, float(f"{value:.9g}")) for name, value in found)
    low, high = (float(f"{bound:.9g}") + 0.0 for bound in (lower, upper))
    if low == high:
        return [("=", body, low)]
    return [(sense, body, bound) for sense, bound in ((">", low), ("<", high)) if np.isfinite(bound)]


def _rows(a: csr_array, names: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> list[Row]:
    found: list[Row] = []
    for k in range(a.shape[0]):
        part = slice(a.indptr[k], a.indptr[k + 1])
        found += _row(names[a.indices[part]], a.data[part], lower[k], upper[k])
    return sorted(found, key=repr)


def as_rows(matrix: Matrix) -> dict[str, Any]:
    """Rows, columns and objective of a compiled matrix, in an order of their own."""
    names = np.array([matrix.layout.column_name(k) for k in range(matrix.shape[1])], dtype=object)
    a = csc_array((matrix.value, matrix.index, matrix.start), shape=matrix.shape).tocsr()
    limits = zip(matrix.lower.tolist(), matrix.upper.tolist(), matrix.integer.tolist(), strict=True)
    return {
        "rows": _rows(a, names, matrix.row_lower, matrix.row_upper),
        "columns": dict(sorted(zip(names.tolist(), limits, strict=True))),
        "cost": {n: round(c, 6) for n, c in sorted(zip(names.tolist(), matrix.cost.tolist(), strict=True)) if c},
        "offset": round(matrix.offset, 6),
    }


def by_pyomo(model: Any) -> dict[str, Any]:
    """Return the same of Pyomo's own compiler."""
    form = LinearStandardFormCompiler().write(model, mixed_form=True)
    names = np.array([v.name for v in form.columns], dtype=object)
    kinds, rhs = np.array([row.bound_type for row in form.rows]), np.asarray(form.rhs, dtype=float)
    limits = [
        (*(b if b is not None else d for b, d in zip(v.bounds, (-np.inf, np.inf), strict=True)), v.is_integer())
        for v in form.columns
    ]
    cost = form.c.toarray()[0] if form.objectives else np.zeros(len(names))
    return {
        "rows": _rows(form.A.tocsr(), names, np.where(kinds <= 0, rhs, -np.inf), np.where(kinds >= 0, rhs, np.inf)),
        "columns": dict(sorted(zip(names.tolist(), limits, strict=True))),
        "cost": {n: round(float(c), 6) for n, c in sorted(zip(names.tolist(), cost, strict=True)) if c},
        "offset": round(float(form.c_offset[0]), 6) if form.objectives else 0.0,
    }
