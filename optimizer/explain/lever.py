"""A lever: one cell of the input that could be loosened so that a plan becomes possible."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from models.features.locks import Locks

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schema import Column, Record


class Tier(IntEnum):
    """How negotiable a cell is: the lower, the sooner it is offered."""

    POLICY = 1
    """What the planner's own rules ask for."""
    INVESTMENT = 2
    """What money and time can change: capacity, people, lead times."""
    FACT = 3
    """What is so today: pointed at, never offered."""
    DEMAND = 4
    """What customers want: pointed at, never offered."""


@dataclass(frozen=True, slots=True)
class Lever:
    """One cell that takes part in a conflict.

    Attributes
    ----------
    record, column, row
        The cell: kind of table, column by its name in the workbook, number of the record.
    tier
        How negotiable it is.
    raises
        Whether a higher figure leaves more room; else a lower one does.
    loosest
        Figure beyond which nothing more is gained.
    step
        Distance between two figures worth telling apart; 0: three significant digits.

    """

    record: type[Record]
    column: str
    row: int
    tier: Tier
    raises: bool
    loosest: float
    step: float = 0.0

    @property
    def place(self) -> tuple[type[Record], str, int]:
        """The cell itself: kind of table, column and row."""
        return self.record, self.column, self.row

    @property
    def declared(self) -> Column:
        """The column as the sheet declares it."""
        return next(column for column in self.record.columns if column.name == self.column)

    def cell(self, problem: Problem) -> str:
        """Address in the planner's file."""
        return problem[self.record].cell(self.column, self.row)

    def value(self, problem: Problem) -> float:
        """The figure that stands there."""
        return float(getattr(problem[self.record], self.declared.attribute)[self.row])

    def set_to(self, problem: Problem, value: float) -> Problem:
        """Return the problem with another figure in the cell, as if the planner had typed it."""
        table = problem[self.record]
        figures = np.array(getattr(table, self.declared.attribute), dtype=np.float64)
        figures[self.row] = value
        return problem.having(table.replacing(**{self.column: figures}))

    def loosened(self, problem: Problem) -> Problem:
        """Return the problem in which the cell asks for nothing any more; a lock may then be broken for nothing."""
        table = problem[self.record]
        if not isinstance(table, Locks):
            return self.set_to(problem, self.loosest)
        hard, penalty = table.hard.copy(), table.penalty.copy()
        hard[self.row], penalty[self.row] = False, 0.0
        return problem.having(table.replacing(hard=hard, penalty=penalty))

    def ladder(self, problem: Problem) -> tuple[float, ...]:
        """Figures worth trying, from the first beyond the present one to the loosest."""
        now, sign = self.value(problem), 1.0 if self.raises else -1.0
        beyond = 1e-9 * abs(now)
        if not np.isfinite(now) or sign * (self.loosest - now) <= 0:
            return ()
        if self.step:
            first = np.floor(now / self.step + 1 + 1e-9) if self.raises else np.ceil(now / self.step - 1 - 1e-9)
            last = round(self.loosest / self.step)
            steps = np.arange(first, last + sign, sign) * self.step
        else:
            steps = _three_digits(min(now, self.loosest), max(now, self.loosest))
            steps = steps[steps > now + beyond] if self.raises else steps[steps < now - beyond][::-1]
        found = [float(f"{value:.9g}") + 0.0 for value in steps.tolist()]  # no -0
        if not found or abs(found[-1] - self.loosest) > 1e-9 * max(abs(self.loosest), 1.0):
            found.append(self.loosest)
        return tuple(found)


def _three_digits(least: float, most: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Every figure of three significant digits between two, and 0 if it is among them."""
    top = int(np.floor(np.log10(max(most, 1e-6)))) + 1
    bottom = int(np.floor(np.log10(least))) if least > 0 else top - 7
    grids = [np.arange(100, 1000) * 10.0 ** (decade - 2) for decade in range(bottom, top + 1)]
    steps = np.unique(np.concatenate([[0.0], *grids]))
    return np.asarray(steps[(steps >= least) & (steps <= most)])
