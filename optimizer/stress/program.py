"""The linear problem of one case of one plan, in the changes alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.plan import NOTHING
from models.stress.recourse import NONE

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schema import Numbers
    from models.stress.cases import Case
    from models.stress.numbers import PlanNumbers
    from models.stress.recourse import Recourse

EFFORT = 1e-4
"""Price of changing the plan, as a share of the item's value: no change without a reason."""
ROUNDING = 1e-8
"""Slack of each row, as a share of what is added up in it."""
SMALL = 0.01
"""Least size of a row for its slack: where nothing is added up there is nothing to round, and slack adds up itself."""


class CaseProgram:
    """The linear problem of one case of one plan."""

    def __init__(self, problem: Problem, case: Case, recourse: Recourse, numbers: PlanNumbers) -> None:
        from scipy.sparse import csr_array

        self._problem, self.case, self.recourse, self._numbers = problem, case, recourse, numbers
        total, size = recourse.planned(numbers)
        kept = np.isfinite(total)
        entries, shape = recourse.of_changes, (len(recourse.constant), len(recourse.cost))
        matrix = csr_array((entries.coefficients, (entries.rows, entries.columns)), shape=shape)
        self._rows: Any = matrix[np.flatnonzero(kept)]
        # What the plan rounds must not make a case impossible.
        rounding = ROUNDING * np.maximum(size[kept], SMALL)
        equal = recourse.equal[kept]
        self._lower = -total[kept] - rounding
        self._upper = np.where(equal, -total[kept] + rounding, np.inf)

    def effort(self) -> Numbers:
        """Small price of every change."""
        value, keys, weeks = self._problem.value, self._problem.lanes.keys, np.diff(self.recourse.edges)
        price = np.zeros(len(self.recourse.cost))
        for (kind, *key), columns in self.recourse.columns.items():
            item = keys[key[0]][0] if kind.endswith("_moved") else key[0]
            each = EFFORT * max(value[item], NOTHING) * (0.1 if kind.startswith("less") else 1.0)
            price[columns[columns != NONE]] = each * weeks[columns != NONE]
        return price

    def least(self, cost: Numbers, limits: list[tuple[dict[int, float], float]] | None = None) -> Numbers | None:
        """Changes of least cost; `limits` are further rows ``coefficients @ changes <= limit``."""
        from scipy.sparse import csr_array, vstack

        from optimizer.solver.linear import least

        rows, lower, upper = self._rows, self._lower, self._upper
        for coefficients, limit in limits or []:
            row = np.zeros((1, rows.shape[1]))
            row[0, list(coefficients)] = list(coefficients.values())
            rows = vstack([rows, csr_array(row)], format="csr")
            lower, upper = np.append(lower, -np.inf), np.append(upper, limit)
        return least(cost, rows, lower, upper)
