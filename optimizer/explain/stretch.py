"""How far one cell has to be changed: the first figure on its ladder at which a solution exists."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.problem import Problem
    from models.schema import Numbers
    from optimizer.explain.lever import Lever
    from optimizer.matrix import Matrix
    from optimizer.solver.conflict import Relaxation

FEW = 4
"""Rungs that are as well built one by one as put on a line."""
Possible = bool | None
"""Whether a solution exists; None: not found out in time."""


def rigid_matrix(problem: Problem) -> Matrix:
    """Arrays of a problem in which every hard rule must hold."""
    from models.build import build_model
    from optimizer.matrix import compile_model

    return compile_model(build_model(problem)).rigid()


class Stretch:
    """A problem's arrays with one figure after another in one cell.

    A figure stands in coefficients and bounds as it is or multiplied with something. Two builds therefore show all of
    them, as a straight line, as long as no row comes or goes; where one does, each figure is built by itself. What a
    line says is checked by the builder with the figure that is found (see :mod:`optimizer.explain.trial`).
    """

    def __init__(self, problem: Problem, lever: Lever, matrix: Matrix) -> None:
        self._problem, self._lever = problem, lever
        self.ladder = lever.ladder(problem)
        self._line = self._drawn(matrix) if self.ladder else None

    def _drawn(self, matrix: Matrix) -> _Line | None:
        """Line through the present figure and the first rung; through two rungs where the present one is special."""
        first, now = self.built(self.ladder[0]), self._lever.value(self._problem)
        line = _Line.between(matrix, now, first, self.ladder[0])
        if line is None and len(self.ladder) > FEW:
            line = _Line.between(first, self.ladder[0], self.built(self.ladder[1]), self.ladder[1])
        return line

    @property
    def is_line(self) -> bool:
        """Whether figures are put into the arrays, and not built."""
        return self._line is not None

    def at(self, figure: float) -> Matrix:
        """Arrays with a figure in the cell."""
        return self.built(figure) if self._line is None else self._line.at(figure)

    def first_possible(self, relaxation: Relaxation, in_time: Callable[[], bool]) -> float | None:
        """First figure of the ladder at which the linear relaxation has a solution."""
        return first_possible(self.ladder, lambda figure: relaxation.is_possible(self.at(figure)), in_time)

    def built(self, figure: float) -> Matrix:
        """The same, from the model."""
        return rigid_matrix(self._lever.set_to(self._problem, figure))


class _Line:
    """Arrays that change along a straight line."""

    def __init__(self, matrix: Matrix, start: float, slopes: dict[str, Numbers]) -> None:
        self._matrix, self._start, self._slopes = matrix, start, slopes

    @classmethod
    def between(cls, one: Matrix, first: float, other: Matrix, second: float) -> _Line | None:
        """Draw the line through two problems; None when they do not have the same rows and columns."""
        alike = one.shape == other.shape and np.array_equal(one.start, other.start)
        if not alike or not np.array_equal(one.index, other.index) or not np.array_equal(one.integer, other.integer):
            return None
        slopes = {}
        for name in ("value", "row_lower", "row_upper", "lower", "upper"):
            here, there = getattr(one, name), getattr(other, name)
            if not np.array_equal(np.isinf(here), np.isinf(there)):
                return None
            same = here == there
            difference = np.where(same, 0.0, there) - np.where(same, 0.0, here)
            slopes[name] = difference / (second - first)
        return cls(one, first, slopes) if any(slope.any() for slope in slopes.values()) else None

    def at(self, figure: float) -> Matrix:
        """Arrays at a figure."""
        moved = {name: getattr(self._matrix, name) + (figure - self._start) * s for name, s in self._slopes.items()}
        return replace(self._matrix, **moved, units=None)


def first_possible(
    ladder: Sequence[float], is_possible: Callable[[float], Possible], in_time: Callable[[], bool]
) -> float | None:
    """First figure of a ladder, from the tightest to the loosest, that is possible; None when none is known to be.

    Looser figures are possible whenever a tighter one is. Out of time, the tightest known to be possible is returned.
    """
    if not ladder or not is_possible(ladder[-1]):
        return None
    impossible, possible = -1, len(ladder) - 1
    while possible - impossible > 1 and in_time():
        middle = (impossible + possible) // 2
        if is_possible(ladder[middle]):
            possible = middle
        else:
            impossible = middle
    return ladder[possible]
