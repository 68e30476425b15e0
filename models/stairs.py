"""Stairs: a quantity of the model that takes one of a few values, as marks that say which of them it reaches.

``mark[k] = 1`` if and only if the quantity is at least ``value[k]``; marks are numbers, binary variables or sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from models.modelling import pyo

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.plan import Solution

HALF = 0.5
"""Binary variables above this are 1."""


@dataclass(frozen=True)
class Stairs:
    """Values, ascending, with the mark of each."""

    values: tuple[float, ...]
    marks: tuple[Any, ...]

    @classmethod
    def at(cls, value: float) -> Stairs:
        """Return a quantity that is known."""
        return cls((value,), (1.0,))

    @property
    def is_known(self) -> bool:
        """Whether there is nothing to decide."""
        return len(self.values) == 1 and isinstance(self.marks[0], float)

    def total(self, of_value: Callable[[float], float]) -> Any:
        """Return an ascending function of the quantity, linear in its marks; 0 where not even the first is reached."""
        heights = [of_value(value) for value in self.values]
        rises = [heights[0], *(b - a for a, b in pairwise(heights))]
        return sum(rise * mark for rise, mark in zip(rises, self.marks, strict=True) if rise)

    def value(self, solution: Solution) -> float:
        """Return the quantity in a solved model; its marks must be known or variables."""
        reached = [
            mark > 0 if isinstance(mark, float) else solution.at(mark.parent_component(), [mark.index()])[0] > HALF
            for mark in self.marks
        ]
        return max((v for v, there in zip(self.values, reached, strict=True) if there), default=0.0)

    def less(self, known: float) -> Stairs:
        """Return this quantity less a known one, and never below 0."""
        above = [(v - known, mark) for v, mark in zip(self.values, self.marks, strict=True) if v > known]
        if self.values[0] > known:
            return Stairs(*_columns(above))
        return Stairs(*_columns([(0.0, self.marks[0]), *above]))

    def taken_from(self, known: float) -> Stairs:
        """Return a known quantity less this one, and never below 0; this one must reach its first value."""
        after = [*(1 - mark for mark in self.marks[1:]), 1.0]
        steps = [(known - v, mark) for v, mark in zip(self.values, after, strict=True) if v < known]
        floor = [] if len(steps) == len(self.values) else [(0.0, 1.0)]
        return Stairs(*_columns([*floor, *reversed(steps)]))


def _columns(pairs: Sequence[tuple[float, Any]]) -> tuple[tuple[float, ...], tuple[Any, ...]]:
    return tuple(value for value, _ in pairs), tuple(mark for _, mark in pairs)


class StairsMaker:
    """Makes stairs with binary marks in a Pyomo block.

    Parameters
    ----------
    name
        Of the component that holds the marks; its rules get names that begin with it.

    """

    def __init__(self, block: Any, name: str) -> None:
        self._marks = pyo.VarList(domain=pyo.Binary)
        self._descend = pyo.ConstraintList()
        self.rules = pyo.ConstraintList()
        block.add_component(name, self._marks)
        block.add_component(f"{name}_descend", self._descend)
        block.add_component(f"{name}_rules", self.rules)

    def make(self, values: Sequence[float], known: int = 0) -> Stairs:
        """Return stairs of which the first `known` values are reached for sure."""
        marks: list[Any] = [1.0] * known
        for _ in values[known:]:
            mark = self._marks.add()
            if marks and not isinstance(marks[-1], float):
                self._descend.add(mark <= marks[-1])
            marks.append(mark)
        return Stairs(tuple(values), tuple(marks))

    def difference(self, first: Stairs, second: Stairs) -> Stairs:
        """Return the first quantity less the second, never below 0; the second must reach its first value."""
        if second.is_known:
            return first.less(second.values[0])
        if first.is_known:
            return second.taken_from(first.values[0])
        gaps = {round(a - b, 9) for a in first.values for b in second.values if a > b}
        found = self.make((0.0, *sorted(gaps)), known=1 if isinstance(first.marks[0], float) else 0)
        position = {value: k for k, value in enumerate(found.values)}
        if not isinstance(first.marks[0], float):
            self.rules.add(found.marks[0] >= first.marks[0])
        for a, reached in zip(first.values, first.marks, strict=True):
            for b, passed in zip(second.values, (*second.marks[1:], 0.0), strict=True):
                if a > b:
                    self.rules.add(found.marks[position[round(a - b, 9)]] >= reached - passed)
        return found
