"""From Pyomo rules to sparse arrays, and from a column vector back to variables.

Each rule is called once, with placeholders for its indices (:mod:`models.algebra.templates`); the expression it returns
is evaluated for all indices at once with numpy (:mod:`optimizer.matrix.walk`). A rule that branches on its indices, or
says something not known here, is compiled row by row by Pyomo itself (:mod:`optimizer.matrix.fallback`); the rows are
the same.
"""

from __future__ import annotations

from optimizer.matrix.arrays import ColumnValues, Matrix
from optimizer.matrix.compiler import compile_model

__all__ = ["ColumnValues", "Matrix", "compile_model"]
