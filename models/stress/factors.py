"""Factors of many changes, most of them the same in every step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.schema import Numbers


class Factors:
    """Units that each of several changes moves a level by.

    Parameters
    ----------
    steps
        Number of steps of the case.

    """

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._same: list[float] = []
        self._changing: dict[int, Numbers] = {}

    def add(self, factors: Numbers | float) -> None:
        """Take up the next change: one factor for all steps, or one for each, shape (steps,)."""
        if not isinstance(factors, float):
            self._changing[len(self._same)] = factors
            factors = 1.0
        self._same.append(factors)

    def by_step(self) -> Numbers:
        """Return all of them, shape (changes, steps)."""
        found = np.repeat(np.array(self._same)[:, None], self._steps, axis=1)
        for k, factors in self._changing.items():
            found[k] = factors
        return found
