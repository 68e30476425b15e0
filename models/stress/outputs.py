"""What changes do where nothing is kept and nothing arrives: what is made leaves at once, one row a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.stress.factors import Factors
from models.stress.recourse import NONE, Entries

if TYPE_CHECKING:
    from models.schema import Numbers
    from models.stress.recourse import Places


class Outputs:
    """Changes in the rows of nodes without a stock, all nodes and steps at once.

    Parameters
    ----------
    steps
        Number of steps of the case.

    """

    def __init__(self, steps: int) -> None:
        self._first: list[int] = []
        self._columns: list[Places] = []
        self._factors = Factors(steps)

    def move(self, first: int, columns: Places, factors: Numbers | float) -> None:
        """Let a change move the rows of its steps, of which `first` is the first.

        Parameters
        ----------
        columns, factors
            Column of the change in each step, and units for each unit of it, shape (steps,).

        """
        self._first.append(first)
        self._columns.append(columns)
        self._factors.add(factors)

    def entries(self) -> Entries:
        """Coefficient of every change in every row."""
        if not self._first:
            return Entries.joined([], [])
        columns, factors = np.stack(self._columns), self._factors.by_step()
        which, step = np.nonzero((columns != NONE) & (factors != 0))
        rows = (np.array(self._first)[which] + step).astype(np.int32)
        return Entries(rows, columns[which, step], factors[which, step])
