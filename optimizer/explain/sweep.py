"""A sweep: one change to a class of cells at once, such as no lead time above 120 days, or 30 % of all demand."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.prices import dearest, stated_loss
from models.sheets import Demand
from optimizer.explain.change import Change, changed
from optimizer.explain.lever import Lever, Tier

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from models.problem import Problem

PERCENT = 0.01
"""Shares of all demand are told apart by a percent."""
TIMES = (1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8, 2.0, 2.5, 3.0, 4.0, 5.0, 7.0, 10.0)
"""Multiples of what there is that are worth a look."""
LOSS = 2.0
"""Times what a unit costs at most, at which it is dearer to lose it than to serve it."""


@dataclass(frozen=True)
class Sweep(ABC):
    """Cells of one column that are changed together.

    Attributes
    ----------
    levers
        The cells.
    raises
        Whether a higher figure leaves more room; else a lower one does.

    """

    levers: tuple[Lever, ...]
    raises: bool

    @property
    def tier(self) -> Tier:
        """How negotiable they are."""
        return self.levers[0].tier

    @abstractmethod
    def value(self, problem: Problem) -> float:
        """Figure that changes nothing."""

    @abstractmethod
    def ladder(self, problem: Problem) -> tuple[float, ...]:
        """Figures worth trying, from the first that changes anything to the loosest."""

    @abstractmethod
    def changes(self, problem: Problem, figure: float) -> tuple[Change, ...]:
        """Changes of cells that a figure comes to."""

    def set_to(self, problem: Problem, figure: float) -> Problem:
        """Return the problem with all of them changed, as if the planner had typed it."""
        return changed(problem, self.changes(problem, figure))


class Ends(Sweep):
    """None of the cells is above a figure, or none below."""

    def value(self, problem: Problem) -> float:
        """Figure of the cell that asks for most."""
        return self._tightest(problem).value(problem)

    def ladder(self, problem: Problem) -> tuple[float, ...]:
        """Figures of the cell that asks for most."""
        return self._tightest(problem).ladder(problem)

    def changes(self, problem: Problem, figure: float) -> tuple[Change, ...]:
        """Cells beyond the figure are brought to it."""
        values = [(lever, lever.value(problem)) for lever in self.levers]
        return tuple(Change(lever, figure) for lever, now in values if (now < figure if self.raises else now > figure))

    def _tightest(self, problem: Problem) -> Lever:
        sign = -1.0 if self.raises else 1.0
        return max(self.levers, key=lambda lever: sign * lever.value(problem))


class Parts(Sweep):
    """Each of the cells is multiplied with the same figure."""

    def value(self, _: Problem) -> float:
        """All of what there is."""
        return 1.0

    def ladder(self, _: Problem) -> tuple[float, ...]:
        """Percents down from all of it, or multiples up."""
        return TIMES if self.raises else tuple(round(k * PERCENT, 2) for k in range(99, 0, -1))

    def changes(self, problem: Problem, figure: float) -> tuple[Change, ...]:
        """Every cell, as a number that can be typed."""
        values = [(lever, lever.value(problem)) for lever in self.levers]
        return tuple(Change(lever, float(f"{now * figure:.6g}")) for lever, now in values if now)


class Losses(Sweep):
    """Demand that must be served may be lost, at a price."""

    def value(self, _: Problem) -> float:
        """No price: nothing may be lost."""
        return float("nan")

    def ladder(self, _: Problem) -> tuple[float, ...]:
        """One figure: whatever the price, as much may be lost."""
        return (LOSS,)

    def changes(self, problem: Problem, figure: float) -> tuple[Change, ...]:
        """A price for each item, two digits of it."""
        most, item = dearest(problem), problem[Demand].item
        return tuple(Change(lever, float(f"{figure * most[item[lever.row]]:.2g}")) for lever in self.levers)


def rows_of_demand(problem: Problem) -> list[int]:
    """Rows of Demand in force that ask for anything."""
    return [row for row in sorted(set(problem.demand_row.values())) if problem[Demand].quantity[row] > 0]


def rows_that_must_be_served(problem: Problem, items: Collection[str]) -> list[int]:
    """Rows of Demand for some items that may not be lost."""
    rows, item = rows_of_demand(problem), problem[Demand].item
    return [row for row in rows if item[row] in items and np.isnan(stated_loss(problem, row))]


def part_of_demand(rows: Sequence[int]) -> Parts:
    """So much of each demand, and no more."""
    levers = tuple(Lever(Demand, "quantity", row, Tier.DEMAND, raises=False, loosest=0.0) for row in rows)
    return Parts(levers, raises=False)


def losses_of_demand(rows: Sequence[int]) -> Losses:
    """Each demand may be lost at a price."""
    levers = tuple(Lever(Demand, "shortage_cost", row, Tier.POLICY, raises=False, loosest=0.0) for row in rows)
    return Losses(levers, raises=False)
