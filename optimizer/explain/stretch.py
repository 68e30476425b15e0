"""How far one cell has to be changed: the first figure on its ladder at which a solution exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.explain.line import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.problem import Problem
    from optimizer.explain.lever import Lever
    from optimizer.explain.relevant import Relevant
    from optimizer.explain.sweep import Sweep
    from optimizer.matrix import Matrix
    from optimizer.solver.conflict import Relaxation

FEW = 4
"""Rungs that are as well built one by one as put on a line."""
ROUNDING = 1e-8
"""Share by which a figure may be off that was found by a search."""
Possible = bool | None
"""Whether a solution exists; None: not found out in time."""


class Stretch:
    """A problem's arrays with one figure after another in one cell.

    A figure stands in coefficients and bounds as it is or multiplied with something. Two builds therefore show all of
    them, as a straight line, as long as no row comes or goes; where one does, each figure is built by itself. What a
    line says is checked by the builder with the figure that is found (see :mod:`optimizer.explain.trial`).
    """

    def __init__(self, problem: Problem, lever: Lever | Sweep, matrix: Matrix, relevant: Relevant) -> None:
        self._problem, self._lever, self._relevant = problem, lever, relevant
        self.ladder = lever.ladder(problem)
        self._line = self._drawn(matrix) if self.ladder else None

    def _drawn(self, matrix: Matrix) -> Line | None:
        """Line through the present figure and the first rung; through two rungs where the present one is special.

        It must reach the last rung but one: the last is often special, too. Where it does not (times in a disruption
        split its weeks anew) what it says further on is about no plan at all.
        """
        first, now = self.built(self.ladder[0]), self._lever.value(self._problem)
        line, reached = Line.between(matrix, now, first, self.ladder[0]), self.ladder[0]
        if line is None and len(self.ladder) > FEW:
            reached = self.ladder[1]
            line = Line.between(first, self.ladder[0], self.built(reached), reached)
        last = self.ladder[-2:][0]
        if line is None or last in {self.ladder[0], reached}:
            return line
        return line if line.has_shape_of(self.built(last)) else None

    @property
    def is_line(self) -> bool:
        """Whether figures are put into the arrays, and not built."""
        return self._line is not None

    def at(self, figure: float) -> Matrix:
        """Arrays with a figure in the cell."""
        return self.built(figure) if self._line is None else self._line.at(figure)

    def first_possible(self, relaxation: Relaxation, in_time: Callable[[], bool]) -> float | None:
        """First figure of the ladder at which the linear relaxation has a solution."""
        near = self._from_the_least(relaxation)
        if near is not None:
            return near
        return first_possible(self.ladder, lambda figure: relaxation.is_possible(self.at(figure)), in_time)

    def _from_the_least(self, relaxation: Relaxation) -> float | None:
        """Figure next to the least change along the line, where that can be found at once."""
        if self._line is None or not self._line.moves_limits:
            return None
        tight, loose = self.ladder[0], self.ladder[-1]
        least = self._line.nearest_to(tight, loose)
        if least is None:
            return None
        sign = 1.0 if self._lever.raises else -1.0
        count = sum(sign * (figure - least) < -ROUNDING * max(abs(least), abs(figure)) for figure in self.ladder)
        place = min(count, len(self.ladder) - 1)
        return next((f for f in self.ladder[place : place + 2] if relaxation.is_possible(self.at(f))), None)

    def built(self, figure: float) -> Matrix:
        """The same, from the model."""
        return self._relevant.rigid(self._lever.set_to(self._problem, figure))


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
