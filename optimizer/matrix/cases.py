"""Cases of disruption in a matrix: the columns and rows that are theirs alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.matrix.arrays import CaseRows

if TYPE_CHECKING:
    from optimizer.matrix.arrays import Matrix


def case_rows(matrix: Matrix) -> tuple[CaseRows, ...]:
    """Columns and rows of every case that can be left out: those whose costs stand by themselves."""
    has_tail = matrix.core.model.features.component("risk") is not None and _weighs_tail(matrix)
    return () if has_tail else every_case(matrix)


def every_case(matrix: Matrix) -> tuple[CaseRows, ...]:
    """Columns and rows of every case. Without some of them no less is possible."""
    block = matrix.core.model.features.component("disruptions")
    if block is None:
        return ()
    of_case: dict[int, list[int]] = {}
    for variable in (block.change, block.missed, block.loss):
        keys = list(variable.keys())
        for key, column in zip(keys, matrix.columns(variable, keys).tolist(), strict=True):
            if column >= 0:
                of_case.setdefault(key[0] if isinstance(key, tuple) else key, []).append(column)
    columns = {number: np.array(sorted(found), dtype=np.int64) for number, found in of_case.items()}
    return tuple(CaseRows(number, found, matrix.rows_of(found)) for number, found in columns.items())


def _weighs_tail(matrix: Matrix) -> bool:
    return bool(matrix.core.problem.settings.cvar_weight)
